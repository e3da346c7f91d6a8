import { DAY_MS } from '#kernel/clock.ts'
import { isMasked } from '../columns/masked-value.ts'
import { accountFacts, measureFact, subscriptionFactOf } from '../records/record-facts.ts'
import type { FactKind, FactValue, ReadFact, RecordFact } from '../quality-gate.ts'
import type { AccountRow } from './account-row-step.ts'
import type { CustomerRow } from './customer-row-step.ts'
import type { ImportKind } from './import-fields.ts'
import type { OrderGoods, OrderLine } from './order-line.ts'
import { PRICE_SCALE, QUANTITY_SCALE } from './order-line.ts'
import { formatDecimal } from './parse-decimal.ts'
import { instantReader } from './parse-instant.ts'
import { cellReader, type RowPlan } from './row-step.ts'
import type { Feedback, FeedbackRow } from './feedback-row-step.ts'
import type { MeasureRow } from './measure-row-step.ts'
import { SIGN_IN_EVENT } from '../records/sign-in-event.ts'
import type { SignInRow } from './sign-in-row-step.ts'
import type { SubscriptionRow } from './subscription-row-step.ts'
import type { TicketRow } from './ticket-row-step.ts'

/** Fields whose times no row keeps: read from the cell as the others of the file are. */
const TIMES: ReadonlySet<string> = new Set(['paidAt', 'cancelledAt', 'birthday'])
/** Before what a day of its own may stand that names no time of day: it is then no earlier than what it follows. */
const FOLLOWS: ReadonlyMap<string, string> = new Map([
  ['paidAt', 'orderedAt'],
  ['cancelledAt', 'orderedAt'],
  ['closedAt', 'openedAt'],
])
const DAY_ALONE = /^(?:\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?(?:[T ]0?0:00(?::00(?:\.0{1,9})?)?)?|\d{8}|\d{5}(?:\.0{1,9})?)$/u
const CONTACTS: ReadonlySet<string> = new Set(['phone', 'email'])

/** What a row says: of one thing, or of each value or answer that it holds. */
export type RowFacts<T> = (value: T, cells: readonly string[]) => readonly RecordFact[]

/** What a row says, by the names of fields: as it was understood where it was, as it stands otherwise. */
type CellFacts<T> = (value: T, cells: readonly string[]) => ReadFact

/** Reads the cells of rows; what a row has understood of a field is asked first. */
function factReader<T>(plan: RowPlan, understood: (value: T, field: string) => FactValue | undefined): CellFacts<T> {
  const readInstant = instantReader(plan.timeZone, plan.dateOrder)
  const cell = new Map([...plan.positions.keys()].map((field) => [field, cellReader(plan.positions)(field)]))
  return (value, cells) => (field) => {
    const own = understood(value, field)
    if (own !== undefined && !FOLLOWS.has(field)) return own
    const text = cell.get(field)?.(cells) ?? ''
    if (TIMES.has(field) || own !== undefined) {
      const at = own !== undefined ? own : text === '' ? null : (readInstant(text) ?? null)
      const start = understood(value, FOLLOWS.get(field) ?? '')
      // Paid on the day of the order is not paid before it.
      const isThatDay = typeof at === 'number' && typeof start === 'number' && at < start && start - at < DAY_MS && DAY_ALONE.test(text)
      return isThatDay ? start : at
    }
    // 138****8000 is a phone that was not exported, not one that is wrong.
    return CONTACTS.has(field) && isMasked(text) ? null : text
  }
}

