import { tmpdir } from 'node:os'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { systemClock } from '#kernel/clock.ts'
import type { ChurnGate } from '#predict/churn/churn-gate.ts'
import type { LifecycleTier } from '#segment/lifecycle-tiers.ts'
import { analyseFile } from './analyse-file.ts'
import type { AnalyseStage } from './analyse-file.ts'
import type { BilingualText } from './analysis.ts'
import { parseAsOf } from './as-of-time.ts'
import { prepareOutput } from './prepare-output.ts'
import { parseColumnMap } from './read-order-file.ts'
import { readLanguage } from './read-language.ts'
import { renderReport } from './rendering/render-report.ts'
import { LIST_FILES, customerLists } from './write-lists.ts'

/** The options of `liuke analyze FILE`, as they come from the command line. */
export interface AnalyzeArguments {
  readonly file: string
  /** Folder of the report; default `report`. */
  readonly out?: string
  /** `field=column`, any number of times. */
  readonly map?: readonly string[]
  readonly preset?: string
  /** zh or en; default by the environment's locale. */
  readonly lang?: string
  /** A day, such as 2026-03-31; default the day of the last order. */
  readonly asOf?: string
  readonly horizonDays?: string
  /** How many customers the list holds. */
  readonly top?: string
  /** ISO 4217; default that of the preset or of the file. */
  readonly currency?: string
  /** IANA name; default that of the preset, of LIUKE_TIME_ZONE or of the machine. */
  readonly timeZone?: string
  readonly withContacts?: boolean
}

/** The JSON of the last line. */
export interface AnalyzeSummary {
  readonly customers: number
  /** Of known customers, as everywhere in the product. */
  readonly orders: number
  /** Major units of `currency`, without returns. */
  readonly revenue: number
  readonly tiers: Readonly<Record<LifecycleTier, number>>
  /** Null numbers: too little data to judge by. */
  readonly churn: {
    readonly rung: string
    readonly horizonDays: number
    readonly auc: number | null
    readonly baseRate: number | null
    readonly accuracy: number | null
    readonly baseAccuracy: number | null
    readonly ece: number | null
    /** Churn rate of the riskiest tenth over the base rate. */
    readonly lift10: number | null
    /** passed: later time has shown that the scores tell who leaves. Otherwise nobody is called at risk. */
    readonly gate: ChurnGate
    readonly confidence: 'low' | 'medium' | 'high'
  }
  readonly scored: number
  /** The churn probability from which a customer counts as at risk; this and what follows from it is null where nobody can be told apart. */
  readonly atRiskFrom: number | null
  readonly atRisk: number | null
  readonly valueAtRisk: number | null
  /** Customers on the list. */
  readonly listed: number
  readonly currency: string
  /** Sales in other currencies, which are in no amount of the report. */
  readonly unconverted: readonly { readonly currency: string; readonly amount: number; readonly lines: number }[]
  readonly rows: number
  readonly quarantined: number
  /** What looks absurd in the file, most telling first. */
  readonly questions: readonly { readonly code: string; readonly zh: string; readonly en: string }[]
  readonly report: string
  readonly files: readonly string[]
  readonly seconds: Readonly<Record<string, number>>
}

/** Where the command tells how far it is. */
export interface AnalyzeOutput {
  note(text: string): void
  progress(text: string): void
}

export interface AnalyzeSurroundings {
  readonly output: AnalyzeOutput
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal
  readonly clock?: Clock
  readonly tmp?: string
}

export const REPORT_FILE = 'report.html'

const STAGES: Readonly<Record<AnalyseStage | 'write', BilingualText>> = {
  start: { zh: '启动', en: 'Starting' },
  import: { zh: '读取订单', en: 'Reading orders' },
  profile: { zh: '客户分层', en: 'Profiles and tiers' },
  train: { zh: '训练并检验流失模型', en: 'Training and testing the churn model' },
  score: { zh: '评估每位客户', en: 'Scoring customers' },
  summarise: { zh: '匹配策略', en: 'Matching strategies' },
  write: { zh: '写出报告', en: 'Writing the report' },
}

/**
 * `liuke analyze FILE`: reads the file, writes the report and the lists, and returns the summary. Nothing is left behind but those files.
 *
 * Throws an AppError of one sentence for anything the person can correct.
 */
