import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Decision, DecisionRun, SendState, SkippedCustomer } from './decision.ts'
import { failedChecks } from './check-letters.ts'
import { expectedGain } from './expected-gain.ts'
import type { SkipReason } from './skip-reason.ts'
import type { Channel, Strategy } from './strategy.ts'

/** The checks of a strategy in the order in which they are made. */
export const CHECK_ORDER = [
  'no_strategy',
  'risk_untested',
  'cooldown',
  'suppressed',
  'no_consent',
  'no_address',
  'global_control',
  'held_out_contact',
  'channel_not_ready',
  'negative_gain',
] as const satisfies readonly SkipReason[]

export interface ExplainedStrategy {
  readonly strategyId: string
  readonly version: number
  readonly name: BilingualText
  /** Null: decided before checks were kept. */
  readonly checks: readonly { readonly check: (typeof CHECK_ORDER)[number]; readonly state: 'passed' | 'failed' | 'not_reached' }[] | null
  /** The check that it failed; null: it could be chosen, or that is not known. */
  readonly failed: SkipReason | null
  readonly isEligible: boolean
  readonly isChosen: boolean
  /** Change of the chance to stay. */
  readonly effect: number
  readonly effectFrom: 'measured' | 'assumed' | 'unknown'
  /** Minor units: effect x chance of leaving x value. */
  readonly margin: number
  readonly cost: number
  readonly gain: number
}

export interface Explanation {
  readonly runId: string
  readonly customerId: string
  /** Null: the customer got no decision. */
  readonly decisionId: string | null
  readonly decidedAt: Date
  readonly asOf: Date
  readonly currency: string
  /** Why nothing was decided; null: something was. */
  readonly reason: SkipReason | null
  readonly facts: {
    readonly riskProbability: number
    readonly valueMinor: number
    readonly averageOrderMinor: number
    readonly riskTier: string | null
    readonly cause: string | null
    readonly lifecycleTier: string | null
    readonly valueClass: string | null
    readonly daysSinceLastOrder: number | null
    readonly favouriteCategory: string
    readonly model: { readonly id: string; readonly version: number } | null
  }
  readonly strategies: readonly ExplainedStrategy[]
  readonly choice: {
    readonly strategyId: string
    readonly channel: Channel
    readonly probability: number
    /** Another than the best was tried, to learn. */
    readonly isExploration: boolean
  } | null
  readonly draw: {
    readonly arm: Decision['arm']
    readonly probability: number
    /** The companies that were drawn as one; null: drawn alone. */
    readonly unit: string | null
  } | null
}

/** What came of a decision. */
export interface DecisionOutcome {
  readonly sends: readonly {
    readonly sendKey: string
    readonly channel: string
    readonly state: SendState
    readonly reason: string
    readonly plannedAt: Date
    readonly finishedAt: Date | null
  }[]
  /** What the customer did with the messages, such as opened and clicked, oldest first. */
  readonly reactions: readonly { readonly kind: string; readonly at: Date }[]
  /** Orders within the window of the strategy. */
  readonly orders: readonly { readonly at: Date }[]
  /** When the window ends. */
  readonly until: Date | null
}

/**
 * A decision worked out once more from what the ledger kept of it: the customer's figures, the strategies in the versions of then, the effects that were used, and where each check ended.
 * Nothing is read of today.
 */
export function explainDecision(
  run: Pick<DecisionRun, 'id' | 'asOf' | 'createdAt' | 'settings' | 'inputs'>,
  strategies: readonly Strategy[],
  decided: Decision | SkippedCustomer,
  currency: string,
): Explanation {
  const decision = 'decisionId' in decided ? decided : null
  const { valueMinor, averageOrderMinor } = decision?.reasons ?? (decided as SkippedCustomer)
  const facts = { riskProbability: decided.riskProbability, valueMinor, averageOrderMinor }
  const failed = failedChecks(decided.checks ?? '')
  const kept = new Set(decision?.alternatives.map(({ strategyId }) => strategyId))
  const explained = run.settings.strategies.flatMap(({ id, version }, place): ExplainedStrategy[] => {
    const strategy = strategies.find((one) => one.id === id && one.version === version)
    if (strategy === undefined) return []
    const { definition } = strategy
    const measured = run.inputs?.effects[id]
    const effect = measured ?? definition.expectedEffect
    const { gain, cost } = expectedGain(facts, definition, effect)
    const check = failed.length === 0 ? undefined : (failed[place] ?? null)
    return [
      {
        strategyId: id,
        version,
        name: definition.name,
        checks: check === undefined ? null : stepsTo(check),
        failed: check ?? null,
        isEligible: check === undefined ? kept.has(id) : check === null,
        isChosen: decision?.strategyId === id,
        effect,
        effectFrom: run.inputs === undefined ? 'unknown' : measured === undefined ? 'assumed' : 'measured',
        margin: gain + cost,
        cost,
        gain,
      },
    ]
  })
  return {
    runId: run.id,
    customerId: decided.customerId,
    decisionId: decision?.decisionId ?? null,
    decidedAt: decision?.decidedAt ?? run.createdAt,
    asOf: run.asOf,
    currency: decision?.currency ?? currency,
    reason: decision === null ? (decided as SkippedCustomer).reason : null,
    facts: {
      ...facts,
      riskTier: decision?.riskTier ?? null,
      cause: decision?.cause ?? null,
      lifecycleTier: textOrNull(decision?.lifecycleTier),
      valueClass: textOrNull(decision?.valueClass),
      daysSinceLastOrder: decision?.reasons.daysSinceLastOrder ?? null,
      favouriteCategory: decision?.reasons.favouriteCategory ?? '',
      model: decision === null ? null : { id: decision.modelId, version: decision.modelVersion },
    },
    // Those that could be chosen first, the best of them at the top; then those that came furthest.
    strategies: explained.toSorted((a, b) => rankOf(b) - rankOf(a) || b.gain - a.gain),
    choice:
      decision === null
        ? null
        : {
            strategyId: decision.strategyId,
            channel: decision.channel,
            probability: decision.choiceProbability ?? 1,
            isExploration: (decision.choiceProbability ?? 1) < 0.5,
          },
    draw: decision === null ? null : { arm: decision.arm, probability: decision.assignmentProbability, unit: decision.drawUnit },
  }
}

function stepsTo(failed: SkipReason | null): NonNullable<ExplainedStrategy['checks']> {
  const end = failed === null ? CHECK_ORDER.length : (CHECK_ORDER as readonly SkipReason[]).indexOf(failed)
  return CHECK_ORDER.map((check, i) => ({ check, state: i < end ? 'passed' : i === end ? 'failed' : 'not_reached' }))
}

function rankOf({ isEligible, failed }: ExplainedStrategy): number {
  if (isEligible) return CHECK_ORDER.length
  return failed === null ? -1 : (CHECK_ORDER as readonly SkipReason[]).indexOf(failed)
}

function textOrNull(text: string | undefined): string | null {
  return text === undefined || text === '' ? null : text
}
