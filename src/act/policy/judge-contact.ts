import type { Channel } from '#decide/strategy.ts'
import type { MessagePurpose } from '../outgoing-message.ts'
import { countsInAll, quietFor } from './contact-rules.ts'
import type { Cap, ContactRules, WhenBlocked } from './contact-rules.ts'
import { firstOpen } from './customer-moment.ts'
import type { CustomerMoment } from './customer-moment.ts'

/** A contact that left, or is on its way, of the last eight days. */
export interface EarlierContact {
  readonly channel: Channel
  readonly purpose: MessagePurpose
  /** When it was handed over; for one that has not been yet, when it was claimed. */
  readonly at: Date
}

export interface ContactQuestion {
  readonly channel: Channel
  readonly purpose: MessagePurpose
  /** ISO 3166, of the customer. */
  readonly country: string
  /** From the day before the customer's week on. */
  readonly earlier: readonly EarlierContact[]
  /** What they have as a time zone is none: their day and their night are not known. */
  readonly isZoneInvalid: boolean
  /** In the global control group themselves, or sharing an address with somebody who is. */
  readonly heldOut: 'global_control' | 'held_out_contact' | null
  /** Another offer is on its way to the customer that comes before this one. */
  readonly otherOffer: boolean
  /** Contacts of a higher priority that wait for the customer on this channel, and on any: each takes a place of the caps first. */
  readonly ahead: { readonly channel: number; readonly all: number }
  /** After this it is worth nothing. Null: never. */
  readonly expiresAt: Date | null
}

export const POLICY_REASONS = [
  'global_control',
  'held_out_contact',
  'zone_invalid',
  'other_offer',
  'cap_day',
  'cap_week',
  'quiet_hours',
  'transactional_limit',
  'expired',
  'held_out',
  'paused',
  'stopped',
  'journey_left',
  'journey_ended',
] as const
export type PolicyReason = (typeof POLICY_REASONS)[number]

/** A moment is never before the question was asked. */
export type ContactVerdict =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'later'; readonly at: Date; readonly reason: PolicyReason }
  | { readonly kind: 'other_channel'; readonly reason: PolicyReason }
  | { readonly kind: 'never'; readonly reason: PolicyReason }

/**
 * Whether a contact may leave now by what the project settled about frequency, hours and control groups. Consent and addresses are asked elsewhere. A
 * transactional message waits for nothing and is held out of nothing, but a customer gets no more than so many a day.
 */
export function judgeContact(question: ContactQuestion, rules: ContactRules, moment: CustomerMoment): ContactVerdict {
  const { channel, purpose, heldOut, otherOffer, expiresAt, earlier } = question
  const { now } = moment
  if (expiresAt !== null && expiresAt <= now) return { kind: 'never', reason: 'expired' }
  if (purpose === 'transactional') {
    const today = earlier.filter((one) => one.purpose === 'transactional' && one.at >= moment.dayStart).length
    return today < rules.transactionalPerDay ? { kind: 'allowed' } : { kind: 'never', reason: 'transactional_limit' }
  }
  if (heldOut !== null) return { kind: 'never', reason: heldOut }
  if (question.isZoneInvalid) return { kind: 'never', reason: 'zone_invalid' }
  if (otherOffer) return { kind: 'never', reason: 'other_offer' }
  const quiet = quietFor(rules, channel, question.country)
  const capped = cappedUntil(question, rules, moment)
  if (capped !== null) {
    const at = firstOpen(capped.until, quiet, moment.timeZone)
    return blocked(rules.whenCapped, at, capped.reason, expiresAt)
  }
  const open = firstOpen(now, quiet, moment.timeZone)
  return open > now ? blocked(rules.whenQuiet, open, 'quiet_hours', expiresAt) : { kind: 'allowed' }
}

function blocked(when: WhenBlocked, at: Date, reason: PolicyReason, expiresAt: Date | null): ContactVerdict {
  if (when === 'next_channel') return { kind: 'other_channel', reason }
  if (when === 'skip' || (expiresAt !== null && at >= expiresAt)) return { kind: 'never', reason }
  return { kind: 'later', at, reason }
}

/** Places of a cap that are left, and how many there are in all. */
export interface CapPlaces {
  readonly left: number
  readonly of: number
}

/**
 * Places that the caps have left for a marketing contact in the customer's day and week: of the channel and of all channels the fewer. Null: no cap holds.
 * Contacts that the clock puts into the future count as well, so that setting it back opens nothing.
 */
export function capPlaces(
  { channel, earlier, ahead }: Pick<ContactQuestion, 'channel' | 'earlier' | 'ahead'>,
  { caps }: Pick<ContactRules, 'caps'>,
  moment: CustomerMoment,
): Readonly<Record<keyof Cap, CapPlaces | null>> {
  const marketing = earlier.filter((one) => one.purpose === 'marketing')
  const own = caps.channels[channel]
  const groups = [
    ...(own === undefined ? [] : [{ cap: own, of: marketing.filter((one) => one.channel === channel), ahead: ahead.channel }]),
    ...(countsInAll(channel) ? [{ cap: caps.all, of: marketing.filter((one) => countsInAll(one.channel)), ahead: ahead.all }] : []),
  ]
  const fewest = (period: keyof Cap, since: Date): CapPlaces | null => {
    let found: CapPlaces | null = null
    for (const { cap, of, ahead: before } of groups) {
      const most = cap[period]
      if (most === null) continue
      const left = Math.max(0, most - before - of.filter(({ at }) => at >= since).length)
      if (found === null || left < found.left) found = { left, of: most }
    }
    return found
  }
  return { day: fewest('day', moment.dayStart), week: fewest('week', moment.weekStart) }
}

/** Until when the caps are full; null: there is a place. */
function cappedUntil(
  question: ContactQuestion,
  rules: ContactRules,
  moment: CustomerMoment,
): { readonly until: Date; readonly reason: 'cap_day' | 'cap_week' } | null {
  const { day, week } = capPlaces(question, rules, moment)
  if (week?.left === 0) return { until: moment.nextWeek, reason: 'cap_week' }
  return day?.left === 0 ? { until: moment.nextDay, reason: 'cap_day' } : null
}
