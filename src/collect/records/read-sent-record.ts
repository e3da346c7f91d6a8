import { hash } from 'node:crypto'
import { recordAttributes } from '../accounts/record-attributes.ts'
import type { ClaimedIdentifier, IdentityClaim } from '../identity-claim.ts'
import { type AccountRow, accountRowStep } from '../import/account-row-step.ts'
import { type CustomerRow, customerRowStep } from '../import/customer-row-step.ts'
import { type FeedbackRow, feedbackRowStep } from '../import/feedback-row-step.ts'
import type { ImportSettings } from '../import/import-plan.ts'
import { customerValues } from '../import/import-writer.ts'
import { type MeasureRow, measureRowStep } from '../import/measure-row-step.ts'
import { rowFacts } from '../import/row-facts.ts'
import type { Refusal } from '../import/row-step.ts'
import { type SignInRow, signInRowStep } from '../import/sign-in-row-step.ts'
import { type TicketRow, ticketRowStep } from '../import/ticket-row-step.ts'
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
    | { readonly account: AccountRow }
    | { readonly signIn: SignInRow }
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
  const plan = recordPlan(kind, settings, now)
  const updatedAt = changedAt(record['updatedAt'], plan)
  if (typeof updatedAt === 'object' && updatedAt !== null) return updatedAt
  const code = (text: string): string => hash('sha256', `${salt}\u0000${kind}\u0000${text}`, 'hex').slice(0, 32)
  const cells = recordCells(kind, record)
  if (kind === 'tickets') {
    const read = ticketRowStep(plan)(cells)
    if (!read.ok) return read.refusal
    const { identifiers, ticketId, openedAt } = read.value
    const judged = judgeFacts(gate, rowFacts('tickets', plan)(read.value, cells))
    if (judged.refusal !== null) return refusedBy(judged)
    return {
      content: code(read.content),
      updatedAt,
      name: code(ticketId),
      claim: claimOf(identifiers, openedAt),
      flags: judged.flags,
      value: { ticket: read.value },
    }
  }
  if (kind === 'feedback') {
    const read = feedbackRowStep(plan)(cells)
    if (!read.ok) return read.refusal
    const { identifiers, answers, answeredAt } = read.value
    const feedbackId = answers[0]?.feedbackId ?? ''
    if (feedbackId === '') return { reason: 'missing-value', field: 'feedbackId', message: 'The field feedbackId is empty.' }
    const judged = judgeFacts(gate, rowFacts('feedback', plan)(read.value, cells))
    if (judged.refusal !== null) return refusedBy(judged)
    return {
      content: code(read.content),
      updatedAt,
      name: code(feedbackId),
      claim: claimOf(identifiers, answeredAt),
      flags: judged.flags,
      value: { feedback: read.value },
    }
  }
  if (kind === 'measures') {
    const read = measureRowStep(plan)(cells)
    if (!read.ok) return read.refusal
    const { identifiers, values, measuredAt } = read.value
    const [first] = identifiers
    const judged = judgeFacts(gate, rowFacts('measures', plan)(read.value, cells))
    if (judged.refusal !== null) return refusedBy(judged)
    return {
      content: code(read.content),
      updatedAt,
      name: code(`${first?.kind} ${first?.value} ${values[0]?.measure} ${measuredAt}`),
      claim: claimOf(identifiers, measuredAt),
      flags: judged.flags,
      value: { measure: read.value },
    }
  }
  if (kind === 'sign_ins') {
    const read = signInRowStep(plan)(cells)
    if (!read.ok) return read.refusal
    const { identifiers, activity, signedInAt } = read.value
    const [first] = identifiers
    const judged = judgeFacts(gate, rowFacts('sign_ins', plan)(read.value, cells))
    if (judged.refusal !== null) return refusedBy(judged)
    return {
      content: code(read.content),
      updatedAt,
      name: code(`${first?.kind} ${first?.value} ${activity} ${signedInAt}`),
      claim: claimOf(identifiers, signedInAt),
      flags: judged.flags,
      value: { signIn: read.value },
    }
  }
  if (kind === 'accounts') {
    const read = accountRowStep(plan)(cells)
    if (!read.ok) return read.refusal
    const attributes = recordAttributes(record['attributes'])
    if ('reason' in attributes) return attributes
    const account: AccountRow = { ...read.value, attributes: attributes.said, saidAt: updatedAt ?? undefined }
    const { identifiers, accountId } = account
    const [first] = identifiers
    const judged = judgeFacts(gate, rowFacts('accounts', plan)(account, cells))
    if (judged.refusal !== null) return refusedBy(judged)
    return {
      content: code(`${read.content} ${JSON.stringify(attributes.said)}`),
      updatedAt,
      name: code(`${accountId} ${first?.kind} ${first?.value}`),
      claim: claimOf(identifiers, updatedAt ?? now.getTime()),
      flags: judged.flags,
      value: { account },
    }
  }
  const read = customerRowStep(plan)(cells)
  if (!read.ok) return read.refusal
  const judged = judgeFacts(gate, rowFacts('customers', plan)(read.value, cells))
  if (judged.refusal !== null) return refusedBy(judged)
  const { identifiers } = read.value
  const [first] = identifiers
  const claim = claimOf(identifiers, read.value.registeredAt ?? now.getTime(), {
    ...customerValues(read.value),
    saidAt: new Date(updatedAt ?? now),
    sourceId,
  })
  return {
    content: code(read.content),
    updatedAt,
    // Each source speaks for itself: which one counts is a matter of rules.
    name: code(`${sourceId} ${first?.kind} ${first?.value}`),
    claim,
    flags: judged.flags,
    value: { customer: read.value },
  }
}

function refusedBy({ refusal }: QualityVerdict): Refusal {
  return { reason: 'quality-rule', field: refusal?.field ?? '', message: refusal?.message ?? '' }
}

function claimOf(identifiers: readonly ClaimedIdentifier[], seenAt: number, rest: Partial<IdentityClaim> = {}): IdentityClaim | null {
  return identifiers.length === 0 ? null : { identifiers, source: SOURCE, seenAt: new Date(seenAt), ...rest }
}