export function rowFacts(kind: 'orders', plan: RowPlan): RowFacts<OrderLine>
export function rowFacts(kind: 'customers', plan: RowPlan): RowFacts<CustomerRow>
export function rowFacts(kind: 'tickets', plan: RowPlan): RowFacts<TicketRow>
export function rowFacts(kind: 'measures', plan: RowPlan): RowFacts<MeasureRow>
export function rowFacts(kind: 'feedback', plan: RowPlan): RowFacts<FeedbackRow>
export function rowFacts(kind: 'subscriptions', plan: RowPlan): RowFacts<SubscriptionRow>
export function rowFacts(kind: 'accounts', plan: RowPlan): RowFacts<AccountRow>
export function rowFacts(kind: 'sign_ins', plan: RowPlan): RowFacts<SignInRow>
export function rowFacts(
  kind: ImportKind,
  plan: RowPlan,
):
  | RowFacts<OrderLine>
  | RowFacts<CustomerRow>
  | RowFacts<TicketRow>
  | RowFacts<MeasureRow>
  | RowFacts<FeedbackRow>
  | RowFacts<SubscriptionRow>
  | RowFacts<AccountRow>
  | RowFacts<SignInRow> {
  switch (kind) {
    case 'orders':
      return single(kind, orderFacts(plan))
    case 'customers':
      return single(
        kind,
        factReader<CustomerRow>(plan, (row, field) => {
          if (field === 'registeredAt') return row.registeredAt ?? null
          if (field === 'birthYear') return row.birthYear === 0 ? null : row.birthYear
          return field === 'customerName' ? row.name : undefined
        }),
      )
    case 'tickets':
      return single(
        kind,
        factReader<TicketRow>(plan, (row, field) => {
          if (field === 'openedAt') return row.openedAt
          if (field === 'closedAt') return row.closedAt ?? null
          if (field === 'satisfaction') return row.satisfaction ?? null
          return field === 'customer' ? (row.identifiers[0]?.value ?? null) : undefined
        }),
      )
    case 'measures':
      return ({ values, measuredAt }: MeasureRow) =>
        values.map((value) => ({ kind, read: (field: string) => (field === 'measuredAt' ? measuredAt : measureFact(value, field)) }))
    case 'feedback': {
      const read = factReader<Answered>(plan, ({ row, answer }, field) => {
        if (field === 'answeredAt') return row.answeredAt
        return field === 'customer' ? (row.identifiers[0]?.value ?? null) : answerFact(answer, field)
      })
      return (row: FeedbackRow, cells: readonly string[]) => row.answers.map((answer) => ({ kind, read: read({ row, answer }, cells) }))
    }
    case 'subscriptions':
      return (row: SubscriptionRow): RecordFact[] => [{ kind, read: (field) => subscriptionFactOf(row, field) }]
    case 'accounts':
      return (row: AccountRow) => accountFacts({ ...row, hasPerson: row.identifiers.length > 0 })
    case 'sign_ins':
      return (row: SignInRow): RecordFact[] => [{ kind: 'events', read: (field) => signInFact(row, field) }]
  }
}

/** What a line of an order says, and its order. */
export function orderFacts(plan: RowPlan): CellFacts<OrderLine> {
  return factReader<OrderLine>(plan, (line, field) => {
    if (field === 'orderedAt') return line.occurredAt
    if (field === 'currency') return line.currency
    return field === 'customer' ? (line.identifiers[0]?.value ?? null) : goodsFact(line, line.refund, field)
  })
}

/** A sign-in is judged as the event that it becomes. */
function signInFact({ identifiers, signedInAt, activity, storeId, venue, channel }: SignInRow, field: string): FactValue {
  const facts: Readonly<Record<string, FactValue>> = {
    customer: identifiers[0]?.value ?? null,
    occurredAt: signedInAt,
    name: SIGN_IN_EVENT,
    type: 'track',
    channel,
    'properties.activity': activity,
    'properties.store_id': storeId,
    'properties.venue': venue,
  }
  return facts[field] ?? null
}

function single<T>(kind: FactKind, read: CellFacts<T>): RowFacts<T> {
  return (value, cells) => [{ kind, read: read(value, cells) }]
}

interface Answered {
  readonly row: FeedbackRow
  readonly answer: Feedback
}

function answerFact({ score, least, most, kind }: Feedback, field: string): FactValue | undefined {
  if (field === 'score') return score ?? null
  if (field === SCALE) return `${least}-${most}`
  return field === 'kind' ? kind : undefined
}

/** The scale of a score, within which alone scores can be compared. */
export const SCALE = 'scale'

/** What a line says of its goods. Only those of a sale are measured: what comes back, and fees, have amounts of another kind. */
export function goodsFact(goods: OrderGoods, refund: bigint, field: string): string | number | null | undefined {
  switch (field) {
    case 'quantity':
      return goods.kind === 'sale' ? Number(formatDecimal(goods.quantity, QUANTITY_SCALE)) : null
    case 'amount':
      return goods.kind === 'sale' ? Number(formatDecimal(goods.amount, PRICE_SCALE)) : null
    case 'unitPrice':
      return Number(formatDecimal(goods.unitPrice, PRICE_SCALE))
    case 'refundAmount':
      return Number(formatDecimal(refund, PRICE_SCALE))
    case 'productId':
      return goods.productId
    case 'productName':
      return goods.productName
    case 'category':
      return goods.category
    default:
      return undefined
  }
}
