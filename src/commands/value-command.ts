import { Command } from 'commander'
import { parse } from 'csv-parse/sync'
import { readFile } from 'node:fs/promises'
import { AppError } from '#kernel/app-error.ts'
import { toMajor } from '#kernel/money.ts'
import { Rng } from '#kernel/rng.ts'
import type { CohortSurvivors } from '#numerics/purchase/shifted-beta-geometric.ts'
import { contractForecast } from '#predict/value/contract-value.ts'
import { leftOut } from './left-out.ts'
import type { HouseOptions } from './open-house.ts'
import { addHouseOptions, inHouse } from './open-house.ts'
import { readNumber, readTime } from './option-readers.ts'
import { createOutput } from './output.ts'

interface AsOfOptions extends HouseOptions {
  readonly asOf?: Date
}

interface TrainOptions extends AsOfOptions {
  readonly months: number
  readonly discount: number
  readonly margin: number
}

interface RetentionOptions {
  readonly json?: boolean
  readonly periods: number
  readonly perYear: number
  readonly discount: number
  readonly margin: number
}

const MOST_RENEWALS = 600

/** `liuke value`: what customers are worth and what they buy next. */
export function addValueCommand(program: Command): void {
  const asOf = (command: Command): Command =>
    addHouseOptions(command).option('--as-of <time>', 'as of this time (ISO 8601; default: now)', readTime)
  const value = new Command('value').description(
    'what customers are worth over the coming months, and when, what and for how much they buy next',
  )

  value.addCommand(
    asOf(new Command('train').description('learn how often customers buy and what they pay, and test on later time'))
      .option('--months <n>', 'value over so many months', readNumber('--months'), 12)
      .option('--discount <rate>', 'yearly discount, 0.1 = 10 %', readNumber('--discount'), 0.1)
      .option('--margin <share>', 'share of an amount that counts as value', readNumber('--margin'), 1)
      .action(async (options: TrainOptions) =>
        inHouse(options, async (house, output) => {
          const card = await house.value.train(
            { horizonMonths: options.months, yearlyDiscount: options.discount, grossMargin: options.margin },
            options.asOf ?? house.clock.now(),
            (stage, done, total) => output.progress(`${stage} ${done} of ${total}`),
          )
          const { quality, propensity } = card
          const { unconverted, lines } = await leftOut(house)
          output.result(
            { ...card, unconverted },
            [
              card.rungReason.en,
              ...(quality === null
                ? []
                : [
                    `Spend of ${quality.days} later days: error ${toMajor(quality.error, house.project.currency).toFixed(0)} ${house.project.currency} against ${toMajor(quality.baselineError, house.project.currency).toFixed(0)} of the past rate, rank correlation ${quality.rankCorrelation.toFixed(3)} against ${quality.baselineRankCorrelation.toFixed(3)}, ${(100 * quality.coverage).toFixed(0)} of 100 customers inside their interval`,
                  ]),
              ...(propensity === null
                ? []
                : [
                    `An order within 30 days (${propensity.method}): AUC ${propensity.auc.toFixed(3)} against ${propensity.baselineAuc.toFixed(3)} of recency alone, calibration error ${propensity.ece.toFixed(3)}`,
                  ]),
              ...lines,
            ].join('\n'),
          )
        }),
      ),
  )

  value.addCommand(
    asOf(new Command('score').description('predict every customer with the model in use')).action(async (options: AsOfOptions) =>
      inHouse(options, async (house, output) => {
        const result = await house.value.score(options.asOf ?? house.clock.now())
        const { value: total, low, high } = result.total
        const { unconverted, lines } = await leftOut(house)
        output.result(
          { ...result, unconverted },
          [
            `${result.scored} customers, together worth ${total.toFixed(0)} ${house.project.currency} (${low.toFixed(0)} to ${high.toFixed(0)})`,
            ...lines,
          ].join('\n'),
        )
      }),
    ),
  )

  value.addCommand(
    new Command('retention')
      .description('value of contract customers from a CSV of cohorts with the columns cohort, renewal (0 = start), customers')
      .argument('<file>')
      .option('--json', 'print the result as one JSON object on the last line')
      .option('--periods <n>', 'look ahead so many periods', readNumber('--periods'), 12)
      .option('--per-year <n>', 'renewals a year', readNumber('--per-year'), 12)
      .option('--discount <rate>', 'yearly discount, 0.1 = 10 %', readNumber('--discount'), 0.1)
      .option('--margin <amount>', 'kept of a customer each period', readNumber('--margin'), 1)
      .action(async (file: string, options: RetentionOptions) => {
        const output = createOutput(options.json === true)
        const rng = new Rng('contract-value')
        const forecast = contractForecast(
          await readCohorts(file),
          { periods: options.periods, periodsPerYear: options.perYear, yearlyDiscount: options.discount, marginPerPeriod: options.margin },
          () => rng.next(),
        )
        output.result(
          forecast,
          forecast.byTenure
            .map(
              ({ renewals, retention, value: worth, low, high }) =>
                `${String(renewals).padStart(3)} renewals: ${(100 * retention).toFixed(1)} % renew next, worth ${worth.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`,
            )
            .join('\n'),
        )
        output.done()
      }),
  )
  program.addCommand(value)
}

/** Rows cohort, renewal, customers, in any order; each cohort must have every renewal from 0 on. */
async function readCohorts(file: string): Promise<CohortSurvivors[]> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch {
    throw new AppError('invalid-input', 'file-unreadable', `${file} cannot be read; give the path of a CSV file of cohorts.`)
  }
  const cohorts = new Map<string, number[]>()
  for (const [i, row] of readRows(file, text).entries()) {
    const renewal = Number(row['renewal'])
    const customers = Number(row['customers'])
    if (row['renewal'] === undefined || !Number.isInteger(renewal) || renewal < 0 || renewal > MOST_RENEWALS || !(customers >= 0)) {
      throw new AppError(
        'invalid-input',
        'cohorts-unusable',
        `Line ${i + 2} of ${file} is not a cohort line; it needs the columns cohort, renewal (0 to ${MOST_RENEWALS}) and customers.`,
      )
    }
    const own = cohorts.get(row['cohort'] ?? '') ?? []
    own[renewal] = customers
    cohorts.set(row['cohort'] ?? '', own)
  }
  for (const [name, own] of cohorts) {
    if (own.length < 2 || Array.from(own, (count) => count === undefined).includes(true)) {
      throw new AppError(
        'invalid-input',
        'cohorts-unusable',
        `The cohort "${name}" lacks a renewal; it needs every one from 0 on, at least 0 and 1.`,
      )
    }
  }
  if (cohorts.size === 0) throw new AppError('invalid-input', 'cohorts-unusable', `${file} holds no cohort.`)
  return [...cohorts.values()]
}

function readRows(file: string, text: string): Readonly<Record<string, string>>[] {
  try {
    return parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new AppError('invalid-input', 'file-unreadable', `${file} cannot be read as CSV: ${reason}.`)
  }
}
