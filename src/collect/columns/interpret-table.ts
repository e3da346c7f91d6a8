import type { BilingualText } from '#kernel/bilingual-text.ts'
import { isErrorColumn } from './error-columns.ts'
import { CUSTOMER_FIELDS, IMPORT_FIELDS, type ColumnMapping, type ImportKind } from '../import/import-fields.ts'
import { type AmountUnit, unitOfHeading } from './amount-unit.ts'
import { type AttributeDefinition, attributeOfField } from './attribute.ts'
import { attributesOf, attributeQuestions } from './plan-attributes.ts'
import { profileColumns } from './column-profile.ts'
import type { DateOrder } from '../import/parse-instant.ts'
import type { Corrections } from './corrections.ts'
import { currenciesOf, currencyOf, currencyOfHeading } from './currency-words.ts'
import { decimalReader, type DecimalFormat } from './decimal-format.ts'
import { foldRole, type LineRole, lineRoles, RETURN_TYPE } from './line-roles.ts'
import { writtenRate } from './discount-rate.ts'
import { doubtfulDecimals } from './decimal-questions.ts'
import { withPieces } from './find-pieces.ts'
import type { FileQuestion } from './file-question.ts'
import type { FileSurvey } from './file-survey.ts'
import type { ColumnReading, Interpretation, StatusReading } from './interpretation.ts'
import type { KnownLayout } from './known-layout.ts'
import type { MoneyPlan } from './money-plan.ts'
import { noCustomer, noOrderNumber } from './name-questions.ts'
import { planMoney, type PlannedMoney } from './plan-money.ts'
import { levelOf, levelsOf, MONEY_FIELDS, ordersOf, type RowFigures } from './row-figures.ts'
import { consentsUnread, linesLeftOut, rowsOfAnotherKind, sheetsAlike, unitsSaid } from './row-kind-questions.ts'
import { recogniseColumns, SURE } from './recognise-columns.ts'
import { hasScores, scaleQuestions } from './score-scales.ts'
import type { Flag } from './status-flag.ts'
import type { StatusClass } from './status-class.ts'
import { foldStatus, needsPaymentTime, refundClassOf, statusClassOf } from './status-words.ts'

/** The columns of a table and the first rows below them. */
export interface TableStart {
  readonly columns: readonly string[]
  readonly sample: readonly (readonly string[])[]
  /** Whether the table has no further rows. */
  readonly sampleIsAll?: boolean
  /** The delimiter of a text file. */
  readonly delimiter?: string
  /** The amount unit given in a line above the table. */
  readonly amountUnit?: AmountUnit
  /** Other sheets with the same headings, which are not read. */
  readonly alikeSheets?: readonly string[]
}

export interface InterpretOptions {
  readonly kind: ImportKind
  readonly layout: KnownLayout | undefined
  readonly corrections: Corrections
  readonly timeZone: string
  readonly currency: string
  /** The project's attributes. */
  readonly attributes: readonly AttributeDefinition[]
  /** Where the amount of an order's line comes from, if that is settled already: then the figures are not asked. */
  readonly money?: MoneyPlan
}

/** Fields that may be guessed even in a known layout, because they change no figure of it; an address that no field takes would be kept as an attribute. */
const HARMLESS = new Set([
  'registeredIp',
  'registeredDevice',
  'category',
  'channel',
  'storeId',
  'paymentMethod',
  'couponCode',
  'country',
  'lineNumber',
  'remark',
  'productName',
])

export interface RecognisedTable {
  readonly columns: readonly ColumnReading[]
  readonly positions: ReadonlyMap<string, number>
  /** See `Interpretation`. */
  readonly fallbacks: readonly (readonly number[])[]
  readonly flags: readonly Flag[]
  /** Date columns without a field: they also show whether the day or the month comes first. */
  readonly otherDates: readonly number[]
  readonly questions: readonly FileQuestion[]
}

