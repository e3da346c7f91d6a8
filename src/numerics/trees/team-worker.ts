// The helper threads of runTeam (thread-team.ts).
import { workerData } from 'node:worker_threads'
import { runBoosting, type BoostingPlan } from './boosting-program.ts'
import { runForest, type ForestPlan } from './forest-program.ts'
import { joinTeam, type HelperStart } from './thread-team.ts'

const start = workerData as HelperStart

joinTeam(start, (team) => {
  if (start.program === 'boosting') runBoosting(start.memory, team, start.plan as BoostingPlan)
  else runForest(start.memory, team, start.plan as ForestPlan)
})
