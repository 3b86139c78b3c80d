import { type FindingCounts, type Reported, reportedText } from '../report/reported.ts'
import { createRecords, spillBytes } from '../spill/records.ts'

/** Reports of images that something else in the export may yet settle, in the order of the export. */
export interface Unsettled {
  add(reported: Reported): void
  read(): Generator<Reported>
  close(): void
}

type Head = readonly [source: number, findings: FindingCounts]

/** Holds `memory` bytes, the rest in the temporary folder. */
export const createUnsettled = (memory: number = spillBytes / 4): Unsettled => {
  const records = createRecords(memory)
  return {
    add({ source, findings, line }) {
      records.add(Buffer.from(`${JSON.stringify([source, findings] satisfies Head)}\n${line}`))
    },
    *read() {
      for (const record of records.read()) {
        const text = record.toString('utf8')
        const end = text.indexOf('\n')
        const [source, findings] = JSON.parse(text.slice(0, end)) as Head
        yield reportedText({ source, findings, line: text.slice(end + 1) })
      }
    },
    close: () => records.close(),
  }
}
