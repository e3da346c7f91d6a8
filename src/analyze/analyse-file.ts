import { AppError } from '#kernel/app-error.ts'
import { toMajor } from '#kernel/money.ts'
import type { Clock } from '#kernel/clock.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { stableId } from '#kernel/id.ts'
import type { Corrections } from '#collect/columns/corrections.ts'
import { refuseOpenQuestions, type ImportPlan } from '#collect/import/import-plan.ts'
import type { ImportResult } from '#collect/import/import-service.ts'
import type { TableWish } from '#collect/table/table.ts'
import { createAccountCopy } from '#store/account-copy.ts'
import { createCandidateReader } from '#store/candidate-reader.ts'
import { createConsentCopy } from '#store/consent-copy.ts'
import { queryMetrics } from '#store/analytical/queries/metrics.ts'
import { DEFAULT_TIER_SCHEME } from '#segment/tier-scheme.ts'
import { classRules, tierRules } from '#segment/tier-rules.ts'
import type { House } from '../main/house.ts'
import { GROSS_MARGIN } from '../main/house-decide.ts'
import { analyseOrdersAlone, asOfTooEarly } from './analyse-orders-alone.ts'
import type { Analysis, FileReading, OrdersAnalysis } from './analysis.ts'
import { endOfDay } from './as-of-time.ts'
import { chooseHorizon } from './choose-horizon.ts'
import type { ChosenHorizon } from './choose-horizon.ts'
import { fileReading } from './file-reading.ts'
import { withPartial } from './partial-months.ts'
import { readCustomerIds } from './queries/customer-ids.ts'
import { queryCustomerRows } from './queries/customer-rows.ts'
import { queryCohorts, queryMonthlySales } from './queries/monthly-sales.ts'
import { readRefusals } from './queries/refusals.ts'
import { querySalesTotals } from './queries/sales-totals.ts'
import { readOrderFile } from './read-order-file.ts'
import { type AnalyseStage, Stopwatch } from './stopwatch.ts'
import { suggestStrategies } from './suggest-strategies.ts'
import { analysedCustomers, summariseChurn, summariseClasses, summariseRfm, summariseTiers } from './summarise-customers.ts'
import { inTemporaryHouse } from './temporary-house.ts'
import { atRiskFrom, worklist } from './worklist.ts'

export interface AnalyseFileOptions {
  readonly file: string
  readonly preset?: string
  readonly wish?: TableWish
  readonly corrections?: Corrections
  /** IANA zone of times without an offset and of the report's days; the preset's wins over it. */
  readonly timeZone: string
  /** Currency of amounts without one; default: the preset's, else the file's own column, else unknown. */
  readonly currency?: string
  /** The currency of every total; default: the most frequent one. */
  readonly reportCurrency?: string
  readonly phoneRegion?: string
  /** Default: the end of the day of the last order. */
  readonly asOf?: (timeZone: string) => Date
  /** Days without an order that count as leaving, 7 to 180; default: chosen by the file. */
  readonly horizonDays?: number
  /** Length of the list of customers; default: 200 or a tenth of the recent ones, whichever is fewer. */
  readonly top?: number
  /** Write phone numbers and email addresses into the lists in clear. */
  readonly withContacts?: boolean
  readonly tmp: string
  /** Makes the data folder of the analysis in `tmp`; an empty one by default. */
  readonly newDataFolder?: (parent: string) => Promise<string>
  readonly clock: Clock
  readonly signal?: AbortSignal
  /** `share` is 0 to 1 when known. */
  readonly onProgress?: (stage: AnalyseStage, share: number | null) => void
}

export interface FileAnalysis {
  /** For a file without customers: results from the orders alone. */
  readonly analysis: Analysis | OrdersAnalysis
  readonly timeZone: string
  readonly seconds: Readonly<Record<AnalyseStage, number>>
}

/** Customers count as recent for a year. */
const ACTIVE_WITHIN_DAYS = 365
/** Placeholder for an unknown currency; the report then writes amounts without a currency sign. */
const SOME_CURRENCY = 'CNY'

/**
 * The whole product on one order file: import, profiles and tiers, churn backtested and scored, strategies matched, in an empty installation
 * that is removed afterwards.
 *
 * Throws an AppError for a file that cannot be read or mapped or leaves a question open that only its owner can answer (before any database is started),
 * for figures that are absurd and were not accepted, and for a file without a single sale.
 */
