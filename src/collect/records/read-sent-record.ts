import { hash } from 'node:crypto'
import { recordAttributes } from '../accounts/record-attributes.ts'
import type { ClaimedIdentifier, IdentityClaim } from '../identity-claim.ts'
import { type AccountRow, accountRowStep } from '../import/account-row-step.ts'
import { type CustomerRow, customerRowStep } from '../import/customer-row-step.ts'
import { type FeedbackRow, feedbackRowStep } from '../import/feedback-row-step.ts'
import type { ImportSettings } from '../import/import-plan.ts'
import { customerValues } from '../import/import-writer.ts'
import { type MeasureRow, measureRowStep } from '../import/measure-row-step.ts'
import { type RowFacts, rowFacts } from '../import/row-facts.ts'
import type { Refusal, RowPlan, RowResult } from '../import/row-step.ts'
import { type SignInRow, signInRowStep } from '../import/sign-in-row-step.ts'
import { type SubscriptionRow, subscriptionRowStep } from '../import/subscription-row-step.ts'
import { type TicketRow, ticketRowStep } from '../import/ticket-row-step.ts'
import { type PartnerTagRow, partnerTagRowStep } from '../partners/partner-tag-row-step.ts'
import { judgeFacts, type QualityFlag, type QualityGate, type QualityVerdict } from '../quality-gate.ts'
import { judgeOrder } from './judge-order.ts'
import { changedAt, type OrderRecord, readOrderRecord } from './read-order-record.ts'
import type { RecordKind, SentRecord } from './record-fields.ts'
import { recordCells, recordPlan } from './record-plan.ts'

/** A record as it was read and judged. */
export interface ReadRecord {
  readonly content: string
  readonly updatedAt: number | null
  /** What makes two records the same thing, as a code. */
  readonly name: string
  readonly claim: IdentityClaim | null
  readonly flags: readonly QualityFlag[]
  readonly value:
    | { readonly order: OrderRecord }
    | { readonly customer: CustomerRow }
    | { readonly ticket: TicketRow }
    | { readonly feedback: FeedbackRow }
    | { readonly measure: MeasureRow }
    | { readonly subscription: SubscriptionRow }
    | { readonly account: AccountRow }
    | { readonly signIn: SignInRow }
    | { readonly partnerTag: PartnerTagRow }
}

const SOURCE = 'api'

/** Reads a record by the rules for files, and judges it by those of quality. */
export function readSentRecord(
  { kind, sourceId }: { readonly kind: RecordKind; readonly sourceId: string },
  record: SentRecord,
  {
    settings,
    salt,
    now,
    gate,
  }: { readonly settings: ImportSettings; readonly salt: string; readonly now: Date; readonly gate: QualityGate },
): ReadRecord | Refusal {
  if (kind === 'orders') {
    const order = readOrderRecord(record, settings, salt, now)
    if ('reason' in order) return order
    const judged = judgeOrder(record, order, settings, now, gate)
    if (judged.refusal !== null) return refusedBy(judged)
    const { identifiers, content, updatedAt, customerName, orderedAt } = order
    const claim = claimOf(
      identifiers,
      orderedAt,
      customerName === '' || order.order.isTest ? { sourceId } : { sourceId, name: customerName },
    )
    return { content, updatedAt, name: order.order.orderId, claim, flags: judged.flags, value: { order } }
  }
  return READERS[kind](record, { kind, sourceId, plan: recordPlan(kind, settings, now), salt, now, gate })
}

interface Context {
  readonly kind: RecordKind
  readonly sourceId: string
  readonly plan: RowPlan
  readonly salt: string
  readonly now: Date
  readonly gate: QualityGate
}

/** When a record says that it changed, in epoch milliseconds, and when it came. */
interface Times {
  readonly updatedAt: number | null
  readonly now: Date
}

/** How records of a kind are read: what only they have. */
interface Kind<T> {
  readonly step: (plan: RowPlan) => (cells: readonly string[]) => RowResult<T>
  readonly facts: (plan: RowPlan) => RowFacts<T>
  /** What the cells do not hold. */
  readonly rest?: (row: T, record: SentRecord, times: Times) => { readonly row: T; readonly content: string } | Refusal
  /** What makes two records the same thing. */
  readonly nameOf: (row: T, sourceId: string) => string | Refusal
  /** Epoch milliseconds. */
  readonly seenAt: (row: T, times: Times) => number
  /** What it says of its customer. */
  readonly claim?: (row: T, sourceId: string, times: Times) => Partial<IdentityClaim>
  readonly value: (row: T) => ReadRecord['value']
}

type Reader = (record: SentRecord, context: Context) => ReadRecord | Refusal

function reader<T extends { readonly identifiers: readonly ClaimedIdentifier[] }>(of: Kind<T>): Reader {
  return (record, { kind, sourceId, plan, salt, now, gate }) => {
    const updatedAt = changedAt(record['updatedAt'], plan)
    if (typeof updatedAt === 'object' && updatedAt !== null) return updatedAt
    const times = { updatedAt, now }
    const code = (text: string): string => hash('sha256', `${salt}\u0000${kind}\u0000${text}`, 'hex').slice(0, 32)
    const cells = recordCells(kind, record)
    const read = of.step(plan)(cells)
    if (!read.ok) return read.refusal
    const rest = of.rest?.(read.value, record, times) ?? { row: read.value, content: '' }
    if ('reason' in rest) return rest
    const { row } = rest
    const name = of.nameOf(row, sourceId)
    if (typeof name === 'object') return name
    const judged = judgeFacts(gate, of.facts(plan)(row, cells))
    if (judged.refusal !== null) return refusedBy(judged)
    return {
      content: code(read.content + rest.content),
      updatedAt,
      name: code(name),
      claim: claimOf(row.identifiers, of.seenAt(row, times), of.claim?.(row, sourceId, times)),
      flags: judged.flags,
      value: of.value(row),
    }
  }
}

