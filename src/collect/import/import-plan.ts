import { createHash } from 'node:crypto'
import { AppError } from '#kernel/app-error.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { type AttributeDefinition, attributeOfField, MOST_ATTRIBUTES, withAttributeNames } from '../columns/attribute.ts'
import { AttributeSurvey } from '../columns/attribute-survey.ts'
import type { Corrections } from '../columns/corrections.ts'
import type { FileQuestion } from '../columns/file-question.ts'
import { FileSurvey } from '../columns/file-survey.ts'
import { matchHeading } from '../columns/heading-match.ts'
import type { Interpretation } from '../columns/interpretation.ts'
import {
  closedWordsOf,
  currencySaid,
  interpretTable,
  type InterpretOptions,
  mappingOf,
  placesOf,
  type RecognisedTable,
  recogniseTable,
} from '../columns/interpret-table.ts'
import type { StatusClass } from '../columns/status-class.ts'
import type { KnownLayout } from '../columns/known-layout.ts'
import type { MoneyPlan } from '../columns/money-plan.ts'
import { findLayout, recogniseLayout } from '../columns/recognise-layout.ts'
import { MONEY_FIELDS } from '../columns/row-figures.ts'
import { foldStatus } from '../columns/status-words.ts'
import { openTable } from '../table/open-table.ts'
import type { Table, TableWish } from '../table/table.ts'
import { tableRows } from '../table/table-rows.ts'
import { checkMapping, missingFields } from './guess-mapping.ts'
import { CUSTOMER_FIELDS, IMPORT_FIELDS, type ColumnMapping, type ImportKind } from './import-fields.ts'
import { layoutRules } from './layout-rules.ts'
import { measureColumns } from './measure-fields.ts'
import { hasScores, scalesOf } from '../columns/score-scales.ts'
import { holdsOrders, type OrderPlan, PLAIN_MONEY } from './order-plan.ts'
import type { RowPlan } from './row-step.ts'
import type { Extent } from './scan-text.ts'
import type { TableRow } from './table-row.ts'

/** Settings shared by the whole installation. */
export interface ImportSettings {
  readonly timeZone: string
  readonly currency: string
  readonly normaliseIdentifier: RowPlan['normaliseIdentifier']
}

export interface ImportSource {
  readonly file: string
  /** The name to show, if different from the path's. */
  readonly fileName?: string
  readonly kind: ImportKind
  /** Name of a known layout, or `generic` for none. By default the headings decide. */
  readonly preset?: string
  /** Field -> column. Overrides the layout and guessing, field by field. */
  readonly mapping?: ColumnMapping
  readonly wish?: TableWish
  readonly corrections?: Corrections
  /** The project's attributes; empty if unknown. */
  readonly attributes?: readonly AttributeDefinition[]
  /** Ignores corrections of earlier files with the same headings; an import then replaces them. */
  readonly forget?: boolean
  /** Where the amount of a line comes from, settled by an earlier look at the same table. */
  readonly money?: MoneyPlan
}

/** Everything known about a file before its rows are taken in. */
export interface ImportPlan {
  readonly table: Table
  readonly interpretation: Interpretation
  readonly mapping: ColumnMapping
  readonly mappingHash: string
  /** Rows read for the plan, from the whole file or its head. */
  readonly rows: number
  readonly rowPlan: RowPlan
  readonly orderPlan: OrderPlan
}

/** Opens a file as `openTable` does. @throws AppError. */
export function openSource(
  source: Omit<ImportSource, 'kind'> & { readonly kind?: ImportKind },
  extent: Extent,
  signal?: AbortSignal,
): Promise<Table> {
  const { kind } = source
  return openTable(source.file, {
    extent,
    wish: source.wish ?? {},
    ...(kind === undefined ? {} : { fits: (names) => holdsFields(kind, names) }),
    ...(source.fileName === undefined ? {} : { fileName: source.fileName }),
    ...(signal === undefined ? {} : { signal }),
  })
}

const DAYS: readonly string[] = ['orderedAt', 'paidAt']
const OF_LONG_FILES: readonly string[] = ['measure', 'value']
const AMOUNTS: readonly string[] = MONEY_FIELDS.filter((field) => field !== 'quantity')

/** Whether columns of these names can be an import of that kind: orders need a date and an amount, other kinds their required fields and a customer. */
function holdsFields(kind: ImportKind, names: readonly string[]): boolean {
  const fields = IMPORT_FIELDS[kind]
  // A file of measures may have a column for each of them, and feedback may be anonymous.
  const required = fields.filter((field) => field.required && !OF_LONG_FILES.includes(field.name)).map(({ name }) => [name])
  const needed =
    kind === 'orders' ? [DAYS, AMOUNTS] : kind === 'feedback' || kind === 'accounts' ? required : [...required, CUSTOMER_FIELDS]
  const named = fields.filter((field) => names.some((name) => matchHeading(field, name) !== undefined)).map(({ name }) => name)
  return needed.every((some) => named.some((name) => some.includes(name)))
}

