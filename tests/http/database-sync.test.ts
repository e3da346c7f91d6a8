import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ManualClock } from '#kernel/clock.ts'
import type { Job } from '#http/collect/data-schemas.ts'
import type { Sync, SyncPreview, SyncRun } from '#http/collect/sync-schemas.ts'
import { startDebianMariadb, type DebianMariadb } from '../support/debian-mariadb.ts'
import { startDebianPostgres, type DebianPostgres } from '../support/debian-postgres.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-03-15T08:00:00Z'))
let shop: ShopServer
let postgres: DebianPostgres
let maria: DebianMariadb
let address: URL

beforeAll(async () => {
  ;[shop, postgres, maria] = await Promise.all([openShopServer(clock), startDebianPostgres(), startDebianMariadb()])
  address = new URL(await postgres.newDatabase('shop'))
})
afterAll(async () => {
  await Promise.all([shop?.close(), postgres?.stop(), maria?.stop()])
})

const inShop = async (...statements: string[]): Promise<void> => {
  const client = new pg.Client({ connectionString: address.href })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
const loginOf = (url: URL) => ({
  kind: 'postgresql',
  host: url.hostname,
  port: Number(url.port),
  database: url.pathname.slice(1),
  user: url.username,
  password: url.password,
  tls: 'off',
})
const create = async (body: object): Promise<Sync> => {
  const response = await shop.admin.ask('POST', '/syncs', body)
  expect([response.statusCode, response.statusCode === 201 ? '' : response.body]).toEqual([201, ''])
  return response.json<Sync>()
}
const runOf = async (id: string, fromStart = false): Promise<Job> => {
  // Imports are told apart by their time.
  clock.moveTo(new Date(clock.now().getTime() + 60_000))
  const started = await shop.admin.ask('POST', `/syncs/${id}/run`, { fromStart })
  expect(started.statusCode).toBe(202)
  return (await shop.ended(started.json<Job>().id)).job
}
const lastRun = async (id: string): Promise<SyncRun> => (await shop.get<{ items: SyncRun[] }>(`/syncs/${id}/runs`)).items[0] as SyncRun

const sum = async () => {
  const answer = await shop.house.engines.clickhouse.query({
    query: "SELECT toString(sum(amount)) AS sum, toString(count()) AS n FROM order_lines FINAL WHERE kind = 'sale'",
    format: 'JSONEachRow',
  })
  return (await answer.json<{ sum: string; n: string }>())[0]
}

const LINES = {
  table: { schema: 'public', name: 'Order "Lines"' },
  kind: 'orders',
  keyColumns: ['line_id'],
  cursorColumn: 'updated_at',
}

test('rows of a PostgreSQL table come once, changed rows replace what they were, and a run can be undone', async () => {
  await inShop(
    `CREATE TABLE "Order ""Lines""" (line_id bigint PRIMARY KEY, order_id text NOT NULL, member_number text, ordered_at timestamptz NOT NULL,
       product_id text, quantity numeric(10,3), amount numeric(12,3), secret_note bytea, updated_at timestamptz NOT NULL DEFAULT now())`,
    `INSERT INTO "Order ""Lines""" SELECT n, 'A' || (n / 2), 'M' || (n % 7), '2026-01-01 00:00:00.123456+08'::timestamptz + (n % 1000) * interval '1 hour', 'P' || (n % 5), 1, 1.234 + n % 2, NULL,
       '2026-03-01 10:00:00+00' FROM generate_series(9007199254740993, 9007199254740993 + 99) n`,
  )
  const login = loginOf(address)
  const looked = await shop.admin.ask('POST', '/syncs/preview', { login, table: LINES.table })
  expect([looked.statusCode, looked.statusCode === 200 ? '' : looked.body]).toEqual([200, ''])
  const preview = looked.json<SyncPreview>()
  expect(preview).toMatchObject({
    key: ['line_id'],
    canWrite: true,
    preview: { kind: 'orders', missing: [], corrections: { decimalMark: '.' } },
  })
  expect(preview.columns.filter(({ cursor }) => cursor).map(({ name }) => name)).toEqual(['line_id', 'ordered_at', 'updated_at'])
  // A thousandth is no thousand.
  expect(preview.preview.truth?.sales).toEqual({ CNY: 173.4 })

  const sync = await create({ name: 'Shop', login, ...LINES })
  expect(JSON.stringify(sync)).not.toContain(login.password)
  const first = await runOf(sync.id)
  expect([first.state, first.error]).toEqual(['done', null])
  expect(await lastRun(sync.id)).toMatchObject({ state: 'done', read: 100, rows: 100, stored: 100, duplicates: 0, quarantined: 0 })
  const before = await shop.get<object>('/metrics')

  // Ties on the cursor are read again and count once.
  await runOf(sync.id)
  expect(await lastRun(sync.id)).toMatchObject({ read: 100, stored: 0, duplicates: 100, cursorTo: '2026-03-01 10:00:00+00' })
  expect(await shop.get('/metrics')).toEqual(before)

  // One row with another amount, and a new one of the very same time.
  await inShop(
    `UPDATE "Order ""Lines""" SET amount = 11.234, updated_at = '2026-03-02 10:00:00+00' WHERE line_id = 9007199254740993`,
    `INSERT INTO "Order ""Lines""" SELECT line_id + 1000, 'B1', member_number, ordered_at, product_id, 1, 5, NULL, '2026-03-01 10:00:00+00' FROM "Order ""Lines""" WHERE line_id = 9007199254740994`,
  )
  await runOf(sync.id)
  const changed = await lastRun(sync.id)
  expect(changed).toMatchObject({ read: 101, rows: 101, stored: 2, duplicates: 99, quarantined: 0 })
  expect(await sum()).toEqual({ sum: '187.4', n: '101' })

  const undone = await shop.admin.ask('POST', `/imports/${changed.importIds[0]}/undo`, {})
  expect((await shop.ended(undone.json<Job>().id)).job.state).toBe('done')
  expect(await sum()).toEqual({ sum: '173.4', n: '100' })
  // What was undone comes again only when the table is read from the start, and still counts once.
  await runOf(sync.id, true)
  expect(await sum()).toEqual({ sum: '187.4', n: '101' })

  // Of two changes of one row, the earlier is undone: the row still counts once, as it is now.
  const oneRow = async (amount: string, day: string): Promise<string> => {
    await inShop(
      `UPDATE "Order ""Lines""" SET amount = ${amount}, updated_at = '2026-03-${day} 10:00:00+00' WHERE line_id = 9007199254740994`,
    )
    await runOf(sync.id)
    return (await lastRun(sync.id)).importIds[0] ?? ''
  }
  const earlier = await oneRow('21.234', '05')
  await oneRow('31.234', '07')
  const now = await sum()
  const middle = await shop.admin.ask('POST', `/imports/${earlier}/undo`, {})
  expect((await shop.ended(middle.json<Job>().id)).job.state).toBe('done')
  expect(await sum()).toEqual(now)
})

test('rows of a MariaDB table keep every digit, and an account that may only read is enough', async () => {
  await maria.admin(
    'CREATE DATABASE shop CHARACTER SET utf8mb4',
    `CREATE TABLE shop.members (id BIGINT UNSIGNED PRIMARY KEY, member_number VARCHAR(40), name VARCHAR(40), email VARCHAR(200), registered_at TIMESTAMP(3) NULL, birthday DATE NULL,
       updated_at DATETIME(6) NOT NULL, photo BLOB)`,
    `INSERT INTO shop.members VALUES (18446744073709551614, 'M900', '留\u0000客', 'ann@example.com', '2026-01-05 00:00:00.123', '1990-02-03', '2026-02-01 00:00:00.000001', x'ff00'),
       (18446744073709551615, 'M901', 'Bob', 'bob@example.com', '2026-01-06', NULL, '2026-02-01 00:00:00.000001', NULL)`,
    "CREATE USER reader@'127.0.0.1' IDENTIFIED BY 'only-reading'",
    "GRANT SELECT ON shop.members TO reader@'127.0.0.1'",
  )
  const login = {
    kind: 'mysql',
    host: '127.0.0.1',
    port: maria.port,
    database: 'shop',
    user: 'reader',
    password: 'only-reading',
    tls: 'off',
  }
  const table = { schema: 'shop', name: 'members' }
  const looked = await shop.admin.ask('POST', '/syncs/preview', { login, table, kind: 'customers' })
  expect([looked.statusCode, looked.statusCode === 200 ? '' : looked.body]).toEqual([200, ''])
  const preview = looked.json<SyncPreview>()
  expect(preview).toMatchObject({ key: ['id'], canWrite: false, preview: { kind: 'customers', missing: [] } })
  const { columns, sample } = preview.preview
  expect(columns).not.toContain('photo')
  expect(sample[0]?.[columns.indexOf('id')]).toBe('18446744073709551614')
  expect(sample[0]?.[columns.indexOf('registered_at')]).toMatch(/^2026-01-05T00:00:00\.123Z$/)

  const sync = await create({ name: 'Members', login, table, kind: 'customers', keyColumns: ['id'], cursorColumn: 'updated_at' })
  const job = await runOf(sync.id)
  expect([job.state, job.error]).toEqual(['done', null])
  // What is no text goes to quarantine, as from a file.
  expect(await lastRun(sync.id)).toMatchObject({ read: 2, rows: 2, stored: 1, quarantined: 1, cursorTo: '2026-02-01 00:00:00.000001' })
})

test('a word that nobody knows stops the sync before anything is stored, and its answer lets it go on', async () => {
  await maria.admin(
    `CREATE TABLE shop.orders (id INT UNSIGNED PRIMARY KEY, order_no VARCHAR(20), member_number VARCHAR(20), created_at DATETIME, status VARCHAR(20),
       amount DECIMAL(12,3), updated_at TIMESTAMP NOT NULL)`,
    `INSERT INTO shop.orders SELECT seq, CONCAT('MY', seq), CONCAT('M', seq % 7), '2026-01-05 10:00:00' + INTERVAL seq HOUR, 'paid', 1.234 + seq, '2026-03-01 10:00:00'
       FROM shop.seq_1_to_30`,
    "GRANT SELECT ON shop.orders TO reader@'127.0.0.1'",
  )
  const login = {
    kind: 'mysql',
    host: '127.0.0.1',
    port: maria.port,
    database: 'shop',
    user: 'reader',
    password: 'only-reading',
    tls: 'off',
  }
  const table = { schema: 'shop', name: 'orders' }
  const { id } = await create({ name: 'Orders', login, table, kind: 'orders', keyColumns: ['id'], cursorColumn: 'updated_at' })
  const stored = async () => {
    await runOf(id)
    const { rows, stored: fresh, duplicates } = await lastRun(id)
    return [rows, fresh, duplicates]
  }
  expect(await stored()).toEqual([30, 30, 0])
  const before = Number((await sum())?.sum)

  await maria.admin("INSERT INTO shop.orders VALUES (31, 'MY31', 'M1', '2026-01-09 10:00:00', 'odd word', 100.5, '2026-03-01 10:05:00')")
  expect(await runOf(id)).toMatchObject({ state: 'failed', problem: { code: 'questions-open', params: { codes: 'unknown-status' } } })
  expect(Number((await sum())?.sum)).toBe(before)
  const answered = await shop.admin.ask('PATCH', `/syncs/${id}`, { statuses: { 'odd word': 'paid' } })
  expect(answered.json<Sync>()).toMatchObject({ stopped: null })
  expect(await stored()).toEqual([31, 1, 30])
  // A row that looks like another, with a key of its own, is no copy.
  await maria.admin(
    'INSERT INTO shop.orders SELECT 32, order_no, member_number, created_at, status, amount, updated_at FROM shop.orders WHERE id = 31',
  )
  expect(await stored()).toEqual([32, 1, 31])
  await maria.admin("UPDATE shop.orders SET amount = amount + 1, updated_at = '2026-03-01 10:06:00' WHERE id < 20")
  expect(await stored()).toEqual([32, 19, 13])
  expect(Number((await sum())?.sum)).toBeCloseTo(before + 2 * 100.5 + 19, 3)
})

const saleOf = async (prefix: string) => {
  const answer = await shop.house.engines.clickhouse.query({
    query: `SELECT toString(sum(amount)) AS sum, count() AS n FROM order_lines FINAL WHERE kind = 'sale' AND NOT is_duplicate AND startsWith(order_id, '${prefix}')`,
    format: 'JSONEachRow',
  })
  const [row] = await answer.json<{ sum: string; n: string }>()
  return [Number(row?.sum), Number(row?.n)]
}

test('a changed row that could not be read replaces what it was once it is repaired, and never what the table says since', async () => {
  await inShop(
    `CREATE TABLE repaired (id bigint PRIMARY KEY, order_no text, member_number text, ordered_at timestamptz, amount text, updated_at timestamptz)`,
    `INSERT INTO repaired SELECT n, 'R' || n, 'M' || n, '2026-01-01 10:00:00+08'::timestamptz + n * interval '1 hour', '10.50', '2026-03-01 10:00:00+00' FROM generate_series(1, 30) n`,
  )
  const table = { schema: 'public', name: 'repaired' }
  const login = loginOf(address)
  const sync = { name: 'Repaired', login, table, kind: 'orders', keyColumns: ['id'], cursorColumn: 'updated_at' }
  const { id } = await create(sync)
  const becomes = async (row: number, amount: string, day: string): Promise<SyncRun> => {
    await inShop(`UPDATE repaired SET amount = '${amount}', updated_at = '2026-03-${day} 10:00:00+00' WHERE id = ${row}`)
    await runOf(id)
    return await lastRun(id)
  }
  const repair = async (amount: string) => {
    const { items } = await shop.get<{ items: { id: string; from: string }[] }>('/quarantine?origin=import&state=open')
    const record = items.find(({ from }) => from.startsWith('Repaired '))
    const answer = await shop.admin.ask('POST', `/quarantine/${record?.id}/replay`, { changes: { amount } })
    expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, ''])
    return answer.json<{ outcome: string; refusal: { reason: string } | null }>()
  }
  await runOf(id)
  expect(await saleOf('R')).toEqual([315, 30])

  expect(await becomes(1, 'ten', '02')).toMatchObject({ quarantined: 1, stored: 0 })
  expect(await repair('70.50')).toMatchObject({ outcome: 'stored' })
  expect(await saleOf('R')).toEqual([375, 30])
  // The shop mends it otherwise: the repair is what the row was.
  await becomes(1, '80.50', '03')
  expect(await saleOf('R')).toEqual([385, 30])

  // Repaired twice, as it could not be read twice.
  await becomes(2, 'eleven', '04')
  expect(await repair('20.50')).toMatchObject({ outcome: 'stored' })
  await becomes(2, 'twelve', '05')
  expect(await repair('30.50')).toMatchObject({ outcome: 'stored' })
  expect(await saleOf('R')).toEqual([405, 30])

  // Two versions of a row that could not be read, the later one repaired first: the earlier one no longer takes its place.
  await becomes(4, 'thirteen', '06')
  await becomes(4, 'fourteen', '07')
  expect(await repair('25.50')).toMatchObject({ outcome: 'stored' })
  expect(await saleOf('R')).toEqual([420, 30])
  expect(await repair('99')).toMatchObject({ outcome: 'refused', refusal: { reason: 'row-of-sync' } })
  expect(await saleOf('R')).toEqual([420, 30])
  const [older] = (await shop.get<{ items: { id: string }[] }>('/quarantine?origin=import&state=open')).items
  expect((await shop.admin.ask('POST', `/quarantine/${older?.id}/dismiss`, { why: 'an older version' })).statusCode).toBeLessThan(300)
  // The shop mends it too, so that no later run reads it as it was.
  expect(await becomes(4, '25.50', '08')).toMatchObject({ quarantined: 0 })
  expect(await saleOf('R')).toEqual([420, 30])

  // The row was read again since.
  expect(await becomes(3, 'fifteen', '09')).toMatchObject({ quarantined: 1 })
  expect(await becomes(3, '40.50', '10')).toMatchObject({ stored: 1, quarantined: 0 })
  expect(await repair('99')).toMatchObject({ outcome: 'refused', refusal: { reason: 'row-of-sync' } })
  expect(await saleOf('R')).toEqual([450, 30])
  // A file cannot say which row it corrects.
  const { items } = await shop.get<{ items: { id: string }[] }>('/quarantine?origin=import&state=open')
  const records = items.map(({ id: record }, i) => `R${i},M${i},2026-01-02 10:00:00,77,${record}\n`)
  const file = await shop.startImport('mended.csv', `order_no,member_number,ordered_at,amount,liuke_record\n${records.join('')}`, 'orders')
  expect((await shop.ended(file.id)).job).toMatchObject({ state: 'failed', problem: { code: 'row-of-sync-in-file' } })
  expect(await saleOf('R')).toEqual([450, 30])
  expect((await shop.admin.ask('DELETE', `/syncs/${id}`)).statusCode).toBe(204)
  expect(await repair('99')).toMatchObject({ outcome: 'refused', refusal: { reason: 'row-of-sync' } })

  // Set up anew, the rows are those that are there.
  const anew = await create(sync)
  expect((await runOf(anew.id)).error).toBeNull()
  expect(await saleOf('R')).toEqual([450, 30])
})

