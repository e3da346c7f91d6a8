import { runJourneyWorld } from './sim-journeys.ts'
import type { JourneySimResult } from './sim-journeys.ts'
import type { JourneyBug } from './memory-journeys.ts'

/** The first of some seeds whose audit tells of a planted bug; null: none does. */
export async function findJourneyBug(bug: JourneyBug, seeds: number): Promise<JourneySimResult | null> {
  for (let seed = 0; seed < seeds; seed += 1) {
    const result = await runJourneyWorld(`bug/${seed}`, bug)
    if (result.faults.length > 0) return result
  }
  return null
}