/** The layout of a table: the named one, otherwise the one recognised by its headings. @throws AppError `unknown-preset`. */
export function layoutOf(
  table: Table,
  { kind, preset }: Pick<ImportSource, 'preset'> & { readonly kind?: ImportKind },
): KnownLayout | undefined {
  if (preset === 'generic') return undefined
  if (preset !== undefined) return findLayout(preset, kind)
  const found = recogniseLayout(table.columns)
  return found !== undefined && (kind === undefined || found.layout.kind === kind) ? found.layout : undefined
}

/** A plan from the head of a file only, for a preview. Missing columns are not an error here. */
export function planHead(table: Table, source: ImportSource, settings: ImportSettings, contentSalt: string, now: Date): ImportPlan {
  const { options, recognised } = recognise(table, source, settings)
  const survey = surveyOf(table, recognised, source, now)
  for (const cells of table.sample) survey.observe(cells)
  return planOf(table, recognised, survey, options, source, settings, contentSalt, now)
}

/**
 * Reads the whole file once without storing anything, so that a file damaged anywhere is refused here. Decides which column holds which field and how
 * its cells are read.
 *
 * @throws AppError for a file that cannot be read, an unknown layout, field or column, or a required field without a column.
 */
export async function planImport(
  source: ImportSource,
  settings: ImportSettings,
  contentSalt: string,
  now: Date,
  signal?: AbortSignal,
): Promise<ImportPlan> {
  return planTable(await openSource(source, 'whole', signal), source, settings, contentSalt, now, signal)
}

/** Receives the plan made from the head of a file, then every block of rows read for the plan of the whole file. */
export type RowsAlongside = (head: ImportPlan) => (block: readonly TableRow[]) => void

/** Like `planImport`, for an open table. */
export async function planTable(
  table: Table,
  source: ImportSource,
  settings: ImportSettings,
  contentSalt: string,
  now: Date,
  signal?: AbortSignal,
  alongside?: RowsAlongside,
): Promise<ImportPlan> {
  const { options, recognised } = recognise(table, source, settings)
  const missing = missingFields(source.kind, recognised.positions)
  checkMapping(source.kind, mappingOf(recognised.columns), missing, table)
  const survey = surveyOf(table, recognised, source, now)
  const hear = alongside?.(planHead(table, source, settings, contentSalt, now))
  for await (const block of tableRows(table, signal === undefined ? {} : { signal })) {
    for (const { cells } of block) survey.observe(cells)
    hear?.(block)
  }
  return planOf(table, recognised, survey, options, source, settings, contentSalt, now)
}

function surveyOf(table: Table, { columns, positions, otherDates, flags }: RecognisedTable, { kind }: ImportSource, now: Date): FileSurvey {
  const attributes = columns.flatMap(({ field, position, heading }) => {
    const name = field === undefined ? undefined : attributeOfField(field)
    return name === undefined ? [] : [{ name, heading, position, survey: new AttributeSurvey(heading) }]
  })
  return new FileSurvey(positions, table.columns.length, kind === 'orders', otherDates, now.getTime() + DAY_MS, flags, attributes)
}

/** Whether two plans of one file read every row the same way, so that rows read by one need not be read again. */
export function readAlike(a: ImportPlan, b: ImportPlan): boolean {
  return readingKey(a) === readingKey(b)
}

function readingKey({ mapping, rowPlan, orderPlan }: ImportPlan): string {
  const sorted = (map: ReadonlyMap<string, unknown>): unknown[] => [...map].toSorted(([x], [y]) => (x < y ? -1 : 1))
  const { normaliseIdentifier: _, positions, lostDigits, decimals: numbers, mostScores, ...row } = rowPlan
  const { decimals, statuses, refundStatuses, closedWords, lineRoles, ...order } = orderPlan
  return JSON.stringify([
    sorted(new Map(Object.entries(mapping))),
    sorted(positions),
    [...lostDigits].map(([field, digits]) => [field, [...digits]]),
    row,
    [...numbers].map(([field, { mark, power }]) => [field, mark, power]),
    sorted(mostScores),
    [...decimals].map(([field, { mark, power }]) => [field, mark, power]),
    sorted(statuses),
    sorted(refundStatuses),
    [...closedWords].toSorted(),
    sorted(lineRoles),
    order,
  ])
}

