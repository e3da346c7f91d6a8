import type { Channel } from '#decide/strategy.ts'
import { AppError } from '#kernel/app-error.ts'

/**
 * Why an address is not used on a channel. unsubscribe, complaint, pause: the person's own word; hard_bounce: the address does not exist; staff, list: written
 * down by the team, one by one or from a list.
 */
export const SUPPRESSION_REASONS = ['unsubscribe', 'complaint', 'pause', 'hard_bounce', 'staff', 'list'] as const
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number]

/** Reasons that are the person's own no: they end with the person's own yes, or with evidence of one. */
export const OWN_NO: readonly SuppressionReason[] = ['unsubscribe', 'complaint', 'pause']

/** Kinds of address that a person or a list can name, and the channels that each is used on. Openids and devices belong to one app: there the person is stopped. */
export const SUPPRESSED_KINDS = {
  email: ['email'],
  phone: ['sms', 'agent_task'],
} as const satisfies Readonly<Record<string, readonly Channel[]>>
export type SuppressedKind = keyof typeof SUPPRESSED_KINDS

/** About the person, whatever their addresses; the blind index is their id in 16 bytes. */
export const OF_CUSTOMER = 'customer'

/** Channels that a suppression can stand on. */
export const SUPPRESSED_CHANNELS = ['email', 'sms', 'agent_task', 'wechat', 'push'] as const satisfies readonly Channel[]
export type SuppressedChannel = (typeof SUPPRESSED_CHANNELS)[number]

/** One row as people read it. */
export interface Suppression {
  readonly id: number
  readonly kind: string
  readonly channel: Channel
  readonly masked: string
  /** Who has the address now; null: nobody that we know. */
  readonly customerId: string | null
  readonly reason: SuppressionReason
  /** The message, file or way that it came by. */
  readonly source: string
  readonly note: string
  /** As the audit log names people; empty: nobody of the team. */
  readonly actor: string
  readonly createdAt: Date
  /** Null: for good. */
  readonly until: Date | null
}

/** An address, found by its keyed hash. */
export interface SuppressedAddress {
  readonly kind: SuppressedKind
  readonly blindIndex: Buffer
  readonly masked: string
}

export const LEAST_WORDS = 5

/** The kind that a text can be, by its form alone: an address with @ is one of mail, anything else a phone. */
export function kindOfAddress(text: string): SuppressedKind {
  return text.includes('@') ? 'email' : 'phone'
}

/**
 * Whether a suppression may be lifted by somebody of the team for this reason.
 * @throws AppError `suppression-reason-needed`, `suppression-evidence-needed`
 */
export function checkLift(reason: SuppressionReason, { why, evidence }: { readonly why: string; readonly evidence: string }): void {
  if (why.trim().length < LEAST_WORDS) {
    throw new AppError('invalid-input', 'suppression-reason-needed', `Say why, in ${LEAST_WORDS} characters or more.`)
  }
  if (!OWN_NO.includes(reason) || evidence.trim().length >= LEAST_WORDS) return
  throw new AppError(
    'conflict',
    'suppression-evidence-needed',
    'This is the person’s own no. Write down in evidence where they have said yes since (5 characters or more), or leave it.',
  )
}