/** First half: the meaning of each column, from the headings and the first rows. */
export function recogniseTable({ columns, sample }: TableStart, { kind, layout, corrections }: InterpretOptions): RecognisedTable {
  // Columns added by a file of refused rows are profiled without heading and values, so that they never match a field.
  const ours = columns.map(isErrorColumn)
  const profiles = ours.includes(true)
    ? profileColumns(
        columns.map((heading, i) => (ours[i] === true ? '' : heading)),
        sample.map((cells) => cells.map((cell, i) => (ours[i] === true ? '' : cell))),
      )
    : profileColumns(columns, sample)
  const given: Record<string, { column: string | null; why: BilingualText }> = {}
  if (layout !== undefined) {
    for (const { name } of IMPORT_FIELDS[kind]) if (!HARMLESS.has(name)) given[name] = { column: null, why: layout.label }
    for (const [field, headings] of Object.entries(layout.fields)) {
      const places = (typeof headings === 'string' ? [headings] : headings).flatMap((heading) => placesOf(heading, columns))
      const place = places.find((at) => (profiles[at]?.filled ?? 0) > 0) ?? places[0]
      given[field] = { column: place === undefined ? null : (columns[place] ?? null), why: { zh: layout.label.zh, en: layout.label.en } }
    }
  }
  for (const [field, column] of Object.entries(corrections.mapping ?? {})) {
    const at = column === null ? undefined : placesOf(column, columns)[0]
    const taken = at === undefined ? null : (columns[at] as string)
    given[field] = { column: taken, why: { zh: '由您指定', en: 'you said so' } }
    // A column has one field: an earlier guess for it gives way.
    for (const [other, one] of Object.entries(given))
      if (other !== field && taken !== null && one.column === taken) given[other] = { ...one, column: null }
  }
  const { columns: read, questions } = recogniseColumns(kind, profiles, given)
  const named = read.map((one, i) => (ours[i] === true ? { ...one, heading: columns[i] ?? '' } : one))
  const { readings, said } = kind === 'orders' && layout === undefined ? withPieces(named, sample, given) : { readings: named, said: [] }
  const positions = new Map(readings.flatMap(({ field, position }) => (field === undefined ? [] : [[field, position] as const])))
  const otherDates = profiles
    .filter(({ position, dates, digits }) => dates >= 0.9 && digits < 0.5 && readings[position]?.field === undefined)
    .map(({ position }) => position)
  return {
    columns: readings,
    positions,
    otherDates,
    flags: flagsOf(layout, columns, corrections),
    fallbacks: fallbacksOf(layout, positions, columns),
    questions: [
      ...questions,
      ...said,
      ...unsureColumns(kind, readings),
      ...noCustomer(kind, positions, layout),
      ...noOrderNumber(kind, positions),
    ],
  }
}

