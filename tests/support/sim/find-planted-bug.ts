import type { SimBug } from './sim-bugs.ts'
import { ALL_FAULTS, NO_WORLD_FAULTS, runSimWorld, type SimOptions } from './sim-world.ts'

/** Processes and engines that die often: much of what is planted shows only then, and some only where little else goes wrong. */
const HARSH = { ...ALL_FAULTS, processDies: 0.03, engineDies: 0.02 }
const RANDOM_FIRST = 12
const CALLS_OF_A_NAME = 10

/**
 * Runs with a random half of all faults and, in turn, with all of them and many crashes; then with a server that dies after the first, second ... call of each port;
 * until the accounts tell of the planted bug. Gives what they say of it and how many runs it took; null where none of them do.
 */
export async function findPlantedBug(
  bug: SimBug,
  mostRuns: number,
): Promise<{ readonly runs: number; readonly faults: readonly string[] } | null> {
  let runs = 0
  for await (const [seed, options] of attempts()) {
    if (runs === mostRuns) return null
    runs += 1
    const { faults } = await runSimWorld(seed, { ...options, bug })
    if (faults.length > 0) return { runs, faults }
  }
  return null
}

async function* attempts(): AsyncGenerator<readonly [string, SimOptions]> {
  const random = (n: number): readonly [string, SimOptions] => [`planted/${n}`, n % 2 === 0 ? {} : { faults: HARSH, servers: 2 }]
  for (let n = 0; n < RANDOM_FIRST; n += 1) yield random(n)
  const quiet = { faults: NO_WORLD_FAULTS, servers: 2 }
  const { named } = await runSimWorld('planted', quiet)
  for (let call = 0; call < CALLS_OF_A_NAME; call += 1) {
    for (const [name, calls] of [...named, ['close', 1] as const])
      if (call < calls) yield ['planted', { ...quiet, crashPoint: { call, name, when: 'after', victim: 'process' } }]
  }
  for (let n = RANDOM_FIRST; ; n += 1) yield random(n)
}
