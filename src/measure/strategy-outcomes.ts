import type { StrategyOutcome } from '#decide/strategy-service.ts'
import type { Effect } from './effect.ts'

export interface ContactCounts {
  readonly contacted: number
  readonly delivered: number
  readonly couponsIssued: number
  readonly couponsUsed: number
}

/** What each strategy has done so far, and its results. */
export function strategyOutcomes(
  effects: ReadonlyMap<string, Effect>,
  counts: ReadonlyMap<string, ContactCounts>,
): Map<string, StrategyOutcome> {
  return new Map(
    [...new Set([...effects.keys(), ...counts.keys()])].map((id) => {
      const effect = effects.get(id)
      const lift = effect?.lift ?? null
      return [
        id,
        {
          ...(counts.get(id) ?? { contacted: 0, delivered: 0, couponsIssued: 0, couponsUsed: 0 }),
          effect: lift === null || effect === undefined ? null : { ...lift, verdict: effect.verdict },
        },
      ]
    }),
  )
}
