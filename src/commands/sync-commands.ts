import { Option } from 'commander'
import type { Command } from 'commander'
import { IMPORT_KINDS, type ImportKind } from '#collect/import/import-fields.ts'
import type { Job } from '#http/collect/data-schemas.ts'
import type { NewSyncBody, Sync, SyncPreview, SyncRun } from '#http/collect/sync-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { addDoor, address, atDoor } from './door.ts'
import type { Door, DoorOptions } from './door.ts'
import { correctionsOf, type FileOptions } from './file-options.ts'
import { readWhole } from './option-readers.ts'
import { readSecret } from './read-secret.ts'

/** How a table is read, as for a file. */
type ReadingOptions = Pick<FileOptions, 'map' | 'dates' | 'decimals' | 'monthDay' | 'status' | 'accept'>

interface DatabaseOptions extends DoorOptions, ReadingOptions {
  readonly kind: 'postgresql' | 'mysql'
  readonly host: string
  readonly port?: number
  readonly database: string
  readonly user: string
  readonly tls: 'off' | 'on' | 'verified'
  readonly table: string
  readonly holds?: ImportKind
}

interface AddOptions extends DatabaseOptions {
  readonly key?: string[]
  readonly cursor?: string
  readonly every: number
  readonly daily?: string
}

interface RunOptions extends DoorOptions {
  readonly fromStart: boolean
}

interface AnswerOptions extends DoorOptions {
  readonly status?: string[]
  readonly accept?: string[]
}

const DEFAULT_PORT = { postgresql: 5_432, mysql: 3_306 } as const

