/**
 * Run as a process by s3.integration.ts: `s3-writer.ts URI KEY LETTERS`. Puts KEY once for every letter, all at the
 * same time, and says each letter with what the store answered.
 */
import { openStore } from '../../lib/store/open.ts'

const [uri = '', key = '', letters = ''] = process.argv.slice(2)
const store = openStore(uri)

const answers = await Promise.all(
  Array.from(letters, async (letter) => `${letter} ${await store.put(key, Buffer.alloc(1000, letter))}`),
)
process.stdout.write(answers.join('\n'))
