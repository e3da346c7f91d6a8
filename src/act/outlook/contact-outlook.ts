import { contactBlock } from '#decide/candidate.ts'
import type { Reach } from '#decide/candidate.ts'
import type { UnreadyReason } from '#decide/channel-readiness.ts'
import type { Channel } from '#decide/strategy.ts'
import type { Recipient } from '../broadcasts/plan-block.ts'
import { quietFor } from '../policy/contact-rules.ts'
import type { ContactRules } from '../policy/contact-rules.ts'
import { firstOpen } from '../policy/customer-moment.ts'
import type { CustomerMoment } from '../policy/customer-moment.ts'
import { capPlaces, judgeContact } from '../policy/judge-contact.ts'
import type { CapPlaces } from '../policy/judge-contact.ts'
import type { SuppressionReason } from '../suppressions/suppression.ts'
import { OUTLOOK_REASONS } from './outlook-reasons.ts'
import type { OutlookReason } from './outlook-reasons.ts'

export interface OutlookBlock {
  readonly reason: OutlookReason
  /** When it ends by itself; null: not by itself, or nobody can tell. */
  readonly until: Date | null
}

/** A suppression that stands on a channel, of one address or of the person. */
export interface StandingRefusal {
  readonly id: number
  readonly kind: string
  readonly channel: Channel
  readonly masked: string
  readonly reason: SuppressionReason
  readonly since: Date
  readonly until: Date | null
}

/** What is known of one customer on one channel. */
export interface OutlookFacts {
  readonly channel: Channel
  /** Undefined: no customer that may be contacted. */
  readonly reach: Reach | undefined
  readonly recipient: Pick<Recipient, 'country' | 'earlier' | 'otherPriority'>
  readonly isStopped: boolean
  readonly isZoneInvalid: boolean
  /** Of this channel. */
  readonly refusals: readonly StandingRefusal[]
  /** Null: the channel can send. */
  readonly unready: UnreadyReason | null
}

export interface ContactOutlook {
  readonly channel: Channel
  /** Whether an ordinary marketing message that is due now would leave. */
  readonly isOpen: boolean
  /** Empty exactly when it is open. */
  readonly blocks: readonly OutlookBlock[]
  /** When the first one could leave: now when it is open; null: only after somebody does something about it. */
  readonly earliest: Date | null
  /** Null: never asked. */
  readonly consent: boolean | null
  /** Places left; null: no cap holds. */
  readonly day: CapPlaces | null
  readonly week: CapPlaces | null
  /** The quiet hours of the customer's country; null: there are none. */
  readonly quiet: { readonly from: string; readonly to: string } | null
  readonly unready: UnreadyReason | null
}

/**
 * Whether a customer would get a marketing message on a channel now, by the rules that the sender asks (`contactBlock`, `judgeContact`), and everything that stands in
 * the way, not only the first of it.
 */
export function contactOutlook(facts: OutlookFacts, rules: ContactRules, moment: CustomerMoment): ContactOutlook {
  const { channel, reach, recipient, unready, isZoneInvalid } = facts
  const { country, earlier, otherPriority } = recipient
  const ahead = { channel: 0, all: 0 }
  const otherOffer = otherPriority !== null
  const places = capPlaces({ channel, earlier, ahead }, rules, moment)
  const quiet = quietFor(rules, channel, country)
  const blocks: OutlookBlock[] = []
  const add = (reason: OutlookReason, until: Date | null = null) => blocks.push({ reason, until })
  if (reach === undefined) add('not_a_customer')
  else personal(facts, reach, add)
  if (unready !== null) add('channel_not_ready')
  if (isZoneInvalid) add('zone_invalid')
  if (otherOffer) add('other_offer')
  if (places.week?.left === 0) add('cap_week', firstOpen(moment.nextWeek, quiet, moment.timeZone))
  if (places.day?.left === 0) add('cap_day', firstOpen(moment.nextDay, quiet, moment.timeZone))
  const open = firstOpen(moment.now, quiet, moment.timeZone)
  if (open > moment.now) add('quiet_hours', open)
  const verdict = judgeContact(
    { channel, purpose: 'marketing', country, earlier, isZoneInvalid, heldOut: null, otherOffer, ahead, expiresAt: null },
    rules,
    moment,
  )
  const isOpen = unready === null && reach !== undefined && contactBlock(channel, reach) === null && verdict.kind === 'allowed'
  const sorted = blocks.toSorted((a, b) => OUTLOOK_REASONS.indexOf(a.reason) - OUTLOOK_REASONS.indexOf(b.reason))
  return {
    channel,
    isOpen,
    blocks: sorted,
    earliest: isOpen ? moment.now : earliestOf(sorted, quiet, moment),
    consent: reach?.consent ?? null,
    ...places,
    quiet,
    unready,
  }
}

/** What the customer said, what their address came to, and who is held out. */
function personal(
  { channel, isStopped, refusals }: OutlookFacts,
  reach: Reach,
  add: (reason: OutlookReason, until?: Date | null) => unknown,
): void {
  if (isStopped) add('do_not_contact')
  // A suppression of one address blocks nothing while another address of the channel is open.
  if (reach.suppressed) {
    const reasons = Map.groupBy(refusals, ({ reason }) => reason)
    for (const [reason, same] of reasons) {
      const ends = same.map(({ until }) => until)
      add(reason, ends.includes(null) ? null : latest(ends.filter((end) => end !== null)))
    }
    if (!isStopped && reasons.size === 0) add('suppressed')
  }
  const consentBlock = contactBlock(channel, { ...reach, suppressed: false, hasAddress: true, heldOut: null })
  if (consentBlock === 'no_consent') add(reach.consent === null ? 'consent_never_asked' : 'consent_refused')
  if (!reach.hasAddress) add('no_address')
  if (reach.heldOut !== null && reach.heldOut !== undefined) add(reach.heldOut)
}

/** Null where something does not end by itself. */
function earliestOf(
  blocks: readonly OutlookBlock[],
  quiet: ReturnType<typeof quietFor>,
  { timeZone }: Pick<CustomerMoment, 'timeZone'>,
): Date | null {
  const ends = blocks.map(({ until }) => until)
  if (ends.length === 0 || ends.includes(null)) return null
  return firstOpen(latest(ends.filter((end) => end !== null)), quiet, timeZone)
}

function latest(times: readonly Date[]): Date {
  return new Date(Math.max(...times.map((time) => time.getTime())))
}
