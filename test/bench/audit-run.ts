/** One audit of the store in the folder that is named, and what it took, as JSON. Runs in a process of its own. */
import { audit } from '../../lib/audit/audit.ts'
import { writeAudit } from '../../lib/audit/write.ts'
import { fileStore } from '../../lib/store/file.ts'

const [folder = '', at = ''] = process.argv.slice(2)
const store = fileStore(folder)
const began = performance.now()
const report = await audit(store, new Date(at))
await writeAudit(store, report)
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
process.stdout.write(
  JSON.stringify({
    seconds: (performance.now() - began) / 1000,
    processor: (userCPUTime + systemCPUTime) / 1e6,
    megabytes: maxRSS / 1024,
    images: report.summary.images,
  }),
)
