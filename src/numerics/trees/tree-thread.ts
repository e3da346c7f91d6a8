// The helper threads of runTreeTeam (tree-team.ts).
import { joinTeam } from '../threads/thread-team.ts'
import { runBoosting, type BoostingPlan } from './boosting-program.ts'
import { runForest, type ForestPlan } from './forest-program.ts'
import { runScoring, type ScoringPlan } from './scoring-program.ts'
import type { TreeWork } from './tree-team.ts'

joinTeam<TreeWork>((team, { program, memory, plan }) => {
  if (program === 'boosting') runBoosting(memory, team, plan as BoostingPlan)
  else if (program === 'scoring') runScoring(memory, team, plan as ScoringPlan)
  else runForest(memory, team, plan as ForestPlan)
})
