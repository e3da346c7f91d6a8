import type { Scope } from '#access/scope.ts'
import type { ChannelReadiness } from '#decide/channel-readiness.ts'
import { CHANNELS } from '#decide/strategy.ts'
import type { Channel } from '#decide/strategy.ts'
import type { Clock } from '#kernel/clock.ts'
import { unknownCustomer } from '#identity/unknown-customer.ts'
import type { AddressView } from '../addresses/channel-address.ts'
import type { RecipientReader } from '../broadcasts/broadcast-ports.ts'
import type { CareStore } from '../customer-care.ts'
import type { ContactRules } from '../policy/contact-rules.ts'
import type { CustomerZones } from '../policy/customer-moment.ts'
import { contactOutlook } from './contact-outlook.ts'
import type { ContactOutlook, StandingRefusal } from './contact-outlook.ts'

/** What only the outlook asks about a customer. */
export interface OutlookReader {
  read(customerId: string, now: Date): Promise<OutlookPerson>
}

export interface OutlookPerson {
  /** Null: contact is not stopped. */
  readonly stop: { readonly reason: string; readonly since: Date } | null
  readonly refusals: readonly StandingRefusal[]
  /** Mail addresses and phones, masked, the one seen last first. */
  readonly addresses: readonly { readonly kind: 'email' | 'phone'; readonly masked: string }[]
}

/** An address that a message on a channel could go to. */
export interface OutlookAddress {
  readonly masked: string
  readonly kind: string
  /** Accounts that can send to it; null: any account of the channel. */
  readonly accountIds: readonly string[] | null
  readonly windowUntil: Date | null
  /** Consents to one more message each, of all templates; null: the channel has none. */
  readonly subscriptions: number | null
}

export interface CustomerOutlook {
  readonly customerId: string
  readonly at: Date
  readonly timeZone: string
  readonly country: string
  readonly stop: OutlookPerson['stop']
  readonly channels: readonly (ContactOutlook & {
    readonly addresses: readonly OutlookAddress[]
    readonly refusals: readonly StandingRefusal[]
  })[]
}

const KIND_OF_CHANNEL: Readonly<Partial<Record<Channel, 'email' | 'phone'>>> = { email: 'email', sms: 'phone', agent_task: 'phone' }

interface OutlookPorts {
  readonly people: Pick<CareStore, 'survivors'>
  readonly reader: OutlookReader
  readonly recipients: RecipientReader
  readonly addresses: { of(scope: Scope, customerId: string): Promise<readonly AddressView[]> }
  readonly rules: () => Promise<ContactRules>
  readonly readiness: ChannelReadiness
  readonly zones: CustomerZones
  readonly clock: Clock
}

/** Says of one customer whether they would get a message now, channel by channel, and what keeps it from them. */
export class OutlookService {
  readonly #ports: OutlookPorts

  constructor(ports: OutlookPorts) {
    this.#ports = ports
  }

  /** @throws AppError `customer-not-found` */
  async of(scope: Scope, customerId: string, channels: readonly Channel[] = CHANNELS): Promise<CustomerOutlook> {
    const { people, reader, recipients, addresses, rules, readiness, zones, clock } = this.#ports
    const [found] = await people.survivors(scope, [customerId])
    const id = found ?? unknownCustomer()
    const now = clock.now()
    const [person, [recipient], routes, current, unready] = await Promise.all([
      reader.read(id, now),
      // No source of its own: whatever is on its way is another offer.
      recipients.read([id], { channels, sourceId: '', now }),
      addresses.of(scope, id),
      rules(),
      readiness.unready(),
    ])
    if (recipient === undefined) return unknownCustomer()
    const { timeZone, isInvalid: isZoneInvalid } = zones.zoneOf(recipient.timeZone)
    const moment = zones.moment(timeZone, now)
    return {
      customerId: id,
      at: now,
      timeZone,
      country: recipient.country,
      stop: person.stop,
      channels: channels.map((channel) => {
        const refusals = person.refusals.filter((one) => one.channel === channel)
        const reach = recipient.reach.get(channel)
        const facts = {
          channel,
          reach,
          recipient,
          isStopped: person.stop !== null,
          isZoneInvalid,
          refusals,
          unready: unready.get(channel) ?? null,
        }
        return { ...contactOutlook(facts, current, moment), addresses: addressesOf(channel, person, routes), refusals }
      }),
    }
  }
}

function addressesOf(channel: Channel, person: OutlookPerson, routes: readonly AddressView[]): readonly OutlookAddress[] {
  const kind = KIND_OF_CHANNEL[channel]
  if (kind !== undefined) {
    return person.addresses
      .filter((one) => one.kind === kind)
      .map(({ masked }) => ({ masked, kind, accountIds: null, windowUntil: null, subscriptions: null }))
  }
  return routes
    .filter((one) => one.state === 'active' && (one.kind === 'openid' ? channel === 'wechat' : channel === 'push'))
    .map(({ masked, kind: ofApp, accountIds, windowUntil, subscriptions }) => ({
      masked,
      kind: ofApp,
      accountIds,
      windowUntil,
      subscriptions: ofApp === 'openid' ? subscriptions.reduce((sum, { left }) => sum + left, 0) : null,
    }))
}