test('a total of an order is never given to each of its rows, even where no first row shows that orders have several', async () => {
  await inShop(
    `CREATE TABLE totals (id bigint PRIMARY KEY, order_no text, member_number text, ordered_at timestamptz, product_id text, order_total numeric(12,2), updated_at timestamptz)`,
    `INSERT INTO totals SELECT n, 'T' || least(n, 2500), 'M' || least(n, 2500), '2026-01-01 10:00:00+08'::timestamptz + least(n, 2500) * interval '1 minute', 'P' || n, 100, '2026-03-01 10:00:00+00'
       FROM generate_series(1, 2510) n`,
  )
  const sync = { name: 'Totals', login: loginOf(address), kind: 'orders', keyColumns: ['id'], cursorColumn: 'updated_at' }
  const refused = await shop.admin.ask('POST', '/syncs', { ...sync, table: { schema: 'public', name: 'totals' } })
  expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([400, 'sync-order-totals'])
  const keyed = await shop.admin.ask('POST', '/syncs', {
    ...sync,
    keyColumns: ['order_no', 'ordered_at'],
    table: { schema: 'public', name: 'totals' },
  })
  expect([keyed.statusCode, keyed.json<{ code: string }>().code]).toEqual([400, 'sync-key-repeats'])

  await maria.admin(
    `CREATE TABLE shop.sums (id INT UNSIGNED PRIMARY KEY, order_no VARCHAR(20), member_number VARCHAR(20), ordered_at DATETIME, product_id VARCHAR(20),
       order_total DECIMAL(12,2), updated_at TIMESTAMP NOT NULL)`,
    `INSERT INTO shop.sums SELECT seq, CONCAT('S', seq), CONCAT('M', seq), '2026-01-05 10:00:00' + INTERVAL seq HOUR, 'P1', 100, '2026-03-01 10:00:00'
       FROM shop.seq_1_to_30`,
    "GRANT SELECT ON shop.sums TO reader@'127.0.0.1'",
  )
  const login = { ...sync.login, kind: 'mysql', port: maria.port, database: 'shop', user: 'reader', password: 'only-reading' }
  const { id } = await create({ ...sync, login, table: { schema: 'shop', name: 'sums' } })
  await runOf(id)
  await maria.admin("UPDATE shop.sums SET order_total = 130, updated_at = '2026-03-02 10:00:00' WHERE id = 1")
  expect((await runOf(id)).error).toBeNull()
  expect(await saleOf('S')).toEqual([3_030, 30])
  await maria.admin(
    "INSERT INTO shop.sums SELECT 31, order_no, member_number, ordered_at, 'P2', order_total, '2026-03-03 10:00:00' FROM shop.sums WHERE id = 7",
  )
  expect(await runOf(id)).toMatchObject({ state: 'failed', problem: { code: 'sync-order-totals' } })
  expect(await saleOf('S')).toEqual([3_030, 30])
})

