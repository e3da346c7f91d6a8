import type { ActKind, Condition } from './condition.ts'

/** A value as conditions test it: a time in milliseconds since 1970, a day as YYYY-MM-DD. Unknown ones are left out. */
export type FieldValue = string | number | boolean

/** One thing that a customer did. */
export interface Act {
  /** Unique among acts of its kind. */
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** When it became known. */
  readonly availableAt: number
  /** Of a named kind; else ''. */
  readonly name: string
  /** By the names of the catalogue; unknown ones are left out. */
  readonly properties: Readonly<Record<string, FieldValue>>
}

/** What is known of one customer, or of one account, as far as a condition asks. Of an account, acts are those of its people, and measures its own. */
export interface Dossier {
  /** Of the account, where it is one. */
  readonly customerId: string
  readonly fields: ReadonlyMap<string, FieldValue>
  /** Fields as they were at an instant (milliseconds); for each that a condition asks for. */
  readonly pastFields: ReadonlyMap<number, ReadonlyMap<string, FieldValue>>
  readonly acts: Readonly<Partial<Record<ActKind, readonly Act[]>>>
  /** By `purpose/channel`: granted or not. */
  readonly consents: ReadonlyMap<string, boolean>
  /** Snapshots, by id, that the customer is in. */
  readonly snapshots: ReadonlySet<string>
  /** Of a customer: the accounts that they are a member of now. */
  readonly accounts?: readonly Membership[]
  /** Of an account: its people now. */
  readonly people?: readonly Member[]
}

export interface Membership {
  readonly role: string
  readonly name: string
  readonly account: Dossier
}

export interface Member {
  readonly role: string
  /** Whether they meet a condition of customers at the moment that is asked about. */
  readonly meets: (condition: Condition) => boolean
}

export function consentKey({ purpose, channel }: { readonly purpose: string; readonly channel: string }): string {
  return `${purpose}/${channel}`
}