/** `liuke sync`: tables of the shop's own database that are read again and again. */
export function addSyncCommands(program: Command): void {
  const sync = program.command('sync').description("tables of the shop's own PostgreSQL, MySQL or MariaDB, read on a schedule")

  addDoor(sync, 'list', 'list the syncs with their last run').action((options: DoorOptions) =>
    atDoor(options, async ({ client, list, time, word, language }) => {
      const { items } = await client.ask<{ items: Sync[] }>('GET', '/syncs')
      list(
        items,
        [
          { title: { zh: '编号', en: 'ID' }, cell: ({ id }) => id, whole: true },
          { title: { zh: '名称', en: 'Name' }, cell: ({ name }) => name },
          { title: { zh: '表', en: 'Table' }, cell: ({ table }) => `${table.schema}.${table.name}` },
          { title: { zh: '内容', en: 'Holds' }, cell: ({ kind }) => word('importKind', kind) },
          {
            title: { zh: '状态', en: 'State' },
            cell: ({ pausedAt, stopped, lastRun }) =>
              stopped !== null
                ? stopped.message
                : pausedAt !== null
                  ? PAUSED[language]
                  : lastRun === null
                    ? '-'
                    : (lastRun.problem?.message ?? word('syncRunState', lastRun.state)),
          },
          { title: { zh: '上次运行', en: 'Last run' }, cell: ({ lastRun }) => time(lastRun?.startedAt ?? null) },
          { title: { zh: '入库', en: 'Stored' }, cell: ({ lastRun }) => lastRun?.stored ?? '-' },
        ],
        { zh: '还没有数据库同步。', en: 'There are no database syncs yet.' },
      )
    }),
  )

  addDatabaseOptions(addDoor(sync, 'preview', 'connect and show how a table is understood; the password comes from standard input')).action(
    (options: DatabaseOptions) =>
      atDoor(options, async (door) => {
        const body = { login: await loginOf(options), table: tableOf(options.table), ...saidOf(options) }
        const seen = await door.client.ask<SyncPreview>('POST', '/syncs/preview', { body })
        showPreview(door, seen)
      }),
  )

  addDatabaseOptions(addDoor(sync, 'add <name>', 'sync a table from now on; the password comes from standard input'))
    .option('--key <column...>', 'columns that together name a row; by default the primary key')
    .option(
      '--cursor <column>',
      'column that tells new and changed rows: a time of change, or a growing number; without it all is read each time',
    )
    .option('--every <minutes>', 'minutes between runs, 5 to 1440', readWhole('--every'), 60)
    .option('--daily <HH:MM>', 'once a day at this time instead')
    .action((name: string, options: AddOptions) =>
      atDoor(options, async ({ client, say, word }) => {
        const [login, table] = [await loginOf(options), tableOf(options.table)]
        const said = saidOf(options)
        const seen =
          options.key !== undefined && said.kind !== undefined
            ? undefined
            : await client.ask<SyncPreview>('POST', '/syncs/preview', { body: { login, table, ...said } })
        const { corrections } = said
        const kind = said.kind ?? seen?.preview.kind ?? 'orders'
        const key = options.key ?? seen?.key ?? []
        const body: NewSyncBody = {
          name,
          login,
          table,
          kind,
          corrections,
          keyColumns: key,
          cursorColumn: options.cursor ?? null,
          cadence: options.daily === undefined ? { kind: 'every', minutes: options.every } : dailyOf(options.daily),
        }
        const made = await client.ask<Sync>('POST', '/syncs', { body })
        say(made, {
          zh: `已建立，内容为${word('importKind', made.kind)}。用 liuke sync run ${made.id} 立即运行第一次。`,
          en: `Set up as a table of ${word('importKind', made.kind).toLowerCase()}. liuke sync run ${made.id} runs it for the first time.`,
        })
      }),
    )

  addDoor(sync, 'run <id>', 'run a sync now and wait for it')
    .option('--from-start', 'read the whole table again; what is stored counts as duplicate', false)
    .action((id: string, { fromStart, ...options }: RunOptions) =>
      atDoor(options, async ({ client, wait, say }) => {
        const job = await wait(await client.ask<Job>('POST', address`/syncs/${id}/run`, { body: { fromStart } }), 'leave')
        const result = job.result ?? {}
        const [rows, stored, duplicates, quarantined] = ['rows', 'stored', 'duplicates', 'quarantined'].map((one) =>
          Number(result[one] ?? 0),
        )
        say(result, {
          zh: `读取 ${rows} 行：入库 ${stored}，重复 ${duplicates}，隔离 ${quarantined}。`,
          en: `${rows} rows read: ${stored} stored, ${duplicates} duplicates, ${quarantined} quarantined.`,
        })
      }),
    )

  addDoor(sync, 'runs <id>', 'list the runs of a sync, newest first').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, list, time, word }) => {
      const { items } = await client.ask<{ items: SyncRun[] }>('GET', address`/syncs/${id}/runs`)
      list(
        items,
        [
          { title: { zh: '开始', en: 'Started' }, cell: ({ startedAt }) => time(startedAt) },
          { title: { zh: '状态', en: 'State' }, cell: ({ state, problem }) => problem?.message ?? word('syncRunState', state) },
          { title: { zh: '读取', en: 'Read' }, cell: ({ read }) => read },
          { title: { zh: '入库', en: 'Stored' }, cell: ({ stored }) => stored },
          { title: { zh: '重复', en: 'Duplicates' }, cell: ({ duplicates }) => duplicates },
          { title: { zh: '隔离', en: 'Quarantined' }, cell: ({ quarantined }) => quarantined },
          { title: { zh: '导入编号', en: 'Imports' }, cell: ({ importIds }) => importIds.join(' '), whole: true },
        ],
        { zh: '还没有运行过。', en: 'It has not run yet.' },
      )
    }),
  )

  for (const [name, paused, description] of [
    ['pause', true, 'let a sync rest'],
    ['resume', false, 'let a sync run again, also one that stopped at a problem'],
  ] as const) {
    addDoor(sync, `${name} <id>`, description).action((id: string, options: DoorOptions) =>
      atDoor(options, async ({ client, say }) => {
        await client.ask('PATCH', address`/syncs/${id}`, { body: { paused } })
        say({ id, paused }, paused ? { zh: '已暂停。', en: 'Paused.' } : { zh: '已恢复。', en: 'Resumed.' })
      }),
    )
  }

  addDoor(sync, 'answer <id>', 'answer what a run stopped at')
    .option('--status <word=meaning...>', 'what a status word means')
    .option('--accept <question...>', 'confirm that a questioned figure is right, by the code of the question')
    .action((id: string, { status, accept, ...options }: AnswerOptions) =>
      atDoor(options, async ({ client, say }) => {
        const { statuses } = correctionsOf(status === undefined ? {} : { status })
        const body = { ...(statuses === undefined ? {} : { statuses }), ...(accept === undefined ? {} : { accept }) }
        await client.ask('PATCH', address`/syncs/${id}`, { body })
        say({ id, ...body }, { zh: '已保存，下次运行生效。', en: 'Saved; it holds from the next run on.' })
      }),
    )

  addDoor(sync, 'password <id>', 'change the password, read from standard input').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, say }) => {
      await client.ask('PATCH', address`/syncs/${id}`, { body: { password: await readSecret() } })
      say({ id }, { zh: '密码已更换。', en: 'The password is changed.' })
    }),
  )

  addDoor(sync, 'remove <id>', 'stop syncing a table; what it stored stays').action((id: string, options: DoorOptions) =>
    atDoor(options, async ({ client, say }) => {
      await client.ask('DELETE', address`/syncs/${id}`)
      say({ id }, { zh: '已移除，已入库的数据保留。', en: 'Removed. What it stored stays.' })
    }),
  )
}

