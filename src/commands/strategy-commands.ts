import type { Command } from 'commander'
import type { Job } from '#http/collect/data-schemas.ts'
import type { StoredDecisionPreview, Strategy } from '#http/decide/retain-schemas.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'
import { readWhole } from './option-readers.ts'

interface RunOptions extends DoorOptions {
  readonly maxContacts?: number
}

const STATES = [
  ['activate', 'active', 'let it take part in runs', { zh: '策略已启用。', en: 'The strategy is active.' }],
  ['pause', 'paused', 'leave it out of runs until it is activated again', { zh: '策略已暂停。', en: 'The strategy is paused.' }],
  ['retire', 'retired', 'take it out of use', { zh: '策略已停用。', en: 'The strategy is retired.' }],
] as const

/** `liuke strategies`: what may be done to keep customers. */
export function addStrategyCommands(program: Command): void {
  const strategies = program.command('strategies').description('what may be done to keep customers')

  addDoor(strategies, 'list', 'show them with whom they reach and what came of them').action((options: DoorOptions) =>
    atDoor(options, async ({ client, list, language }) => {
      const { items } = await client.ask<{ items: Strategy[] }>('GET', '/strategies')
      list(
        items,
        [
          { title: { zh: '编号', en: 'ID' }, cell: ({ id }) => id, whole: true },
          { title: { zh: '版本', en: 'Version' }, cell: ({ version }) => version },
          { title: { zh: '状态', en: 'State' }, cell: ({ state }) => state },
          { title: { zh: '渠道', en: 'Channel' }, cell: ({ definition }) => definition.channel },
          { title: { zh: '覆盖人数', en: 'Reach' }, cell: ({ reach }) => reach ?? '-' },
          { title: { zh: '已触达', en: 'Contacted' }, cell: ({ contacted }) => contacted },
          { title: { zh: '名称', en: 'Name' }, cell: ({ definition }) => definition.name[language] },
        ],
        { zh: '还没有策略。', en: 'There are no strategies yet.' },
      )
    }),
  )

  addDoor(strategies, 'show <id>', 'everything about one').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, fields, language }) => {
      const strategy = await client.ask<Strategy>('GET', address`/strategies/${id}`)
      const { definition } = strategy
      fields(strategy, [
        [{ zh: '名称', en: 'Name' }, definition.name[language]],
        [{ zh: '说明', en: 'Summary' }, definition.summary[language]],
        [{ zh: '状态', en: 'State' }, `${strategy.state}, ${language === 'zh' ? '版本' : 'version'} ${strategy.version}`],
        [{ zh: '渠道', en: 'Channel' }, strategy.unready === null ? definition.channel : `${definition.channel} (${strategy.unready})`],
        [{ zh: '对照组', en: 'Held out' }, `${Math.round(definition.holdout * 100)} %`],
        [{ zh: '覆盖人数', en: 'Reach' }, strategy.reach ?? '-'],
        [{ zh: '已触达', en: 'Contacted' }, strategy.contacted],
        [{ zh: '已送达', en: 'Delivered' }, strategy.delivered],
        [{ zh: '效果', en: 'Effect' }, strategy.effect?.verdict ?? '-'],
      ])
    }),
  )

  for (const [word, state, description, text] of STATES) {
    addDoor(strategies, `${word} <id>`, description).action((id: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say }) => {
        const changed = await client.ask<Strategy>('PATCH', address`/strategies/${id}`, { body: { state } })
        say({ id, version: changed.version, state: changed.state }, text)
      }),
    )
  }

  const order = (ids: readonly string[], { maxContacts }: RunOptions) => ({
    ...(ids.length === 0 ? {} : { strategyIds: ids }),
    ...(maxContacts === undefined ? {} : { maxContacts }),
  })

  addDoor(strategies, 'preview [id...]', 'say whom a run of these, or of all active ones, would contact; nothing is decided or sent')
    .option('--max-contacts <n>', 'maximum number of contacts', readWhole('--max-contacts'))
    .action((ids: string[], options: RunOptions) =>
      atDoor(options, async ({ client, say, signal }) => {
        const preview = await client.ask<StoredDecisionPreview>('POST', '/decision-runs', {
          body: { ...order(ids, options), dryRun: true },
          signal,
        })
        const { decided, candidates, treated, control, previewId } = preview
        say(preview, {
          zh: `${candidates} 位候选客户中选出 ${decided} 位：触达 ${treated} 位，对照 ${control} 位\n按此执行：liuke decide --preview ${previewId}`,
          en: `${decided} of ${candidates}: ${treated} to contact, ${control} held out\nTo run exactly this: liuke decide --preview ${previewId}`,
        })
      }),
    )

  addDoor(strategies, 'run [id...]', 'decide with these, or with all active ones, and plan the contacts')
    .option('--max-contacts <n>', 'maximum number of contacts', readWhole('--max-contacts'))
    .action((ids: string[], options: RunOptions) =>
      atDoor(options, async ({ client, say, wait }) => {
        const job = await wait(await client.ask<Job>('POST', '/decision-runs', { body: order(ids, options) }), 'cancel')
        const { runId, treated, control } = (job.result ?? {}) as { runId: string; treated: number; control: number }
        say(
          { runId, treated, control },
          {
            zh: `执行 ${runId}：触达 ${treated} 位，对照 ${control} 位`,
            en: `Run ${runId}: ${treated} to contact, ${control} held out`,
          },
        )
      }),
    )
}
