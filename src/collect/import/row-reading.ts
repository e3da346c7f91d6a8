import { DAY_MS } from '#kernel/clock.ts'
import { distinctNames } from './distinct-names.ts'
import { columnPositions } from './guess-mapping.ts'
import { measureColumns } from './measure-fields.ts'
import type { ColumnMapping, ImportKind } from './import-fields.ts'
import type { AttributeColumn } from '../columns/attribute.ts'
import type { DecimalFormat } from '../columns/decimal-format.ts'
import type { LineRole } from '../columns/line-roles.ts'
import type { MoneyPlan } from '../columns/money-plan.ts'
import type { MonthDay } from '../columns/corrections.ts'
import type { StatusClass } from '../columns/status-class.ts'
import type { ImportPlan, ImportSettings } from './import-plan.ts'
import type { LayoutRules } from './layout-rules.ts'
import { type OrderPlan, PLAIN_MONEY } from './order-plan.ts'
import type { DateOrder } from './parse-instant.ts'
import type { RowPlan } from './row-step.ts'

/** How the rows of a file were read: stored with the import, so that a row can be read the same way again. */
export interface RowReading {
  readonly kind: ImportKind
  /** The original heading. */
  readonly columns: readonly string[]
  readonly mapping: ColumnMapping
  readonly timeZone: string
  readonly dateOrder: DateOrder
  /** For measures, where somebody said which day a month means. */
  readonly monthDay?: MonthDay
  readonly currency: string
  readonly adjustmentPrefix: string
  readonly damagedText: boolean
  readonly lostDigits: Readonly<Record<string, readonly number[]>>
  readonly delayMs: number
  /** For customers, if columns are kept as attributes. */
  readonly attributes?: readonly AttributeColumn[]
  /** For measures: field -> how its numbers are written. */
  readonly decimals?: Readonly<Record<string, DecimalFormat>>
  /** For feedback: field -> the highest score, where it is not the usual one. */
  readonly mostScores?: Readonly<Record<string, number>>
  /** For orders; absent in imports before 0.2. */
  readonly orders?: {
    readonly money: MoneyPlan
    readonly decimals: Readonly<Record<string, DecimalFormat>>
    readonly statuses: Readonly<Record<string, StatusClass>>
    readonly refundStatuses: Readonly<Record<string, StatusClass>>
    readonly closedWords: readonly string[]
    readonly blankMeansUnpaid: boolean
    readonly currencySaid: string
    readonly lineRoles?: Readonly<Record<string, LineRole>>
    readonly refundRows?: NonNullable<OrderPlan['refundRows']>
    /** Absent in older imports. */
    readonly rules?: LayoutRules
  }
}

export function readingOf(kind: ImportKind, { table: { columns }, mapping, rowPlan, orderPlan }: ImportPlan, delayMs: number): RowReading {
  const { timeZone, dateOrder, currency, adjustmentPrefix, damagedText, lostDigits } = rowPlan
  const lost = [...lostDigits].map(([field, lengths]): [string, number[]] => [field, [...lengths]])
  return {
    kind,
    columns,
    mapping,
    timeZone,
    dateOrder,
    currency,
    adjustmentPrefix,
    damagedText,
    lostDigits: Object.fromEntries(lost),
    delayMs,
    ...(rowPlan.monthDay === undefined ? {} : { monthDay: rowPlan.monthDay }),
    ...(rowPlan.attributes.length === 0 ? {} : { attributes: rowPlan.attributes }),
    ...(rowPlan.decimals.size === 0 ? {} : { decimals: Object.fromEntries(rowPlan.decimals) }),
    ...(rowPlan.mostScores.size === 0 ? {} : { mostScores: Object.fromEntries(rowPlan.mostScores) }),
    ...(kind === 'orders'
      ? {
          orders: {
            money: orderPlan.money,
            decimals: Object.fromEntries(orderPlan.decimals),
            statuses: Object.fromEntries(orderPlan.statuses),
            refundStatuses: Object.fromEntries(orderPlan.refundStatuses),
            closedWords: [...orderPlan.closedWords],
            blankMeansUnpaid: orderPlan.blankMeansUnpaid,
            currencySaid: orderPlan.currencySaid,
            rules: orderPlan.rules,
            ...(orderPlan.lineRoles.size === 0 ? {} : { lineRoles: Object.fromEntries(orderPlan.lineRoles) }),
            ...(orderPlan.refundRows === undefined ? {} : { refundRows: orderPlan.refundRows }),
          },
        }
      : {}),
  }
}

/** How order rows kept individually are read: each is a whole order. */
export function orderPlanOfReading({ orders, mapping }: RowReading, numberSalt: string): OrderPlan {
  return {
    money: orders?.money ?? { ...PLAIN_MONEY, basis: mapping['amount'] === undefined ? 'unit-price' : 'amount' },
    decimals: new Map(Object.entries(orders?.decimals ?? {})),
    statuses: new Map(Object.entries(orders?.statuses ?? {})),
    refundStatuses: new Map(Object.entries(orders?.refundStatuses ?? {})),
    closedWords: new Set(orders?.closedWords),
    blankMeansUnpaid: orders?.blankMeansUnpaid ?? false,
    rules: orders?.rules ?? { flags: [] },
    // A kept row has its blanks filled already.
    fallbacks: [],
    carriesDown: false,
    scattered: false,
    negatives: false,
    currencySaid: orders?.currencySaid ?? '',
    lineRoles: new Map(Object.entries(orders?.lineRoles ?? {})),
    ...(orders?.refundRows === undefined ? {} : { refundRows: orders.refundRows }),
    numberSalt,
  }
}

/** The settings to read rows by: the file's, but with the current identifiers and latest time. */
export function planOfReading(reading: RowReading, settings: Pick<ImportSettings, 'normaliseIdentifier'>, now: Date): RowPlan {
  return {
    columns: reading.columns.length,
    positions: columnPositions(reading.kind, reading.mapping, reading.columns, ''),
    timeZone: reading.timeZone,
    dateOrder: reading.dateOrder,
    ...(reading.monthDay === undefined ? {} : { monthDay: reading.monthDay }),
    currency: reading.currency,
    adjustmentPrefix: reading.adjustmentPrefix,
    latest: now.getTime() + DAY_MS,
    damagedText: reading.damagedText,
    lostDigits: new Map(Object.entries(reading.lostDigits).map(([field, lengths]) => [field, new Set(lengths)])),
    attributes: reading.attributes ?? [],
    decimals: new Map(Object.entries(reading.decimals ?? {})),
    measures: measureColumns(reading.mapping),
    mostScores: new Map(Object.entries(reading.mostScores ?? {})),
    normaliseIdentifier: settings.normaliseIdentifier,
  }
}

/** The cells of a kept row in heading order, followed by non-empty cells beyond the heading. */
export function cellsOf(columns: readonly string[], content: Readonly<Record<string, unknown>>): string[] {
  const names = distinctNames(columns)
  const text = (name: string): string => (typeof content[name] === 'string' ? content[name] : '')
  const known = new Set(names)
  const beyond = Object.keys(content).filter((name) => !known.has(name) && text(name).trim() !== '')
  const short = names.findIndex((name) => !Object.hasOwn(content, name))
  return [...(short < 0 ? names : names.slice(0, short)), ...beyond].map(text)
}
