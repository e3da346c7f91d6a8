import type { Command } from 'commander'
import { Option } from 'commander'
import type { GroupHistory, GroupMoves } from '#http/segment/tier-history-schemas.ts'
import type { TierScheme, TierSchemePreview, TierSchemeState } from '#http/segment/tier-scheme-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { GROUP_SCHEMES, NO_GROUP } from '#segment/group-history.ts'
import type { GroupScheme } from '#segment/group-history.ts'
import { LIFECYCLE_TIERS } from '#segment/lifecycle-tiers.ts'
import type { LifecycleTier } from '#segment/lifecycle-tiers.ts'
import { addDoor, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'
import { readJsonFile } from './read-json-file.ts'

interface ChangeOptions extends DoorOptions {
  readonly file?: string
  readonly mode?: TierScheme['tiers']['mode']
  readonly target: readonly string[]
  readonly note?: string
}

interface MoveOptions extends DoorOptions {
  readonly scheme: GroupScheme
  readonly from?: string
  readonly to?: string
}

/** `liuke tiers scheme`: RFM, value classes and lifecycle tiers as data. */
export function addTierSchemeCommands(tiers: Command): void {
  const scheme = tiers.command('scheme').description('the scheme of RFM, value classes and lifecycle tiers')
  const changing = (usage: string, description: string): Command =>
    addDoor(scheme, usage, description)
      .option('--file <file>', 'a scheme, as tiers scheme show --json prints it (default: the current one)')
      .addOption(new Option('--mode <mode>', 'fixed limits, or limits fitted to the targets').choices(['fixed', 'fitted']))
      .option(
        '--target <tier=share>',
        'target share of a tier, such as new=0.2; may be repeated',
        (text, all: string[]) => [...all, text],
        [],
      )

  addDoor(scheme, 'show', 'show the scheme that holds').action((options: DoorOptions) =>
    atDoor(options, async ({ client, print }) => {
      const state = await client.ask<TierSchemeState>('GET', '/tiers/scheme')
      print(state, JSON.stringify(state.scheme, null, 2))
    }),
  )
  changing('preview', 'what a scheme would make of the customers, and who would move; saves nothing').action((options: ChangeOptions) =>
    atDoor(options, async (door) => {
      const { scheme: wanted } = await changed(door, options)
      showPreview(door, await door.client.ask('POST', '/tiers/scheme/preview', { body: { scheme: wanted } }))
    }),
  )
  changing('set', 'save a scheme as a new version; it holds from the next run of profiles on')
    .option('--note <text>', 'why, for the history')
    .action((options: ChangeOptions) =>
      atDoor(options, async (door) => {
        const { scheme: wanted, version: base } = await changed(door, options)
        const { note } = options
        const saved = await door.client.ask<TierSchemeState>('PUT', '/tiers/scheme', {
          body: { base, scheme: wanted, ...(note === undefined ? {} : { note }) },
        })
        door.say(saved, {
          zh: `已保存为版本 ${saved.version}，一小时内随下一次画像更新生效。`,
          en: `Saved as version ${saved.version}. It holds from the next run of profiles on, within the hour.`,
        })
      }),
    )
}

/** `liuke tiers history`, `tiers moves`: what the tiers and classes were month by month. */
export function addTierHistoryCommands(tiers: Command): void {
  addDoor(tiers, 'history', 'customers of each lifecycle tier at the end of each month; --json has value classes and targets too').action(
    (options: DoorOptions) =>
      atDoor(options, async ({ client, list, word }) => {
        const { months } = await client.ask<GroupHistory>('GET', '/tiers/history')
        list(
          months,
          [
            { title: { zh: '月份', en: 'Month' }, cell: ({ month }) => month },
            { title: { zh: '客户', en: 'Customers' }, cell: ({ customers }) => customers },
            ...LIFECYCLE_TIERS.map((tier) => ({
              title: { zh: word('lifecycle', tier), en: tier },
              cell: (row: GroupHistory['months'][number]) => row.tiers.find((one) => one.tier === tier)?.customers ?? 0,
            })),
          ],
          { zh: '还没有分层数据。', en: 'There are no tiers yet.' },
        )
      }),
  )
  addDoor(tiers, 'moves', 'customers who went from one group to another between two months')
    .addOption(new Option('--scheme <scheme>', 'lifecycle tiers or value classes').choices([...GROUP_SCHEMES]).default('lifecycle'))
    .option('--from <month>', 'such as 2026-01 (default: the month before the newest)')
    .option('--to <month>', 'such as 2026-03 (default: the newest)')
    .action(({ scheme, from, to, ...options }: MoveOptions) =>
      atDoor(options, async ({ client, list, word, language }) => {
        const query = { scheme, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
        const { moves, ...between } = await client.ask<GroupMoves>('GET', '/tiers/moves', { query })
        const none = language === 'zh' ? '不在其中' : NO_GROUP
        const name = (group: string) => (group === NO_GROUP ? none : word(scheme === 'value' ? 'valueClass' : 'lifecycle', group))
        list(
          moves,
          [
            { title: { zh: between.from?.month ?? '', en: between.from?.month ?? '' }, cell: ({ from: group }) => name(group) },
            { title: { zh: between.to?.month ?? '', en: between.to?.month ?? '' }, cell: ({ to: group }) => name(group) },
            { title: { zh: '客户', en: 'Customers' }, cell: ({ customers }) => customers },
          ],
          { zh: '两个月都有分层数据后才能比较。', en: 'There is nothing to compare until two months have tiers.' },
          between,
        )
      }),
    )
}

/** The scheme that the options ask for, and the version that it was made from. */
async function changed({ client }: Door, { file, mode, target }: ChangeOptions): Promise<{ version: number; scheme: TierScheme }> {
  const { version, scheme } = await client.ask<TierSchemeState>('GET', '/tiers/scheme')
  const base = file === undefined ? scheme : ((await readJsonFile(file, 'scheme')) as TierScheme)
  if (mode === undefined && target.length === 0) return { version, scheme: base }
  const targets = { ...base.tiers?.targets, ...Object.fromEntries(target.map(readTarget)) }
  return { version, scheme: { ...base, tiers: { ...base.tiers, ...(mode === undefined ? {} : { mode }), targets } } }
}

/** Reads `tier=share`. @throws AppError `target-unreadable` */
export function readTarget(text: string): [LifecycleTier, number] {
  const [name = '', share = '', ...more] = text.split('=')
  const tier = LIFECYCLE_TIERS.find((each) => each === name)
  if (tier === undefined || share.trim() === '' || !Number.isFinite(Number(share)) || more.length > 0) {
    throw new AppError(
      'invalid-input',
      'target-unreadable',
      `Write a target as new=0.2, not "${text}"; the tiers are ${LIFECYCLE_TIERS.join(', ')}.`,
    )
  }
  return [tier, Number(share)]
}

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`

function showPreview({ list, word }: Door, preview: TierSchemePreview): void {
  list(
    preview.tiers,
    [
      { title: { zh: '分层', en: 'Tier' }, cell: ({ tier }) => word('lifecycle', tier) },
      { title: { zh: '客户', en: 'Customers' }, cell: ({ customers }) => customers },
      { title: { zh: '占比', en: 'Share' }, cell: ({ share }) => percent(share) },
      { title: { zh: '目标', en: 'Target' }, cell: ({ target }) => percent(target) },
      { title: { zh: '现在', en: 'Now' }, cell: ({ before }) => before ?? '-' },
      { title: { zh: '转入', en: 'Entering' }, cell: ({ entering }) => entering },
    ],
    { zh: '没有客户。', en: 'There are no customers.' },
    { ...preview },
  )
}
