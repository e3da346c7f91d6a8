import type { DecisionRun, StrategyList, StrategyVersionList } from '#http/decide/retain-schemas.ts'
import type { DecisionExplanation } from '#http/decide/explanation-schemas.ts'
import type { LibraryList } from '#http/decide/library-schemas.ts'
import type { Static } from '#http/shared-schemas.ts'
import type { Params } from '../client.ts'
import { read, segment } from '../endpoint.ts'
import type { PageOf } from '../endpoint.ts'

export const decideEndpoints = {
  strategies: () => read<Static<typeof StrategyList>>('/strategies'),
  strategyVersions: (id: string) => read<Static<typeof StrategyVersionList>>(`/strategies/${segment(id)}/versions`),
  strategyLibrary: () => read<Static<typeof LibraryList>>('/strategy-library'),
  decisionSettings: () => read<{ exploration: number }>('/decision-settings'),
  explanation: (decisionId: string) => read<DecisionExplanation>(`/decisions/${segment(decisionId)}/explanation`),
  explanationInRun: (runId: string, customerId: string) =>
    read<DecisionExplanation>(`/decision-runs/${segment(runId)}/customers/${segment(customerId)}/explanation`),
  runs: (params: Params) => read<PageOf<DecisionRun>>('/decision-runs', params),
  run: (runId: string) => read<DecisionRun>(`/decision-runs/${segment(runId)}`),
}
