import { Command } from 'commander'
import type { AnalyzeSummary } from '../analyze/run-analyze.ts'
import { addFileOptions, correctionsOf, type FileOptions, wishOf } from './file-options.ts'
import { createOutput } from './output.ts'

interface AnalyzeOptions extends FileOptions {
  readonly out?: string
  readonly preset?: string
  readonly lang?: string
  readonly asOf?: string
  readonly horizon?: string
  readonly top?: string
  readonly currency?: string
  readonly timeZone?: string
  readonly withContacts?: boolean
  readonly json?: boolean
}

/** `liuke analyze FILE`: the whole product on one order file, without a server. */
export function addAnalyzeCommand(program: Command): void {
  const command = addFileOptions(new Command('analyze'))
    .description('read an order file and write a report: customers, tiers, churn risk with reasons, predicted spend, what to do')
    .argument('<file>', 'orders as CSV (also .gz), .xlsx, NDJSON or Parquet')
    .option('--out <folder>', 'folder of the report', 'report')
    .option('--preset <name>', 'the layout of the file, if it is not recognised; generic for none')
    .option('--lang <zh|en>', 'language the report opens in (it holds both)')
    .option('--as-of <day>', 'report as of this day (default: the day of the last order)')
    .option('--horizon <days>', 'days without an order that count as churn (default: chosen from the file)')
    .option('--top <n>', 'length of the customer list (default: 200, or a tenth of the recent customers if that is fewer)')
    .option('--currency <code>', 'ISO 4217 code of the amounts')
    .option('--time-zone <name>', 'time zone of the times in the file')
    .option('--with-contacts', 'put phone numbers and e-mail addresses into the lists')
    .option('--json', 'print the summary as one JSON object on the last line')
    .action(analyze)
  program.addCommand(command)
}

function sentenceOf({ customers, orders, atRisk, listed, churn, withoutCustomers, report }: AnalyzeSummary): string {
  if (withoutCustomers !== null) {
    return `${orders} orders, no predictions: ${withoutCustomers.why.en}. ${withoutCustomers.remedy.en} Open ${report}`
  }
  if (atRisk === null) return `${customers} customers. Churn can't be predicted from this file yet. Open ${report}`
  return `${customers} customers, ${atRisk} at risk (${churn.confidence} reliability); the list has the top ${listed}. Open ${report}`
}

async function analyze(file: string, options: AnalyzeOptions): Promise<void> {
  const { json, horizon } = options
  const output = createOutput(json === true)
  const stop = new AbortController()
  const interrupt = (): void => stop.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    const { runAnalyze } = await import('../analyze/run-analyze.ts')
    const { out, preset, lang, asOf, top, currency, timeZone, withContacts } = options
    const summary = await runAnalyze(
      {
        file,
        wish: wishOf(options),
        corrections: correctionsOf(options),
        ...(out === undefined ? {} : { out }),
        ...(preset === undefined ? {} : { preset }),
        ...(lang === undefined ? {} : { lang }),
        ...(asOf === undefined ? {} : { asOf }),
        ...(top === undefined ? {} : { top }),
        ...(currency === undefined ? {} : { currency }),
        ...(timeZone === undefined ? {} : { timeZone }),
        ...(withContacts === undefined ? {} : { withContacts }),
        ...(horizon === undefined ? {} : { horizonDays: horizon }),
      },
      { output, env: process.env, signal: stop.signal },
    )
    output.result(summary, sentenceOf(summary))
  } finally {
    output.done()
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}