/** Second half: how the cells are read, from a survey of the rows read so far. */
export function interpretTable(
  start: TableStart,
  recognised: RecognisedTable,
  survey: FileSurvey,
  options: InterpretOptions,
): Interpretation {
  const { columns, sample } = start
  const { kind, layout, corrections, money: settled } = options
  const { positions } = recognised
  const units = unitsOf(start, positions)
  const decimals = new Map<string, DecimalFormat>(
    [...survey.decimals].map(([field, written]): [string, DecimalFormat] => {
      const open = !written.sure && !survey.contradictory.includes(field) && start.delimiter === ';'
      // Files with decimal commas use semicolons as delimiters.
      const likely: DecimalFormat = open ? { mark: ',', sure: false } : written
      const format = corrections.decimalMark === undefined ? likely : { mark: corrections.decimalMark, sure: true }
      const unit = units.get(field)
      return [field, unit === undefined ? format : { ...format, power: unit.power }]
    }),
  )
  const dateOrder = corrections.dateOrder ?? layout?.dateOrder ?? survey.dates.order
  const dateOrderSure = corrections.dateOrder !== undefined || layout?.dateOrder !== undefined || survey.dates.sure
  const attributes = attributesOf(survey, options.attributes, dateOrder, corrections.decimalMark)
  for (const { field, format } of attributes.numbers) decimals.set(field, format)
  // The status of a contract is compared with its dates, row by row: it says nothing of money.
  const statuses = kind === 'subscriptions' ? [] : [...statusesOf(survey, layout, corrections), ...flagged(survey, recognised.flags)]
  const roles = kind === 'orders' ? lineRoles(survey.words('lineType').keys()) : new Map<string, LineRole>()
  const typeAt = positions.get('lineType') ?? -1
  const goods = roles.size === 0 ? sample : sample.filter((row) => !roles.has(foldRole(row[typeAt] ?? '')))
  const money: PlannedMoney =
    kind !== 'orders'
      ? { plan: undefined, questions: [] }
      : settled !== undefined
        ? { plan: settled, questions: [] }
        : planMoney(figuresOf(goods, positions, decimals), {
            mapped: new Set(positions.keys()),
            headings: new Map([...positions].map(([field, at]) => [field, columns[at] ?? ''])),
            given: new Set([...Object.keys(layout?.fields ?? {}), ...Object.keys(corrections.mapping ?? {})]),
            ...(layout?.price === undefined ? {} : { price: layout.price }),
            whole: start.sampleIsAll === true,
            typed: [...survey.words('lineType').keys()].some((word) => RETURN_TYPE.test(word)),
          })
  // Two orders of one customer on one day become one, which loses one of two order-level figures.
  const { plan } = money
  const wholeOrders =
    plan !== undefined &&
    (plan.level === 'order' || plan.lessOrderDiscount || (plan.refundLevel === 'order' && positions.has('refundAmount')))
  const questions = [
    ...recognised.questions.map((question) => (wholeOrders && question.code === 'no-order-number' ? asked(question) : question)),
    ...money.questions,
    ...sheetsAlike(start),
    ...(kind === 'customers' ? consentsUnread(start, positions) : []),
    ...unitsSaid(units, positions, columns),
    ...(kind === 'orders' && layout === undefined ? rowsOfAnotherKind(start, positions, survey, roles) : []),
    ...(kind === 'orders' || kind === 'subscriptions'
      ? currencyOfSign({ columns, sample }, positions, layout?.currency ?? options.currency)
      : []),
    ...unknownWords(statuses),
    ...refundUnknown(statuses, positions),
    ...(dateOrderSure ? [] : [dayOrMonth(dateOrder)]),
    ...doubtfulDecimals(decimals, survey.contradictory, positions, columns),
    ...linesLeftOut(roles, positions, columns),
    ...(kind === 'measures' && survey.months > 0 ? [monthAlone(survey.months, columns[positions.get('measuredAt') ?? -1] ?? '')] : []),
    ...(hasScores(kind) ? scaleQuestions(survey, positions, columns) : []),
    ...attributeQuestions(attributes.columns, survey, options.attributes, dateOrder),
  ]
  return {
    kind,
    layout,
    columns: recognised.columns,
    positions,
    fallbacks: recognised.fallbacks,
    money: money.plan !== undefined && layout?.rows === 'line' ? { ...money.plan, level: 'line', refundLevel: 'line' } : money.plan,
    timeZone: layout?.timeZone ?? options.timeZone,
    currency: layout?.currency ?? options.currency,
    dateOrder,
    dateOrderSure,
    decimals,
    statuses,
    lineRoles: roles,
    carriesDown: kind === 'orders' && positions.has('orderId'),
    attributes: attributes.columns,
    questions: questions.filter(({ code, field }) => !answered(code, field, corrections)),
  }
}

/** Units of the amount columns, by field, if other than the currency's own. */
function unitsOf({ columns, amountUnit }: TableStart, positions: ReadonlyMap<string, number>): ReadonlyMap<string, AmountUnit> {
  return new Map(
    [...MONEY_FIELDS, 'price'].flatMap((field) => {
      const place = positions.get(field)
      if (field === 'quantity' || place === undefined) return []
      const unit = unitOfHeading(columns[place] ?? '') ?? amountUnit
      return unit === undefined ? [] : [[field, unit] as const]
    }),
  )
}

function asked(question: FileQuestion): FileQuestion {
  return { ...question, weight: 'question' }
}

