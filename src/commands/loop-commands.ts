import { Command } from 'commander'
import { AppError } from '#kernel/app-error.ts'
import type { HouseOptions } from './open-house.ts'
import { addHouseOptions, inHouse } from './open-house.ts'

interface AsOfOptions extends HouseOptions {
  readonly asOf?: Date
}

interface TrainOptions extends AsOfOptions {
  readonly horizon: number
  readonly activeWithin: number
}

interface DecideOptions extends AsOfOptions {
  readonly strategy?: string[]
  readonly maxContacts?: number
  readonly dryRun?: boolean
}

/** The steps of the loop, one command each, for schedules of one's own and for looking closely. */
export function addLoopCommands(program: Command): void {
  const asOf = (command: Command): Command =>
    addHouseOptions(command).option('--as-of <time>', 'as of this time (ISO 8601; default: now)', readTime)

  program.addCommand(
    asOf(new Command('segment').description('compute RFM, lifecycle tiers and value classes')).action(async (options: AsOfOptions) =>
      inHouse(options, async (house, output) => {
        const result = await house.profiles.refresh(options.asOf ?? house.clock.now())
        output.result(
          result,
          Object.entries(result.tiers)
            .map(([tier, count]) => `${tier.padEnd(12)} ${count}`)
            .join('\n'),
        )
      }),
    ),
  )

  const churn = new Command('churn').description('train the churn model and score customers')
  churn.addCommand(
    asOf(new Command('train').description('learn from past orders, test on later time, keep the best'))
      .option('--horizon <days>', 'churned means: no order in so many days', readWhole('--horizon'), 60)
      .option('--active-within <days>', 'of customers with an order in so many days', readWhole('--active-within'), 180)
      .action(async (options: TrainOptions) =>
        inHouse(options, async (house, output) => {
          const card = await house.churn.train(
            { horizonDays: options.horizon, activeWithinDays: options.activeWithin },
            options.asOf ?? house.clock.now(),
            (stage, done, total) => output.progress(`${stage} ${done} of ${total}`),
          )
          const { quality } = card
          output.result(
            card,
            quality === null
              ? card.rungReason.en
              : `${card.rung}: AUC ${quality.auc.toFixed(3)}, accuracy ${quality.accuracy.toFixed(3)} (always the larger class: ${quality.baseAccuracy.toFixed(3)}), calibration error ${quality.ece.toFixed(3)}`,
          )
        }),
      ),
  )
  churn.addCommand(
    asOf(new Command('score').description('score every active customer with the model in use')).action(async (options: AsOfOptions) =>
      inHouse(options, async (house, output) => {
        const result = await house.churn.score(options.asOf ?? house.clock.now())
        output.result(
          result,
          `${result.scored} scored: ${Object.entries(result.byTier)
            .map(([tier, count]) => `${tier} ${count}`)
            .join(', ')}`,
        )
      }),
    ),
  )
  program.addCommand(churn)

  program.addCommand(
    asOf(new Command('decide').description('match strategies, draw the hold-out, write the decision ledger and plan the contacts'))
      .option('--strategy <id...>', 'only these strategies')
      .option('--max-contacts <n>', 'contact at most so many', readWhole('--max-contacts'))
      .option('--dry-run', 'only say what would happen')
      .action(async (options: DecideOptions) =>
        inHouse(options, async (house, output) => {
          await house.strategies.seedLibrary('system')
          const request = {
            ...(options.strategy === undefined ? {} : { strategyIds: options.strategy }),
            ...(options.maxContacts === undefined ? {} : { maxContacts: options.maxContacts }),
          }
          const time = options.asOf ?? house.clock.now()
          if (options.dryRun === true) {
            const preview = await house.decisions.preview(request, time)
            output.result(
              preview,
              `${preview.decided} of ${preview.candidates}: ${preview.treated} to contact, ${preview.control} held out`,
            )
            return
          }
          const run = await house.decisions.start(request, time, 'command-line')
          output.result(run, `Run ${run.id}: ${run.summary?.treated ?? 0} to contact, ${run.summary?.control ?? 0} held out`)
        }),
      ),
  )

  program.addCommand(
    addHouseOptions(new Command('send').description('send everything that is due')).action(async (options: HouseOptions) =>
      inHouse(options, async (house, output) => {
        const { sendDue } = await import('../main/background.ts')
        while (await sendDue(house));
        const counts = await house.sends.counts()
        output.result(
          counts,
          Object.entries(counts)
            .map(([state, count]) => `${state.padEnd(12)} ${count}`)
            .join('\n'),
        )
      }),
    ),
  )

  program.addCommand(
    addHouseOptions(new Command('load').description('load what the tracking API has taken in')).action(async (options: HouseOptions) =>
      inHouse(options, async (house, output) => {
        const { drainInbox } = await import('../main/background.ts')
        const received = await drainInbox(house)
        output.result({ received }, `${received} messages loaded`)
      }),
    ),
  )

  program.addCommand(
    addHouseOptions(new Command('effects').description('what the contacts changed, against the customers held out')).action(
      async (options: HouseOptions) =>
        inHouse(options, async (house, output) => {
          const items = await house.effects.list()
          output.result(
            { items },
            items.length === 0
              ? 'Nothing was decided yet.'
              : items.map((item) => `${item.asOf.toISOString().slice(0, 10)}  ${item.overall.verdictText.en}`).join('\n'),
          )
        }),
    ),
  )
}

function readTime(text: string): Date {
  const time = new Date(text)
  if (Number.isNaN(time.getTime()))
    throw new AppError('invalid-input', 'time-unreadable', `--as-of takes a time such as 2026-01-31, not "${text}".`)
  return time
}

function readWhole(name: string): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (!Number.isInteger(number) || number < 1)
      throw new AppError('invalid-input', 'number-unreadable', `${name} takes a whole number above 0, not "${text}".`)
    return number
  }
}
