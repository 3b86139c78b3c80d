import { readdirSync, readFileSync } from 'node:fs'
import { testClient } from './bucket.ts'
import { startFunction } from './lambda-runtime.ts'
import { startRgw } from './rgw.ts'
import { uploadWorld } from './upload-world.ts'

const rgw = await startRgw()
Object.assign(process.env, rgw.environment)
const list = readFileSync('events/exports/multiarch-list.json')
const w = await uploadWorld(testClient())
const env = { ...rgw.environment, STORE: w.uri, EXPORTS_BUCKET: w.exportsBucket }
const names = process.argv.slice(3)
const c: Record<string, number[]> = {},
  d: Record<string, number[]> = {}
const t: Record<string, number[]> = {}
let i = 0
for (let r = 0; r < Number(process.argv[2]); r++)
  for (const n of names) {
    const e = n === 'hello' ? {} : await w.put(`${i++}.json`, list)
    const f = await startFunction(`/tmp/var/${n}.mjs`, env)
    const a = await f.invoke(e)
    if (a.error) throw new Error(JSON.stringify(a.error))
    const pids = readdirSync('/proc')
      .filter((x) => /^\d+$/.test(x))
      .filter((x) => {
        try {
          return readFileSync(`/proc/${x}/environ`, 'utf8').includes(`_HANDLER=${n}.handler`)
        } catch {
          return false
        }
      })
    let cpu = 0,
      main = 0
    for (const pid of pids)
      for (const task of readdirSync(`/proc/${pid}/task`)) {
        const v = Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e6
        cpu += v
        if (task === pid) main += v
      }
    ;(c[n] ??= []).push(main)
    ;(d[n] ??= []).push(cpu)
    ;(t[n] ??= []).push(a.duration)
    await f.stop()
  }
const med = (v: number[]) => v.toSorted((a, b) => a - b)[v.length >> 1]!
for (const n of names)
  console.log(
    n,
    'median',
    med(t[n]!).toFixed(0),
    'min',
    Math.min(...t[n]!).toFixed(0),
    'main cpu',
    med(c[n]!).toFixed(0),
    'all cpu',
    med(d[n]!).toFixed(0),
    'ratio',
    (med(t[n]!) / med(t.hello!)).toFixed(2),
    (Math.min(...t[n]!) / Math.min(...t.hello!)).toFixed(2),
  )
await rgw.stop()