/** Currency given by the amount heading or the signs in its cells; '' if there is none or more than one. */
export function currencySaid({ columns, sample }: TableStart, positions: ReadonlyMap<string, number>, currency: string): string {
  if (positions.has('currency')) return ''
  const places = ['amount', 'paidAmount', 'orderTotal', 'unitPrice', 'subtotal', 'price'].flatMap((field) => positions.get(field) ?? [])
  for (const place of places) {
    const ofHeading = currencyOfHeading(columns[place] ?? '')
    if (ofHeading !== undefined) return ofHeading
    const said = new Set(sample.flatMap((row) => currencyOf(row[place] ?? '') ?? []))
    const [only] = said
    if (only !== undefined && said.size === 1) return only
    const could = signCurrencies(sample.map((row) => row[place] ?? ''))
    if (could.length > 0) return could.includes(currency) ? '' : (could[0] ?? '')
  }
  return ''
}

/** The currencies that all signs of the column can mean, most likely first: $ is used in many countries. */
function signCurrencies(cells: readonly string[]): readonly string[] {
  let could: readonly string[] | undefined
  for (const cell of cells) {
    const codes = currenciesOf(cell)
    if (codes.length > 0) could = could === undefined ? codes : could.filter((code) => codes.includes(code))
  }
  return could ?? []
}

/** A sign that cannot mean the project's currency is read as the most likely one, and reported. */
function currencyOfSign(start: TableStart, positions: ReadonlyMap<string, number>, currency: string): FileQuestion[] {
  const said = currencySaid(start, positions, currency)
  const field = ['amount', 'paidAmount', 'orderTotal', 'unitPrice', 'subtotal'].find((name) => {
    const place = positions.get(name)
    return place !== undefined && start.sample.some((row) => currenciesOf(row[place] ?? '').length > 1)
  })
  if (said === '' || field === undefined) return []
  const heading = start.columns[positions.get(field) ?? -1] ?? ''
  return [
    {
      code: 'currency-of-sign',
      weight: 'question',
      field,
      columns: [heading],
      text: {
        zh: `“${heading}”中的货币符号不是项目币种 ${currency}，按 ${said} 计。如果是别的币种，请在文件中加一列币种。`,
        en: `The sign in "${heading}" is not of ${currency}, the project's currency, and is taken as ${said}. If it is another, add a column with its code to the file.`,
      },
    },
  ]
}

/** Status words for closed orders: refunded if they were paid, otherwise no sale. */
export function closedWordsOf(statuses: readonly StatusReading[], corrections: Corrections): readonly string[] {
  return statuses
    .filter(({ field, word }) => field === 'status' && corrections.statuses?.[word] === undefined && needsPaymentTime(word))
    .map(({ word }) => word)
}

/** The fallback columns of a field that a layout knows by several headings, after the chosen one. */
function fallbacksOf(layout: KnownLayout | undefined, positions: ReadonlyMap<string, number>, columns: readonly string[]): number[][] {
  const used = new Set(positions.values())
  return Object.entries(layout?.fields ?? {}).flatMap(([field, headings]) => {
    const taken = positions.get(field)
    if (taken === undefined || typeof headings === 'string') return []
    const others = headings
      .flatMap((heading) => placesOf(heading, columns).slice(0, 1))
      .filter(
        // A payment time may replace the order time; an address never replaces a customer id.
        (at) => at !== taken && (!used.has(at) || field === 'orderedAt'),
      )
    return others.length === 0 ? [] : [[taken, ...others]]
  })
}

/** The position of a heading among the columns, ignoring width, case and units in brackets. */
export function placesOf(heading: string, columns: readonly string[]): number[] {
  const fold = (text: string): string => text.normalize('NFKC').trim().toLowerCase()
  const bare = (text: string): string => withoutUnit(fold(text))
  const wanted = fold(heading)
  const exact = columns.flatMap((column, at) => (fold(column) === wanted ? [at] : []))
  return exact.length > 0 ? exact : columns.flatMap((column, at) => (bare(column) === bare(heading) ? [at] : []))
}

