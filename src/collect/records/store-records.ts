import { accountStatements } from '../accounts/account-statement.ts'
import type { Owner } from '../identity-claim.ts'
import type { CustomerOf } from '../import/import-ports.ts'
import { newestTags, partnerTag } from '../partners/partner-tag.ts'
import { protectId } from '#privacy/personal-text.ts'
import { SAID_BY_API } from '../said-by.ts'
import { subscriptionFacts } from '../subscriptions/subscription-fact.ts'
import { rowSignUp } from '../sign-ups/noted-sign-ups.ts'
import { knownSince } from './read-order-record.ts'
import type { ReadRecord } from './read-sent-record.ts'
import type { RecordKind } from './record-fields.ts'
import type { RecordPorts } from './record-ports.ts'
import { signInEvent } from './sign-in-event.ts'
import { storedMeasures } from './stored-measure.ts'

/** A record with the customer that it is of. */
export interface OwnedRecord extends ReadRecord {
  readonly index: number
  readonly owner: Owner
}

interface Storing {
  readonly ports: RecordPorts
  /** Secret of the installation. */
  readonly salt: string
  readonly now: Date
  readonly sourceId: string
}

type Store = (records: readonly OwnedRecord[], storing: Storing) => Promise<void>

/** Where records of each kind are stored. */
export const STORED: Readonly<Record<Exclude<RecordKind, 'orders'>, Store>> = {
  async customers(records, { ports, salt, now }) {
    const people = records.flatMap(({ value, owner, updatedAt }) =>
      'customer' in value ? [{ owner, updatedAt, row: value.customer }] : [],
    )
    await ports.recordConsents(
      people.map(({ owner, updatedAt, row }) => ({ ...owner, consents: row.consents, saidAt: new Date(updatedAt ?? now) })),
    )
    const signUps = people.flatMap(({ owner, row }) => rowSignUp(row, owner, SAID_BY_API, salt))
    if (signUps.length > 0) await ports.noteSignUps(signUps)
  },
  async tickets(records, { ports, now }) {
    const tickets = records.flatMap((record) => ('ticket' in record.value ? [rowOf(record, record.value.ticket)] : []))
    if (tickets.length > 0) await ports.addTickets(tickets, now.getTime())
  },
  async feedback(records, { ports, now }) {
    const feedback = records.flatMap((record) => ('feedback' in record.value ? [rowOf(record, record.value.feedback)] : []))
    if (feedback.length > 0) await ports.addFeedback(feedback, now.getTime())
  },
  async measures(records, { ports, now }) {
    const measures = records.flatMap(({ value, owner }) =>
      'measure' in value ? storedMeasures(value.measure, owner, { ...knownAt(value.measure.measuredAt, now), importId: '' }) : [],
    )
    if (measures.length > 0) await ports.addMeasures(measures)
  },
  async subscriptions(records, { ports, salt, now }) {
    const receivedAt = now.getTime()
    const facts = records.flatMap(({ value, owner }) =>
      'subscription' in value
        ? subscriptionFacts(value.subscription, owner, {
            receivedAt,
            importId: '',
            availableAt: (saidAt) => knownSince(saidAt, receivedAt),
            protectId: (id) => protectId(id, salt),
          })
        : [],
    )
    if (facts.length > 0) await ports.addSubscriptions(facts)
  },
  async accounts(records, { ports, salt, now }) {
    const by = { by: SAID_BY_API, receivedAt: now.getTime() }
    const statements = records.flatMap(({ value, owner }) =>
      'account' in value ? accountStatements(value.account, owner.originId, by, salt) : [],
    )
    if (statements.length > 0) await ports.sayOfAccounts(statements)
  },
  async sign_ins(records, { ports, salt, now }) {
    const signIns = records.flatMap(({ value, owner }) =>
      'signIn' in value ? [signInEvent(value.signIn, owner, { ...knownAt(value.signIn.signedInAt, now), importId: '', secret: salt })] : [],
    )
    if (signIns.length > 0) await ports.addEvents(signIns)
  },
  async partner_tags(records, { ports, now, sourceId }) {
    const receivedAt = now.getTime()
    const tags = records.flatMap(({ value, owner, updatedAt }) =>
      'partnerTag' in value
        ? [partnerTag(value.partnerTag, { sourceId, personId: owner.originId, saidAt: updatedAt ?? receivedAt, receivedAt })]
        : [],
    )
    if (tags.length > 0) await ports.sayPartnerTags(newestTags(tags))
  },
}

function rowOf<T>({ index, owner }: OwnedRecord, value: T): CustomerOf<T> {
  return { value, line: index, key: 0n, copy: 0, ...owner }
}

function knownAt(happenedAt: number, now: Date): { readonly receivedAt: number; readonly availableAt: number } {
  const receivedAt = now.getTime()
  return { receivedAt, availableAt: knownSince(happenedAt, receivedAt) }
}
