import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Channel } from '#decide/strategy.ts'
import type { Condition, PropertyTest } from '#segment/conditions/condition.ts'
import type { RiskTierName } from '#predict/churn/tiers/risk-tiers.ts'

/*
 * A journey takes customers through steps (ADR 0061). A triggered campaign is the shortest journey: an entry and one send. What is here is data: `check-journey.ts` says what
 * is wrong with it, `next-step.ts` decides what follows, `journey-worker.ts` does it.
 */

/** Of fixed length: a day is 24 hours. */
export interface Duration {
  readonly n: number
  readonly unit: 'minute' | 'hour' | 'day' | 'week'
}

/** An event as it comes in, of one customer. */
export interface EventPattern {
  /** As the source names it, such as `Product Added`; of pages and screens their name. */
  readonly name: string
  /** Properties that all must hold. */
  readonly where: readonly PropertyTest[]
}

/** What lets a customer in. */
export type JourneyEntry =
  /** `key`: the property whose value tells one cause from the next, such as `cart_id`: one run for each value. Null: the customer has one run at a time. */
  | { readonly kind: 'event'; readonly event: EventPattern; readonly key: string | null }
  | { readonly kind: 'order'; readonly first: boolean }
  | { readonly kind: 'segment'; readonly segmentId: string; readonly change: 'entered' | 'left' }
  /** `value` null: any. */
  | { readonly kind: 'tag'; readonly tag: string; readonly value: string | null }
  /** The churn model put the customer into one of these tiers, from another. */
  | { readonly kind: 'risk'; readonly tiers: readonly RiskTierName[] }
  /** So many days before (negative) or after a date of the customer, at a local time of theirs. `yearly`: the day comes round, as a birthday does. */
  | { readonly kind: 'date'; readonly field: string; readonly days: number; readonly at: string; readonly yearly: boolean }
  /** A product that the customer looked at or put into a cart within so many days became cheaper by a share (0-1), or can be bought again. */
  | { readonly kind: 'product'; readonly change: 'price_drop' | 'back_in_stock'; readonly least: number; readonly days: number }
  /** Everybody who meets a condition, at the start and then by the day at a time of the project's zone; `every` null: once, when it goes live. */
  | { readonly kind: 'audience'; readonly every: 'day' | 'week' | 'month' | null; readonly at: string }

/** How often one customer may go through. */
export type EntryRule =
  | { readonly kind: 'once' }
  /** Again when so many days have passed since the last entry. */
  | { readonly kind: 'days'; readonly days: number }
  /** Again whenever the last run is over. */
  | { readonly kind: 'again' }

/** Id of a step of the same journey. Null: the run ends there. */
export type NextStep = string | null

interface OfStep {
  /** Stays the same over the versions of a journey: letters, digits and hyphens, at most 40. */
  readonly id: string
  /** What people call it; may be empty. */
  readonly name: string
}

export type JourneyStep = OfStep & StepKind

export type StepKind =
  /** The content in this version, so that what was reviewed is what is sent. Channels in order of preference. */
  | {
      readonly kind: 'send'
      readonly content: { readonly id: string; readonly version: number }
      readonly channels: readonly Channel[]
      /** Hours in which it is worth sending. */
      readonly expiresHours: number
      /** Minor units of one message by channel; absent: not known. */
      readonly unitCosts: Readonly<Partial<Record<Channel, number>>>
      /** When it leaves: at once (as soon as the rules of contact allow), or at the best hour of the customer within a day. */
      readonly time: 'now' | 'best_hour'
      readonly next: NextStep
    }
  | { readonly kind: 'wait'; readonly wait: JourneyWait; readonly next: NextStep }
  /** Until the customer does something, or until the time for it is over. With an entry key, the event must have the same value of it where it has any. */
  | {
      readonly kind: 'wait_event'
      readonly event: EventPattern
      readonly timeout: Duration
      readonly next: NextStep
      readonly late: NextStep
    }
  /** The first case that the customer meets is taken. */
  | { readonly kind: 'branch'; readonly cases: readonly BranchCase[]; readonly next: NextStep }
  /** By chance, the same for one customer and run however often it is asked; shares add up to 1. */
  | { readonly kind: 'split'; readonly arms: readonly SplitArm[] }
  | {
      readonly kind: 'task'
      readonly title: BilingualText
      readonly script: BilingualText
      readonly slaHours: number
      readonly next: NextStep
    }
  /** The event `journey.step` to the webhooks of the project. */
  | { readonly kind: 'webhook'; readonly note: string; readonly next: NextStep }
  /** `value` null: takes it away. */
  | { readonly kind: 'tag'; readonly tag: string; readonly value: string | null; readonly next: NextStep }
  | { readonly kind: 'attribute'; readonly attribute: string; readonly value: string | number | boolean | null; readonly next: NextStep }

