import { COMMAND_LINE_SCOPE } from './command-line-scope.ts'
import { Command, Option } from 'commander'
import { emailKeyOf } from '#access/user.ts'
import { AppError } from '#kernel/app-error.ts'
import { HOUR_MS } from '#kernel/clock.ts'
import type { ChurnAlertQuery } from '#predict/churn/alerts/churn-alert-service.ts'
import { RISK_TIER_NAMES } from '#predict/churn/tiers/risk-tiers.ts'
import type { RiskTierName } from '#predict/churn/tiers/risk-tiers.ts'
import type { ChurnNumbers } from '#predict/churn/churn-service.ts'
import { leftOut } from './left-out.ts'
import type { House } from '../main/house.ts'
import { commandActor } from './command-setting.ts'
import type { HouseOptions } from './open-house.ts'
import { addHouseOptions, inHouse, inJob } from './open-house.ts'
import { readIds, readTime, readWhole } from './option-readers.ts'
import { zonedDay, zonedTime } from './zoned-time.ts'

interface AsOfOptions extends HouseOptions {
  readonly asOf?: Date
}

interface DefinitionOptions extends AsOfOptions {
  readonly kind?: NonNullable<ChurnNumbers['kind']>
  readonly horizon?: number
  readonly activeWithin?: number
  readonly audience?: NonNullable<ChurnNumbers['audience']>
}

interface AlertOptions extends HouseOptions {
  readonly state: NonNullable<ChurnAlertQuery['state']>
  readonly overdue?: boolean
  readonly limit: number
}

interface AssignOptions extends HouseOptions {
  readonly state: NonNullable<ChurnAlertQuery['state']>
  readonly tier?: RiskTierName
  readonly overdue?: boolean
  readonly alert?: readonly string[]
  readonly dueIn?: number
}

/** Everything the console can do with the churn model, for your own schedules and for a closer look. */
export function addChurnCommands(program: Command): void {
  const churn = new Command('churn').description('train the churn model, score customers and monitor both')
  churn.addCommand(
    definition(asOf(new Command('check').description('check what a churn definition finds in the data, before training'))).action(check),
  )
  churn.addCommand(
    definition(asOf(new Command('train').description('train on past orders, test on later data and keep the best model'))).action(train),
  )
  churn.addCommand(asOf(new Command('score').description('score every active customer with the model in use')).action(score))
  churn.addCommand(addHouseOptions(new Command('versions').description('list all trained models and their state')).action(versions))
  churn.addCommand(
    addHouseOptions(
      new Command('promote').description('use this version of the model').argument('<version>', 'version number', readWhole('<version>')),
    ).action(promote),
  )
  churn.addCommand(
    addHouseOptions(
      new Command('drift').description('show how far customers have drifted from the training data, and how accurate past scores were'),
    ).action(drift),
  )
  churn.addCommand(
    addHouseOptions(new Command('alerts').description('list customers who entered a risk tier that raises alerts'))
      .addOption(new Option('--state <state>', 'open, acknowledged or closed').choices(['open', 'acknowledged', 'closed']).default('open'))
      .option('--overdue', 'only those that are overdue')
      .option('--limit <n>', 'maximum number', readWhole('--limit'), 50)
      .action(alerts),
  )
  churn.addCommand(
    addHouseOptions(new Command('assign').description('assign alerts to a colleague, or remove their owner'))
      .argument('<email>', 'email of the new owner, or nobody')
      .addOption(new Option('--state <state>', 'only alerts in this state').choices(['open', 'acknowledged']).default('open'))
      .addOption(new Option('--tier <tier>', 'only those of this risk tier').choices(RISK_TIER_NAMES))
      .option('--overdue', 'only those that are overdue')
      .option('--alert <id...>', 'only these alerts, whatever their state and tier', readIds('--alert', 'an alert'))
      .option('--due-in <hours>', 'new due time, in hours from now (default: unchanged)', readWhole('--due-in'))
      .action(assign),
  )
  program.addCommand(churn)
}

function asOf(command: Command): Command {
  return addHouseOptions(command).option('--as-of <time>', 'as of this time (ISO 8601; default: now)', readTime)
}

