import type { Rng } from '#kernel/rng.ts'
import { POISON } from './sim-analytical.ts'
import { ODD } from './sim-server.ts'

export const SOURCES = ['shop', 'app', 'asking'] as const
export type SimSource = (typeof SOURCES)[number]

export interface SimPerson {
  readonly member: string
  readonly phone: string
  readonly email: string
  readonly device: string
}

/** A message that the shop made up, with what the accounts need to know of it. */
export interface MadeMessage {
  readonly source: SimSource
  readonly id: string
  /** In its properties, of this body alone: two bodies may have one id. */
  readonly mark: string
  /** What became of it whenever it is looked at: `open` may be stored or a duplicate. */
  readonly kind: 'good' | 'odd' | 'broken' | 'poison'
  /** What it says of consent itself. */
  readonly word: boolean | null
  /** Sent after its person was heard to say no. */
  readonly isUnwanted: boolean
  readonly body: Readonly<Record<string, unknown>>
}

/** A device on which many log in, and a number that two people with member numbers use. */
export const KIOSK = 'kiosk'
export const FAMILY_PHONE = '13900001111'

export function simPeople(count: number): SimPerson[] {
  return Array.from({ length: count }, (_, i) => ({
    member: `M${100 + i}`,
    phone: `1380002${String(1_000 + i * 37)}`,
    email: `p${i}@shop.example`,
    device: `device-${i}`,
  }))
}

/** Makes up what a shop's programs send: the same person by card, number, address or device, messages twice, other bodies under one id, and what cannot be read. */
export class SimShop {
  readonly people: readonly SimPerson[]
  readonly made: MadeMessage[] = []
  /** Who was heard to say no: nothing of them may be kept of the asking source from then on. */
  readonly saidNo = new Set<string>()
  readonly #rng: Rng

  constructor(rng: Rng, people: number) {
    this.#rng = rng
    this.people = simPeople(people)
  }

  /** The messages of one request. */
  request(now: number): { readonly source: SimSource; readonly messages: readonly MadeMessage[] } {
    const source = this.#rng.pick(SOURCES)
    const messages = Array.from({ length: 1 + this.#rng.int(8) }, () => this.#message(source, now))
    return { source, messages }
  }

  #message(source: SimSource, now: number): MadeMessage {
    const rng = this.#rng
    const old = rng.chance(0.12) && this.made.length > 0 ? rng.pick(this.made) : undefined
    // Sent again as it was; a program that lost its own count gives an old id to something new.
    if (old !== undefined && old.source === source && rng.chance(0.7)) return old
    const person = rng.pick(this.people)
    const mark = `b${this.made.length}`
    const kind = rng.chance(0.05) ? 'broken' : rng.chance(0.05) ? 'poison' : rng.chance(0.07) ? 'odd' : 'good'
    const word = source === 'asking' && rng.chance(0.6) ? rng.chance(0.75) : null
    const id = old?.id ?? `m${this.made.length}`
    const { external, ...said } = kind === 'good' ? this.#good(person, mark) : bad(kind, person, mark)
    const context = {
      ...(word === null ? {} : { consent: { categoryPreferences: { analytics: word } } }),
      ...(external === undefined ? {} : { externalIds: [external] }),
    }
    const body = { messageId: id, timestamp: new Date(now - rng.int(600_000)).toISOString(), context, ...said }
    const isUnwanted = source === 'asking' && said['userId'] === person.member && this.saidNo.has(person.member)
    const made = { source, id, mark, kind, word, isUnwanted, body } as const
    this.made.push(made)
    return made
  }

  #good({ member, phone, email, device }: SimPerson, mark: string): Readonly<Record<string, unknown>> {
    const rng = this.#rng
    const traits = { ...(rng.chance(0.6) ? { phone } : {}), ...(rng.chance(0.5) ? { email } : {}), mark }
    const track = (properties: object = {}) => ({ type: 'track', event: 'Product Viewed', properties: { ...properties, mark } })
    switch (rng.int(11)) {
      case 0:
        return { type: 'identify', userId: member, ...(rng.chance(0.5) ? { anonymousId: device } : {}), traits }
      case 1:
        return { type: 'identify', userId: member, anonymousId: KIOSK, traits }
      case 2:
        // Nobody is logged in: it is known by what they typed.
        return { type: 'identify', anonymousId: device, traits: { phone, ...(rng.chance(0.5) ? { email } : {}), mark } }
      case 3:
        return { ...track(), anonymousId: device }
      case 4:
        return { ...track(), anonymousId: KIOSK }
      case 5:
        return { ...track(), anonymousId: device, external: { type: 'email', id: email } }
      case 6:
        return { ...track(), anonymousId: device, external: { type: 'phone', id: phone } }
      case 7:
        return member === 'M100' || member === 'M101'
          ? { type: 'identify', userId: member, traits: { phone: FAMILY_PHONE, mark } }
          : { ...track(), userId: member }
      case 8: {
        const products = [{ product_id: 'P1', quantity: 1, price: 10 }]
        return { type: 'track', event: 'Order Completed', userId: member, properties: { order_id: `O${mark}`, products, mark } }
      }
      default:
        return { ...track(), userId: member }
    }
  }
}

function bad(kind: 'odd' | 'broken' | 'poison', { member }: SimPerson, mark: string): Readonly<Record<string, unknown>> {
  if (kind === 'broken') return { type: 'track', userId: member, properties: { mark } }
  return { type: 'track', event: kind === 'odd' ? ODD : POISON, userId: member, properties: { mark } }
}
