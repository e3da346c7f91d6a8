import type { Command } from 'commander'
import type { RiskTierScheme, RiskTierSettings } from '#http/predict/churn-model-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { addDoor, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'

interface SetOptions extends DoorOptions {
  readonly preset?: string
  readonly name: string
}

type Rule = RiskTierScheme['tiers'][number]

/** `liuke tiers`: from which probability of churn a customer counts as what. */
export function addTierCommands(program: Command): void {
  const tiers = program.command('tiers').description('risk tiers: from which probability of churn a customer counts as what')

  addDoor(tiers, 'show', 'the tiers in force').action((options: DoorOptions) =>
    atDoor(options, async (door) => {
      show(door, await door.client.ask('GET', '/churn/tiers'))
    }),
  )

  addDoor(
    tiers,
    'set [tier...]',
    'set them from the highest down, as high:0.8:0.75:24:alert medium:0.5 low:0 (entered at, left below, hours to act, alert)',
  )
    .option('--preset <name>', 'take a set that comes with the product instead')
    .option('--name <name>', 'what the set is called', 'custom')
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
  throw new AppError('invalid-input', 'preset-unknown', `There is no set of tiers called "${name}": take one of ${known}.`)
}

/** Reads `tier:enterAt[:leaveBelow[:hours[:alert]]]`. @throws AppError `tier-unreadable` */
export function readRule(text: string): Rule {
  const [tier = '', enter = '', leave = enter, hours = '', alert = ''] = text.split(':')
  const [enterAt, leaveBelow] = [Number(enter), Number(leave)]
  const actWithinHours = hours === '' ? null : Number(hours)
  const isRule = tier !== '' && enter !== '' && Number.isFinite(enterAt) && Number.isFinite(leaveBelow) && !Number.isNaN(actWithinHours)
  if (!isRule || !['', 'alert'].includes(alert)) {
    throw new AppError('invalid-input', 'tier-unreadable', `A tier is written as high:0.8:0.75:24:alert or medium:0.5, not "${text}".`)
  }
  return { tier: tier as Rule['tier'], enterAt, leaveBelow, actWithinHours, alert: alert === 'alert' }
}

function show({ list }: Door, { current }: RiskTierSettings): void {
  list(
    current.tiers,
    [
      { title: { zh: '等级', en: 'Tier' }, cell: ({ tier }) => tier },
      { title: { zh: '进入', en: 'Entered at' }, cell: ({ enterAt }) => enterAt },
      { title: { zh: '退出低于', en: 'Left below' }, cell: ({ leaveBelow }) => leaveBelow },
      { title: { zh: '处理时限（小时）', en: 'Hours to act' }, cell: ({ actWithinHours }) => actWithinHours ?? '-' },
      { title: { zh: '预警', en: 'Alert' }, cell: ({ alert }) => (alert ? '✓' : '-') },
    ],
    { zh: '没有等级。', en: 'There are no tiers.' },
    { name: current.name },
  )
}