function definition(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--kind <kind>',
        'no-order, or contract: who has no running contract at the end of the horizon (default: as in the model in use)',
      ).choices(['no-order', 'contract']),
    )
    .option(
      '--horizon <days>',
      'days without an order that count as churn (default: as in the model in use, else 60)',
      readWhole('--horizon'),
    )
    .option(
      '--active-within <days>',
      'only customers with an order in this many days (default: as in the model in use, else 180)',
      readWhole('--active-within'),
    )
    .addOption(new Option('--audience <who>', 'all, repeat (two orders or more) or high_value').choices(['all', 'repeat', 'high_value']))
}

function numbersOf({ kind, horizon, activeWithin, audience }: DefinitionOptions): ChurnNumbers {
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(horizon === undefined ? {} : { horizonDays: horizon }),
    ...(activeWithin === undefined ? {} : { activeWithinDays: activeWithin }),
    ...(audience === undefined ? {} : { audience }),
  }
}

async function check(options: DefinitionOptions): Promise<void> {
  await inHouse(options, async (house, output) => {
    const found = await house.churn.check(numbersOf(options), options.asOf ?? house.clock.now())
    output.result(
      found,
      [
        found.text.en,
        `${found.customers} examples, ${found.churners} churned, ${found.audienceNow} customers to score today`,
        ...found.gates.map(({ passed, text }) => `${passed ? 'ok      ' : 'missing '} ${text.en}`),
        found.rungText.en,
      ].join('\n'),
    )
  })
}

async function train(options: DefinitionOptions): Promise<void> {
  await inJob(options, { kind: 'train-churn', input: numbersOf(options) }, async (house, output) => {
    const card = await house.churn.train(numbersOf(options), options.asOf ?? house.clock.now(), (stage, done, total) =>
      output.progress(`${stage} ${done} of ${total}`, { stage, done, total }),
    )
    const { quality } = card
    const { unconverted, lines } = await leftOut(house)
    output.result(
      { ...card, unconverted },
      [
        quality === null
          ? card.rungReason.en
          : `${card.rung}: AUC ${quality.auc.toFixed(3)}, accuracy ${quality.accuracy.toFixed(3)} (always predicting the more common outcome: ${quality.baseAccuracy.toFixed(3)}), calibration error ${quality.ece.toFixed(3)}`,
        `Version ${card.version} is the ${card.state}. ${card.verdict.en}`,
        ...lines,
      ].join('\n'),
    )
    return { version: card.version, state: card.state, rung: card.rung, auc: quality?.auc ?? null }
  })
}

async function score(options: AsOfOptions): Promise<void> {
  await inHouse(options, async (house, output) => {
    const result = await house.churn.score(options.asOf ?? house.clock.now())
    const { drainSignals } = await import('../main/background.ts')
    await drainSignals(house)
    const tiers = Object.entries(result.byTier)
      .map(([tier, count]) => `${tier} ${count}`)
      .join(', ')
    const { unconverted, lines } = await leftOut(house)
    output.result(
      { ...result, unconverted },
      [`${result.scored} scored: ${tiers}${result.alerts === null ? '' : `; ${result.alerts.raised} new alerts`}`, ...lines].join('\n'),
    )
  })
}

async function versions(options: HouseOptions): Promise<void> {
  await inHouse(options, async (house, output) => {
    const items = (await house.churn.versions()).map(({ version, state, trainedAt, trigger, verdict, card }) => ({
      version,
      state,
      trainedAt: trainedAt.toISOString(),
      trigger,
      rung: card.rung,
      definition: card.definition.text,
      auc: card.quality?.auc ?? null,
      accuracy: card.quality?.accuracy ?? null,
      verdict,
    }))
    const line = (item: (typeof items)[number]): string =>
      `${String(item.version).padStart(3)}  ${item.state.padEnd(10)} ${zonedDay(new Date(item.trainedAt), house.project.timeZone)}  ${item.trigger.padEnd(8)} ${item.rung.padEnd(9)} AUC ${item.auc?.toFixed(3) ?? '-'}  ${item.verdict?.en ?? ''}`
    output.result({ items }, items.length === 0 ? 'No churn model has been trained yet.' : items.map(line).join('\n'))
  })
}

