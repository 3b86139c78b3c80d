import type { Machine } from '../../lib/audit/dataset/workspace.ts'
import { MiB } from '../../lib/binary-units.ts'

/** Node, the SDK and what is being fetched. */
const ownMemory = 512 * MiB
const leastMemory = 256 * MiB

/** What Lambda gives the function: DuckDB takes what is left of its memory, and a thread for each processor. */
export const machineOf = (environment: Readonly<Record<string, string | undefined>>): Partial<Machine> => {
  const size = Number(environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE)
  if (!Number.isFinite(size)) return {}
  return {
    memory: Math.max(leastMemory, size * MiB - ownMemory),
    // AWS Lambda, "Configure memory": one processor for each 1,769 MB.
    threads: Math.max(1, Math.ceil(size / 1769)),
  }
}
