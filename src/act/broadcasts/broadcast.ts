import type { Channel } from '#decide/strategy.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import type { PolicyReason } from '../policy/judge-contact.ts'
import type { RepeatRule } from './series/repeat-rule.ts'

/**
 * When a broadcast leaves: at once, at one instant for everybody, at a local time of each customer, at the hour of a day at which each is likeliest to look, or again and
 * again: then it is a series, and each occurrence a broadcast of its own.
 */
export type BroadcastTime =
  | { readonly kind: 'now' }
  | { readonly kind: 'at'; readonly at: string }
  | { readonly kind: 'local'; readonly day: string; readonly time: string }
  | { readonly kind: 'best'; readonly day: string }
  | ({ readonly kind: 'repeat' } & RepeatRule)

/** One message to many. The content is pinned to a version, so that what was reviewed is what is sent. */
export interface BroadcastDefinition {
  readonly name: string
  readonly audience: Condition
  /** Null while a draft is not finished. */
  readonly content: { readonly id: string; readonly version: number } | null
  /** In order of preference: the first that reaches a customer is taken. Empty while a draft is not finished. */
  readonly channels: readonly Channel[]
  readonly when: BroadcastTime
  /** Share of those who could be contacted that is not, 0-0.5. */
  readonly holdout: number
  /** Why there is no control group; required when `holdout` is 0. */
  readonly holdoutWaiver: string
  /** Hours after the start in which it is worth sending. */
  readonly expiresHours: number
  /** 0-100; the higher one takes the last place of a cap. */
  readonly priority: number
  /** An order within this many days counts for the effect. */
  readonly windowDays: number
  /** What one message costs, in minor units of the project's currency; of a text message, one part. Absent: not known, and in no sum. */
  readonly unitCosts: Readonly<Partial<Record<Channel, number>>>
  /** The account that a channel leaves by, and no other; absent: those of the channel in their order. */
  readonly accounts?: Readonly<Partial<Record<ChosenChannel, string>>>
  /** Of an occurrence: of what, of which day, and in how many days a customer gets the series at most once. */
  readonly series?: { readonly id: string; readonly day: string; readonly everyDays: number | null }
}

/** The series that a broadcast is an occurrence of; of the series itself, as if it came on a day. Null: it is sent once. */
export function seriesOf(
  { id, definition }: Pick<Broadcast, 'id' | 'definition'>,
  day: string,
): NonNullable<BroadcastDefinition['series']> | null {
  const { series, when } = definition
  return series ?? (when.kind === 'repeat' ? { id, day, everyDays: when.everyDays } : null)
}

/** Channels whose addresses belong to no account, so that any of theirs can be chosen. */
export const CHOSEN_CHANNELS = ['email', 'sms'] as const
export type ChosenChannel = (typeof CHOSEN_CHANNELS)[number]

/** The account that the messages of a broadcast leave by on a channel; null: any. */
export function accountOf({ accounts }: Pick<BroadcastDefinition, 'accounts'>, channel: Channel): string | null {
  return channel === 'email' || channel === 'sms' ? (accounts?.[channel] ?? null) : null
}

/**
 * draft -> scheduled -> planning -> sending -> done, or stopped from any of the middle ones; a scheduled one may be taken back to draft. One that reaches many waits
 * for a second person before it is scheduled (`awaiting`), and is a draft again when they refuse. A series is `repeating` until it is over or stopped.
 */
export const BROADCAST_STATES = ['draft', 'awaiting', 'repeating', 'scheduled', 'planning', 'sending', 'done', 'stopped'] as const
export type BroadcastState = (typeof BROADCAST_STATES)[number]