async function promote(version: number, options: HouseOptions): Promise<void> {
  await inHouse(options, async (house, output) => {
    const card = await house.churn.promote(version)
    await house.access.audit.append({
      at: house.clock.now(),
      actor: commandActor(),
      action: 'churn-model-promoted',
      target: `model:churn/${version}`,
      detail: { version, rung: card.rung },
    })
    output.result(card, `The next scoring uses version ${version}.`)
  })
}

async function drift(options: HouseOptions): Promise<void> {
  await inHouse(options, async (house, output) => {
    const watched = await house.churnWatch.report()
    const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
    output.result(
      watched,
      [
        watched.text.en,
        ...(watched.report?.features ?? []).slice(0, 5).map(({ feature, psi }) => `PSI ${psi.toFixed(3)}  ${feature}`),
        ...watched.accuracy.map(
          (row) =>
            `${zonedDay(row.asOf, house.project.timeZone)}  accuracy ${percent(row.accuracy)} (always predicting the more common outcome: ${percent(row.baseAccuracy)}), AUC ${row.auc?.toFixed(3) ?? '-'}`,
        ),
        watched.retrain.due
          ? `Retrain: ${watched.retrain.reasons.map(({ en }) => en).join('; ')}`
          : `No retraining needed${watched.retrain.nextAt === null ? '' : ` before ${zonedDay(watched.retrain.nextAt, house.project.timeZone)}`}.`,
      ].join('\n'),
    )
  })
}

async function alerts({ state, overdue, limit, ...options }: AlertOptions): Promise<void> {
  await inHouse(options, async (house, output) => {
    const { items } = await house.churnAlerts.list(COMMAND_LINE_SCOPE, { state, limit, ...(overdue === true ? { overdue } : {}) })
    output.result(
      { items },
      items.length === 0
        ? 'No alerts.'
        : items
            .map(
              (alert) =>
                `${alert.id}  customer ${alert.customerId}  ${alert.tier.padEnd(6)} ${(alert.probability * 100).toFixed(0).padStart(3)} %  due ${zonedTime(alert.dueAt, house.project.timeZone)}  ${alert.reasons.map(({ en }) => en).join('; ')}`,
            )
            .join('\n'),
    )
  })
}

async function assign(email: string, { state, tier, overdue, alert, dueIn, ...options }: AssignOptions): Promise<void> {
  await inHouse(options, async (house, output) => {
    const owner = email === 'nobody' ? null : await alertOwner(house, email)
    const dueAt = dueIn === undefined ? undefined : new Date(house.clock.now().getTime() + dueIn * HOUR_MS)
    const filter = { state, ...(tier === undefined ? {} : { tier }), ...(overdue === true ? { overdue } : {}) }
    const assigned = await house.churnAlerts.assign(COMMAND_LINE_SCOPE, alert === undefined ? { filter } : { ids: alert }, {
      owner: owner === null ? null : `user:${owner}`,
      ...(dueAt === undefined ? {} : { dueAt }),
    })
    await house.access.audit.append({
      at: house.clock.now(),
      actor: commandActor(),
      action: 'churn-alerts-assigned',
      target: 'churn-alerts',
      detail: { alerts: assigned.length, owner, ...(dueAt === undefined ? {} : { due: dueAt.toISOString() }) },
    })
    output.result({ assigned: assigned.length }, `${assigned.length} alerts assigned to ${email}.`)
  })
}

/** @throws AppError `alert-owner-unknown` */
async function alertOwner({ access }: Pick<House, 'access'>, email: string): Promise<string> {
  const found = (await access.users.list()).find((user) => emailKeyOf(user.email) === emailKeyOf(email))
  if (found !== undefined && found.disabledAt === null && found.role.permissions.includes('alerts:work')) return found.id
  throw new AppError(
    'invalid-input',
    'alert-owner-unknown',
    `${email} cannot be given alerts: \`liuke users list\` shows the team and their roles.`,
  )
}
