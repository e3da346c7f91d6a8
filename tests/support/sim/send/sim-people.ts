import type { CareStore } from '#act/customer-care.ts'
import type { Contact, ContactReader, ContactStopper } from '#act/contact-reader.ts'
import { contactsEnded } from '#act/consent-rules.ts'
import type { Reach } from '#decide/candidate.ts'
import { isDirect } from '#decide/strategy.ts'
import type { Channel } from '#decide/strategy.ts'
import { stableId } from '#kernel/id.ts'
import type { Rng } from '#kernel/rng.ts'
import type { LedgerCall } from './ledger-ports.ts'

export interface SimPerson {
  readonly id: string
  readonly zone: string
  /** In the global control group. */
  readonly isHeldOut: boolean
  readonly consent: Map<Channel, boolean>
  readonly closed: Set<Channel>
  isStopped: boolean
  mergedInto: string | null
}

const ZONES = ['Asia/Shanghai', 'Asia/Shanghai', 'Europe/Berlin', 'America/New_York', '', 'Mars/Base'] as const
const SPOKEN = ['email', 'sms', 'push'] as const

/** Customers as the relational store has them: what they agreed to, and what stops a contact. */
export class SimPeople {
  readonly all: ReadonlyMap<string, SimPerson>

  constructor(rng: Rng, people: number) {
    this.all = new Map(
      Array.from({ length: people }, (_, i) => {
        const id = stableId('person', String(i))
        const consent = new Map(SPOKEN.flatMap((channel) => (rng.chance(0.85) ? [[channel, !rng.chance(0.08)] as const] : [])))
        const isHeldOut = rng.chance(0.06)
        return [
          id,
          { id, zone: rng.pick(ZONES), isHeldOut, consent, closed: new Set<Channel>(), isStopped: false, mergedInto: null },
        ] as const
      }),
    )
  }

  addressOf(id: string, channel: Channel): string | null {
    return channel === 'email' ? `${id}@example.com` : channel === 'sms' ? `+86139${id}` : channel === 'push' ? `token ${id}` : null
  }

  survivor(id: string): string {
    return this.all.get(id)?.mergedInto ?? id
  }

  contact(id: string, channel: Channel): Contact | null {
    const person = this.all.get(id)
    if (person === undefined || person.mergedInto !== null) return null
    const address = this.addressOf(id, channel)
    const suppressed = person.isStopped || person.closed.has(channel)
    return {
      customerId: id,
      address,
      addressHash: address === null ? null : addressHash(channel, address),
      language: 'en',
      name: '',
      consent: person.consent.get(channel) ?? null,
      suppressed,
      closed: suppressed,
      heldOut: person.isHeldOut ? 'global_control' : null,
    }
  }

  reach(id: string, channel: Channel): Reach | undefined {
    const contact = this.contact(id, channel)
    if (contact === null) return undefined
    const { consent, suppressed, address } = contact
    const heldOut = contact.heldOut ?? null
    return {
      customerId: id,
      maskedName: '',
      hasAddress: !isDirect(channel) || address !== null,
      consent,
      suppressed,
      heldOut,
      contactHash: address,
    }
  }

  ports(call: LedgerCall): ContactReader & ContactStopper & { readonly care: CareStore } {
    const of = (id: string): SimPerson | undefined => this.all.get(this.survivor(id))
    const never = (): never => {
      throw new Error('Nobody asks for this here.')
    }
    return {
      addressOf: (ids, channel) => call('contacts', () => ids.flatMap((id) => this.contact(id, channel) ?? [])),
      stop: (id, channel) =>
        call('stop contact', () => {
          of(id)?.closed.add(channel)
          of(id)?.consent.set(channel, false)
          return true
        }),
      care: {
        survivors: (_, ids) => call('survivors', () => ids.map((id) => this.survivor(id))),
        saidNo: () => call('said no', () => false),
        setConsent: (id, word) =>
          call('set consent', () => {
            const ended = contactsEnded(word)
            for (const channel of SPOKEN) if (ended === null || ended === channel) of(id)?.consent.set(channel, false)
          }),
        stop: (ids) =>
          call('stop people', () => {
            for (const id of ids) {
              const person = of(id)
              if (person !== undefined) person.isStopped = true
            }
            return ids
          }),
        addNote: never,
        consents: never,
        lift: never,
      },
    }
  }
}

export function addressHash(channel: Channel, address: string): Buffer {
  return Buffer.from(`${channel} ${address}`)
}
