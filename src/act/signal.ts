import type { SendSourceKind } from './send-source.ts'
import type { TaskOutcome } from './task-service.ts'
import type { Channel } from '#decide/strategy.ts'
import type { ConsentPurpose, SpokenChannel } from '#privacy/consent.ts'
import type { RiskTierName } from '#predict/churn/tiers/risk-tiers.ts'

/**
 * What may start something, and what each kind carries beside its customer and time. Ids, codes and figures only: a reader that needs more looks it up, so no
 * personal data is stored here.
 */
export interface SignalPayloads {
  'event-stored': { readonly messageId: string; readonly type: string; readonly name: string }
  /** A day differs from the same weekday of the weeks before: by a share of records in order, or by how many came (volume). */
  'quality-anomaly': {
    readonly day: string
    readonly source: string
    readonly dimension: string
    readonly value: number
    readonly expected: number
  }
  'order-stored': { readonly orderId: string }
  /** `from` null: not scored before; `to` null: no longer scored. */
  'risk-tier-changed': { readonly from: RiskTierName | null; readonly to: RiskTierName | null }
  /** A customer's score crossed into a tier that asks for action; `hasRisen`: an alert that was open already now asks for more. */
  'alert-raised': { readonly alertId: string; readonly tier: RiskTierName; readonly hasRisen: boolean }
  /** All customers were scored. `raised` and `risen`: ids of alerts; `heldBack`: customers who entered a tier but were too many to raise. */
  'scoring-finished': {
    readonly asOf: string
    readonly raised: readonly string[]
    readonly risen: readonly string[]
    readonly heldBack: number
  }
  /** `granted` null: nothing is said any more. */
  'consent-changed': { readonly purpose: ConsentPurpose; readonly channel: SpokenChannel; readonly granted: boolean | null }
  /** A source has not sent for longer than it should; `lastAt` null: it never sent. Told once until it sends again. */
  'source-late': { readonly sourceId: string; readonly expectedMinutes: number; readonly lastAt: string | null }
  /** The customer is in a segment that they were not in at the look before, or no longer. */
  'segment-entered': { readonly segmentId: string }
  'segment-left': { readonly segmentId: string }
  /** The customer has another value of a tag than at the look before, or none any more. */
  'tag-changed': { readonly tag: string }
  /** A task was given to a colleague, by the rules or by somebody else. */
  'task-given': { readonly taskId: string; readonly owner: string }
  /** An overdue task was brought before a second person. */
  'task-escalated': { readonly taskId: string; readonly to: string }
  /** A provider said that nothing goes through an account; `until` null: until a person turns it on. */
  'channel-halted': { readonly accountId: string; readonly reason: string; readonly until: string | null }
  /** Work in the background ended with an error. `job`: its kind. */
  'job-failed': { readonly jobId: string; readonly job: string }
  /** Nothing of a broadcast is left to send. */
  'broadcast-finished': { readonly broadcastId: string }
  /** A run of a journey came to a step that tells other systems. */
  'journey-step': {
    readonly journeyId: string
    readonly version: number
    readonly runId: string
    readonly stepId: string
    /** As the team wrote it into the journey. */
    readonly note: string
  }
  'task-done': { readonly taskId: string; readonly outcome: TaskOutcome; readonly sendKey: string | null }
  'send-delivered': SentPayload
  'send-failed': SentPayload & { readonly reason: string }
}

interface SentPayload {
  readonly sendKey: string
  readonly runId: string
  /** Null: the send came from no strategy. */
  readonly strategyId: string | null
  readonly sourceKind: SendSourceKind
  readonly sourceId: string
  readonly channel: Channel
}

export type SignalKind = keyof SignalPayloads

/** Something that became true, as it is written in the commit that makes it true. */
export type Signal<Kind extends SignalKind = SignalKind> = {
  readonly [Each in Kind]: {
    readonly kind: Each
    readonly payload: SignalPayloads[Each]
    /** Null when it is about nobody in particular. */
    readonly customerId: string | null
    readonly occurredAt: Date
    /** The record it comes from, as `kind:id`. */
    readonly origin: string
    /** Of an imported, late or replayed record: it starts nothing. */
    readonly historical: boolean
  }
}[Kind]

/** A signal as a reader holds it. `attempts` counts this one. */
export type HeldSignal<Kind extends SignalKind = SignalKind> = Signal<Kind> & { readonly id: string; readonly attempts: number }

/** What reads signals of some kinds. It may be given the same signal again after a crash: its effect must have a key of its own. */
export interface SignalReader<Kind extends SignalKind = SignalKind> {
  readonly name: string
  /** Throws: the signal is tried again later, and the customer's next ones wait for it. */
  read(signal: HeldSignal<Kind>): Promise<void>
  /** Reads a batch at once, those of each customer in their order. Throws: all of them are tried again later, each for itself. */
  readMany?(signals: readonly HeldSignal<Kind>[]): Promise<void>
}
