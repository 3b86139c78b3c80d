/** Runs one task in a process of its own and prints what it took: `node measured.ts assay|floor FILE`. */
import { hash } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { assaySources } from '../../lib/assay.ts'
import { isObject } from '../../lib/json/json.ts'

export type Task = 'assay' | 'floor'

export interface Measured {
  readonly seconds: number
  readonly images: number
  /** Bytes of resident memory at its highest. */
  readonly peak: number
}

const tasks: Readonly<Record<Task, (path: string) => Promise<number>>> = {
  /** What this program does, its reports thrown away. */
  async assay(path) {
    const source = { name: basename(path), open: () => createReadStream(path, { highWaterMark: 2 ** 20 }) }
    let images = 0
    for await (const _ of assaySources([source])) images++
    return images
  },
  /** The least that any tool must do: parse the whole file and hash it. */
  async floor(path) {
    const bytes = readFileSync(path)
    hash('sha256', bytes, 'hex')
    const list: unknown = JSON.parse(bytes.toString('utf8'))
    return isObject(list) && Array.isArray(list.items) ? list.items.length : 0
  },
}

if (import.meta.main) {
  const [task, path] = process.argv.slice(2) as [Task, string]
  const from = performance.now()
  const images = await tasks[task](path)
  const seconds = (performance.now() - from) / 1000
  const measured: Measured = { seconds, images, peak: process.resourceUsage().maxRSS * 1024 }
  process.stdout.write(JSON.stringify(measured))
}
