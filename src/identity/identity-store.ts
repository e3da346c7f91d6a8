import type { AttributeType, AttributeValue } from '#collect/columns/attribute.ts'
import type { IdentifierKind, Owner, PersonKind, UseTimes } from '#collect/identity-claim.ts'
import type { DevicePerson } from './device-people.ts'
import type { HandCustomer } from './hand/hand-plan.ts'
import type { Origin, OriginEdge } from './origin-mapping.ts'
import type { KnownAttribute, NewAttribute } from './plan-traits.ts'
import type { WordsOfFacts } from './survivorship/settle-values.ts'
import type { SurvivorshipRules } from './survivorship/survivorship-rule.ts'
import type { SaidValue, Statement } from './survivorship/word.ts'

/** What identity needs from the relational store. */
export interface IdentityStore {
  /** Customers that have any of the identifiers, with all identifiers each has. One round trip. */
  find(identifiers: readonly StoredKey[]): Promise<FoundIdentifier[]>
  /** Runs one change of identities at a time, atomically, across all processes. */
  change<T>(work: (writer: IdentityWriter) => Promise<T>): Promise<T>
  /** Customers by an id of theirs, also of a record that was merged into them; unknown ids are left out. */
  customers(ids: readonly string[]): Promise<HandCustomer[]>
  /** A merge in force, with everything its customer consists of; null if there is none. */
  mergeOf(edgeId: string): Promise<StoredMerge | null>
  /** Everybody who identified on one of these devices. */
  devicePeople(deviceIds: readonly string[]): Promise<DevicePerson[]>
  /**
   * Of the given origins and of the devices of those, or of all: records that count for another customer now, and devices on which somebody identified, with
   * NO_CUSTOMER for a shared one; and shared values of which somebody said whose their records are.
   */
  mapping(originIds?: readonly string[]): Promise<OriginCustomer[]>
  /** Runs one at a time across all processes, so that merges read inside match the other store at the end. */
  aligning<T>(work: () => Promise<T>): Promise<T>
}

export interface IdentityWriter {
  find(identifiers: readonly StoredKey[]): Promise<FoundIdentifier[]>
  customers(ids: readonly string[]): Promise<HandCustomer[]>
  /** What forbids to contact one customer forbids to contact the other too from now on. */
  copyRefusals(from: string, to: string, now: Date): Promise<void>
  devicePeople(deviceIds: readonly string[]): Promise<DevicePerson[]>
  /** Those already known stay as they are. */
  addDevicePeople(people: readonly NewDevicePerson[]): Promise<void>
  /** Wrapped keys of customers; null where the customer was erased. */
  dataKeys(customerIds: readonly string[]): Promise<ReadonlyMap<string, Buffer | null>>
  addCustomers(customers: readonly NewCustomer[]): Promise<void>
  addIdentifiers(identifiers: readonly NewIdentifier[]): Promise<void>
  seen(identifiers: readonly SeenIdentifier[]): Promise<void>
  /** Widens the times of each use of which all identifiers are their customer's and named by nobody else. Returns the numbers of those uses. */
  usedAgain(identifiers: readonly UsedAgain[]): Promise<readonly number[]>
  /** Gives identifiers to another customer and record, with the times of their use there. */
  moveIdentifiers(identifiers: readonly MovedIdentifier[]): Promise<void>
  /** What the log already says is not said again, but for what happens at a time of its own: merges, take-overs and what a user did. */
  addEdges(edges: readonly NewEdge[]): Promise<void>
  settleValue(settled: SettledValue): Promise<void>
  /** Asks people whether two customers are one; what was asked before stays as it is. */
  ask(questions: readonly IdentityQuestion[]): Promise<void>
  /** Identifiers of customers about to be merged away, to be encrypted again for the survivor. */
  secrets(customerIds: readonly string[]): Promise<CustomerSecret[]>
  /** Returns every origin that counts for another customer as a result, including those of customers merged earlier. */
  merge(merges: readonly CustomerMerge[], secrets: readonly MovedSecret[], now: Date): Promise<readonly string[]>
  /** Adds when claims say that customers registered, and that they are tests. Returns the customers whose profile changed. */
  updateProfiles(updates: readonly ProfileUpdate[], now: Date): Promise<readonly string[]>
  /** The attributes of the shop's own, also those that somebody deleted. */
  attributes(): Promise<readonly KnownAttribute[]>
  /** Adds attributes that traits of events make. */
  addAttributes(attributes: readonly NewAttribute[], now: Date): Promise<void>
  /** Keeps what was said of records, beside what was said before. */
  say(sayings: readonly Saying[]): Promise<void>
  /** Everything that was said of the records of customers, by customer and fact. */
  saidOf(customerIds: readonly string[]): Promise<ReadonlyMap<string, WordsOfFacts>>
  survivorshipRules(): Promise<SurvivorshipRules>
  /** Puts the values that count in place of those before. Returns the customers whose profile changed. */
  setProfiles(profiles: readonly SettledProfile[], now: Date): Promise<readonly string[]>
  /** A merge in force, with everything its customer consists of; null if there is none. */
  mergeOf(edgeId: string): Promise<StoredMerge | null>
  /** The identifiers of a customer that were first put on one of these records. */
  identifiersOf(customerId: string, originIds: readonly string[]): Promise<StoredIdentifier[]>
  separate(separation: Separation): Promise<void>
  /** Safe attributes, for the analytical store. */
  profiles(customerIds: readonly string[]): Promise<CustomerProfile[]>
}

