import { fitsAudience } from '#decide/audience.ts'
import type { Candidate, Reach } from '#decide/candidate.ts'
import { matchStrategies } from '#decide/match-strategies.ts'
import type { Channel, Strategy } from '#decide/strategy.ts'
import { CHANNELS } from '#decide/strategy.ts'
import { strategyLibrary } from '#decide/strategy-library.ts'
import { toMajor } from '#kernel/money.ts'
import type { StrategySummary, Suggestion } from './analysis.ts'

export interface Suggestions {
  readonly byCustomer: ReadonlyMap<string, Suggestion>
  readonly strategies: readonly Omit<StrategySummary, 'valueAtRisk'>[]
}

/**
 * Matches the customers of the list with the built-in strategies that are active by default. Its customers count as at least medium risk, because the
 * list follows the shop's own rate and the tiers do not. An order file says nothing about consent and addresses, so all customers count as reachable: the
 * result is a proposal. `runId` determines the control group; the same id gives the same customers.
 */
export function suggestStrategies(
  all: readonly Omit<Candidate, 'audiences'>[],
  listed: ReadonlySet<string>,
  currency: string,
  runId: string,
  now: Date,
): Suggestions {
  const strategies: Strategy[] = strategyLibrary(currency)
    .filter(({ active }) => active)
    .map(({ id, definition }) => ({ id, version: 1, state: 'active', definition, createdAt: now, createdBy: 'library' }))
  const candidates = all
    .filter(({ customerId }) => listed.has(customerId))
    .map((candidate): Omit<Candidate, 'audiences'> => (candidate.riskTier === 'high' ? candidate : { ...candidate, riskTier: 'medium' }))
    .map((candidate): Candidate => {
      const audiences = strategies.filter(({ definition }) => fitsAudience(definition.audience, candidate)).map(({ id }) => id)
      return { ...candidate, audiences }
    })
  const { matches } = matchStrategies({
    runId,
    asOf: now,
    candidates,
    strategies,
    reach: everyoneReachable(candidates),
    reservations: new Map(),
    unready: new Map(),
  })
  const byCustomer = new Map<string, Suggestion>()
  const summaries = new Map<string, Suggestions['strategies'][number]>()
  for (const { candidate, strategy, arm, expectedGain, cost } of matches) {
    const { name, summary, offer, channel } = strategy.definition
    const heldOut = arm === 'control'
    byCustomer.set(candidate.customerId, { strategyId: strategy.id, name, heldOut })
    const sum = summaries.get(strategy.id) ?? {
      id: strategy.id,
      name,
      summary,
      offer: offer.label,
      channel,
      customers: 0,
      heldOut: 0,
      cost: 0,
      expectedGain: 0,
    }
    summaries.set(strategy.id, {
      ...sum,
      customers: sum.customers + 1,
      heldOut: sum.heldOut + (heldOut ? 1 : 0),
      cost: sum.cost + toMajor(cost, currency),
      expectedGain: sum.expectedGain + (heldOut ? 0 : toMajor(expectedGain, currency)),
    })
  }
  return { byCustomer, strategies: [...summaries.values()].sort((a, b) => b.expectedGain - a.expectedGain || b.customers - a.customers) }
}

function everyoneReachable(candidates: readonly Candidate[]): ReadonlyMap<Channel, ReadonlyMap<string, Reach>> {
  const reach = new Map(
    candidates.map(({ customerId }): [string, Reach] => [
      customerId,
      { customerId, maskedName: '', hasAddress: true, consent: true, suppressed: false, contactHash: null },
    ]),
  )
  return new Map(CHANNELS.map((channel) => [channel, reach]))
}