test('a row that looks like one of an earlier run is another one by its key, even where the number of the line is the same', async () => {
  await inShop(
    `CREATE TABLE twins (id bigint PRIMARY KEY, order_no text, line_number int, member_number text, ordered_at timestamptz, product_id text, quantity int, amount numeric(12,2), updated_at timestamptz)`,
    `INSERT INTO twins SELECT n, 'W' || n, 1, 'M' || n, '2026-01-01 10:00:00+08'::timestamptz + n * interval '1 hour', 'P1', 1, 10, '2026-03-01 10:00:00+00'::timestamptz + n * interval '1 hour'
       FROM generate_series(1, 30) n`,
  )
  const { id } = await create({
    name: 'Twins',
    login: loginOf(address),
    table: { schema: 'public', name: 'twins' },
    kind: 'orders',
    keyColumns: ['id'],
    cursorColumn: 'updated_at',
  })
  await runOf(id)
  await inShop(
    `INSERT INTO twins SELECT 31, order_no, line_number, member_number, ordered_at, product_id, quantity, amount, '2026-03-10 10:00:00+00' FROM twins WHERE id = 1`,
  )
  await runOf(id)
  expect(await lastRun(id)).toMatchObject({ rows: 2, stored: 1, duplicates: 1 })
  expect(await saleOf('W')).toEqual([310, 31])
})

