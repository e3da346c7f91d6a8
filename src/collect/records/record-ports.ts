import type { ConsentPurpose } from '#privacy/consent.ts'
import type { AccountStatement } from '../accounts/account-statement.ts'
import type { CountedTimes } from '../freshness/timeliness.ts'
import type { IdentityClaim, Owner, Resolution } from '../identity-claim.ts'
import type { CustomerRow } from '../import/customer-row-step.ts'
import type { FeedbackRow } from '../import/feedback-row-step.ts'
import type { CustomerOf } from '../import/import-ports.ts'
import type { RefusalReason } from '../import/row-step.ts'
import type { TicketRow } from '../import/ticket-row-step.ts'
import type { OrderStatement } from '../orders/order-statement.ts'
import type { PartnerAgreement } from '../partners/partner-agreement.ts'
import type { PartnerTag } from '../partners/partner-tag.ts'
import type { MarkedRecord } from '../quality-gate.ts'
import type { NotedSignUp } from '../sign-ups/sign-up.ts'
import type { SourceRule } from '../tracking/source-rule.ts'
import type { StoredEvent } from '../tracking/tracked-event.ts'
import type { RecordKind, SentRecord } from './record-fields.ts'
import type { SubscriptionFact } from '../subscriptions/subscription-fact.ts'
import type { StoredMeasure } from './stored-measure.ts'

export type RecordOutcome = 'stored' | 'duplicate' | 'quarantined' | 'dropped'

export interface RecordAnswer {
  readonly index: number
  readonly outcome: RecordOutcome
  /** Why it is in quarantine; '' otherwise. */
  readonly reason: RefusalReason | ''
  /** Path of the field that is to blame. */
  readonly field: string
  readonly message: string
  /** What is to be known of a record that is stored: it names only values that several customers share or that are blocked, so it is nobody's. */
  readonly warning: 'shared-identifier' | ''
}

/** received = stored + duplicates + quarantined + droppedByConsent, always. */
export interface RecordsAnswer {
  readonly received: number
  readonly stored: number
  readonly duplicates: number
  readonly quarantined: number
  readonly droppedByConsent: number
  /** Of those stored: with the warning that they are nobody's. */
  readonly ofNobody: number
  readonly results: readonly RecordAnswer[]
}

export interface SentRecords {
  readonly kind: RecordKind
  readonly sourceId: string
  readonly records: readonly SentRecord[]
  /** Idempotency-Key of the request; null without one. */
  readonly key: string | null
}

/** What was stored last under the name of a record. */
export interface KnownRecord {
  readonly content: string
  /** Epoch milliseconds; null where it did not say. */
  readonly updatedAt: number | null
}

export interface RefusedSent {
  readonly position: number
  readonly reason: RefusalReason
  readonly field: string
  readonly message: string
  readonly record: SentRecord
}

/** Written in one commit at the end of a request. */
export interface RecordsDone {
  readonly sent: SentRecords
  readonly answer: RecordsAnswer
  /** Of the body: the same key with another one is refused. */
  readonly body: string
  readonly refused: readonly RefusedSent[]
  readonly orders: readonly OrderStatement[]
  /** Records that are stored and marked by rules of quality. */
  readonly flags: readonly MarkedRecord[]
  /** The record of quarantine that was corrected and came in; absent for what was sent. */
  readonly replayed?: ReplayedRecord
  readonly names: ReadonlyMap<string, KnownRecord>
  readonly now: Date
  /** How long what was stored took. */
  readonly times: readonly CountedTimes[]
}

/** A record of quarantine that is taken in after all. */
export interface ReplayedRecord {
  readonly id: string
  readonly actor: string
  readonly receivedAt: Date
}

export interface RecordPorts {
  /** One request at a time, so that the same record in two of them is stored once. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /** The answer to an earlier request with this key; null where there was none. */
  answered(sourceId: string, kind: RecordKind, key: string): Promise<{ readonly body: string; readonly answer: RecordsAnswer } | null>
  known(kind: RecordKind, names: readonly string[]): Promise<ReadonlyMap<string, KnownRecord>>
  finish(done: RecordsDone): Promise<void>
  sourceRule(sourceId: string): Promise<SourceRule | undefined>
  /** What the ledger says of the customers of each claim, in order; null where nobody is known, or has said anything. */
  knownConsents(claims: readonly IdentityClaim[], purpose: ConsentPurpose): Promise<readonly (boolean | null)[]>
  resolve(claims: readonly IdentityClaim[]): Promise<Resolution>
  recordConsents(customers: readonly (Owner & { readonly consents: CustomerRow['consents']; readonly saidAt: Date })[]): Promise<void>
  noteSignUps(signUps: readonly NotedSignUp[]): Promise<void>
  sayOfAccounts(statements: readonly AccountStatement[]): Promise<void>
  /** What was agreed with the partner that a source is; null where it is none. */
  partnerOf(sourceId: string): Promise<PartnerAgreement | null>
  /** The customers that each claim means, in order; nobody is made known by having been asked for. */
  knownCustomers(claims: readonly IdentityClaim[]): Promise<readonly (readonly string[])[]>
  sayPartnerTags(tags: readonly PartnerTag[]): Promise<void>
  addMeasures(measures: readonly StoredMeasure[]): Promise<void>
  addSubscriptions(facts: readonly SubscriptionFact[]): Promise<void>
  addEvents(events: readonly StoredEvent[]): Promise<void>
  addFeedback(feedback: readonly CustomerOf<FeedbackRow>[], receivedAt: number): Promise<void>
  addTickets(tickets: readonly CustomerOf<TicketRow>[], receivedAt: number): Promise<void>
  useCoupons(uses: readonly { readonly code: string; readonly orderId: string; readonly usedAt: Date }[]): Promise<void>
}
