import type { SendBug } from './sim-send-bugs.ts'
import { ALL_SEND_FAULTS, runSendWorld } from './sim-send-world.ts'
import type { SendFaults } from './sim-send-world.ts'

/** Nodes that die often: much of what is planted shows only then, and some only where little else goes wrong. */
const HARSH = { ...ALL_SEND_FAULTS, processDies: 0.004, engineDies: 0.004 }

/**
 * Runs with a random half of all faults and, in turn, with all of them, until the books tell of the planted bug. Gives what they say of it and how many runs it
 * took; null where none of them do.
 * @param harsh what goes wrong in every second run
 */
export async function findSendBug(
  bug: SendBug,
  mostRuns: number,
  harsh: SendFaults = HARSH,
): Promise<{ readonly runs: number; readonly faults: readonly string[] } | null> {
  for (let n = 0; n < mostRuns; n += 1) {
    const options = { people: 60, ...(n % 2 === 0 ? {} : { faults: harsh }) }
    const { faults } = await runSendWorld(`planted/${n}`, { ...options, bug })
    // Only what the bug does: the same run without it has nothing to tell.
    if (faults.length > 0 && (await runSendWorld(`planted/${n}`, options)).faults.length === 0) return { runs: n + 1, faults }
  }
  return null
}