/** What identity needs from the analytical store. */
export interface CustomerFacts {
  saveCustomers(customers: readonly CustomerProfile[], now: Date): Promise<void>
  /** From now on the facts of origin `from` count for customer `to`, or for itself. Rewrites none of them. May be repeated. */
  mapOrigins(mapping: readonly OriginCustomer[], now: Date): Promise<void>
  /** Each origin that counts, or once counted, for another customer. */
  mappedOrigins(): Promise<OriginCustomer[]>
  /** Corrects facts that arrived late under the former customer, from a process that had not seen the merge. */
  catchLateFacts(): Promise<void>
}

export interface StoredKey {
  readonly kind: PersonKind
  readonly blindIndex: Buffer
}

/** One text for an identifier, under which plans know it. */
export function keyOf({ kind, blindIndex }: { readonly kind: string; readonly blindIndex: Buffer }): string {
  return `${kind}:${blindIndex.toString('base64')}`
}

/** The blind index in a text of `keyOf`. */
export function indexOfKey(key: string): Buffer {
  return Buffer.from(key.slice(key.lastIndexOf(':') + 1), 'base64')
}

export interface FoundIdentifier extends StoredKey, Owner {
  /** Customers that a user separated from this one. */
  readonly apartFrom: readonly string[]
  readonly createdAt: Date
  readonly maskedName: string
  /** When its customer used it. */
  readonly firstSeenAt: Date
  readonly lastSeenAt: Date
  /** Customers that named it and could not be merged with its own. */
  readonly namedBy: readonly string[]
}

export interface NewCustomer {
  readonly customerId: string
  readonly dataKey: Buffer
  readonly source: string
  /** The import that named the customer first, null where none did. */
  readonly madeBy: string | null
  readonly createdAt: Date
  readonly now: Date
}

export interface NewIdentifier extends StoredKey, Owner {
  readonly ciphertext: Buffer
  readonly masked: string
  readonly source: string
  readonly firstSeenAt: Date
  readonly lastSeenAt: Date
  readonly namedBy: readonly string[]
}

export type SeenIdentifier = StoredKey & Pick<NewIdentifier, 'firstSeenAt' | 'lastSeenAt' | 'namedBy'>
/** An identifier of a use, by the number of the use. */
export interface UsedAgain extends StoredKey, UseTimes {
  readonly use: number
  readonly customerId: string
}

export type MovedIdentifier = SeenIdentifier & Owner & Pick<NewIdentifier, 'ciphertext' | 'source'>

/** Whose the records are that name only a shared value, as somebody said; null: nobody's. */
export interface SettledValue {
  readonly value: { readonly kind: string; readonly blindIndex: Buffer; readonly masked: string }
  readonly originId: string
  readonly customerId: string | null
  readonly reason: string
  readonly actor: string
  readonly now: Date
}

