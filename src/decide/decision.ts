import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Money } from '#kernel/money.ts'
import type { Arm, UnitDraw } from './assign-arm.ts'
import type { UnreadyReason } from './channel-readiness.ts'
import type { SkipReason } from './skip-reason.ts'
import type { Channel } from './strategy.ts'

/** One row of the decision ledger: enough to replay it. Money in minor units. Never changed once written. */
export interface Decision {
  readonly decisionId: string
  readonly runId: string
  readonly customerId: string
  readonly asOf: Date
  readonly decidedAt: Date
  readonly strategyId: string
  readonly strategyVersion: number
  readonly arm: Arm
  /** The unit of a customer who was drawn with their company; null: drawn alone. */
  readonly drawUnit: string | null
  /** Of `arm`; 1 where nothing was drawn, as for customers who follow the arm that their company has from an earlier run. */
  readonly assignmentProbability: number
  readonly channel: Channel
  readonly riskProbability: number
  readonly riskTier: string
  readonly lifecycleTier: string
  readonly valueClass: string
  readonly cause: string
  readonly modelId: string
  readonly modelVersion: number
  readonly expectedGain: number
  readonly costMinor: number
  readonly currency: string
  readonly reasons: DecisionReasons
  /** The best of those that fitted, best first; not all of them. */
  readonly alternatives: readonly { readonly strategyId: string; readonly gain: number; readonly cost: number }[]
  /** Of choosing this strategy among those that fitted; absent: 1, as in decisions from before some tried another. */
  readonly choiceProbability?: number
  /** Where each strategy of the run ended for the customer (check-letters.ts); absent or empty in decisions from before. */
  readonly checks?: string
}

/** A candidate of a run who got nothing. Money in minor units. */
export interface SkippedCustomer {
  readonly customerId: string
  readonly reason: SkipReason
  /** As `checkLetters` writes them. */
  readonly checks: string
  readonly riskProbability: number
  readonly valueMinor: number
  readonly averageOrderMinor: number
}

/** What a run was decided with beside its strategies. */
export interface RunInputs {
  /** Measured effects that replaced the expected ones, by strategy. */
  readonly effects: Readonly<Record<string, number>>
  /** Share of the decisions that try another strategy than the best. */
  readonly exploration: number
}

/** The inputs of the choice that have no column of their own in the ledger. */
export interface DecisionReasons {
  readonly valueMinor: number
  readonly averageOrderMinor: number
  readonly daysSinceLastOrder: number | null
  readonly favouriteCategory: string
}

/** What a caller may ask of a run. */
export interface DecisionRequest {
  readonly strategyIds?: readonly string[]
  readonly maxContacts?: number
  /** Only these customers; if absent, every customer with a score. */
  readonly customerIds?: readonly string[]
}

/** What to execute: a preview as it was shown, or a request on the current data. */
export type RunOrder = { readonly previewId: string } | DecisionRequest

/** Fixed when a run starts, so that a restart decides with the same strategies. */
export interface RunSettings {
  readonly strategies: readonly { readonly id: string; readonly version: number }[]
  readonly maxContacts: number | null
  /** Absent: every customer with a score. */
  readonly customerIds?: readonly string[]
}

/** What of a run is drawn by company. */
export interface DrawnCompanies {
  readonly companies: number
  /** Customers of these companies. */
  readonly people: number
  /** Draws: companies that share people are drawn as one. */
  readonly treatedDraws: number
  readonly controlDraws: number
  /** Customers of the largest draw. */
  readonly largest: number
  /** Customers who take the arm that their company has from an earlier run: they are counted, but not compared. */
  readonly following: number
}

export interface DecisionPreview {
  readonly candidates: number
  readonly decided: number
  readonly treated: number
  readonly control: number
  /** Absent in runs from before companies were drawn as one. */
  readonly companies?: DrawnCompanies
  readonly cost: Money
  readonly skipped: readonly { readonly reason: SkipReason; readonly text: BilingualText; readonly customers: number }[]
  readonly strategies: readonly {
    readonly strategyId: string
    readonly name: BilingualText
    readonly channel: Channel
    /** Why its channel cannot send; null: it can. */
    readonly unready: UnreadyReason | null
    readonly treated: number
    readonly control: number
    readonly companies?: DrawnCompanies
    readonly cost: Money
    /** Smallest effect that groups of this size can detect with 80 % power at 5 %. */
    readonly detectableEffect: number | null
  }[]
  readonly sample: readonly {
    readonly customerId: string
    readonly maskedName: string
    readonly strategyId: string
    readonly arm: Arm
    readonly riskProbability: number
  }[]
}

/** deciding: decisions and sends are being written; decided: all are. */
export type RunState = 'deciding' | 'decided'

export interface DecisionRun {
  readonly id: string
  readonly asOf: Date
  readonly state: RunState
  readonly settings: RunSettings
  readonly summary: DecisionPreview | null
  readonly createdAt: Date
  readonly createdBy: string
  readonly finishedAt: Date | null
  /** Absent in runs from before they were kept. */
  readonly inputs?: RunInputs
}

export const SEND_STATES = ['planned', 'claimed', 'handed', 'accepted', 'delivered', 'failed', 'uncertain', 'suppressed'] as const
export type SendState = (typeof SEND_STATES)[number]
/** Counted as contacted: messages that were or may have been sent. `accepted`: the provider took it, and a receipt may follow. Failed and suppressed ones never count. */
export const CONTACTED_STATES = ['handed', 'accepted', 'delivered', 'uncertain'] as const satisfies readonly SendState[]
export type SendCounts = Readonly<Record<SendState, number>>

/** A planned contact, as the decision hands it to the sender. */
export interface PlannedSend {
  readonly sendKey: string
  readonly decisionId: string
  readonly runId: string
  readonly customerId: string
  readonly strategyId: string
  readonly strategyVersion: number
  readonly channel: Channel
  readonly costMinor: number
  readonly notBefore: Date
  readonly plannedAt: Date
  /** Null: drawn alone. */
  readonly draw: UnitDraw | null
  /** Values for the template that are not personal data. */
  readonly variables: { readonly daysSinceLastOrder: number | null; readonly favouriteCategory: string }
}

/** Every strategy has one step for now; the key leaves room for sequences. */
export function sendKeyOf(decisionId: string, step = 1): string {
  return `${decisionId}:${step}`
}
