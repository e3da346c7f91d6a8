import { Command } from 'commander'
import { text } from 'node:stream/consumers'
import { csvOfStock } from '#http/predict/stock-csv.ts'
import type { DemandCard } from '#predict/demand/demand-card.ts'
import type { StockRow } from '#predict/demand/demand-store.ts'
import { readLanguage } from '../report/read-language.ts'
import { commandSetting } from './command-setting.ts'
import { leftOut } from './left-out.ts'
import type { HouseOptions } from './open-house.ts'
import { addHouseOptions, inHouse, inJob } from './open-house.ts'
import { readNumber, readTime } from './option-readers.ts'

interface ForecastOptions extends HouseOptions {
  readonly asOf?: Date
}

interface ExportOptions extends HouseOptions {
  readonly serviceLevel: number
  readonly leadDays: number
  readonly lang?: string
}

/** `liuke demand`: sales of the next 30 days, and the stock they need. */
export function addDemandCommand(program: Command): void {
  const demand = new Command('demand').description('forecast the next 30 days for products, categories and stores, and plan stock')
  demand.addCommand(
    addHouseOptions(new Command('forecast').description('make the forecasts, test them on past months and save them'))
      .option('--as-of <time>', 'as of this time (ISO 8601; default: now, or the end of the data if that is older)', readTime)
      .action(async (options: ForecastOptions) =>
        inJob(options, { kind: 'forecast-demand' }, async (house, output) => {
          const card = await house.demand.forecast(options.asOf, (stage, done, total) =>
            output.progress(`${stage} ${done} of ${total}`, { stage, done, total }),
          )
          const { unconverted, lines } = await leftOut(house)
          output.result({ ...card, unconverted }, [summaryOf(card), ...lines].join('\n'))
          return { asOf: card.asOf, total: card.total, note: card.note }
        }),
      ),
  )
  demand.addCommand(
    addHouseOptions(new Command('export').description('print the stock plan of the latest forecast as CSV'))
      .option('--service-level <share>', 'share of order cycles without a stockout, 0.5 to 0.999', readNumber('--service-level'), 0.95)
      .option('--lead-days <days>', 'days from order to delivery, 1 to 90', readNumber('--lead-days'), 7)
      .option('--lang <zh|en>', 'language of the headings (default: from the locale)')
      .action(async (options: ExportOptions) => {
        const { serviceLevel, leadDays, lang } = options
        const language = readLanguage(lang, commandSetting().env)
        await inHouse(options, async (house, output) => {
          const items: StockRow[] = []
          for await (const row of house.demand.stockRows({ serviceLevel, leadDays })) items.push(row)
          // The output ends the line itself.
          output.result({ serviceLevel, leadDays, items }, (await text(csvOfStock(items, language))).trimEnd())
        })
      }),
  )
  program.addCommand(demand)
}

function summaryOf({ total, accuracy, note, currency = '' }: DemandCard): string {
  const lines = accuracy
    .filter(({ wape }) => wape !== null)
    .map(({ level, wape, baselineWape }) => {
      const share = (value: number | null): string => (value === null ? 'unknown' : `${(100 * (1 - value)).toFixed(1)} %`)
      return `${level.padEnd(9)} accuracy ${share(wape)} (same weekday of the last four weeks: ${share(baselineWape)})`
    })
  if (total !== null) {
    const { units, low, high, last, amount, lastAmount } = total
    const money = (major: number | null | undefined): string => (major ?? Number.NaN).toFixed(2)
    if (typeof amount === 'number') {
      lines.unshift(`${money(amount)} ${currency} at recent prices (${money(lastAmount)} ${currency} in the 30 days before)`)
    }
    lines.unshift(
      `${units.toFixed(0)} units in 30 days (80 %: ${low.toFixed(0)} to ${high.toFixed(0)}; ${last.toFixed(0)} in the 30 days before)`,
    )
  }
  if (note !== null) lines.push(note.en)
  return lines.join('\n')
}
