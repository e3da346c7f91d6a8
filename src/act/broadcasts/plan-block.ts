import { assignArm } from '#decide/assign-arm.ts'
import { contactBlock } from '#decide/candidate.ts'
import type { Reach } from '#decide/candidate.ts'
import type { Channel } from '#decide/strategy.ts'
import { addDays, localDay } from '#kernel/local-day.ts'
import { instantsOfLocalTime } from '#kernel/local-time.ts'
import { startOfDay } from '#kernel/zoned-day.ts'
import type { MessageContent } from '../content/message-content.ts'
import type { MessagePurpose } from '../outgoing-message.ts'
import type { ContactRules } from '../policy/contact-rules.ts'
import { minutesOf, quietFor } from '../policy/contact-rules.ts'
import type { CustomerZones } from '../policy/customer-moment.ts'
import { judgeContact } from '../policy/judge-contact.ts'
import type { EarlierContact } from '../policy/judge-contact.ts'
import { contactKey } from '../send-source.ts'
import { bestTime } from '../send-time/choose-hour.ts'
import type { ChosenHour } from '../send-time/choose-hour.ts'
import type { CustomerHours } from '../send-time/hour-model.ts'
import { nextDays } from './series/next-occurrence.ts'
import type { PlannedContact } from '../send-store.ts'
import { accountOf } from './broadcast.ts'
import type { Broadcast, PlanReason, PlanSums } from './broadcast.ts'

/** One customer of the audience, as the store knows them just now. */
export interface Recipient {
  readonly customerId: string
  /** As stored; may be no zone. */
  readonly timeZone: string
  /** As stored; empty: not known. */
  readonly language: string
  /** ISO 3166. */
  readonly country: string
  readonly earlier: readonly EarlierContact[]
  /** The highest priority of another offer that is on its way to them; null: none is. */
  readonly otherPriority: number | null
  /** By channel; absent where they are no customer that may be contacted. */
  readonly reach: ReadonlyMap<Channel, Reach | undefined>
}

export interface PlanOrder {
  readonly broadcast: Pick<Broadcast, 'id' | 'version' | 'definition'>
  readonly purpose: MessagePurpose
  readonly rules: ContactRules
  readonly zones: CustomerZones
  readonly unready: ReadonlySet<Channel>
  /** When planning began: `expiresHours` count from the later of it and the time to send. */
  readonly now: Date
  /** Customers who got the series of the broadcast too short a while ago. */
  readonly recent?: ReadonlySet<string>
  /** When customers are likeliest to look, where each is sent to at their own hour; absent: at a time that is stated. */
  readonly hours?: ReadonlyMap<string, CustomerHours>
  /** Minor units of one contact, of a variant of the content by its id; null: not known, counted as 0. */
  readonly costOf: (channel: Channel, variant?: string) => number | null
}

export interface PlannedRecipient {
  readonly contact: PlannedContact
  /** What a planned one waits for; null: nothing, or it is not planned. */
  readonly waits: PlanReason | null
  readonly hasInvalidZone: boolean
  /** As stored; empty: not known. */
  readonly language: string
  /** Id of the variant that a planned one would get now, `base` for the content itself; absent: it is not planned, or the content has no variants. */
  readonly variant?: string
}

/** Which variant some planned customers would get now, by customer; `base` for the content itself. */
export type PlannedVariants = (
  content: MessageContent,
  planned: readonly { readonly customerId: string; readonly channel: Channel; readonly language: string }[],
) => Promise<ReadonlyMap<string, string>>

/** How near a customer came to a contact: of several channels, the reason that stands is the nearest one. */
const NEARNESS: readonly PlanReason[] = [
  'series_recent',
  'not_a_customer',
  'channel_not_ready',
  'no_address',
  'no_consent',
  'suppressed',
  'held_out_contact',
  'global_control',
  'zone_invalid',
  'quiet_hours',
  'cap_week',
  'cap_day',
]