export async function runAnalyze(args: AnalyzeArguments, surroundings: AnalyzeSurroundings): Promise<AnalyzeSummary> {
  const { output, env, signal } = surroundings
  const clock = surroundings.clock ?? systemClock
  const language = readLanguage(args.lang, env)
  const map = parseColumnMap(args.map ?? [])
  const horizonDays = readHorizon(args.horizonDays)
  const timeZone = readTimeZone(args.timeZone, env)
  const currency = readCurrency(args.currency, env)
  const top = readTop(args.top)
  const { asOf } = args
  if (asOf !== undefined) parseAsOf(asOf, timeZone)
  const folder = await prepareOutput(args.out ?? 'report')
  const say = (stage: AnalyseStage | 'write', share: number | null): void =>
    output.progress(`${STAGES[stage][language]}${share === null ? ' …' : ` ${Math.floor(100 * Math.min(1, share))}%`}`)
  const started = clock.now().getTime()
  try {
    const result = await analyseFile({
      file: args.file,
      map,
      timeZone,
      tmp: surroundings.tmp ?? tmpdir(),
      clock,
      onProgress: say,
      withContacts: args.withContacts === true,
      ...(args.preset === undefined ? {} : { preset: args.preset }),
      ...(currency === undefined ? {} : { currency }),
      ...(args.currency === undefined ? {} : { reportCurrency: args.currency }),
      ...(horizonDays === undefined ? {} : { horizonDays }),
      ...(top === undefined ? {} : { top }),
      ...(asOf === undefined ? {} : { asOf: (zone: string) => parseAsOf(asOf, zone) }),
      ...(env['LIUKE_PHONE_REGION'] === undefined ? {} : { phoneRegion: env['LIUKE_PHONE_REGION'] }),
      ...(signal === undefined ? {} : { signal }),
    })
    for (const { text } of result.analysis.reading.questions) output.note(`? ${text[language]}`)
    say('write', null)
    const writing = clock.now().getTime()
    const lists = customerLists(result.analysis, language, result.timeZone)
    const analysis = { ...result.analysis, files: lists.map(({ name, rows, holds }) => ({ name, rows, holds })) }
    const [report = '', ...files] = await folder.write(
      [{ name: REPORT_FILE, text: renderReport(analysis, language) }, ...lists],
      LIST_FILES,
    )
    const end = clock.now().getTime()
    const { churn } = analysis
    const { quality } = churn.card
    return {
      customers: analysis.sales.customers,
      orders: analysis.sales.orders,
      revenue: Math.round(analysis.sales.revenue * 100) / 100,
      tiers: Object.fromEntries(analysis.tiers.map(({ tier, customers }) => [tier, customers])) as Record<LifecycleTier, number>,
      churn: {
        rung: churn.card.rung,
        horizonDays: analysis.horizonDays,
        auc: rounded(quality?.auc, 4),
        baseRate: rounded(quality?.baseRate, 4),
        accuracy: rounded(quality?.accuracy, 4),
        baseAccuracy: rounded(quality?.baseAccuracy, 4),
        ece: rounded(quality?.ece, 4),
        lift10: rounded(quality?.lift10, 2),
        gate: churn.card.gate,
        confidence: churn.card.confidence.level,
      },
      scored: churn.scored,
      atRiskFrom: rounded(churn.atRiskFrom ?? undefined, 4),
      atRisk: churn.atRiskFrom === null ? null : churn.atRisk,
      valueAtRisk: churn.atRiskFrom === null ? null : Math.round(churn.valueAtRisk * 100) / 100,
      listed: churn.listed,
      currency: analysis.currency,
      unconverted: analysis.sales.unconverted,
      rows: analysis.reading.rows,
      quarantined: analysis.reading.quarantined,
      questions: analysis.reading.questions.map(({ code, text }) => ({ code, ...text })),
      report,
      files,
      seconds: rounding({ ...result.seconds, write: (end - writing) / 1_000, total: (end - started) / 1_000 }),
    }
  } finally {
    await folder.abandon()
  }
}

function readHorizon(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const days = Number(text)
  if (/^\d+$/.test(text) && days >= 7 && days <= 180) return days
  throw new AppError('invalid-input', 'churn-horizon', `"--horizon-days ${text}" is not possible: write a whole number from 7 to 180.`)
}

function readTop(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const top = Number(text)
  if (/^\d+$/.test(text) && top >= 1 && top <= 10_000_000) return top
  throw new AppError(
    'invalid-input',
    'top-invalid',
    `"--top ${text}" is not possible: write how many customers the list may hold, such as 500.`,
  )
}

function readTimeZone(asked: string | undefined, env: Readonly<Record<string, string | undefined>>): string {
  const zone = asked ?? (env['LIUKE_TIME_ZONE'] || Intl.DateTimeFormat().resolvedOptions().timeZone)
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return zone
  } catch {
    throw new AppError(
      'invalid-input',
      'time-zone-unknown',
      `There is no time zone "${zone}": write an IANA name such as --time-zone Asia/Shanghai.`,
    )
  }
}

function readCurrency(asked: string | undefined, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const currency = asked ?? (env['LIUKE_CURRENCY'] || undefined)
  if (currency === undefined || /^[A-Z]{3}$/.test(currency)) return currency
  throw new AppError('invalid-input', 'currency-unknown', `"${currency}" is not a currency: write an ISO 4217 code such as --currency CNY.`)
}

function rounded(value: number | undefined, digits: number): number | null {
  return value === undefined ? null : Number(value.toFixed(digits))
}

function rounding(seconds: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(seconds).map(([stage, value]) => [stage, Math.round(value * 100) / 100]))
}