test('a database says why it refuses in words of its own code', async () => {
  const maker = loginOf(address)
  await inShop("CREATE ROLE nobody LOGIN PASSWORD 'nothing'", 'CREATE TABLE closed (id int PRIMARY KEY)').catch(() => undefined)
  const onMaria = { ...maker, kind: 'mysql', port: maria.port, database: 'shop', user: 'reader', password: 'only-reading' }
  const codeOf = async (login: object, name: string, schema = 'public'): Promise<string> => {
    const response = await shop.admin.ask('POST', '/syncs/preview', { login, table: { schema, name } })
    return `${response.statusCode} ${response.json<{ code: string }>().code}`
  }
  expect([
    await codeOf({ ...maker, password: 'wrong' }, 'x'),
    await codeOf({ ...maker, host: 'no-such-host.invalid' }, 'x'),
    await codeOf({ ...maker, port: 1 }, 'x'),
    await codeOf({ ...maker, database: 'no_such' }, 'x'),
    await codeOf({ ...maker, tls: 'on' }, 'x'),
    await codeOf({ ...maker, host: '/var/run/postgresql' }, 'x'),
    await codeOf({ ...maker, host: '169.254.169.254' }, 'x'),
    await codeOf(maker, 'x"; DROP TABLE "Order ""Lines"""; --'),
    await codeOf(maker, 'pg_authid', 'pg_catalog'),
    await codeOf({ ...onMaria, password: 'wrong' }, 'members', 'shop'),
    await codeOf({ ...onMaria, tls: 'verified' }, 'members', 'shop'),
    await codeOf(onMaria, 'no`such', 'shop'),
  ]).toEqual([
    '409 sync-login-refused',
    '409 sync-host-unknown',
    '409 sync-unreachable',
    '409 sync-database-unknown',
    '409 sync-tls-missing',
    '400 sync-host-refused',
    '400 sync-host-refused',
    '409 sync-table-unknown',
    '409 sync-no-permission',
    '409 sync-login-refused',
    '409 sync-tls-missing',
    '409 sync-table-unknown',
  ])
})

