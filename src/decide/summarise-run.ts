import { unreadyOf } from './channel-readiness.ts'
import type { Decision, DecisionPreview } from './decision.ts'
import { detectableEffect } from './detectable-effect.ts'
import type { Draft } from './draft-run.ts'
import { drawnCompanies, effectivePeople } from './drawn-companies.ts'
import { SKIP_REASONS } from './skip-reason.ts'
import type { SkipReason } from './skip-reason.ts'
import type { Strategy } from './strategy.ts'

const SAMPLE = 20

/** What a summary takes of a decision. */
export type OutlinedDecision = Pick<
  Decision,
  'customerId' | 'strategyId' | 'channel' | 'arm' | 'drawUnit' | 'costMinor' | 'riskProbability'
>

/** What a run does, in numbers that a user can check before it starts. `decisions` are the decisions of the draft that remain. */
export function summariseRun(
  draft: Pick<Draft, 'skipped' | 'candidates' | 'names' | 'unready' | 'units' | 'follows'>,
  decisions: readonly OutlinedDecision[],
  strategies: readonly Strategy[],
  currency: string,
): DecisionPreview {
  const { skipped, candidates, names, unready, units, follows } = draft
  const treated = decisions.filter(({ arm }) => arm === 'treated').length
  const byStrategy = Map.groupBy(decisions, ({ strategyId }) => strategyId)
  return {
    candidates,
    decided: decisions.length,
    treated,
    control: decisions.length - treated,
    companies: drawnCompanies(decisions, units, follows),
    cost: { minor: costOf(decisions), currency },
    skipped: (Object.keys(SKIP_REASONS) as SkipReason[])
      .filter((reason) => (skipped.get(reason) ?? 0) > 0)
      .map((reason) => ({ reason, text: SKIP_REASONS[reason], customers: skipped.get(reason) ?? 0 })),
    strategies: strategies.map((strategy) => {
      const own = byStrategy.get(strategy.id) ?? []
      const [contacted, heldOut] = [own.filter(({ arm }) => arm === 'treated'), own.filter(({ arm }) => arm === 'control')]
      let risk = 0
      for (const decision of own) risk += decision.riskProbability
      // Without any decision the base rate is no number, and not needed: an empty group detects nothing.
      const baseRate = 1 - risk / own.length
      return {
        strategyId: strategy.id,
        name: strategy.definition.name,
        channel: strategy.definition.channel,
        unready: unreadyOf(strategy.definition, unready),
        treated: contacted.length,
        control: heldOut.length,
        companies: drawnCompanies(own, units, follows),
        cost: { minor: costOf(own), currency },
        detectableEffect: detectableEffect(effectivePeople(contacted, follows), effectivePeople(heldOut, follows), baseRate),
      }
    }),
    sample: decisions.slice(0, SAMPLE).map(({ customerId, strategyId, arm, riskProbability }) => ({
      customerId,
      maskedName: names.get(customerId) ?? '',
      strategyId,
      arm,
      riskProbability,
    })),
  }
}

function costOf(decisions: readonly OutlinedDecision[]): number {
  let cost = 0
  for (const { costMinor } of decisions) cost += costMinor
  return cost
}
