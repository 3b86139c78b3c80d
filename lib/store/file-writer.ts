import { hash } from 'node:crypto'
import { readFile, readlink } from 'node:fs/promises'
import { isAlive } from '../is-alive.ts'

/** What numbers processes: one boot of one machine, and in it the namespace of a container. Null where nothing tells. */
const numbering = async (): Promise<string | null> => {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    return hash('sha256', boot + (await readlink('/proc/self/ns/pid')), 'hex').slice(0, 32)
  } catch {
    return null
  }
}

/** Who writes files into a folder that machines and containers may share. */
export interface Writer {
  /** What names of this process's files begin with. */
  readonly prefix: string
  /** Whether who wrote the file of that name is known to have died. */
  hasDied(name: string): boolean
}

/** This process. Of processes that others number it knows nothing, and where the system does not tell, of none. */
export const thisWriter = async (): Promise<Writer> => {
  const own = await numbering()
  return {
    prefix: own === null ? '' : `${own}-${process.pid}-`,
    hasDied(name) {
      const [, numbered, pid] = /^([0-9a-f]{32})-(\d+)-/.exec(name) ?? []
      return numbered === own && pid !== undefined && !isAlive(Number(pid))
    },
  }
}
