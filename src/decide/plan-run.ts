import { sendKeyOf } from './decision.ts'
import type { Decision, PlannedSend } from './decision.ts'
import { reservedUntil } from './reservation.ts'
import type { Reservation } from './reservation.ts'
import type { Strategy } from './strategy.ts'

/** The reservations that decisions need, by the strategies they were made with. */
export function reservationsOf(decisions: readonly Decision[], strategies: readonly Strategy[]): Reservation[] {
  const definitions = new Map(strategies.map(({ id, definition }) => [id, definition]))
  return decisions.flatMap(({ customerId, decisionId, runId, asOf, strategyId }) => {
    const definition = definitions.get(strategyId)
    return definition === undefined ? [] : [{ customerId, decisionId, runId, reservedAt: asOf, until: reservedUntil(asOf, definition) }]
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
    variables: { daysSinceLastOrder: decision.reasons.daysSinceLastOrder, favouriteCategory: decision.reasons.favouriteCategory },
  }
}