export async function analyseFile(options: AnalyseFileOptions): Promise<FileAnalysis> {
  const watch = new Stopwatch(options.clock, options.onProgress)
  watch.begin('read')
  const file = await readOrderFile({
    file: options.file,
    timeZone: options.timeZone,
    currency: options.currency ?? SOME_CURRENCY,
    now: options.clock.now(),
    ...(options.preset === undefined ? {} : { preset: options.preset }),
    ...(options.wish === undefined ? {} : { wish: options.wish }),
    ...(options.corrections === undefined ? {} : { corrections: options.corrections }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
  const { timeZone, currency } = file.interpretation
  watch.begin('start')
  return await inTemporaryHouse(
    {
      tmp: options.tmp,
      clock: options.clock,
      secret: file.table.file.sha256,
      timeZone,
      currency,
      ...(options.newDataFolder === undefined ? {} : { newDataFolder: options.newDataFolder }),
      ...(options.reportCurrency === undefined ? {} : { reportCurrency: options.reportCurrency }),
      ...(options.phoneRegion === undefined ? {} : { phoneRegion: options.phoneRegion }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    },
    async (house) => {
      const analysis = await analyseIn(house, file, { ...options, timeZone }, watch)
      return { analysis, timeZone, seconds: watch.end() }
    },
  )
}

async function analyseIn(
  house: House,
  file: ImportPlan,
  options: AnalyseFileOptions,
  watch: Stopwatch,
): Promise<Analysis | OrdersAnalysis> {
  const { timeZone, clock } = options
  const client = house.engines.clickhouse
  const { name, sha256 } = file.table.file
  const accepted = options.corrections?.accept ?? []
  watch.begin('import')
  const imported = await importOrders(house, file, options, watch)
  // An import asks about implausible figures before storing them; here nothing is stored anyway.
  refuseOpenQuestions(name, imported.questions, accepted)
  // Totals are in the requested currency, or else the most frequent one; sales in other currencies are reported separately.
  await house.project.load()
  const { currency } = house.project
  const shown = (found: string): string => (isCurrencyKnown(file, options) ? found : '')
  const readingOf = async (otherwise: Date): Promise<FileReading> =>
    fileReading(file, imported, { refusals: await readRefusals(house.db), accepted, otherwise })
  const metrics = await queryMetrics(client, { currency })
  if (metrics.firstAt === null || metrics.lastAt === null) {
    const alone = await analyseOrdersAlone(house, { plan: file, imported }, options, watch)
    if (alone === null) throw noSales(file, imported)
    return {
      ...alone,
      fileName: name,
      generatedAt: clock.now(),
      timeZone,
      currency: shown(currency),
      reading: await readingOf(alone.asOf),
      files: [],
    }
  }
  if (options.reportCurrency !== undefined && metrics.unconverted.reduce((sum, { lines }) => sum + lines, 0) === metrics.lines) {
    const there = metrics.unconverted.map(({ amount }) => amount.currency).join(', ')
    throw new AppError(
      'invalid-input',
      'currency-not-in-file',
      `No sale of ${name} is in ${currency}; it has ${there}: leave --currency out, or name one of them.`,
    )
  }

  watch.begin('profile')
  const asOf = options.asOf?.(timeZone) ?? endOfDay(metrics.lastAt, timeZone)
  if (asOf <= metrics.firstAt) throw asOfTooEarly(name, metrics.firstAt)
  await house.profiles.refresh(asOf)
  const totals = await querySalesTotals(client, asOf)
  const horizon = horizonOf(options.horizonDays, (asOf.getTime() - metrics.firstAt.getTime()) / DAY_MS, totals.typicalGapDays)

  watch.begin('train')
  const numbers = { horizonDays: horizon.days, activeWithinDays: ACTIVE_WITHIN_DAYS }
  const card = await house.churn.train(numbers, asOf, (stage, done, total) =>
    watch.share(stage === 'features' && total > 0 ? (0.5 * done) / total : 0.5),
  )
  watch.begin('score')
  await house.churn.score(asOf)

  watch.begin('summarise')
  const ids = await readCustomerIds(house.db, house.keyring, options.withContacts === true)
  const rows = await queryCustomerRows(client, asOf)
  const from = atRiskFrom(card)
  const listed = worklist(analysedCustomers(rows, ids, new Map()), from, options.top)
  // Without a churn prediction there is nothing to propose by risk.
  const reader = createCandidateReader({
    client,
    consents: createConsentCopy(house.engines.pg, client),
    accounts: createAccountCopy(house.engines.pg, client),
    project: house.project,
    grossMargin: GROSS_MARGIN,
  })
  const suggestions = suggestStrategies(
    from === null ? [] : [...(await reader.candidates(asOf, [], await house.segments.language()))],
    new Set(listed.map(({ customer }) => customer.customerId)),
    currency,
    stableId('analyze', sha256, asOf.toISOString()),
    clock.now(),
  )
  const customers = analysedCustomers(rows, ids, suggestions.byCustomer)
  const churn = summariseChurn(customers, card, options.top)
  const atRisk = new Map(suggestions.strategies.map((each) => [each.id, 0]))
  for (const { risk } of customers) {
    const strategyId = risk?.suggestion?.strategyId
    if (strategyId !== undefined) atRisk.set(strategyId, (atRisk.get(strategyId) ?? 0) + (risk?.valueAtRisk ?? 0))
  }
  const months = await queryMonthlySales(client, asOf, timeZone)
  return {
    fileName: name,
    generatedAt: clock.now(),
    asOf,
    timeZone,
    currency: shown(metrics.currency),
    horizonDays: horizon.days,
    horizonReason: horizon.reason,
    reading: await readingOf(metrics.lastAt),
    sales: {
      customers: customers.length,
      buyers: totals.buyers,
      orders: months.reduce((sum, month) => sum + month.orders, 0),
      revenue: months.reduce((sum, month) => sum + month.revenue, 0),
      returnLines: totals.returnLines,
      returned: totals.returned,
      unconverted: metrics.unconverted.map(({ amount, lines }) => ({
        currency: amount.currency,
        amount: toMajor(amount.minor, amount.currency),
        lines,
      })),
      anonymousLines: totals.anonymousLines,
      repeatBuyers: totals.repeatBuyers,
      months: withPartial(months, metrics.firstAt, asOf, timeZone),
      cohorts: await queryCohorts(client, asOf, timeZone),
    },
    tiers: summariseTiers(customers, from),
    tierRules: tierRules(DEFAULT_TIER_SCHEME, null, currency),
    classes: summariseClasses(customers),
    classRules: classRules(DEFAULT_TIER_SCHEME),
    rfm: summariseRfm(customers),
    churn,
    customers,
    strategies: suggestions.strategies.map((each) => ({ ...each, valueAtRisk: atRisk.get(each.id) ?? 0 })),
    files: [],
  }
}

async function importOrders(house: House, file: ImportPlan, options: AnalyseFileOptions, watch: Stopwatch): Promise<ImportResult> {
  return await house.imports.importFile({
    file: options.file,
    kind: 'orders',
    plan: file,
    onProgress: ({ rows, totalRows }) => watch.share(totalRows === 0 ? null : rows / totalRows),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
}

function isCurrencyKnown({ interpretation, orderPlan, mapping }: ImportPlan, { currency }: AnalyseFileOptions): boolean {
  return (
    currency !== undefined ||
    interpretation.layout?.currency !== undefined ||
    mapping['currency'] !== undefined ||
    orderPlan.currencySaid !== ''
  )
}

function horizonOf(given: number | undefined, spanDays: number, typicalGapDays: number | null): ChosenHorizon {
  if (given === undefined) return chooseHorizon({ spanDays, typicalGapDays })
  return { days: given, reason: { zh: `预测期 ${given} 天由您指定`, en: `The horizon of ${given} days was given` } }
}

function noSales(file: ImportPlan, imported: ImportResult): AppError {
  const { name } = file.table.file
  const first = imported.issues[0]
  const why = first === undefined ? '' : ` (the first refused row: ${first.message.replace(/\.$/, '')})`
  return new AppError(
    'invalid-input',
    'no-sales',
    `${name} has no sale in its ${imported.rows} rows${why}: check the columns of status, quantity and price, or name them with --map field=column.`,
    { details: { file: name, rows: imported.rows } },
  )
}
