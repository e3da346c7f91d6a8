import { AppError } from '#kernel/app-error.ts'
import type { DecisionRequest, RunSettings } from './decision.ts'
import type { Strategy } from './strategy.ts'
import type { StrategyStore } from './strategy-service.ts'

/** The active strategies that a request names, or all active ones when it names none. @throws AppError `strategy-not-active` or `no-active-strategy` */
export async function chooseStrategies(store: Pick<StrategyStore, 'current'>, request: DecisionRequest): Promise<Strategy[]> {
  const active = (await store.current()).filter(({ state }) => state === 'active')
  const wanted = request.strategyIds
  const missing = wanted?.find((id) => !active.some((strategy) => strategy.id === id))
  if (missing !== undefined) {
    throw new AppError(
      'invalid-input',
      'strategy-not-active',
      `The strategy "${missing}" is not active. Activate it first, or leave it out.`,
      { details: { strategy: missing } },
    )
  }
  const strategies = active.filter(({ id }) => wanted === undefined || wanted.includes(id))
  if (strategies.length === 0) {
    throw new AppError(
      'conflict',
      'no-active-strategy',
      'No strategy is active, so there is nothing to decide. Activate at least one strategy.',
    )
  }
  return strategies
}

/** The strategies of a run in the versions it was started with. */
export async function pinnedStrategies(store: Pick<StrategyStore, 'version'>, settings: RunSettings): Promise<Strategy[]> {
  const strategies: Strategy[] = []
  for (const { id, version } of settings.strategies) {
    const strategy = await store.version(id, version)
    if (strategy !== null) strategies.push(strategy)
  }
  return strategies
}
