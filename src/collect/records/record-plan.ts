import { DAY_MS } from '#kernel/clock.ts'
import type { MoneyPlan } from '../columns/money-plan.ts'
import type { ImportSettings } from '../import/import-plan.ts'
import { type OrderPlan, PLAIN_MONEY } from '../import/order-plan.ts'
import type { RowPlan } from '../import/row-step.ts'
import { READ_FIELDS, type RecordKind, type SentRecord } from './record-fields.ts'

/** Records are read by the steps for rows of files, as a file whose columns are named as the fields are. */
export function recordPlan(kind: RecordKind, settings: ImportSettings, now: Date): RowPlan {
  const fields = READ_FIELDS[kind]
  return {
    columns: fields.length,
    positions: new Map(fields.map(({ name }, i) => [name, i])),
    timeZone: settings.timeZone,
    dateOrder: 'ymd',
    currency: settings.currency,
    adjustmentPrefix: '',
    latest: now.getTime() + DAY_MS,
    damagedText: false,
    lostDigits: new Map(),
    attributes: [],
    decimals: new Map(),
    measures: [],
    mostScores: new Map(),
    normaliseIdentifier: settings.normaliseIdentifier,
  }
}

/** The cells of a record. A number that a double cannot hold has lost digits: written with an exponent, as a spreadsheet does, it is refused where an id should be. */
export function recordCells(kind: RecordKind, record: SentRecord): string[] {
  return READ_FIELDS[kind].map(({ name }) => textOf(record[name]))
}

function textOf(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? value.toExponential() : String(value)
  return typeof value === 'string' ? value : typeof value === 'boolean' ? (value ? 'yes' : 'no') : ''
}

/** How the money of an order is written: by line, or as one total where no line has any. */
export function recordMoney(rows: readonly SentRecord[], lines: readonly SentRecord[]): MoneyPlan {
  const says = (field: string): boolean => rows.some((row) => textOf(row[field]).trim() !== '')
  const refundLevel = lines.some((line) => Object.hasOwn(line, 'refundAmount')) ? 'line' : 'order'
  if (!says('amount') && !says('unitPrice')) {
    return { ...PLAIN_MONEY, basis: says('orderTotal') || says('subtotal') ? 'total' : 'paid', level: 'order', refundLevel }
  }
  return { ...PLAIN_MONEY, basis: says('amount') ? 'amount' : 'unit-price', lessLineDiscount: true, lessOrderDiscount: true, refundLevel }
}

export function recordOrderPlan(money: MoneyPlan, salt: string): OrderPlan {
  return {
    money,
    decimals: new Map(),
    statuses: new Map(),
    refundStatuses: new Map(),
    closedWords: new Set(),
    blankMeansUnpaid: false,
    fallbacks: [],
    carriesDown: false,
    scattered: false,
    negatives: false,
    currencySaid: '',
    rules: { flags: [] },
    lineRoles: new Map(),
    numberSalt: salt,
  }
}
