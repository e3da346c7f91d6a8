import type { BilingualText } from '#kernel/bilingual-text.ts'
import { tmpdir } from 'node:os'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { systemClock } from '#kernel/clock.ts'
import type { Corrections } from '#collect/columns/corrections.ts'
import type { TableWish } from '#collect/table/table.ts'
import { analyseFile } from './analyse-file.ts'
import type { Analysis, ListedFile, OrdersAnalysis } from './analysis.ts'
import { type AnalyzeSummary, summaryOf } from './analyze-summary.ts'
import { parseAsOf } from './as-of-time.ts'
import { prepareOutput } from '#report/prepare-output.ts'
import { readLanguage } from '#report/read-language.ts'
import type { ReportLanguage } from '#report/pen.ts'
import { productList, PRODUCTS_FILE } from './product-list.ts'
import { renderOrdersReport, renderReport } from './rendering/render-report.ts'
import type { AnalyseStage } from './stopwatch.ts'
import { LIST_FILES, customerLists } from './write-lists.ts'

export type { AnalyzeSummary } from './analyze-summary.ts'

/** The options of `liuke analyze FILE`, as they come from the command line. */
export interface AnalyzeArguments {
  readonly file: string
  /** Folder of the report; default `report`. */
  readonly out?: string
  readonly preset?: string
  /** The owner's answers to ambiguities in the file. */
  readonly wish?: TableWish
  readonly corrections?: Corrections
  /** zh or en; default by the environment's locale. */
  readonly lang?: string
  /** A day, such as 2026-03-31; default the day of the last order. */
  readonly asOf?: string
  readonly horizonDays?: string
  /** Length of the list of customers. */
  readonly top?: string
  /** ISO 4217; default that of the preset or of the file. */
  readonly currency?: string
  /** IANA name; default that of the preset, of LIUKE_TIME_ZONE or of the machine. */
  readonly timeZone?: string
  readonly withContacts?: boolean
}

/** Output for the progress of the command. */
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
  /** Makes the data folder of the analysis in `tmp`; an empty one by default. */
  readonly newDataFolder?: (parent: string) => Promise<string>
}

export const REPORT_FILE = 'report.html'

const STAGES: Readonly<Record<AnalyseStage | 'write', BilingualText>> = {
  read: { zh: '读取文件', en: 'Reading the file' },
  start: { zh: '启动', en: 'Starting' },
  import: { zh: '导入订单', en: 'Taking in the orders' },
  profile: { zh: '客户分层', en: 'Profiles and tiers' },
  train: { zh: '训练并检验流失模型', en: 'Training and testing the churn model' },
  forecast: { zh: '预测需求', en: 'Forecasting demand' },
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
      timeZone,
      tmp: surroundings.tmp ?? tmpdir(),
      ...(surroundings.newDataFolder === undefined ? {} : { newDataFolder: surroundings.newDataFolder }),
      clock,
      onProgress: say,
      withContacts: args.withContacts === true,
      ...(args.preset === undefined ? {} : { preset: args.preset }),
      ...(args.wish === undefined ? {} : { wish: args.wish }),
      ...(args.corrections === undefined ? {} : { corrections: args.corrections }),
      ...(currency === undefined ? {} : { currency }),
      ...(args.currency === undefined ? {} : { reportCurrency: args.currency }),
      ...(horizonDays === undefined ? {} : { horizonDays }),
      ...(top === undefined ? {} : { top }),
      ...(asOf === undefined ? {} : { asOf: (zone: string) => parseAsOf(asOf, zone) }),
      ...(env['LIUKE_PHONE_REGION'] === undefined ? {} : { phoneRegion: env['LIUKE_PHONE_REGION'] }),
      ...(signal === undefined ? {} : { signal }),
    })
    const { questions, notes } = result.analysis.reading
    for (const text of notes) output.note(`. ${text[language]}`)
    for (const { text, weight } of questions) output.note(`${weight === 'notice' ? '.' : '?'} ${text[language]}`)
    say('write', null)
    const writing = clock.now().getTime()
    const { lists, page } = contentOf(result.analysis, language, result.timeZone)
    const [report = '', ...files] = await folder.write([{ name: REPORT_FILE, text: page }, ...lists], [...LIST_FILES, PRODUCTS_FILE])
    const end = clock.now().getTime()
    return {
      ...summaryOf(result.analysis),
      report,
      files,
      seconds: rounding({ ...result.seconds, write: (end - writing) / 1_000, total: (end - started) / 1_000 }),
    }
  } finally {
    await folder.abandon()
  }
}

/** The report and the lists next to it. */
function contentOf(
  analysis: Analysis | OrdersAnalysis,
  language: ReportLanguage,
  timeZone: string,
): { readonly lists: readonly (ListedFile & { readonly text: string })[]; readonly page: string } {
  const named = (lists: readonly ListedFile[]): ListedFile[] => lists.map(({ name, rows, holds }) => ({ name, rows, holds }))
  if ('shop' in analysis) {
    const lists = [productList(analysis.shop.products, language)]
    return { lists, page: renderOrdersReport({ ...analysis, files: named(lists) }, language) }
  }
  const lists = customerLists(analysis, language, timeZone)
  return { lists, page: renderReport({ ...analysis, files: named(lists) }, language) }
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

function rounding(seconds: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(seconds).map(([stage, value]) => [stage, Math.round(value * 100) / 100]))
}
