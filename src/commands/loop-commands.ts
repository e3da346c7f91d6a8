import { Command } from 'commander'
import { AppError } from '#kernel/app-error.ts'
import { toMajor } from '#kernel/money.ts'
import { unconvertedLines } from '#kernel/unconverted-sales.ts'
import { addExplainCommand } from './explain-command.ts'
import type { DecisionPreview } from '#decide/decision.ts'
import type { EffectReport } from '#measure/effect-service.ts'
import { addChurnCommands } from './churn-commands.ts'
import { asJob } from './as-job.ts'
import { commandActor } from './command-setting.ts'
import type { HouseOptions } from './open-house.ts'
import { addHouseOptions, inHouse, inJob } from './open-house.ts'
import { readTime, readWhole } from './option-readers.ts'
import { zonedDay } from './zoned-time.ts'

interface AsOfOptions extends HouseOptions {
  readonly asOf?: Date
}

interface DecideOptions extends AsOfOptions {
  readonly strategy?: string[]
  readonly maxContacts?: number
  readonly dryRun?: boolean
  readonly preview?: string
}

/** The steps of the loop, one command each, for your own schedules and for a closer look. */
export function addLoopCommands(program: Command): void {
  const asOf = (command: Command): Command =>
    addHouseOptions(command).option('--as-of <time>', 'as of this time (ISO 8601; default: now)', readTime)

  program.addCommand(
    asOf(new Command('profiles').description('compute profiles: RFM, lifecycle tiers and value classes')).action(
      async (options: AsOfOptions) =>
        inJob(options, { kind: 'refresh-profiles' }, async (house, output) => {
          const result = await house.profiles.refresh(options.asOf ?? house.clock.now())
          output.result(
            result,
            Object.entries(result.tiers)
              .map(([tier, count]) => `${tier.padEnd(12)} ${count}`)
              .join('\n'),
          )
          return { customers: result.customers, tiers: result.tiers }
        }),
    ),
  )

  addChurnCommands(program)

  program.addCommand(
    asOf(new Command('decide').description('match strategies, draw the control group, write the decision ledger and plan the contacts'))
      .option('--strategy <id...>', 'only these strategies')
      .option('--max-contacts <n>', 'maximum number of contacts', readWhole('--max-contacts'))
      .option('--dry-run', 'only show what would happen; prints an id for --preview')
      .option('--preview <id>', 'run exactly this preview, within an hour and while the data is unchanged')
      .action(async (options: DecideOptions) =>
        inHouse(options, async (house, output, signal) => {
          await house.strategies.seedLibrary('system')
          if (
            options.preview !== undefined &&
            (options.strategy !== undefined || options.maxContacts !== undefined || options.asOf !== undefined)
          ) {
            throw new AppError(
              'invalid-input',
              'preview-with-choice',
              '--preview already fixes the strategies, the number and the time. Leave out --strategy, --max-contacts and --as-of.',
            )
          }
          const request = {
            ...(options.strategy === undefined ? {} : { strategyIds: options.strategy }),
            ...(options.maxContacts === undefined ? {} : { maxContacts: options.maxContacts }),
          }
          const order = options.preview === undefined ? request : { previewId: options.preview }
          const time = options.asOf ?? house.clock.now()
          if (options.dryRun === true) {
            const preview = await house.decisions.preview(order, time, commandActor())
            output.result(
              preview,
              `${preview.decided} of ${preview.candidates} customers matched: ${preview.treated} to contact, ${preview.control} in the control group\n${companiesText(preview)}To run exactly this: liuke decide --preview ${preview.previewId}`,
            )
            return
          }
          await asJob(house, { kind: 'decision-run', input: order }, output, signal, async () => {
            const run = await house.decisions.start(order, time, commandActor())
            const { treated, control } = run.summary ?? { treated: 0, control: 0 }
            const companies = run.summary === null ? '' : companiesText(run.summary)
            output.result(run, `Run ${run.id}: ${treated} to contact, ${control} in the control group\n${companies}`.trimEnd())
            return { runId: run.id, treated, control }
          })
        }),
      ),
  )

  const decide = program.commands.find((command) => command.name() === 'decide')
  if (decide !== undefined) addExplainCommand(decide)

  program.addCommand(
    addHouseOptions(new Command('send').description('send all due messages')).action(async (options: HouseOptions) =>
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
    addHouseOptions(new Command('load').description('load the events received by the tracking API')).action(async (options: HouseOptions) =>
      inHouse(options, async (house, output) => {
        const { drainInbox } = await import('../main/background.ts')
        const received = await drainInbox(house)
        output.result({ received }, `${received} messages loaded`)
      }),
    ),
  )

  program.addCommand(
    addHouseOptions(new Command('effects').description('show the effect of contacts, compared with the control group')).action(
      async (options: HouseOptions) =>
        inHouse(options, async (house, output) => {
          const items = await house.effects.list()
          output.result(
            { items },
            items.length === 0 ? 'There are no runs yet.' : items.map((item) => effectText(item, house.project.timeZone)).join('\n'),
          )
        }),
    ),
  )
}

/** What was drawn by company, as a line; empty where nobody belongs to one. */
function companiesText({ companies }: Pick<DecisionPreview, 'companies'>): string {
  if (companies === undefined || companies.people === 0) return ''
  const { people, companies: many, treatedDraws, controlDraws, following } = companies
  const rest = following === 0 ? '' : `; ${following} of them take the group their company has from an earlier run, and are not compared`
  return `${people} people of ${many} companies are drawn by company: ${treatedDraws} draws to contact, ${controlDraws} in the control group${rest}\n`
}

/** The verdict, its effect on revenue, and the sales left out of it. */
function effectText({ asOf, currency, overall, unconverted }: EffectReport, timeZone: string): string {
  const { revenuePerCustomer: revenue } = overall
  const money = (minor: number): string => toMajor(minor, currency).toFixed(2)
  return [
    `${zonedDay(asOf, timeZone)}  ${overall.verdictText.en}`,
    ...(overall.companies === 0
      ? []
      : [
          `measured over ${overall.treatedDraws + overall.controlDraws} draws: ${overall.companyPeople} people of ${overall.companies} companies were drawn by company${overall.designEffect === null ? '' : `, design effect ${overall.designEffect.toFixed(1)}`}`,
        ]),
    ...(revenue === null
      ? []
      : [`revenue per customer ${money(revenue.estimate)} ${currency} (${money(revenue.low)} to ${money(revenue.high)})`]),
    ...unconvertedLines(unconverted.treated).map((line) => `contact group: ${line}`),
    ...unconvertedLines(unconverted.control).map((line) => `control group: ${line}`),
  ].join('\n            ')
}
