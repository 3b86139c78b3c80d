/**
 * Run as a process by file.test.ts: `writer.ts FOLDER ACT KEY FILL MEGABYTES`. Says `started`, puts or replaces KEY
 * with that many MiB of the letter FILL in pieces of 64 KiB, and says what the store answered.
 */
import { fileStore } from '../../lib/store/file.ts'

const [folder = '', act = '', key = '', fill = '', megabytes = ''] = process.argv.slice(2)
const store = fileStore(folder)
const piece = Buffer.alloc(2 ** 16, fill)

async function* body(): AsyncGenerator<Uint8Array> {
  for (let count = 0; count < Number(megabytes) * 16; count += 1) yield piece
}

process.stdout.write('started\n')
if (act === 'put') {
  process.stdout.write(`${await store.put(key, body())}\n`)
} else {
  const whole = Buffer.alloc(Number(megabytes) * 2 ** 20, fill)
  for (;;) await store.replace(key, whole, () => true)
}
