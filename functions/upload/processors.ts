/** Memory, in MiB, that comes with one whole processor (AWS Lambda developer guide, "Configure memory"). */
const memoryOfOne = 1769

/** Whole processors that AWS Lambda gives a function of this much memory: what the machine shows are more. At least 1. */
export const processorsIn = ({ AWS_LAMBDA_FUNCTION_MEMORY_SIZE: memory = '0' }: NodeJS.ProcessEnv): number =>
  Math.max(1, Math.floor(Number(memory) / memoryOfOne))
