import type { Command } from 'commander'
import type { Job } from '#http/collect/data-schemas.ts'
import type { LibraryStrategy, LibraryTaken } from '#http/decide/library-schemas.ts'
import type { StoredDecisionPreview, Strategy, StrategyVersion } from '#http/decide/retain-schemas.ts'
import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { waitsFor } from './approval-commands.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'
import { readWhole } from './option-readers.ts'

interface RunOptions extends DoorOptions {
  readonly maxContacts?: number
}

const STATES = [
  [
    'activate',
    'active',
    'include a strategy in runs; where it reaches many it waits for a second person',
    { zh: '策略已启用。', en: 'The strategy is active.' },
  ],
  ['pause', 'paused', 'leave a strategy out of runs until it is activated again', { zh: '策略已暂停。', en: 'The strategy is paused.' }],
  ['retire', 'retired', 'retire a strategy', { zh: '策略已停用。', en: 'The strategy is retired.' }],
] as const

/** `liuke strategies`: actions to keep customers. */
export function addStrategyCommands(program: Command): void {
  const strategies = program.command('strategies').description('actions to keep customers')

  addDoor(strategies, 'list', 'list strategies with their reach and results').action((options: DoorOptions) =>
    atDoor(options, async ({ client, list, language, word }) => {
      const { items } = await client.ask<{ items: Strategy[] }>('GET', '/strategies')
      list(
        items,
        [
          { title: { zh: '编号', en: 'ID' }, cell: ({ id }) => id, whole: true },
          { title: { zh: '版本', en: 'Version' }, cell: ({ version }) => version },
          { title: { zh: '状态', en: 'State' }, cell: ({ state }) => word('strategyState', state) },
          { title: { zh: '渠道', en: 'Channel' }, cell: ({ definition }) => word('channel', definition.channel) },
          { title: { zh: '覆盖人数', en: 'Reach' }, cell: ({ reach }) => reach ?? '-' },
          { title: { zh: '已触达', en: 'Contacted' }, cell: ({ contacted }) => contacted },
          { title: { zh: '名称', en: 'Name' }, cell: ({ definition }) => definition.name[language] },
        ],
        { zh: '还没有策略。', en: 'There are no strategies yet.' },
      )
    }),
  )

  addDoor(strategies, 'show <id>', 'show the details of a strategy').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, fields, language, word }) => {
      const strategy = await client.ask<Strategy>('GET', address`/strategies/${id}`)
      const { definition } = strategy
      fields(strategy, [
        [{ zh: '名称', en: 'Name' }, definition.name[language]],
        [{ zh: '说明', en: 'Summary' }, definition.summary[language]],
        [
          { zh: '状态', en: 'State' },
          language === 'zh'
            ? `${word('strategyState', strategy.state)}，版本 ${strategy.version}`
            : `${strategy.state}, version ${strategy.version}`,
        ],
        [{ zh: '适用客户', en: 'Audience' }, strategy.sentence[language]],
        [{ zh: '渠道', en: 'Channel' }, channelText(word('channel', definition.channel), strategy.unready, language)],
        [{ zh: '对照比例', en: 'Holdout' }, `${Math.round(definition.holdout * 100)} %`],
        [{ zh: '覆盖人数', en: 'Reach' }, strategy.reach ?? '-'],
        [{ zh: '已触达', en: 'Contacted' }, strategy.contacted],
        [{ zh: '已送达', en: 'Delivered' }, strategy.delivered],
        [{ zh: '效果', en: 'Effect' }, strategy.effect === null ? '-' : word('verdict', strategy.effect.verdict)],
      ])
    }),
  )

  addDoor(strategies, 'versions <id>', 'list the versions of a strategy with what each changed').action(
    (id: string, options: DoorOptions) =>
      atDoor(options, async ({ client, list, time, word }) => {
        const { items } = await client.ask<{ items: StrategyVersion[] }>('GET', address`/strategies/${id}/versions`)
        list(
          items,
          [
            { title: { zh: '版本', en: 'Version' }, cell: ({ version }) => version },
            { title: { zh: '时间', en: 'When' }, cell: ({ createdAt }) => time(createdAt) },
            { title: { zh: '修改人', en: 'By' }, cell: ({ createdBy }) => createdBy },
            { title: { zh: '状态', en: 'State' }, cell: ({ state }) => word('strategyState', state) },
            { title: { zh: '修改内容', en: 'Changed' }, cell: ({ changed }) => changed.join(', ') || '-' },
          ],
          { zh: '没有版本。', en: 'There are no versions.' },
        )
      }),
  )

  addDoor(strategies, 'go-back <id> <version>', 'make a new version with the content of an earlier one').action(
    (id: string, version: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say }) => {
        const body = { version: readWhole('version')(version) }
        const changed = await client.ask<Strategy>('POST', address`/strategies/${id}/go-back`, { body })
        say({ id, version: changed.version }, { zh: `已生成版本 ${changed.version}。`, en: `Version ${changed.version} was made.` })
      }),
  )

  addDoor(strategies, 'library', 'list ready-made strategies, with what the project lacks for them')
    .option('--pack <name>', 'only this pack, such as saas')
    .action((options: DoorOptions & { readonly pack?: string }) =>
      atDoor(options, async ({ client, list, language, word }) => {
        const { items } = await client.ask<{ items: LibraryStrategy[] }>('GET', '/strategy-library')
        list(
          items.filter(({ definition }) => options.pack === undefined || definition.pack === options.pack),
          [
            { title: { zh: '编号', en: 'ID' }, cell: ({ id }) => id, whole: true },
            { title: { zh: '策略包', en: 'Pack' }, cell: ({ definition }) => word('pack', definition.pack) },
            { title: { zh: '覆盖人数', en: 'Reach' }, cell: ({ reach }) => reach ?? '-' },
            {
              title: { zh: '缺少的数据', en: 'Lacks' },
              cell: ({ missing }) => missing.map(({ kind, name }) => name || kind).join(', ') || '-',
            },
            { title: { zh: '状态', en: 'State' }, cell: ({ state }) => (state === null ? '-' : word('strategyState', state)) },
            { title: { zh: '名称', en: 'Name' }, cell: ({ definition }) => definition.name[language] },
          ],
          { zh: '策略库中没有这个策略包。', en: 'The library has no such pack.' },
        )
      }),
    )

  addDoor(strategies, 'add [id...]', 'add ready-made strategies of the library as drafts')
    .option('--pack <name>', 'a whole pack, such as saas')
    .action((ids: string[], options: DoorOptions & { readonly pack?: string }) =>
      atDoor(options, async ({ client, say }) => {
        const body = options.pack === undefined ? { ids } : { pack: options.pack, ...(ids.length === 0 ? {} : { ids }) }
        const { added } = await client.ask<LibraryTaken>('POST', '/strategy-library', { body })
        say({ added }, { zh: `已添加 ${added.length} 条草稿。`, en: `${added.length} added as drafts.` })
      }),
    )

  for (const [word, state, description, text] of STATES) {
    addDoor(strategies, `${word} <id>`, description).action((id: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say }) => {
        const changed = await client.ask<Strategy>('PATCH', address`/strategies/${id}`, { body: { state } })
        const { approval } = changed
        const waits = state === 'active' && changed.state !== 'active' && approval?.state === 'waiting' ? approval : null
        say({ id, version: changed.version, state: changed.state, waits: waits !== null }, waits === null ? text : waitsFor(waits))
      }),
    )
  }

  const order = (ids: readonly string[], { maxContacts }: RunOptions) => ({
    ...(ids.length === 0 ? {} : { strategyIds: ids }),
    ...(maxContacts === undefined ? {} : { maxContacts }),
  })

  addDoor(
    strategies,
    'preview [id...]',
    'show who a run of these strategies, or of all active ones, would contact; nothing is saved or sent',
  )
    .option('--max-contacts <n>', 'maximum number of contacts', readWhole('--max-contacts'))
    .action((ids: string[], options: RunOptions) =>
      atDoor(options, async ({ client, say, signal }) => {
        const preview = await client.ask<StoredDecisionPreview>('POST', '/decision-runs', {
          body: { ...order(ids, options), dryRun: true },
          signal,
        })
        const { decided, candidates, treated, control, previewId } = preview
        say(preview, {
          zh: `${candidates} 位候选客户中匹配 ${decided} 位：触达组 ${treated} 位，对照组 ${control} 位\n按此执行：liuke decide --preview ${previewId}`,
          en: `${decided} of ${candidates} customers matched: ${treated} to contact, ${control} in the control group\nTo run exactly this: liuke decide --preview ${previewId}`,
        })
      }),
    )

  addDoor(strategies, 'run [id...]', 'run these strategies, or all active ones, and plan the contacts')
    .option('--max-contacts <n>', 'maximum number of contacts', readWhole('--max-contacts'))
    .action((ids: string[], options: RunOptions) =>
      atDoor(options, async ({ client, say, wait }) => {
        const job = await wait(await client.ask<Job>('POST', '/decision-runs', { body: order(ids, options) }), 'cancel')
        const { runId, treated, control } = (job.result ?? {}) as { runId: string; treated: number; control: number }
        say(
          { runId, treated, control },
          {
            zh: `批次 ${runId}：触达组 ${treated} 位，对照组 ${control} 位`,
            en: `Run ${runId}: ${treated} to contact, ${control} in the control group`,
          },
        )
      }),
    )
}

/** The channel, and why it does not send yet. */
function channelText(channel: string, unready: Strategy['unready'], language: TextLanguage): string {
  if (unready === null) return channel
  if (unready === 'sample_data') return language === 'zh' ? `${channel}（示例数据，不发送）` : `${channel} (sample data, nothing is sent)`
  return language === 'zh' ? `${channel}（未配置）` : `${channel} (not set up)`
}