export interface Broadcast {
  /** Also that of its run in the ledger: a broadcast is sent once. */
  readonly id: string
  readonly version: number
  readonly state: BroadcastState
  readonly definition: BroadcastDefinition
  readonly createdAt: Date
  readonly createdBy: string
  readonly savedAt: Date
  /** Whose the version is; null: it was saved before that was kept. */
  readonly savedBy: string | null
  readonly startedBy: string | null
  /** When planning begins; null: it was not started. */
  readonly startsAt: Date | null
  /** Not null: nothing of it is handed over. */
  readonly pausedAt: Date | null
  readonly finishedAt: Date | null
  readonly stopReason: string
  readonly progress: PlanProgress
  /** What it would come to, when somebody last asked; null: nobody did since it was saved. */
  readonly preview: BroadcastPreview | null
}

/** How far its planning is. */
export interface PlanProgress {
  /** Customers of the audience as it was taken; null: it is not yet. */
  readonly audience: number | null
  /** The last customer of the blocks that are planned. */
  readonly cursor: string | null
  readonly sums: PlanSums
}

export const PLAN_REASONS = ['series_recent', 'no_consent', 'no_address', 'suppressed', 'channel_not_ready', 'not_a_customer'] as const
export type PlanReason = (typeof PLAN_REASONS)[number] | PolicyReason

/** What planning comes to: everybody of the audience is either planned or has one reason. */
export interface PlanSums {
  readonly audience: number
  readonly planned: number
  readonly byChannel: Readonly<Partial<Record<Channel, number>>>
  /** Of the planned ones, by id of the variant that they would get at that moment, `base` for the content itself; absent: the content has no variants. */
  readonly byVariant?: Readonly<Record<string, number>>
  /** Of the planned ones, those that wait, and for what. */
  readonly waiting: Readonly<Partial<Record<PlanReason, number>>>
  readonly reasons: Readonly<Partial<Record<PlanReason, number>>>
  /** Customers whose time zone is none. */
  readonly invalidZones: number
  /** Minor units of the project's currency. */
  readonly costMinor: number
}

/** What became of its messages on one channel, each counted once; what programs opened is apart. */
export interface BroadcastReactions {
  readonly channel: Channel
  readonly opened: number
  readonly clicked: number
  /** Opened by a program, and by nobody. */
  readonly machineOpened: number
  readonly unsubscribed: number
  readonly complained: number
}

export interface BroadcastPreview {
  readonly at: Date
  readonly version: number
  readonly sums: PlanSums
  readonly unmade: UnmadeMessages
}

/** Of a drawn sample of the planned ones, those whose message cannot be made. */
export interface UnmadeMessages {
  readonly sample: number
  readonly reasons: Readonly<Record<string, number>>
  /** By variable: customers who have no value of it where the content has no fallback. One who lacks several is in each. Absent: it was looked at before these were told. */
  readonly variables?: Readonly<Record<string, number>>
}

export const NO_SUMS: PlanSums = { audience: 0, planned: 0, byChannel: {}, waiting: {}, reasons: {}, invalidZones: 0, costMinor: 0 }

/** Customers without a message, of any reason. */
export function leftOut({ reasons }: Pick<PlanSums, 'reasons'>): number {
  return Object.values(reasons).reduce((sum, n) => sum + n, 0)
}

export function addSums(a: PlanSums, b: PlanSums): PlanSums {
  return {
    audience: a.audience + b.audience,
    planned: a.planned + b.planned,
    byChannel: addCounts(a.byChannel, b.byChannel),
    ...(a.byVariant === undefined && b.byVariant === undefined ? {} : { byVariant: addCounts(a.byVariant ?? {}, b.byVariant ?? {}) }),
    waiting: addCounts(a.waiting, b.waiting),
    reasons: addCounts(a.reasons, b.reasons),
    invalidZones: a.invalidZones + b.invalidZones,
    costMinor: a.costMinor + b.costMinor,
  }
}

function addCounts<Key extends string>(
  a: Readonly<Partial<Record<Key, number>>>,
  b: Readonly<Partial<Record<Key, number>>>,
): Record<Key, number> {
  const sums: Record<Key, number> = { ...a } as Record<Key, number>
  for (const key of Object.keys(b) as Key[]) sums[key] = (sums[key] ?? 0) + (b[key] ?? 0)
  return sums
}
