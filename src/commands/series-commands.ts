import { basename } from 'node:path'
import { type Command, Option } from 'commander'
import type { Series, SeriesDetail, SeriesTaken } from '#http/collect/series-schemas.ts'
import { address, addDoor, atDoor } from './door.ts'
import type { DoorOptions } from './door.ts'
import { readEvery } from './freshness-commands.ts'
import { readTextFile } from './read-text-file.ts'
import { decimalMarkOf } from './file-options.ts'

interface ImportOptions extends DoorOptions {
  readonly check: boolean
  readonly decimals?: 'point' | 'comma'
}

interface ListOptions extends DoorOptions {
  readonly removed: boolean
}

/** `liuke series`: dated values that belong to no customer. */
export function addSeriesCommands(program: Command): void {
  const command = program
    .command('series')
    .description('dated values that belong to no customer: weather, traffic, prices of others, an index')
  addDoor(
    command,
    'import <file>',
    'add or correct the values of a CSV file in UTF-8: columns series, day, value, or a column of days and one for each series',
  )
    .option('--check', 'say what would be stored, and store nothing', false)
    .addOption(new Option('--decimals <mark>', 'decimal separator; by default all values decide together').choices(['point', 'comma']))
    .action(async (file: string, { check, decimals, ...options }: ImportOptions) => {
      const text = await readTextFile(file)
      await atDoor(options, async ({ client, say }) => {
        const body = {
          text,
          fileName: basename(file),
          dryRun: check,
          ...(decimals === undefined ? {} : { decimalMark: decimalMarkOf(decimals) }),
        }
        const taken = await client.ask<SeriesTaken>('POST', '/series', { body })
        const { received, stored, corrected, duplicates, uploadId, doubtfulMark } = taken
        const doubt = {
          zh:
            doubtfulMark === null
              ? ''
              : ` 1.000 可以是一，也可以是一千，没有一个值能确定；已按${doubtfulMark === '.' ? '点' : '逗号'}为小数点读取，可用 --decimals 指定。`,
          en:
            doubtfulMark === null
              ? ''
              : ` 1.000 could be one or a thousand and no value decides: they are read with the ${doubtfulMark === '.' ? 'point' : 'comma'} before the decimals, --decimals says otherwise.`,
        }
        say(taken, {
          zh: `${check ? '检查：' : ''}共 ${received} 个值：存入 ${stored}（其中更正 ${corrected}），重复 ${duplicates}。${uploadId === null ? '' : `上传编号 ${uploadId}`}${doubt.zh}`,
          en: `${check ? 'Check: ' : ''}${received} values: ${stored} stored (${corrected} of them corrections), ${duplicates} duplicates.${uploadId === null ? '' : ` Upload ${uploadId}`}${doubt.en}`,
        })
      })
    })
  addDoor(command, 'list', 'the series with their extent and freshness')
    .option('--removed', 'with those that were deleted', false)
    .action(({ removed, ...options }: ListOptions) =>
      atDoor(options, async ({ client, list, word }) => {
        const { items } = await client.ask<{ items: Series[] }>('GET', '/series', { query: removed ? { removed: 'true' } : {} })
        list(
          items,
          [
            { title: { zh: '编号', en: 'ID' }, cell: ({ id }) => id, whole: true },
            { title: { zh: '名称', en: 'Name' }, cell: ({ name }) => name },
            { title: { zh: '地点', en: 'Place' }, cell: ({ place }) => place || '-' },
            { title: { zh: '单位', en: 'Unit' }, cell: ({ unit }) => unit || '-' },
            { title: { zh: '数量', en: 'Values' }, cell: ({ values }) => values },
            { title: { zh: '最早', en: 'First' }, cell: ({ firstAt }) => firstAt ?? '-' },
            { title: { zh: '最新', en: 'Last' }, cell: ({ lastAt }) => lastAt ?? '-' },
            { title: { zh: '状态', en: 'State' }, cell: ({ freshness }) => word('freshness', freshness) },
          ],
          { zh: '还没有外部数据。', en: 'There are no series yet.' },
        )
      }),
    )
  addDoor(command, 'show <id>', 'the values of a series of the last 365 days').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, list }) => {
      const { points, ...series } = await client.ask<SeriesDetail>('GET', address`/series/${id}`)
      list(
        points,
        [
          { title: { zh: '时间', en: 'Time' }, cell: ({ at }) => at },
          { title: { zh: '数值', en: 'Value' }, cell: ({ value }) => value },
        ],
        { zh: '没有数值。', en: 'It has no values.' },
        series,
      )
    }),
  )
  addDoor(command, 'expect <id> <every>', 'say how often values should come, as 2d or 2h; none expects nothing').action(
    (id: string, every: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say }) => {
        const expectedMinutes = readEvery(every)
        await client.ask('PATCH', address`/series/${id}`, { body: { expectedMinutes } })
        say({ id, expectedMinutes }, { zh: '已保存。', en: 'Saved.' })
      }),
  )
  addDoor(command, 'remove <id>', 'delete a series; restore takes that back').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, say }) => {
      await client.ask('DELETE', address`/series/${id}`)
      say({ id }, { zh: '已删除，可用 series restore 恢复。', en: 'Deleted; series restore takes that back.' })
    }),
  )
  addDoor(command, 'restore <id>', 'take the deletion of a series back').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, say }) => {
      await client.ask('PATCH', address`/series/${id}`, { body: { removed: false } })
      say({ id }, { zh: '已恢复。', en: 'Restored.' })
    }),
  )
  addDoor(command, 'undo <upload>', 'take back what came at once: values that it replaced count again').action(
    (id: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say }) => {
        await client.ask('DELETE', address`/series-uploads/${id}`)
        say({ id }, { zh: '已撤销。', en: 'Undone.' })
      }),
  )
}
