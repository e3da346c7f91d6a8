import { Command } from 'commander'
import { toMajor } from '#kernel/money.ts'
import { Rng } from '#kernel/rng.ts'
import { contractAnswer } from '#http/predict/contract-value-answer.ts'
import { contractForecast } from '#predict/value/contract-value.ts'
import { leftOut } from './left-out.ts'
import type { HouseOptions } from './open-house.ts'
import { addHouseOptions, inHouse, inJob } from './open-house.ts'
import { readNumber, readTime } from './option-readers.ts'
import { createOutput } from './output.ts'
import { readCohorts } from './read-cohorts.ts'

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

/** `liuke value`: predicted spend and next orders of customers. */
export function addValueCommand(program: Command): void {
  const asOf = (command: Command): Command =>
    addHouseOptions(command).option('--as-of <time>', 'as of this time (ISO 8601; default: now)', readTime)
  const value = new Command('value').description('predicted spend of customers, and when, what and for how much they will buy next')

  value.addCommand(
    asOf(new Command('train').description('train on how often customers buy and what they pay, and test on later data'))
      .option('--months <n>', 'prediction window in months', readNumber('--months'), 12)
      .option('--discount <rate>', 'yearly discount, 0.1 = 10 %', readNumber('--discount'), 0.1)
      .option('--margin <share>', 'share of an amount that counts as value', readNumber('--margin'), 1)
      .action(async (options: TrainOptions) =>
        inJob(options, { kind: 'train-value' }, async (house, output) => {
          const card = await house.value.train(
            { horizonMonths: options.months, yearlyDiscount: options.discount, grossMargin: options.margin },
            options.asOf ?? house.clock.now(),
            (stage, done, total) => output.progress(`${stage} ${done} of ${total}`, { stage, done, total }),
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
                    `Spend over ${quality.days} later days: error ${toMajor(quality.error, house.project.currency).toFixed(0)} ${house.project.currency} vs. ${toMajor(quality.baselineError, house.project.currency).toFixed(0)} from the past rate, rank correlation ${quality.rankCorrelation.toFixed(3)} vs. ${quality.baselineRankCorrelation.toFixed(3)}, ${(100 * quality.coverage).toFixed(0)} % of customers inside their interval`,
                  ]),
              ...(propensity === null
                ? []
                : [
                    `An order within 30 days (${propensity.method}): AUC ${propensity.auc.toFixed(3)} vs. ${propensity.baselineAuc.toFixed(3)} from recency alone, calibration error ${propensity.ece.toFixed(3)}`,
                  ]),
              ...lines,
            ].join('\n'),
          )
          return { version: card.version, rung: card.rung }
        }),
      ),
  )

  value.addCommand(
    asOf(new Command('score').description('predict the spend of every customer with the model in use')).action(
      async (options: AsOfOptions) =>
        inHouse(options, async (house, output) => {
          const result = await house.value.score(options.asOf ?? house.clock.now())
          const { value: total, low, high } = result.total
          const { unconverted, lines } = await leftOut(house)
          output.result(
            { ...result, unconverted },
            [
              `${result.scored} customers, predicted spend ${total.toFixed(0)} ${house.project.currency} (${low.toFixed(0)} to ${high.toFixed(0)})`,
              ...lines,
            ].join('\n'),
          )
        }),
    ),
  )

  value.addCommand(
    asOf(
      new Command('contracts').description('how long the contracts in the data last, who renews, and what is still to come of them'),
    ).action(async (options: AsOfOptions) =>
      inHouse(options, async (house, output) => {
        const now = options.asOf ?? house.clock.now()
        const report = await house.contracts.report(now)
        const answer = contractAnswer(report, now, house.project.currency)
        const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
        output.result(
          answer,
          [
            `${answer.running} contracts run, ${answer.ended} ended; half end by ${answer.medianDays === null ? 'a day that is not reached yet' : `day ${answer.medianDays}`}`,
            ...answer.periods.flatMap(({ period, contracts, ended, retention }) =>
              retention === null
                ? [`${period}: ${contracts} contracts, ${ended} ended, not enough data for retention`]
                : retention.byRenewals.map(
                    ({ renewals, retention: next, periods, low, high }) =>
                      `${period}, ${renewals} renewals: ${percent(next)} renew next, ${periods.toFixed(1)} periods to come (${low.toFixed(1)} to ${high.toFixed(1)})`,
                  ),
            ),
          ].join('\n'),
        )
      }),
    ),
  )

  value.addCommand(
    new Command('retention')
      .description(
        'value of contract customers from a CSV (also .gz) or .xlsx of cohorts with the columns cohort, renewal (0 = start), customers',
      )
      .argument('<file>')
      .option('--json', 'print the result as one JSON object on the last line')
      .option('--periods <n>', 'number of periods to look ahead', readNumber('--periods'), 12)
      .option('--per-year <n>', 'renewals a year', readNumber('--per-year'), 12)
      .option('--discount <rate>', 'yearly discount, 0.1 = 10 %', readNumber('--discount'), 0.1)
      .option('--margin <amount>', 'margin per customer and period', readNumber('--margin'), 1)
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
