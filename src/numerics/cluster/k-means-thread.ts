// The helper threads of fitKMeans (k-means.ts).
import type { KernelMemory } from '../threads/kernel-memory.ts'
import { joinTeam } from '../threads/thread-team.ts'
import { runStarts, type KMeansPlan } from './k-means-program.ts'

joinTeam<{ readonly memory: KernelMemory; readonly plan: KMeansPlan }>((team, { memory, plan }) => runStarts(memory, team, plan))
