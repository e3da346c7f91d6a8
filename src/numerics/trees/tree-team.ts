import { runTeam, type Team } from '../threads/thread-team.ts'
import type { KernelMemory } from '../threads/kernel-memory.ts'

/** Inputs for one thread of a tree team, besides those of the lead. */
export interface TreeWork {
  readonly program: 'boosting' | 'forest' | 'scoring'
  readonly memory: KernelMemory
  readonly plan: unknown
}

/** Runs one of the tree programs on several threads over one memory; on one thread when that memory cannot be shared. See `runTeam`. */
export function runTreeTeam<T>(work: TreeWork, threads: number, whileStarting: () => void, lead: (team: Team) => T): T {
  const module = new URL('./tree-thread.ts', import.meta.url)
  return runTeam({ module, data: work, threads: work.memory.memory === undefined ? 1 : threads }, lead, whileStarting)
}
