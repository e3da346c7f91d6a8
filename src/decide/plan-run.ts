import { unitDrawOf } from './assign-arm.ts'
import { sendKeyOf } from './decision.ts'
import type { Decision, PlannedSend } from './decision.ts'
import { reservedUntil } from './reservation.ts'
import type { Reservation } from './reservation.ts'
import type { Strategy } from './strategy.ts'

/** What a reservation takes of a decision. */
export type ReservingDecision = Pick<Decision, 'customerId' | 'decisionId' | 'runId' | 'asOf' | 'strategyId' | 'drawUnit' | 'arm'>

/**
 * The reservations that decisions need, by the strategies they were made with.
 * @param follows when the company is free, of customers who follow its running arm: they are free no later than it
 */
export function reservationsOf(
  decisions: readonly ReservingDecision[],
  strategies: readonly Strategy[],
  follows: ReadonlyMap<string, Date> = new Map(),
): Reservation[] {
  const definitions = new Map(strategies.map(({ id, definition }) => [id, definition]))
  return decisions.flatMap(({ customerId, decisionId, runId, asOf, strategyId, drawUnit, arm }) => {
    const definition = definitions.get(strategyId)
    if (definition === undefined) return []
    const [own, company] = [reservedUntil(asOf, definition), follows.get(customerId)]
    const until = company !== undefined && company < own ? company : own
    const drawn = drawUnit === null ? {} : { drawn: { unit: drawUnit, arm } }
    return [{ customerId, decisionId, runId, reservedAt: asOf, until, ...drawn }]
  })
}

/** The contact planned for a customer of the contact group. */
export function toSend(decision: Decision): PlannedSend {
  return {
    sendKey: sendKeyOf(decision.decisionId),
    decisionId: decision.decisionId,
    runId: decision.runId,
    customerId: decision.customerId,
    strategyId: decision.strategyId,
    strategyVersion: decision.strategyVersion,
    channel: decision.channel,
    costMinor: decision.costMinor,
    notBefore: decision.decidedAt,
    plannedAt: decision.decidedAt,
    draw: unitDrawOf(decision),
    variables: { daysSinceLastOrder: decision.reasons.daysSinceLastOrder, favouriteCategory: decision.reasons.favouriteCategory },
  }
}
