import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { MiB } from '../../lib/binary-units.ts'

/** What two halves of 4 MiB take: young objects move from one to the other. */
const enoughBytes = 8 * MiB

/** In milliseconds: V8 grows the space a few times in a run. */
const interval = 20

const youngBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? enoughBytes

/**
 * Gives V8 as much room for young objects as pays, and old ones that are dead no more than half of what the living take.
 *
 * Images live shortly: in the first 1 MiB too many are still in use when it is full, and are kept (7 per cent of a run);
 * in all that V8 would take, dead ones are kept for up to 100 MB more, which is no faster. Flags for this count at the
 * start of Node only, so that its growth is let go on until there is enough.
 *
 * A search over the whole export makes millions of hashes, which Node gives back with the old objects only: left alone,
 * V8 takes 340 MB for 5,000 open images, with this 190.
 */
export const sizeHeap = (): void => {
  setFlagsFromString('--heap-growing-percent=50')
  setFlagsFromString('--semi-space-growth-factor=4')
  // Worker threads begin with what they need.
  setFlagsFromString('--min-semi-space-size=8')
  // What is left of young objects is soon collected: waking other threads for it costs 6 per cent of a run.
  setFlagsFromString('--no-parallel-scavenge')
  const timer = setInterval(() => {
    if (youngBytes() < enoughBytes) return
    setFlagsFromString('--semi-space-growth-factor=1')
    clearInterval(timer)
  }, interval)
  timer.unref()
}