export type JourneyWait =
  | { readonly kind: 'for'; readonly duration: Duration }
  /** The next time that it is this hour for the customer; `days`: of these days only, Monday is 1; empty: any. */
  | { readonly kind: 'until'; readonly at: string; readonly days: readonly number[] }

export interface BranchCase {
  /** Stays the same over the versions. */
  readonly id: string
  readonly name: string
  readonly condition: Condition
  readonly next: NextStep
}

export interface SplitArm {
  readonly id: string
  readonly name: string
  /** 0-1. */
  readonly share: number
  readonly next: NextStep
}

/** What takes a customer out, wherever they are; looked at when it happens, and again before every send. */
export interface JourneyExits {
  readonly events: readonly EventPattern[]
  /** Who meets it is taken out before the next step; null: nobody. */
  readonly condition: Condition | null
}

export interface JourneyDefinition {
  readonly name: string
  readonly entry: JourneyEntry
  /** Who may enter, asked at the moment of entry. */
  readonly audience: Condition
  readonly rule: EntryRule
  readonly steps: readonly JourneyStep[]
  /** Where a run begins; null while a draft is empty. */
  readonly first: NextStep
  readonly exits: JourneyExits
  /** What it is for: who reaches it within the window counts as kept, and is taken out where `ends`. Null: orders within the window. */
  readonly goal: { readonly event: EventPattern; readonly ends: boolean } | null
  /** Days after the entry in which the goal counts. */
  readonly windowDays: number
  /** Share of those who enter that goes through no step, 0-0.5: drawn by hash when they enter. */
  readonly holdout: number
  /** Why there is no control group; required when `holdout` is 0. */
  readonly holdoutWaiver: string
  /** 0-100; the higher one takes the last place of a cap. */
  readonly priority: number
}

/** draft -> live <-> paused -> ended. Saving a live one makes a draft of its next version; who is inside stays in the version they entered. */
export const JOURNEY_STATES = ['draft', 'live', 'paused', 'ended'] as const
export type JourneyState = (typeof JOURNEY_STATES)[number]

export interface Journey {
  readonly id: string
  readonly state: JourneyState
  /** The version that people enter; null: none was published yet. */
  readonly liveVersion: number | null
  /** Of the newest definition, which is a draft where it is higher than the live one. */
  readonly version: number
  readonly definition: JourneyDefinition
  readonly createdAt: Date
  readonly createdBy: string
  readonly savedAt: Date
  readonly savedBy: string
  readonly publishedAt: Date | null
  readonly publishedBy: string | null
}

/** Where an enrolment is. `held_out`: drawn for the control group: it waits for its window to end and does nothing. */
export const ENROLMENT_STATES = ['active', 'held_out', 'done', 'left', 'failed'] as const
export type EnrolmentState = (typeof ENROLMENT_STATES)[number]

/** One customer's way through one version of a journey. Unique: journey, customer and entry key while it is active; enrolment and step in what was done. */
export interface Enrolment {
  readonly id: string
  readonly journeyId: string
  readonly version: number
  readonly customerId: string
  /** Value of the entry's key; empty: none. */
  readonly entryKey: string
  readonly state: EnrolmentState
  readonly enteredAt: Date
  /** What let them in, as the origin of the signal. */
  readonly origin: string
  /** The step that is next or is being waited at; null: it is over. */
  readonly stepId: string | null
  /** When the step is due; null: it waits for an event without a time, or is over. */
  readonly dueAt: Date | null
  readonly endedAt: Date | null
  /** Why it ended: a code such as `reached_end`, `goal`, `exit_event`, `exit_condition`, `stopped`. */
  readonly reason: string
}
