import fc from 'fast-check'
import { withoutCorpus } from '../corpus.ts'
import { type InputKind, inputs } from './input.ts'
import { holds, tally } from './property.ts'

/** `npm run fuzz [SECONDS]`: other inputs in every run, until the time is over or something breaks. */
const seconds = Number(process.argv[2] ?? 120)
if (!(seconds > 0)) {
  process.stderr.write('usage: npm run fuzz [SECONDS], 120 unless told otherwise\n')
  process.exit(2)
}

const numRuns = 200
const first = Number(process.env.ASSAY_SEED ?? Date.now() % 2 ** 31)
const kinds = Object.keys(inputs) as InputKind[]
const say = (line: string): void => void process.stdout.write(`${line}\n`)

say(`fuzzing for ${seconds} s from seed ${first} on (ASSAY_SEED=${first} npm run fuzz ${seconds} repeats it)`)
if (withoutCorpus) say(`without real exports: ${withoutCorpus}`)

const end = performance.now() + seconds * 1000
let seed = first
let runs = 0
let told = performance.now()
while (performance.now() < end) {
  for (const kind of kinds) {
    const outcome = await fc.check(holds(kind), { seed, numRuns })
    runs += outcome.numRuns
    if (!outcome.failed) continue
    const [bytes] = outcome.counterexample ?? []
    const { errorInstance } = outcome
    say(`${kind}, seed ${seed}, after ${outcome.numRuns} runs and ${outcome.numShrinks} shrinks:`)
    say(`input (base64, ${bytes?.length} bytes): ${bytes?.toString('base64')}`)
    say(errorInstance instanceof Error ? `${errorInstance.stack}` : String(errorInstance))
    process.exit(1)
  }
  seed++
  if (performance.now() - told < 10_000) continue
  told = performance.now()
  say(`${runs} inputs, ${Math.round((end - told) / 1000)} s to go`)
}
say(`${runs} inputs, seeds ${first} to ${seed - 1}: nothing broke. ${JSON.stringify(tally)}`)