/** Decides about every customer of a block: a row for each, also for those who are not contacted. The same facts give the same answer, also about who is held out. */
export function planBlock(order: PlanOrder, recipients: readonly Recipient[]): readonly PlannedRecipient[] {
  return recipients.map((recipient) => {
    const { timeZone, isInvalid } = order.zones.zoneOf(recipient.timeZone)
    const time = sendTime(order, recipient, timeZone)
    const decided = decide(order, recipient, { timeZone, isInvalid }, time.at)
    return {
      contact: { ...toContact(order, recipient.customerId, decided, expiryOf(order, time.at), decided.notBefore), hour: time.hour },
      waits: decided.waits,
      hasInvalidZone: isInvalid,
      language: recipient.language,
    }
  })
}

/** The planned ones with the variants that they would get, and what those cost. */
export function withVariants(
  order: PlanOrder,
  planned: readonly PlannedRecipient[],
  variants: ReadonlyMap<string, string>,
): readonly PlannedRecipient[] {
  return planned.map((one) => {
    const variant = one.contact.suppressed === null ? variants.get(one.contact.customerId) : undefined
    if (variant === undefined) return one
    return { ...one, variant, contact: { ...one.contact, costMinor: order.costOf(one.contact.channel, variant) } }
  })
}

export function sumBlock(planned: readonly PlannedRecipient[]): PlanSums {
  const sums = {
    audience: planned.length,
    planned: 0,
    byChannel: {} as Partial<Record<Channel, number>>,
    waiting: {} as Partial<Record<PlanReason, number>>,
    reasons: {} as Partial<Record<PlanReason, number>>,
    invalidZones: 0,
    costMinor: 0,
  }
  const byVariant: Record<string, number> = {}
  for (const { contact, waits, hasInvalidZone, variant } of planned) {
    if (variant !== undefined) byVariant[variant] = (byVariant[variant] ?? 0) + 1
    if (hasInvalidZone) sums.invalidZones += 1
    const { channel, costMinor } = contact
    const suppressed = contact.suppressed as PlanReason | null
    if (suppressed === null) {
      sums.planned += 1
      sums.byChannel[channel] = (sums.byChannel[channel] ?? 0) + 1
      sums.costMinor += costMinor ?? 0
      if (waits !== null) sums.waiting[waits] = (sums.waiting[waits] ?? 0) + 1
    } else {
      sums.reasons[suppressed] = (sums.reasons[suppressed] ?? 0) + 1
    }
  }
  return Object.keys(byVariant).length === 0 ? sums : { ...sums, byVariant }
}

interface Decided {
  readonly channel: Channel
  readonly nextChannels: readonly Channel[]
  readonly suppressed: PlanReason | null
  readonly waits: PlanReason | null
  readonly notBefore: Date
}

function decide(order: PlanOrder, recipient: Recipient, { timeZone, isInvalid }: ReturnType<CustomerZones['zoneOf']>, base: Date): Decided {
  const { broadcast, purpose, rules, zones } = order
  const { id, definition } = broadcast
  const { channels, holdout, priority } = definition
  const expiresAt = expiryOf(order, base)
  const moment = zones.moment(timeZone, base)
  if (order.recent?.has(recipient.customerId) === true) {
    return { channel: channels[0] as Channel, nextChannels: [], suppressed: 'series_recent', waits: null, notBefore: base }
  }
  let nearest: { channel: Channel; reason: PlanReason } | null = null
  const failed = (channel: Channel, reason: PlanReason): void => {
    if (nearest === null || NEARNESS.indexOf(reason) > NEARNESS.indexOf(nearest.reason)) nearest = { channel, reason }
  }
  for (const [i, channel] of channels.entries()) {
    const reach = recipient.reach.get(channel)
    if (order.unready.has(channel)) {
      failed(channel, 'channel_not_ready')
      continue
    }
    const block = reach === undefined ? 'not_a_customer' : contactBlock(channel, reach, purpose)
    if (block !== null) {
      failed(channel, block)
      continue
    }
    const verdict = judgeContact(
      {
        channel,
        purpose,
        country: recipient.country,
        earlier: recipient.earlier,
        isZoneInvalid: isInvalid,
        heldOut: null,
        otherOffer: recipient.otherPriority !== null && recipient.otherPriority >= priority,
        ahead: { channel: 0, all: 0 },
        expiresAt,
      },
      rules,
      moment,
    )
    if (verdict.kind === 'other_channel') {
      failed(channel, verdict.reason)
      continue
    }
    const none = { channel, nextChannels: [], waits: null, notBefore: base }
    if (verdict.kind === 'never') return { ...none, suppressed: verdict.reason }
    // Whether somebody who shares the address is held out does not depend on this customer's own draw, so that both groups stay alike.
    if (purpose === 'marketing' && (reach?.sharedWith ?? []).some((other) => assignArm(id, id, other, holdout) === 'control')) {
      failed(channel, 'held_out_contact')
      continue
    }
    if (assignArm(id, id, recipient.customerId, holdout) === 'control') return { ...none, suppressed: 'held_out' }
    return {
      channel,
      nextChannels: channels.slice(i + 1),
      suppressed: null,
      waits: verdict.kind === 'later' ? verdict.reason : null,
      notBefore: verdict.kind === 'later' ? verdict.at : base,
    }
  }
  const { channel, reason } = nearest ?? { channel: channels[0] as Channel, reason: 'no_address' as const }
  return { channel, nextChannels: [], suppressed: reason, waits: null, notBefore: base }
}

