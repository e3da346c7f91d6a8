/** The true effect by intention to treat: the mean of Y1 - Y0 over all customers with a decision, as a share. */
export interface TrueEffect {
  readonly n: number
  readonly treated: number
  readonly control: number
  /** Mean of Y1 - Y0. */
  readonly lift: number
  /** Share that orders if no one is contacted, and if all are. */
  readonly withoutContact: number
  readonly withContact: number
}

export interface EffectTruth extends TrueEffect {
  readonly byStrategy: ReadonlyMap<string, TrueEffect>
}

/** Both potential outcomes of one customer with a decision: orders in the answer period without the contact (y0) and with it (y1). */
export interface PotentialOutcome {
  readonly customerId: string
  readonly strategyId: string
  readonly arm: 'treated' | 'control'
  readonly y0: boolean
  readonly y1: boolean
}

/** Averages potential outcomes. Everything is 0 for an empty list. */
export function trueEffect(outcomes: readonly PotentialOutcome[]): EffectTruth {
  const byStrategy = new Map<string, PotentialOutcome[]>()
  for (const outcome of outcomes) {
    const list = byStrategy.get(outcome.strategyId)
    if (list === undefined) byStrategy.set(outcome.strategyId, [outcome])
    else list.push(outcome)
  }
  return { ...average(outcomes), byStrategy: new Map([...byStrategy].map(([strategyId, list]) => [strategyId, average(list)])) }
}

function average(outcomes: readonly PotentialOutcome[]): TrueEffect {
  const n = outcomes.length
  const count = (holds: (outcome: PotentialOutcome) => boolean) => outcomes.reduce((sum, outcome) => sum + (holds(outcome) ? 1 : 0), 0)
  const treated = count((outcome) => outcome.arm === 'treated')
  const withoutContact = n === 0 ? 0 : count((outcome) => outcome.y0) / n
  const withContact = n === 0 ? 0 : count((outcome) => outcome.y1) / n
  return { n, treated, control: n - treated, lift: withContact - withoutContact, withoutContact, withContact }
}
