import type { ChurnAlert, TierChange } from '#predict/churn/alerts/churn-alerts.ts'
import type { Signal } from './signal.ts'

/** What the newest scoring of the customers signals: each tier that changed, each alert that was raised or lifted, and itself. */
export function scoringSignals(scoring: {
  readonly asOf: Date
  readonly raised: readonly ChurnAlert[]
  readonly risen: readonly ChurnAlert[]
  readonly heldBack: number
  readonly tiers: readonly TierChange[]
}): Signal[] {
  const { asOf, raised, risen, heldBack, tiers } = scoring
  const from = { occurredAt: asOf, origin: `scoring:${asOf.toISOString()}`, historical: false } as const
  const alertSignal = ({ id, customerId, tier }: ChurnAlert, hasRisen: boolean): Signal => ({
    ...from,
    kind: 'alert-raised',
    customerId,
    payload: { alertId: id, tier, hasRisen },
  })
  return [
    ...tiers.map(({ customerId, from: before, to }): Signal => ({
      ...from,
      kind: 'risk-tier-changed',
      customerId,
      payload: { from: before, to },
    })),
    ...raised.map((alert) => alertSignal(alert, false)),
    ...risen.map((alert) => alertSignal(alert, true)),
    {
      ...from,
      kind: 'scoring-finished',
      customerId: null,
      payload: { asOf: asOf.toISOString(), raised: raised.map(({ id }) => id), risen: risen.map(({ id }) => id), heldBack },
    },
  ]
}