/** Without brackets at the end. */
function withoutUnit(heading: string): string {
  const at = heading.endsWith(')') ? heading.lastIndexOf('(') : -1
  return at > 0 ? heading.slice(0, at).trimEnd() : heading
}

function statusesOf(survey: FileSurvey, layout: KnownLayout | undefined, corrections: Corrections): StatusReading[] {
  // Accepting the question confirms that they are sales.
  const accepted: StatusClass | undefined = corrections.accept?.includes('unknown-status') === true ? 'paid' : undefined
  const own = new Map(Object.entries(layout?.statuses ?? {}).map(([word, means]) => [foldStatus(word), means]))
  return (['status', 'refundStatus'] as const).flatMap((field) =>
    [...survey.words(field)]
      .toSorted((a, b) => b[1] - a[1])
      .map(([word, rows]) => {
        const known = field === 'status' ? statusClassOf(word) : refundClassOf(word)
        const closed: StatusClass | undefined = field === 'status' && needsPaymentTime(word) ? 'cancelled' : undefined
        return { field, word, rows, counts: corrections.statuses?.[word] ?? own.get(foldStatus(word)) ?? known ?? closed ?? accepted }
      }),
  )
}

function flagsOf(layout: KnownLayout | undefined, columns: readonly string[], corrections: Corrections): Flag[] {
  return Object.entries(layout?.flags ?? {}).flatMap(([heading, words]) => {
    const [position] = placesOf(heading, columns)
    if (position === undefined) return []
    return Object.entries(words).map(([word, means]) => {
      const label = `${columns[position] ?? heading}: ${word}`
      return { position, word, label, counts: corrections.statuses?.[label] ?? means }
    })
  })
}

function flagged(survey: FileSurvey, flags: readonly Flag[]): StatusReading[] {
  return flags.flatMap((flag): StatusReading[] => {
    const rows = survey.flagged(flag)
    return rows === 0 ? [] : [{ field: 'refundStatus', word: flag.label, rows, counts: flag.counts }]
  })
}

function figuresOf(
  sample: readonly (readonly string[])[],
  positions: ReadonlyMap<string, number>,
  decimals: Interpretation['decimals'],
): readonly RowFigures[] {
  const readers = MONEY_FIELDS.flatMap((field) => {
    const position = positions.get(field)
    return position === undefined ? [] : [{ field, position, read: decimalReader(decimals.get(field) ?? { mark: '.', sure: false }, 6) }]
  })
  const orderAt = positions.get('orderId')
  let above = ''
  const figures = sample.map((row, i) => {
    const written = orderAt === undefined ? String(i) : (row[orderAt] ?? '').trim()
    above = written === '' ? above : written
    const figures: Record<string, number | string | undefined> = { orderId: above }
    for (const { field, position, read } of readers) {
      const text = (row[position] ?? '').trim()
      const value = read(text)
      const rate = field === 'lineDiscount' || field === 'orderDiscount' ? writtenRate(text) : undefined
      figures[field] = rate ?? (value === undefined ? undefined : Number(value) / 1e6)
    }
    return figures as unknown as RowFigures
  })
  return orderAt === undefined ? repeatedAmounts(figures, sample, positions) : figures
}

/** Minimum number of multi-row orders that repeat an amount before it counts as an order-level amount. */
const REPEATING = 5

/** Without an order number, the rows of one customer at one time form an order, provided nearly all such rows repeat their amount. */
function repeatedAmounts(
  figures: readonly RowFigures[],
  sample: readonly (readonly string[])[],
  positions: ReadonlyMap<string, number>,
): readonly RowFigures[] {
  const whoAt = CUSTOMER_FIELDS.map((field) => positions.get(field)).find((position) => position !== undefined)
  const whenAt = positions.get('orderedAt')
  if (whoAt === undefined || whenAt === undefined) return figures
  const together = figures.map((row, i) => ({ ...row, orderId: `${sample[i]?.[whoAt] ?? ''} ${sample[i]?.[whenAt] ?? ''}` }))
  const orders = ordersOf(together)
  return levelsOf('amount', orders).order >= REPEATING && levelOf('amount', orders) === 'order' ? together : figures
}

