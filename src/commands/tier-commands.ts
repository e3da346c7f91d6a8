import type { Command } from 'commander'
import type { RiskTierScheme, RiskTierSettings } from '#http/predict/churn-model-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { addDoor, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'
import { addTierHistoryCommands, addTierSchemeCommands } from './tier-scheme-commands.ts'

interface SetOptions extends DoorOptions {
  readonly preset?: string
  readonly name: string
}

type Rule = RiskTierScheme['tiers'][number]

/** `liuke tiers`: risk tiers by churn probability, and the scheme of RFM and lifecycle tiers. */
export function addTierCommands(program: Command): void {
  const tiers = program.command('tiers').description('risk tiers by churn probability, and the scheme of RFM and lifecycle tiers')
  addTierSchemeCommands(tiers)
  addTierHistoryCommands(tiers)

  addDoor(tiers, 'show', 'show the current tiers').action((options: DoorOptions) =>
    atDoor(options, async (door) => {
      show(door, await door.client.ask('GET', '/churn/tiers'))
    }),
  )

  addDoor(
    tiers,
    'set [tier...]',
    'set the tiers from highest to lowest, as high:0.8:0.75:24:alert medium:0.5 low:0 (enter at, leave below, respond within hours, alert)',
  )
    .option('--preset <name>', 'use a built-in set instead')
    .option('--name <name>', 'name of the set', 'custom')
    .action((rules: string[], options: SetOptions) =>
      atDoor(options, async (door) => {
        const { presets } = await door.client.ask<RiskTierSettings>('GET', '/churn/tiers')
        const body = options.preset === undefined ? { name: options.name, tiers: rules.map(readRule) } : presetOf(presets, options.preset)
        show(door, await door.client.ask('PUT', '/churn/tiers', { body }))
      }),
    )
}

function presetOf(presets: readonly RiskTierScheme[], name: string): RiskTierScheme {
  const found = presets.find((preset) => preset.name === name)
  if (found !== undefined) return found
  const known = presets.map((preset) => preset.name).join(', ')
  throw new AppError('invalid-input', 'preset-unknown', `There is no set of tiers called "${name}". Choose one of ${known}.`)
}

/** Reads `tier:enterAt[:leaveBelow[:hours[:alert]]]`. @throws AppError `tier-unreadable` */
export function readRule(text: string): Rule {
  const [tier = '', enter = '', leave = enter, hours = '', alert = ''] = text.split(':')
  const [enterAt, leaveBelow] = [Number(enter), Number(leave)]
  const actWithinHours = hours === '' ? null : Number(hours)
  const isRule = tier !== '' && enter !== '' && Number.isFinite(enterAt) && Number.isFinite(leaveBelow) && !Number.isNaN(actWithinHours)
  if (!isRule || !['', 'alert'].includes(alert)) {
    throw new AppError('invalid-input', 'tier-unreadable', `Write a tier as high:0.8:0.75:24:alert or medium:0.5, not "${text}".`)
  }
  return { tier: tier as Rule['tier'], enterAt, leaveBelow, actWithinHours, alert: alert === 'alert' }
}

function show({ list, word }: Door, { current }: RiskTierSettings): void {
  list(
    current.tiers,
    [
      { title: { zh: '等级', en: 'Tier' }, cell: ({ tier }) => word('risk', tier) },
      { title: { zh: '进入', en: 'Enter at' }, cell: ({ enterAt }) => enterAt },
      { title: { zh: '退出低于', en: 'Leave below' }, cell: ({ leaveBelow }) => leaveBelow },
      { title: { zh: '处理时限（小时）', en: 'Respond within (hours)' }, cell: ({ actWithinHours }) => actWithinHours ?? '-' },
      { title: { zh: '预警', en: 'Alert' }, cell: ({ alert }) => (alert ? '✓' : '-') },
    ],
    { zh: '没有等级。', en: 'There are no tiers.' },
    { name: current.name },
  )
}
