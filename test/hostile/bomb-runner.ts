import { assaySources } from '../../lib/assay.ts'
import { canonicalJson } from '../../lib/json/canonical.ts'
import { type Bomb, bombs } from './bomb.ts'

/** What one bomb did, as the process that met it tells. */
export interface Impact {
  readonly what: string
  /** Checks and rejections, sorted. */
  readonly found: readonly string[]
  /** Bytes of input and of the report in JSON. */
  readonly input: number
  readonly report: number
  /** Processor time in seconds. */
  readonly seconds: number
  /** The most memory that the process has ever had, in bytes. */
  readonly memory: number
}

const seconds = (): number => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage()
  return (userCPUTime + systemCPUTime) / 1e6
}

const meet = async ({ what, bytes }: Bomb): Promise<Impact> => {
  const found = new Set<string>()
  let input = 0
  let report = 0
  const begin = seconds()
  const source = {
    name: 'bomb',
    async *open() {
      for (const chunk of bytes()) {
        input += chunk.length
        yield chunk
      }
    },
  }
  const reports = assaySources([source])
  for (;;) {
    const step = await reports.next()
    report += canonicalJson(step.done ? step.value.frame : step.value).length
    if (step.done) {
      for (const { code } of step.value.frame.rejected) found.add(code)
      break
    }
    for (const { check } of step.value.findings) found.add(check)
  }
  return {
    what,
    found: [...found].toSorted(),
    input,
    report,
    seconds: seconds() - begin,
    memory: process.resourceUsage().maxRSS * 1024,
  }
}

for (const bomb of bombs) process.stdout.write(`${JSON.stringify(await meet(bomb))}\n`)