const READERS: Readonly<Record<Exclude<RecordKind, 'orders'>, Reader>> = {
  tickets: reader<TicketRow>({
    step: ticketRowStep,
    facts: (plan) => rowFacts('tickets', plan),
    nameOf: ({ ticketId }) => ticketId,
    seenAt: ({ openedAt }) => openedAt,
    value: (ticket) => ({ ticket }),
  }),
  feedback: reader<FeedbackRow>({
    step: feedbackRowStep,
    facts: (plan) => rowFacts('feedback', plan),
    nameOf: ({ answers: [first] }) =>
      first === undefined || first.feedbackId === ''
        ? { reason: 'missing-value', field: 'feedbackId', message: 'The field feedbackId is empty.' }
        : first.feedbackId,
    seenAt: ({ answeredAt }) => answeredAt,
    value: (feedback) => ({ feedback }),
  }),
  measures: reader<MeasureRow>({
    step: measureRowStep,
    facts: (plan) => rowFacts('measures', plan),
    nameOf: ({ identifiers, values: [first], measuredAt }) => `${firstOf(identifiers)} ${first?.measure} ${first?.unit} ${measuredAt}`,
    seenAt: ({ measuredAt }) => measuredAt,
    value: (measure) => ({ measure }),
  }),
  subscriptions: reader<SubscriptionRow>({
    step: subscriptionRowStep,
    facts: (plan) => rowFacts('subscriptions', plan),
    // Two states of one subscription at two times are two facts, so that an older one that comes late still counts.
    rest: (row, _, { updatedAt }) => ({ row: { ...row, saidAt: updatedAt ?? undefined }, content: ` ${updatedAt ?? ''}` }),
    nameOf: ({ subscriptionId, saidAt }) => `${subscriptionId} ${saidAt ?? ''}`,
    seenAt: ({ startedAt }) => startedAt,
    value: (subscription) => ({ subscription }),
  }),
  sign_ins: reader<SignInRow>({
    step: signInRowStep,
    facts: (plan) => rowFacts('sign_ins', plan),
    nameOf: ({ identifiers, activity, signedInAt }) => `${firstOf(identifiers)} ${activity} ${signedInAt}`,
    seenAt: ({ signedInAt }) => signedInAt,
    claim: ({ personName, signedInAt }, sourceId) => calledSo(personName, signedInAt, sourceId),
    value: (signIn) => ({ signIn }),
  }),
  accounts: reader<AccountRow>({
    step: accountRowStep,
    facts: (plan) => rowFacts('accounts', plan),
    rest: (row, record, { updatedAt }) => {
      const attributes = recordAttributes(record['attributes'])
      if ('reason' in attributes) return attributes
      return {
        row: { ...row, attributes: attributes.said, saidAt: updatedAt ?? undefined },
        content: ` ${JSON.stringify(attributes.said)}`,
      }
    },
    nameOf: ({ accountId, identifiers }) => `${accountId} ${firstOf(identifiers)}`,
    seenAt: (_, { updatedAt, now }) => updatedAt ?? now.getTime(),
    claim: ({ personName }, sourceId, { updatedAt, now }) => calledSo(personName, updatedAt ?? now.getTime(), sourceId),
    value: (account) => ({ account }),
  }),
  partner_tags: reader<PartnerTagRow>({
    step: partnerTagRowStep,
    facts: () => () => [],
    // The same word at another time renews the tag; without a time it is one of the day that it comes on.
    rest: (row, _, { updatedAt, now }) => ({ row, content: ` ${updatedAt ?? now.toISOString().slice(0, 10)}` }),
    nameOf: ({ identifiers, tag }, sourceId) => `${sourceId} ${firstOf(identifiers)} ${tag}`,
    seenAt: (_, { updatedAt, now }) => updatedAt ?? now.getTime(),
    value: (tag) => ({ partnerTag: tag }),
  }),
  customers: reader<CustomerRow>({
    step: customerRowStep,
    facts: (plan) => rowFacts('customers', plan),
    // Each source speaks for itself: which one counts is a matter of rules.
    nameOf: ({ identifiers }, sourceId) => `${sourceId} ${firstOf(identifiers)}`,
    seenAt: ({ registeredAt }, { now }) => registeredAt ?? now.getTime(),
    claim: (row, sourceId, { updatedAt, now }) => ({ ...customerValues(row), saidAt: new Date(updatedAt ?? now), sourceId }),
    value: (customer) => ({ customer }),
  }),
}

function firstOf([first]: readonly ClaimedIdentifier[]): string {
  return `${first?.kind} ${first?.value}`
}

function refusedBy({ refusal }: QualityVerdict): Refusal {
  return { reason: 'quality-rule', field: refusal?.field ?? '', message: refusal?.message ?? '' }
}

/** What a record that lists people says of somebody's name. */
function calledSo(name: string, saidAt: number, sourceId: string): Partial<IdentityClaim> {
  return name === '' ? {} : { name, saidAt: new Date(saidAt), sourceId }
}

function claimOf(identifiers: readonly ClaimedIdentifier[], seenAt: number, rest: Partial<IdentityClaim> = {}): IdentityClaim | null {
  return identifiers.length === 0 ? null : { identifiers, source: SOURCE, seenAt: new Date(seenAt), ...rest }
}
