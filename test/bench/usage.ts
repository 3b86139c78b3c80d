/** Loaded before a measured program: writes what it used into the file that `BENCH_USAGE` names, when it ends. */
import { writeFileSync } from 'node:fs'

export interface Usage {
  /** Seconds of all processors. */
  readonly busy: number
  /** Bytes of resident memory at its highest. */
  readonly peak: number
}

const { BENCH_USAGE: path } = process.env
if (path !== undefined)
  process.on('exit', () => {
    const { user, system } = process.cpuUsage()
    const usage: Usage = { busy: (user + system) / 1e6, peak: process.resourceUsage().maxRSS * 1024 }
    writeFileSync(path, JSON.stringify(usage))
  })
