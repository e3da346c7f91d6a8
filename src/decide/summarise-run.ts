import type { Reach } from './candidate.ts'
import type { DecisionPreview } from './decision.ts'
import { detectableEffect } from './detectable-effect.ts'
import type { Match, MatchResult } from './match-strategies.ts'
import { SKIP_REASONS } from './skip-reason.ts'
import type { SkipReason } from './skip-reason.ts'
import type { Channel, Strategy } from './strategy.ts'

const SAMPLE = 20

/** What a run does, in numbers that a person can check before it starts. */
export function summariseRun(
  result: MatchResult,
  strategies: readonly Strategy[],
  reach: ReadonlyMap<Channel, ReadonlyMap<string, Reach>>,
  candidates: number,
  currency: string,
): DecisionPreview {
  const { matches, skipped } = result
  const treated = matches.filter(({ arm }) => arm === 'treated').length
  return {
    candidates,
    decided: matches.length,
    treated,
    control: matches.length - treated,
    cost: { minor: costOf(matches), currency },
    skipped: (Object.keys(SKIP_REASONS) as SkipReason[])
      .filter((reason) => (skipped.get(reason) ?? 0) > 0)
      .map((reason) => ({ reason, text: SKIP_REASONS[reason], customers: skipped.get(reason) ?? 0 })),
    strategies: strategies.map((strategy) => {
      const own = matches.filter((match) => match.strategy.id === strategy.id)
      const contacted = own.filter(({ arm }) => arm === 'treated').length
      let risk = 0
      for (const match of own) risk += match.candidate.riskProbability
      return {
        strategyId: strategy.id,
        name: strategy.definition.name,
        treated: contacted,
        control: own.length - contacted,
        cost: { minor: costOf(own), currency },
        detectableEffect: detectableEffect(contacted, own.length - contacted, own.length === 0 ? 0.5 : 1 - risk / own.length),
      }
    }),
    sample: matches.slice(0, SAMPLE).map(({ candidate, strategy, arm }) => ({
      customerId: candidate.customerId,
      maskedName: reach.get(strategy.definition.channel)?.get(candidate.customerId)?.maskedName ?? '',
      strategyId: strategy.id,
      arm,
      riskProbability: candidate.riskProbability,
    })),
  }
}

function costOf(matches: readonly Match[]): number {
  let cost = 0
  for (const match of matches) cost += match.cost
  return Math.round(cost)
}