/** Two customers used one number with a long silence in between: the same person, or the number changed hands. */
export interface IdentityQuestion {
  readonly a: string
  readonly b: string
  /** Both names are known, and nothing in them differs. */
  readonly areNamesAlike: boolean
  readonly askedAt: Date
}

/** A row of the edge log: only ever added. */
export interface NewEdge {
  /** `customer`: somebody said it of two customers, not of a value. */
  readonly kind: IdentifierKind | 'customer'
  readonly blindIndex: Buffer
  readonly masked: string
  /** What the record named beside it. */
  readonly with: StoredKey | null
  /** Null where a value names nobody. */
  readonly customerId: string | null
  readonly otherCustomerId: string | null
  readonly rule: string
  /** Of rule `blocked` the reason, of a decision by hand what whoever took it said. */
  readonly reason?: string
  readonly source: string
  readonly actor?: string
  /** When the record says that it was. */
  readonly seenAt: Date
  /** Of rule `ended`: when the customer used the value last. */
  readonly until?: Date | null
  readonly createdAt: Date
}

/** `from` is the id of the customer merged away, which remains as an origin. */
export interface CustomerMerge {
  readonly from: string
  readonly to: string
}

/** The customer of an origin; of a device NO_CUSTOMER if it is nobody's. */
export interface OriginCustomer extends CustomerMerge {
  readonly isDevice: boolean
}

export interface NewDevicePerson {
  readonly deviceId: string
  readonly personId: string
  readonly masked: string
  readonly source: string
  readonly seenAt: Date
}

/** The ciphertext of an identifier. */
export interface CustomerSecret {
  readonly customerId: string
  readonly kind: string
  readonly blindIndex: Buffer
  readonly ciphertext: Buffer
  readonly masked: string
}

export interface MovedSecret extends CustomerSecret {
  readonly to: string
}

export interface StoredMerge {
  readonly customerId: string
  readonly isReversible: boolean
  readonly origins: readonly Origin[]
  readonly edges: readonly OriginEdge[]
}

export interface StoredIdentifier extends StoredKey {
  readonly ciphertext: Buffer
}

/** The origins that move from customer `from` to customer `customerId`, with their identifiers, encrypted for it. */
export interface Separation {
  readonly edgeId: string
  readonly from: string
  readonly customerId: string
  readonly originIds: readonly string[]
  readonly secrets: readonly StoredIdentifier[]
  readonly actor: string
  /** Of whoever took the merge back, in their words. */
  readonly reason: string
  readonly now: Date
}

export interface ProfileUpdate {
  readonly customerId: string
  readonly registeredAt: Date | null
  readonly isTest: boolean
}

/** What a speaker says of one record. Times in epoch milliseconds. */
export interface Saying extends Pick<Statement, 'recordId' | 'saidBy' | 'source'> {
  readonly said: readonly { readonly fact: string; readonly value: SaidValue; readonly at: number }[]
}

/** The values of a customer that count. */
export interface SettledProfile {
  readonly customerId: string
  readonly displayName: Buffer | null
  readonly maskedName: string
  readonly attributes: Readonly<Record<string, string | number | boolean>>
  readonly preferredLanguage: string
  readonly timeZone: string
}

export interface CustomerProfile {
  readonly customerId: string
  readonly registeredAt: Date | null
  readonly firstSeenAt: Date
  readonly source: string
  readonly attributes: Readonly<Record<string, unknown>>
  /** Attributes beyond the fixed ones that are not personal. */
  readonly custom: readonly CustomAttribute[]
  readonly isTest: boolean
  /** Values that a rule of quality filled in where nothing was said; `attributes` has them too. */
  readonly filled: readonly { readonly field: string; readonly by: string }[]
  /** Whether a rule of quality takes them for a fake registration. */
  readonly isFakeSignUp: boolean
}

export interface CustomAttribute {
  readonly name: string
  readonly type: AttributeType
  readonly value: AttributeValue
}