const PAUSED = { zh: '已暂停', en: 'Paused' }

function addDatabaseOptions(command: Command): Command {
  return command
    .addOption(new Option('--kind <kind>', 'mysql also for MariaDB').choices(['postgresql', 'mysql']).makeOptionMandatory())
    .requiredOption('--host <name>', 'host of the database')
    .option('--port <number>', 'port; by default that of the kind', readWhole('--port'))
    .requiredOption('--database <name>', 'name of the database')
    .requiredOption('--user <name>', 'account that may read the table and nothing else')
    .addOption(
      new Option('--tls <mode>', 'encryption: verified also checks the certificate').choices(['off', 'on', 'verified']).default('verified'),
    )
    .requiredOption('--table <schema.table>', 'table or view; of MySQL the database before the point')
    .addOption(new Option('--holds <kind>', 'what its rows are; by default the columns decide').choices([...IMPORT_KINDS]))
    .option('--map <field=column...>', 'take a field from a column; field= for none')
    .addOption(new Option('--dates <order>', 'order of day, month and year where dates are texts').choices(['dmy', 'mdy', 'ymd']))
    .addOption(new Option('--decimals <mark>', 'decimal separator where numbers are texts').choices(['point', 'comma']))
    .addOption(new Option('--month-day <day>', 'of measures that say a month and no day: the day that is meant').choices(['first', 'last']))
    .option('--status <word=meaning...>', 'what a status word means')
    .option('--accept <question...>', 'confirm that a questioned figure is right, by the code of the question')
}

async function loginOf({ kind, host, port, database, user, tls }: DatabaseOptions): Promise<NewSyncBody['login']> {
  return { kind, host, port: port ?? DEFAULT_PORT[kind], database, user, tls, password: await readSecret() }
}

function tableOf(text: string): NewSyncBody['table'] {
  const at = text.indexOf('.')
  if (at < 1 || at === text.length - 1) {
    throw new AppError('invalid-input', 'table-unreadable', `--table takes schema.table, such as public.orders, not "${text}".`)
  }
  return { schema: text.slice(0, at), name: text.slice(at + 1) }
}

function saidOf({ holds, ...options }: DatabaseOptions): {
  kind?: ImportKind
  corrections: ReturnType<typeof correctionsOf>
} {
  const corrections = correctionsOf(options)
  return { corrections, ...(holds === undefined ? {} : { kind: holds }) }
}

function dailyOf(text: string): NonNullable<NewSyncBody['cadence']> {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? []
  if (hour === undefined) throw new AppError('invalid-input', 'time-unreadable', `--daily takes a time such as 03:30, not "${text}".`)
  return { kind: 'daily', hour: Number(hour), minute: Number(minute) }
}

function showPreview({ list, language }: Door, { columns, key, canWrite, preview }: SyncPreview): void {
  const fields = new Map(Object.entries(preview.mapping).map(([field, column]) => [column, field]))
  const label = new Map(preview.fields.map(({ name, label: words }) => [name, words[language]]))
  list(
    columns,
    [
      { title: { zh: '列', en: 'Column' }, cell: ({ name }) => name, whole: true },
      { title: { zh: '类型', en: 'Type' }, cell: ({ type }) => type },
      {
        title: { zh: '含义', en: 'Meaning' },
        cell: ({ name }) => {
          const field = fields.get(name)
          return field === undefined ? '-' : (label.get(field) ?? field)
        },
      },
      { title: { zh: '主键', en: 'Key' }, cell: ({ name }) => (key.includes(name) ? '✓' : '') },
      { title: { zh: '可作游标', en: 'Cursor' }, cell: ({ cursor }) => (cursor ? '✓' : '') },
    ],
    { zh: '没有可读的列。', en: 'There is no column to read.' },
    { key, canWrite, kind: preview.kind, missing: preview.missing, questions: preview.questions, truth: preview.truth },
  )
}