function recognise(
  table: Table,
  source: ImportSource,
  settings: ImportSettings,
): { readonly options: InterpretOptions; readonly recognised: RecognisedTable } {
  const layout = layoutOf(table, source)
  if (layout?.refused !== undefined) {
    const { zh, en } = layout.refused
    throw new AppError('invalid-input', 'layout-refused', `${table.file.name}: ${en}`, { details: { file: table.file.name, zh, en } })
  }
  const mapping = withAttributeNames({ ...source.corrections?.mapping, ...source.mapping })
  const corrections: Corrections = { ...source.corrections, mapping }
  const { timeZone, currency } = settings
  const options = {
    kind: source.kind,
    layout,
    corrections,
    timeZone,
    currency,
    attributes: source.attributes ?? [],
    ...(source.money === undefined ? {} : { money: source.money }),
  }
  checkFields(source.kind, corrections, table)
  if (source.preset !== undefined && layout !== undefined) checkLayout(layout, corrections, table)
  return { options, recognised: recogniseTable(table, options) }
}

/** A layout named by the user must match the file: without its order number or time it is the wrong one. */
function checkLayout({ kind, fields }: KnownLayout, { mapping = {} }: Corrections, table: Table): void {
  for (const name of IMPORT_FIELDS[kind].filter(({ required }) => required).map((field) => field.name)) {
    const headings = fields[name]
    if (headings === undefined || Object.hasOwn(mapping, name)) continue
    const names = typeof headings === 'string' ? [headings] : headings
    const [first] = names
    if (first !== undefined && !names.some((heading) => placesOf(heading, table.columns).length > 0)) {
      checkMapping(kind, { [name]: first }, [], table)
    }
  }
}

function checkFields(kind: ImportKind, { mapping = {} }: Corrections, table: Table): void {
  checkMapping(
    kind,
    Object.fromEntries(Object.entries(mapping).flatMap(([field, column]) => (column === null ? [] : [[field, column]]))),
    [],
    table,
  )
}

function planOf(
  table: Table,
  recognised: RecognisedTable,
  survey: FileSurvey,
  options: InterpretOptions,
  source: ImportSource,
  settings: ImportSettings,
  contentSalt: string,
  now: Date,
): ImportPlan {
  const interpretation = interpretTable(table, recognised, survey, options)
  refuseTooMany(interpretation.attributes, options.attributes.filter(({ isOfTraits }) => isOfTraits !== true).length)
  const orderPlan = orderPlanOf(table, recognised, interpretation, survey, options, contentSalt)
  const mapping = mappingOf(recognised.columns)
  const rowPlan: RowPlan = {
    columns: table.columns.length,
    positions: interpretation.positions,
    timeZone: interpretation.timeZone,
    dateOrder: interpretation.dateOrder,
    currency:
      (source.kind === 'subscriptions' ? currencySaid(table, interpretation.positions, interpretation.currency) : '') ||
      interpretation.currency,
    adjustmentPrefix: options.layout?.adjustmentPrefix ?? '',
    latest: now.getTime() + DAY_MS,
    damagedText: table.file.damaged,
    lostDigits: survey.lostDigits(),
    attributes: interpretation.attributes,
    decimals: source.kind === 'measures' || source.kind === 'subscriptions' ? interpretation.decimals : new Map(),
    measures: measureColumns(mapping),
    mostScores: hasScores(source.kind) ? scalesOf(survey) : new Map(),
    ...(source.kind === 'measures' && source.corrections?.monthDay !== undefined ? { monthDay: source.corrections.monthDay } : {}),
    normaliseIdentifier: settings.normaliseIdentifier,
  }
  const decided = [
    source.kind,
    Object.entries(mapping).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    rowPlan.timeZone,
    rowPlan.currency,
    rowPlan.dateOrder,
    rowPlan.adjustmentPrefix,
    orderPlan.money,
    [...orderPlan.decimals],
    [...orderPlan.statuses],
    [...orderPlan.refundStatuses],
    ...(orderPlan.rules.flags.length === 0 ? [] : [orderPlan.rules.flags]),
    ...(orderPlan.lineRoles.size === 0 ? [] : [[...orderPlan.lineRoles]]),
    ...(rowPlan.monthDay === undefined ? [] : [rowPlan.monthDay]),
    ...(rowPlan.decimals.size === 0 ? [] : [[...rowPlan.decimals]]),
    ...(rowPlan.mostScores.size === 0 ? [] : [[...rowPlan.mostScores]]),
    ...(rowPlan.attributes.length === 0 ? [] : [rowPlan.attributes.map(({ name, type, decimalMark }) => [name, type, decimalMark])]),
  ]
  return {
    table,
    interpretation,
    mapping,
    mappingHash: createHash('sha256').update(JSON.stringify(decided)).digest('hex').slice(0, 32),
    rows: survey.rows,
    rowPlan,
    orderPlan,
  }
}

function refuseTooMany(columns: Interpretation['attributes'], there: number): void {
  const added = columns.filter(({ known }) => !known).length
  if (there + added <= MOST_ATTRIBUTES || added === 0) return
  throw new AppError(
    'invalid-input',
    'too-many-attributes',
    `A project can have ${MOST_ATTRIBUTES} attributes. It has ${there}, and the file would add ${added}. Leave some out, or delete attributes you don't need.`,
    { details: { most: MOST_ATTRIBUTES, there, added } },
  )
}

