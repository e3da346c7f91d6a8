// The helper threads of runTeam (thread-team.ts).
import { workerData } from 'node:worker_threads'
import { runBoosting, type BoostingPlan } from './boosting-program.ts'
import { joinTeam, type HelperStart } from './thread-team.ts'

const start = workerData as HelperStart

joinTeam(start, (team) => runBoosting(start.memory, team, start.plan as BoostingPlan))
