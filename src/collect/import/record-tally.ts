import type { Consent } from '../columns/consent-words.ts'
import type { AccountFigures } from './account-tally.ts'
import type { SignInFigures } from './sign-in-tally.ts'
import type { SubscriptionFigures } from './subscription-tally.ts'
import type { FeedbackFigures } from './feedback-tally.ts'
import { FirstAndLast } from './first-and-last.ts'
import { KeyCounter } from './key-counter.ts'
import { LinkedPeople } from './linked-people.ts'
import type { MeasureFigures } from './measure-tally.ts'
import { CONSENT_COLUMNS } from './customer-row-step.ts'
import type { ConsentColumn, CustomerRow } from './customer-row-step.ts'
import type { TicketRow } from './ticket-row-step.ts'

/** Rows by their value for one consent. */
export interface ConsentCounts {
  readonly yes: number
  readonly no: number
  /** Neither yes nor no; counts as no. */
  readonly unclear: number
  readonly notSaid: number
}

/** The totals of a customer file, counting readable rows. */
export interface CustomerFigures {
  readonly kind: 'customers'
  readonly rows: number
  /** People without a shared identifier. The import may find that two are the same through stored data. */
  readonly people: number
  readonly withPhone: number
  readonly withEmail: number
  /** Without phone and email: known only by a number. */
  readonly withNeither: number
  /** With a masked or unusable value next to a usable one. */
  readonly unusable: number
  readonly consents: Readonly<Record<ConsentColumn, ConsentCounts>>
  /** Registration times; ISO 8601, null if the file has no dates. */
  readonly firstAt: string | null
  readonly lastAt: string | null
}

/** The totals of a service ticket file. */
export interface TicketFigures {
  readonly kind: 'tickets'
  readonly rows: number
  readonly tickets: number
  readonly open: number
  readonly closed: number
  /** Kind -> tickets, most first. */
  readonly kinds: Readonly<Record<string, number>>
  readonly people: number
  readonly withoutCustomer: number
  readonly firstAt: string | null
  readonly lastAt: string | null
}

export type RecordFigures =
  | CustomerFigures
  | TicketFigures
  | MeasureFigures
  | FeedbackFigures
  | SubscriptionFigures
  | AccountFigures
  | SignInFigures

/** Kinds beyond these are counted together, so that a column of free text stays small. */
const MOST_KINDS = 20

/** Adds up the rows of a customer file. @param links Whether people are counted here instead of by identity. */
export class CustomerTally {
  readonly #people: LinkedPeople | undefined
  readonly #days = new FirstAndLast()
  readonly #consents = { marketing: noneYet(), email: noneYet(), sms: noneYet(), phone: noneYet(), wechat: noneYet(), webhook: noneYet() }
  #rows = 0
  #phone = 0
  #email = 0
  #neither = 0
  #unusable = 0

  constructor(links: boolean) {
    this.#people = links ? new LinkedPeople() : undefined
  }

  add({ identifiers, droppedIdentifier, masked, registeredAt, consents }: CustomerRow): void {
    this.#rows += 1
    this.#people?.add(identifiers)
    if (registeredAt !== undefined) this.#days.add(registeredAt)
    const kinds = new Set(identifiers.map(({ kind }) => kind))
    if (kinds.has('phone')) this.#phone += 1
    if (kinds.has('email')) this.#email += 1
    if (!kinds.has('phone') && !kinds.has('email')) this.#neither += 1
    if (droppedIdentifier !== '' || masked) this.#unusable += 1
    for (const column of CONSENT_COLUMNS) this.#consents[column][consents[column] ?? 'notSaid'] += 1
  }

  /** @param people As identity counted them, where it did. */
  figures(people = this.#people?.count ?? 0): CustomerFigures {
    return {
      kind: 'customers',
      rows: this.#rows,
      people,
      withPhone: this.#phone,
      withEmail: this.#email,
      withNeither: this.#neither,
      unusable: this.#unusable,
      consents: structuredClone(this.#consents),
      ...this.#days.said(),
    }
  }
}

/** Adds up the rows of a service ticket file; a ticket on several rows counts once. */
export class TicketTally {
  readonly #people: LinkedPeople | undefined
  readonly #days = new FirstAndLast()
  readonly #seen = new KeyCounter()
  readonly #kinds = new Map<string, number>()
  #rows = 0
  #open = 0
  #without = 0

  constructor(links: boolean) {
    this.#people = links ? new LinkedPeople() : undefined
  }

  add({ ticketId, identifiers, openedAt, closedAt, kind }: TicketRow): void {
    this.#rows += 1
    this.#people?.add(identifiers)
    this.#days.add(openedAt)
    if (this.#seen.addText(ticketId) > 0) return
    if (closedAt === undefined) this.#open += 1
    if (identifiers.length === 0) this.#without += 1
    const name = this.#kinds.has(kind) || this.#kinds.size < MOST_KINDS ? kind : ''
    this.#kinds.set(name, (this.#kinds.get(name) ?? 0) + 1)
  }

  /** @param people As identity counted them, where it did. */
  figures(people = this.#people?.count ?? 0): TicketFigures {
    return {
      kind: 'tickets',
      rows: this.#rows,
      tickets: this.#seen.size,
      open: this.#open,
      closed: this.#seen.size - this.#open,
      kinds: Object.fromEntries([...this.#kinds].toSorted(([, a], [, b]) => b - a)),
      people,
      withoutCustomer: this.#without,
      ...this.#days.said(),
    }
  }
}

function noneYet(): Record<Consent | 'notSaid', number> {
  return { yes: 0, no: 0, unclear: 0, notSaid: 0 }
}