function answered(code: string, field: string | undefined, { mapping, dateOrder, decimalMark, monthDay }: Corrections): boolean {
  if (code === 'month-alone') return monthDay !== undefined
  // Keeping a column as an attribute chooses the column, not how its values are read; and who names the column of the status has not said what its words mean.
  const aboutColumn = field !== undefined && attributeOfField(field) === undefined && code !== 'total-differs' && code !== 'unknown-status'
  if (aboutColumn && mapping !== undefined && Object.hasOwn(mapping, field)) return true
  return (code === 'day-or-month' && dateOrder !== undefined) || (code === 'decimal-mark' && decimalMark !== undefined)
}

function unsureColumns(kind: ImportKind, columns: readonly ColumnReading[]): FileQuestion[] {
  return columns.flatMap(({ field, heading, confidence, why }): FileQuestion[] => {
    const known = IMPORT_FIELDS[kind].find(({ name }) => name === field)
    if (known === undefined || confidence >= SURE || why.en.startsWith('no id,')) return []
    return [
      {
        code: 'column-guessed',
        weight: 'notice',
        field: known.name,
        columns: [heading],
        text: {
          zh: `“${heading}”当作${known.label.zh}：${why.zh}。`,
          en: `"${heading}" is read as "${known.label.en}": ${why.en}.`,
        },
      },
    ]
  })
}

function unknownWords(statuses: readonly StatusReading[]): FileQuestion[] {
  const words = statuses.filter(({ counts }) => counts === undefined).map(({ word, rows }) => ({ word, rows }))
  if (words.length === 0) return []
  const named = words.slice(0, 5).map(({ word }) => word)
  return [
    {
      code: 'unknown-status',
      weight: 'blocking',
      field: 'status',
      words,
      text: {
        zh: `不认识这些订单状态：${named.join('、')}。它们算销售吗？`,
        en: `These status words are not known: ${named.join(', ')}. Are they sales?`,
      },
    },
  ]
}

function refundUnknown(statuses: readonly StatusReading[], positions: ReadonlyMap<string, number>): FileQuestion[] {
  const parts = statuses.filter(({ counts }) => counts === 'part-refunded')
  if (parts.length === 0 || positions.has('refundAmount')) return []
  const rows = parts.reduce((sum, one) => sum + one.rows, 0)
  return [
    {
      code: 'refund-unknown',
      weight: 'question',
      field: 'refundAmount',
      text: {
        zh: `${rows} 行是部分退款，但文件没有退款金额：按全额销售计算，退了多少不知道。`,
        en: `${rows === 1 ? 'One row was' : `${rows} rows were`} refunded in part, and no column says how much: they count as sales in full.`,
      },
    },
  ]
}

function dayOrMonth(order: DateOrder): FileQuestion {
  const [zh, en] = order === 'dmy' ? ['日/月/年', 'day first'] : order === 'mdy' ? ['月/日/年', 'month first'] : ['年/月/日', 'year first']
  return {
    code: 'day-or-month',
    weight: 'notice',
    field: 'orderedAt',
    text: {
      zh: `日期既可读作日/月，也可读作月/日，没有一行能确定。现按${zh}读取。`,
      en: `Every date could be day/month or month/day. They are read ${en}.`,
    },
  }
}

function monthAlone(rows: number, heading: string): FileQuestion {
  return {
    code: 'month-alone',
    weight: 'blocking',
    field: 'measuredAt',
    columns: [heading],
    text: {
      zh: `“${heading}”有 ${rows} 行只写了月份，没有日期。数值属于当月第一天还是最后一天？余额通常是月末的。`,
      en: `In "${heading}" ${rows === 1 ? 'one row says' : `${rows} rows say`} a month and no day. Are the values of its first or its last day? Balances are mostly those of the last.`,
    },
  }
}

/** Field -> heading, as stored and shown. */
export function mappingOf(columns: readonly ColumnReading[]): ColumnMapping {
  return Object.fromEntries(columns.flatMap(({ field, heading }) => (field === undefined ? [] : [[field, heading]])))
}