function orderPlanOf(
  table: Table,
  { flags }: RecognisedTable,
  interpretation: Interpretation,
  survey: FileSurvey,
  { corrections, layout }: InterpretOptions,
  contentSalt: string,
): OrderPlan {
  const { positions, statuses, money = PLAIN_MONEY } = interpretation
  // In layouts that mark accounting corrections by their number, those rows belong to no order.
  const negatives = survey.negatives && positions.has('orderId') && layout?.adjustmentPrefix === undefined
  const wordsOf = (field: string): ReadonlyMap<string, StatusClass> =>
    new Map(
      statuses.flatMap((one) => (one.counts === undefined || one.field !== field ? [] : [[foldStatus(one.word), one.counts] as const])),
    )
  return {
    money,
    decimals: interpretation.decimals,
    statuses: wordsOf('status'),
    refundStatuses: wordsOf('refundStatus'),
    closedWords: new Set(closedWordsOf(statuses, corrections).map(foldStatus)),
    blankMeansUnpaid: paymentTells(survey, positions),
    fallbacks: interpretation.fallbacks,
    rules: layoutRules(layout, table.columns, flags),
    carriesDown: interpretation.carriesDown,
    scattered: survey.scattered && holdsOrders(money, positions.has('refundAmount'), interpretation.lineRoles, negatives),
    negatives,
    lineRoles: interpretation.lineRoles,
    currencySaid: currencySaid(table, positions, interpretation.currency),
    numberSalt: contentSalt,
    ...rowsOf(layout, table.columns),
  }
}

/** Rows that a known layout distinguishes by a word in a separate column. */
function rowsOf(layout: KnownLayout | undefined, columns: readonly string[]): Pick<OrderPlan, 'refundRows' | 'onlyRows'> {
  const at = (heading: string): number | undefined => placesOf(heading, columns)[0]
  const { refundRows, onlyRows } = layout ?? {}
  const [refund, amount] = refundRows === undefined ? [] : [at(refundRows.heading), at(refundRows.amount)]
  const only = onlyRows === undefined ? undefined : at(onlyRows.heading)
  return {
    ...(refundRows === undefined || refund === undefined || amount === undefined
      ? {}
      : { refundRows: { position: refund, words: refundRows.words, amount } }),
    ...(onlyRows === undefined || only === undefined ? {} : { onlyRows: { position: only, words: onlyRows.words } }),
  }
}

/** Applies the installation's settings to a plan made without them; its findings about the file stay. */
export function adoptPlan(plan: ImportPlan, { normaliseIdentifier }: ImportSettings, contentSalt: string): ImportPlan {
  return {
    ...plan,
    rowPlan: { ...plan.rowPlan, normaliseIdentifier },
    orderPlan: { ...plan.orderPlan, numberSalt: contentSalt },
  }
}

/** A payment time that most orders lack says nothing about them. */
function paymentTells(survey: FileSurvey, positions: ReadonlyMap<string, number>): boolean {
  return positions.has('paidAt') && survey.paidShare >= 0.5
}

/** Refuses to write while a question for the file's owner is open. @throws AppError `questions-open`, naming the remedy. */
export function refuseOpenQuestions(fileName: string, questions: readonly FileQuestion[], accepted: readonly string[]): void {
  const open = questions.filter(({ code, weight }) => weight === 'blocking' && !accepted.includes(code))
  if (open.length === 0) return
  throw new AppError(
    'invalid-input',
    'questions-open',
    `${fileName} leaves open: ${open.map(({ text, code }) => `${text.en} (${remedyOf(code)})`).join(' ')} Nothing was stored.`,
    {
      details: {
        file: fileName,
        codes: open.map(({ code }) => code).join(', '),
        zh: open.map(({ text }) => text.zh).join(''),
        en: open.map(({ text }) => text.en).join(' '),
      },
    },
  )
}

function remedyOf(code: string): string {
  if (code === 'unknown-status') return 'say it with --status "word=paid|unpaid|cancelled|refunded|part-refunded"'
  if (code === 'read-otherwise') return 'liuke import undo ID, or --accept read-otherwise'
  if (code === 'orders-there') return 'liuke import undo ID, or --accept orders-there'
  if (code === 'attribute-differs' || code === 'attribute-personal')
    return `keep the column under another name with --map attribute:OTHER="column", or add --accept ${code}`
  if (code === 'sheets-alike') return 'choose one with --sheet NAME, or --accept sheets-alike'
  if (code === 'which-column') return 'choose with --map field="column"'
  return `if it is so, add --accept ${code}; else correct the column with --map field="column"`
}
