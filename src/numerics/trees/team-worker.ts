// The helper threads of runTeam (thread-team.ts).
import { workerData } from 'node:worker_threads'
import { runBoosting, type BoostingPlan } from './boosting-program.ts'
import { runForest, type ForestPlan } from './forest-program.ts'
import { runScoring, type ScoringPlan } from './scoring-program.ts'
import { joinTeam, type HelperStart } from './thread-team.ts'

const start = workerData as HelperStart

joinTeam(start, (team) => {
  if (start.program === 'boosting') runBoosting(start.memory, team, start.plan as BoostingPlan)
  else if (start.program === 'scoring') runScoring(start.memory, team, start.plan as ScoringPlan)
  else runForest(start.memory, team, start.plan as ForestPlan)
})