test('a new column is noted, a needed one that is gone stops the sync until somebody looks, and slots of its rhythm come once', async () => {
  const [sync] = (await shop.get<{ items: Sync[] }>('/syncs')).items
  const id = sync?.id ?? ''
  await inShop(`ALTER TABLE "Order ""Lines""" ADD COLUMN colour text`)
  expect((await runOf(id)).state).toBe('done')
  expect((await lastRun(id)).drift).toEqual({ added: ['colour'], removed: [], changed: [] })
  const before = await sum()
  const due = async () => (await shop.house.syncs.takeDue(clock.now(), 'Asia/Shanghai')).map((one) => one.id)
  clock.moveTo(new Date(clock.now().getTime() + 3_600_000))
  expect(await due()).toContain(id)
  expect(await due()).toEqual([])

  await inShop(`ALTER TABLE "Order ""Lines""" DROP COLUMN amount`, `UPDATE "Order ""Lines""" SET updated_at = '2026-03-10 10:00:00+00'`)
  expect(await runOf(id)).toMatchObject({ state: 'failed', problem: { code: 'sync-column-gone', params: { columns: 'amount' } } })
  expect(await lastRun(id)).toMatchObject({
    state: 'failed',
    read: 0,
    problem: { code: 'sync-column-gone' },
    drift: { removed: ['amount'] },
  })
  expect(await sum()).toEqual(before)
  clock.moveTo(new Date(clock.now().getTime() + 3_600_000))
  expect(await due()).not.toContain(id)
  const resumed = await shop.admin.ask('PATCH', `/syncs/${id}`, { paused: false })
  expect(resumed.json<Sync>()).toMatchObject({ stopped: null, pausedAt: null })
  expect((await shop.admin.ask('DELETE', `/syncs/${id}`)).statusCode).toBe(204)
  expect((await shop.admin.ask('GET', `/syncs/${id}/runs`)).statusCode).toBe(404)
})