/** When a customer is to get it, never before now, and the hour that was chosen for them where one was. */
export function sendTime(
  { broadcast: { id, definition }, now, rules, hours, zones }: Pick<PlanOrder, 'broadcast' | 'now' | 'rules' | 'hours' | 'zones'>,
  { customerId, country }: Pick<Recipient, 'customerId' | 'country'>,
  timeZone: string,
): { readonly at: Date; readonly hour: ChosenHour | null } {
  const { when, channels } = definition
  if (when.kind === 'best') {
    const [from, until] = [startOfDay(when.day, timeZone), startOfDay(addDays(when.day, 1), timeZone)]
    const [known, channel] = [hours?.get(customerId), channels[0]]
    if (known === undefined || channel === undefined) return { at: from > now ? from : now, hour: null }
    return bestTime(known, {
      from: from > now ? from : now,
      until,
      zone: timeZone,
      quiet: quietFor(rules, channel, country),
      draw: `${id}/${customerId}`,
    })
  }
  if (when.kind === 'repeat') {
    const projectZone = zones.zoneOf('').timeZone
    const zone = when.zone === 'customer' ? timeZone : projectZone
    const [day] = nextDays(when, { last: null, done: 0, isHoliday: () => false }, 1, localDay(now, projectZone))
    const next = day === undefined ? now : (instantsOfLocalTime(day, minutesOf(when.time), zone)[0] ?? now)
    return { at: next > now ? next : now, hour: null }
  }
  const at =
    when.kind === 'now'
      ? now
      : when.kind === 'at'
        ? new Date(when.at)
        : (instantsOfLocalTime(when.day, minutesOf(when.time), timeZone)[0] ?? now)
  return { at: at > now ? at : now, hour: null }
}

function expiryOf({ broadcast }: Pick<PlanOrder, 'broadcast'>, base: Date): Date {
  return new Date(base.getTime() + broadcast.definition.expiresHours * 3_600_000)
}

function toContact(order: PlanOrder, customerId: string, decided: Decided, expiresAt: Date, notBefore: Date): PlannedContact {
  const { broadcast, purpose, now } = order
  const { channel, nextChannels, suppressed } = decided
  return {
    sendKey: contactKey(broadcast.id, customerId),
    runId: broadcast.id,
    customerId,
    source: { kind: 'broadcast', id: broadcast.id },
    sourceVersion: broadcast.version,
    step: 1,
    content: broadcast.definition.content,
    purpose,
    priority: broadcast.definition.priority,
    channel,
    nextChannels,
    notBefore,
    expiresAt,
    plannedAt: now,
    costMinor: order.costOf(channel),
    accountId: accountOf(broadcast.definition, channel),
    suppressed,
  }
}
