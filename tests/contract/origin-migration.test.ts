import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { systemClock } from '#kernel/clock.ts'
import { silentEngineLog } from '#store/engines/engine-log.ts'
import { startEngines } from '#store/engines/engines.ts'
import { migrate } from '#store/engines/migrate.ts'
import { emptyDataFolder } from '../support/data-folder.ts'

// A house from before facts had origins: every row stays, under its customer, and the migration bears being cut short after any statement.

const STORE = join(import.meta.dirname, '../../src/store')
const FILE = '0046-origin.sql'
const [A, B] = ['00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-00000000000b']
const TABLES = ['events', 'order_lines', 'service_tickets', 'touches', 'line_versions', 'ticket_versions'] as const

const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

test('facts of before have their customer as origin, also when the migration is run again from its middle', async () => {
  const dataDir = await emptyDataFolder()
  const older = await mkdtemp(join(tmpdir(), 'liuke-older-'))
  const upToIt = await mkdtemp(join(tmpdir(), 'liuke-origins-'))
  folders.push(dataDir, older, upToIt)
  const all = await readdir(join(STORE, 'analytical/migrations'))
  const later = join(STORE, 'analytical/migrations')
  for (const name of all.filter((each) => each < FILE)) await cp(join(later, name), join(older, name))
  for (const name of all.filter((each) => each <= FILE)) await cp(join(later, name), join(upToIt, name))
  const engines = await startEngines({ dataDir, log: silentEngineLog, clock: systemClock })
  try {
    const { clickhouse, pg } = engines
    const common = { pg, clickhouse, relationalDir: join(STORE, 'relational/migrations'), clock: systemClock, log: silentEngineLog }
    await migrate({ ...common, analyticalDir: older })
    const times = {
      occurred_at: '2026-01-02 03:04:05.000',
      received_at: '2026-01-02 03:04:06.000',
      available_at: '2026-01-02 03:04:07.000',
    }
    const { occurred_at: opened_at, ...rest } = times
    const put = (table: string, values: readonly Record<string, unknown>[]) => clickhouse.insert({ table, values, format: 'JSONEachRow' })
    const lines = [A, B].map((customer_id, i) => ({
      ...times,
      customer_id,
      line_key: i + 1,
      order_id: `o${i}`,
      kind: 'sale',
      amount: 10 + i,
      import_id: 'x',
    }))
    const tickets = [A, B].map((customer_id, i) => ({ ...rest, opened_at, customer_id, ticket_id: `t${i}`, satisfaction: i }))
    await put(
      'events',
      [A, B].map((customer_id, i) => ({
        ...times,
        customer_id,
        message_id: `m${i}`,
        name: 'Viewed',
        currency: 'EUR',
        properties: '{"a":1}',
      })),
    )
    await put('order_lines', lines)
    await put('line_versions', lines)
    await put('service_tickets', tickets)
    await put('ticket_versions', tickets)
    await put(
      'touches',
      [A, B].map((customer_id, i) => ({ ...times, customer_id, touch_id: `c${i}`, kind: 'sent' })),
    )
    await put('customer_alias', [{ from_id: B, to_id: A, merged_at: times.occurred_at }])

    /** Every row but for what says whose it is, and that by the column that says it. */
    const facts = async (owner: 'customer_id' | 'origin_id') => {
      const found: unknown[] = []
      for (const table of TABLES) {
        const others = owner === 'customer_id' || table.endsWith('_versions') ? owner : 'origin_id, owner_id'
        const query = `SELECT toString(${owner}) AS owner, * EXCEPT (${others}) FROM ${table} FINAL ORDER BY ALL`
        found.push(await (await clickhouse.query({ query, format: 'JSONEachRow' })).json())
      }
      return found
    }
    const before = await facts('customer_id')
    expect((await migrate({ ...common, analyticalDir: upToIt })).analytical).toEqual([FILE])
    expect(await facts('origin_id')).toEqual(before)

    // As after a crash between the statements: the files are not on record, and what they do has been done, at least in part.
    const forget = (number: number) =>
      clickhouse.command({
        query: `DELETE FROM schema_migrations WHERE number >= ${number}`,
        clickhouse_settings: { lightweight_deletes_sync: '2' },
      })
    await forget(46)
    await migrate({ ...common, analyticalDir: upToIt })
    expect(await facts('origin_id')).toEqual(before)

    // The files after it leave every row where it is, and bear being run again as well.
    const counts = async () => (await facts('origin_id')).map((rows) => (rows as unknown[]).length)
    await migrate({ ...common, analyticalDir: later })
    await forget(47)
    await migrate({ ...common, analyticalDir: later })
    expect(await counts()).toEqual(TABLES.map(() => 2))
    const names = await clickhouse.query({
      query: `SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE '%by_origin'`,
      format: 'JSONEachRow',
    })
    expect(await names.json()).toEqual([])
  } finally {
    await engines.stop()
  }
})
