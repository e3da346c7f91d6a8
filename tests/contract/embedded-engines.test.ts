import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '#kernel/clock.ts'
import { startEmbeddedClickhouse } from '#store/engines/embedded-clickhouse.ts'
import { startEmbeddedPostgres } from '#store/engines/embedded-postgres.ts'
import { mapEngineError } from '#store/engines/engine-error.ts'
import { silentEngineLog } from '#store/engines/engine-log.ts'
import { startEngines } from '#store/engines/engines.ts'
import type { Engines } from '#store/engines/engines.ts'
import { migrate } from '#store/engines/migrate.ts'
import { postgresPrograms, readablePrograms } from '#store/engines/postgres-programs.ts'
import { postgresUser } from '#store/engines/postgres-user.ts'

const log = silentEngineLog
const root = mkdtempSync(join(tmpdir(), 'liuke-engines-'))
chmodSync(root, 0o755)

afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Processes that work on a folder, seen by their arguments, working folder or open files. */
function processesOf(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      try {
        const state = /^State:\s+(\S)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]
        const args = readFileSync(`/proc/${name}/cmdline`, 'utf8')
        const environment = readFileSync(`/proc/${name}/environ`, 'utf8')
        return state !== 'Z' && (args.includes(folder) || environment.includes(folder))
      } catch {
        return false
      }
    })
    .map(Number)
}

async function within(ms: number, look: () => Promise<boolean> | boolean): Promise<number> {
  const started = performance.now()
  while (performance.now() - started < ms) {
    if (await look()) return performance.now() - started
    await sleep(50)
  }
  throw new Error(`It did not happen within ${ms} ms.`)
}

describe('both embedded engines', () => {
  const dataDir = join(root, 'data')
  let engines: Engines

  beforeAll(async () => {
    engines = await startEngines({ dataDir, log })
    await engines.pg.query('CREATE TABLE kept (n bigint PRIMARY KEY)')
    await engines.clickhouse.command({ query: 'CREATE TABLE kept (n UInt64) ENGINE = MergeTree ORDER BY n' })
  })
  afterAll(() => engines.stop())

  async function countClickhouse(): Promise<number> {
    const answer = await engines.clickhouse.query({ query: 'SELECT toUInt32(count()) AS c FROM kept', format: 'JSONEachRow' })
    return (await answer.json<{ c: number }>())[0]?.c ?? -1
  }

  it('are up, count in numbers, and give the program no superuser', async () => {
    expect(engines.health()).toEqual({ clickhouse: 'up', postgres: 'up' })
    const { rows } = await engines.pg.query<{ c: number; big: string; super: boolean }>(
      'SELECT count(*) AS c, 9223372036854775807 AS big, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS super FROM generate_series(1, 3)',
    )
    expect(rows).toEqual([{ c: 3, big: '9223372036854775807', super: false }])
    await expect(engines.pg.query("COPY kept FROM PROGRAM 'id'")).rejects.toMatchObject({ code: '42501' })
  })

  it('listen where only this machine, or only their user, can reach them', () => {
    const [clickhouse, postgres] = engines.processes()
    expect(clickhouse).toBeGreaterThan(1)
    const uid = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${postgres}/status`, 'utf8'))?.[1]
    expect(uid).not.toBe('0')
    expect(readFileSync(`/proc/${clickhouse}/environ`, 'utf8') + readFileSync(`/proc/${clickhouse}/cmdline`, 'utf8')).not.toMatch(
      /password/i,
    )
  })

  it('refuse a second start on the folder and say who holds it', async () => {
    await expect(startEngines({ dataDir, log })).rejects.toMatchObject({
      kind: 'conflict',
      code: 'data-folder-in-use',
      message: expect.stringMatching(new RegExp(`${dataDir} is used by process ${process.pid} since 20`)),
    })
  })

  it('postgres comes back after kill -9 with every acknowledged row', async () => {
    let acknowledged = 0
    let killed = false
    const writing = (async () => {
      for (let n = 0; n < 100_000 && !killed; n += 1) {
        await engines.pg.query('INSERT INTO kept VALUES ($1)', [n])
        acknowledged += 1
      }
    })().catch((error: unknown) => error)
    await within(60_000, () => acknowledged > 100)
    process.kill(Number(engines.processes()[1]), 'SIGKILL')
    const failure = await writing
    killed = true
    expect(mapEngineError(failure, 'postgres')).toMatchObject({ kind: 'unavailable', code: 'engine-unavailable' })
    await within(60_000, () =>
      engines.pg.query('SELECT 1').then(
        () => true,
        () => false,
      ),
    )
    const { rows } = await engines.pg.query<{ c: number }>('SELECT count(*) AS c FROM kept')
    // The one that was under way may have been committed without its answer.
    expect(rows[0]?.c).toBeGreaterThanOrEqual(acknowledged)
    expect(rows[0]?.c).toBeLessThanOrEqual(acknowledged + 1)
  })

  it('clickhouse comes back after kill -9 on the same address with every acknowledged block', async () => {
    let acknowledged = 0
    const writing = (async () => {
      for (let n = 0; n < 10_000; n += 1) {
        await engines.clickhouse.insert({ table: 'kept', values: [{ n: 2 * n }, { n: 2 * n + 1 }], format: 'JSONEachRow' })
        acknowledged += 2
      }
    })().catch((error: unknown) => error)
    await within(60_000, () => acknowledged > 40)
    const [before] = engines.processes()
    process.kill(Number(before), 'SIGKILL')
    expect(mapEngineError(await writing, 'clickhouse')).toMatchObject({ kind: 'unavailable', code: 'engine-unavailable' })
    await within(60_000, () => engines.clickhouse.ping({ select: true }).then((answer) => answer.success))
    expect(engines.processes()[0]).not.toBe(before)
    const found = await countClickhouse()
    expect(found).toBeGreaterThanOrEqual(acknowledged)
    expect(found).toBeLessThanOrEqual(acknowledged + 2)
  })

  it('start again on existing data and stop without leaving a process', async () => {
    const rows = await countClickhouse()
    await Promise.all([engines.stop(), engines.stop()])
    expect(processesOf(dataDir)).toEqual([])
    engines = await startEngines({ dataDir, log })
    expect(await countClickhouse()).toBe(rows)
  })

  it('take at most 700 MB and 2 % of a core when nothing happens', async () => {
    await countClickhouse()
    const pids = processesOf(dataDir)
    const ticks = (): number => pids.reduce((sum, pid) => sum + cpuTicks(pid), 0)
    // The tests before this one left parts to be merged: wait for a quiet while.
    let busy = 1
    for (let i = 0; i < 30 && busy > 0.02; i += 1) {
      const before = ticks()
      await sleep(3_000)
      busy = (ticks() - before) / 100 / 3
    }
    const resident = pids.reduce((sum, pid) => sum + residentBytes(pid), 0)
    expect(pids.length).toBeGreaterThan(3)
    expect(busy).toBeLessThanOrEqual(0.02)
    // The server's own process comes on top of this; it needs about 120 MB.
    expect(resident).toBeLessThan(550e6)
  })
})

describe('a start that cannot work', () => {
  it.each([
    [{ clickhouseUrl: 'tcp://localhost:9000' }, 'clickhouse-url-wrong'],
    [{ clickhouseUrl: 'localhost:8123' }, 'clickhouse-url-wrong'],
    [{ databaseUrl: 'mysql://localhost/x' }, 'database-url-wrong'],
  ])('refuses the address %j', async (urls, code) => {
    await expect(startEngines({ dataDir: join(root, 'unused'), log, ...urls })).rejects.toMatchObject({ kind: 'invalid-input', code })
  })

  it('says which server does not answer', async () => {
    const urls = { clickhouseUrl: 'http://127.0.0.1:9', databaseUrl: 'postgres://x@127.0.0.1:9/x' }
    await expect(startEngines({ dataDir: join(root, 'unused'), log, ...urls })).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(/(CLICKHOUSE|DATABASE)_URL does not answer/),
    })
  })

  it('works in a folder whose name is too long for a socket', async () => {
    const dataDir = join(root, 'long-'.repeat(20), '客 with spaces')
    const engines = await startEngines({ dataDir, log })
    try {
      expect((await engines.pg.query<{ one: number }>('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    } finally {
      await engines.stop()
    }
  })
})

// Started as root the database runs as another user, which cannot enter such folders or read such files by their names.
describe('folders that only their owner may enter', () => {
  const closed = join(root, 'closed')
  beforeAll(() => {
    mkdirSync(join(closed, 'deep'), { recursive: true })
    chmodSync(closed, 0o700)
  })

  it('hold the data, which survives kill -9 and a restart', async () => {
    const folder = join(closed, 'deep')
    const first = await startEngines({ dataDir: folder, log })
    await first.pg.query('CREATE TABLE kept AS SELECT 7 AS n')
    process.kill(Number(first.processes()[1]), 'SIGKILL')
    await within(60_000, () =>
      first.pg.query('SELECT n FROM kept').then(
        ({ rows }) => rows.length === 1,
        () => false,
      ),
    )
    await first.stop()
    expect(processesOf(closed)).toEqual([])
    const again = await startEngines({ dataDir: folder, log })
    expect((await again.pg.query<{ n: number }>('SELECT n FROM kept')).rows).toEqual([{ n: 7 }])
    await again.stop()
    expect(existsSync(join(folder, 'postgres/cluster/PG_VERSION'))).toBe(true)
  })

  it('hold the programs, which are then copied to where their user can read them', async () => {
    const installed = dirname(await postgresPrograms(log))
    const packed = join(closed, 'package')
    cpSync(installed, join(packed, 'native'), { recursive: true, verbatimSymlinks: true })
    writeFileSync(join(packed, 'package.json'), '{"version":"1.2.3"}')
    const user = postgresUser()
    const [writable, place] = [join(root, 'writable'), join(root, 'programs')]
    mkdirSync(writable)
    chmodSync(writable, 0o777)
    for (let start = 0; start < 2; start += 1) {
      const programs = await readablePrograms(packed, user, [writable, place], log)
      expect(programs).toBe(user === null ? join(packed, 'native') : join(place, 'postgresql-1.2.3'))
      expect(execFileSync(join(programs, 'bin/postgres'), ['--version'], { encoding: 'utf8', cwd: '/', ...user })).toContain('PostgreSQL')
    }
    expect(readdirSync(writable)).toEqual([])
  })
})

describe('servers given by their addresses', () => {
  it('are used instead of embedded engines, and health says when one is away', async () => {
    const clickhouse = await startEmbeddedClickhouse({ dataDir: join(root, 'server', 'clickhouse'), log })
    const postgres = await startEmbeddedPostgres({ dataDir: join(root, 'server', 'postgres'), log })
    const address = new URL(`${clickhouse.url}/${clickhouse.database}`)
    address.username = clickhouse.username
    address.password = clickhouse.password
    const dataDir = join(root, 'not-made')
    const engines = await startEngines({ dataDir, clickhouseUrl: address.href, databaseUrl: postgres.url, log })
    try {
      expect(engines.processes()).toEqual([])
      expect(existsSync(dataDir)).toBe(false)
      const answer = await engines.clickhouse.query({ query: 'SELECT currentDatabase() AS d', format: 'JSONEachRow' })
      expect(await answer.json()).toEqual([{ d: 'liuke' }])
      await postgres.stop()
      await within(60_000, () => engines.health().postgres === 'down')
      expect(engines.health().clickhouse).toBe('up')
    } finally {
      await engines.stop()
      await Promise.all([clickhouse.stop(), postgres.stop()])
    }
  })
})

describe('a killed parent', () => {
  it('leaves no engine behind, and the next start takes the folder over', async () => {
    const dataDir = join(root, 'orphans')
    const script = join(root, 'parent.ts')
    const module = resolve('src/store/engines/engines.ts')
    writeFileSync(
      script,
      `import { startEngines } from '${module}'
const quiet = () => undefined
const engines = await startEngines({ dataDir: '${dataDir}', log: { debug: quiet, info: quiet, warn: quiet } })
await engines.pg.query('CREATE TABLE IF NOT EXISTS t (n int)')
console.log('up')
`,
    )
    const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(parent.stdout, 'data')
    expect(processesOf(dataDir).length).toBeGreaterThan(3)
    parent.kill('SIGKILL')
    await within(60_000, () => processesOf(dataDir).length === 0)
    const engines = await startEngines({ dataDir, log })
    expect((await engines.pg.query<{ c: number }>('SELECT count(*) AS c FROM t')).rows).toEqual([{ c: 0 }])
    await engines.stop()
  })
})

describe('migrations', () => {
  const dataDir = join(root, 'migrations')
  const relationalDir = join(root, 'sql', 'relational')
  const analyticalDir = join(root, 'sql', 'analytical')
  let engines: Engines

  beforeAll(async () => {
    engines = await startEngines({ dataDir, log })
  })
  afterAll(() => engines.stop())
  afterEach(async () => {
    rmSync(join(root, 'sql'), { recursive: true, force: true })
    await engines.pg.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public')
    for (const name of ['schema_migrations', 'a', 'b']) await engines.clickhouse.command({ query: `DROP TABLE IF EXISTS ${name} SYNC` })
  })

  function write(folder: string, files: Readonly<Record<string, string>>): void {
    mkdirSync(folder, { recursive: true })
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  }
  const run = (): ReturnType<typeof migrate> =>
    migrate({ pg: engines.pg, clickhouse: engines.clickhouse, relationalDir, analyticalDir, clock: systemClock, log })

  const first = { '0001-a.sql': 'CREATE TABLE a (n int);\nINSERT INTO a VALUES (1);\n' }
  const analytical = { '0001-a.sql': 'CREATE TABLE IF NOT EXISTS a (n UInt8) ENGINE = MergeTree ORDER BY n;\n' }

  it('are applied once, also when nodes start together', async () => {
    write(relationalDir, first)
    write(analyticalDir, analytical)
    const results = await Promise.all([run(), run(), run()])
    expect(results.flatMap((each) => each.relational)).toEqual(['0001-a.sql'])
    expect(results.flatMap((each) => each.analytical)).toEqual(['0001-a.sql'])
    write(relationalDir, { '0002-b.sql': 'CREATE TABLE b (n int);' })
    expect(await run()).toEqual({ relational: ['0002-b.sql'], analytical: [] })
    expect((await engines.pg.query<{ c: number }>('SELECT count(*) AS c FROM a')).rows).toEqual([{ c: 1 }])
  })

  it('a failing file leaves nothing of itself', async () => {
    write(relationalDir, { ...first, '0002-b.sql': 'CREATE TABLE b (n int);\nCREATE TABLE a (n int);\n' })
    await expect(run()).rejects.toMatchObject({ code: 'migration-failed', message: expect.stringContaining('0002-b.sql') })
    const { rows } = await engines.pg.query<{ b: string | null; done: number }>(
      "SELECT to_regclass('b')::text AS b, (SELECT count(*) FROM schema_migrations) AS done",
    )
    expect(rows).toEqual([{ b: null, done: 1 }])
  })

  it.each([
    ['PostgreSQL', relationalDir],
    ['ClickHouse', analyticalDir],
  ])('a changed file and a newer database are refused: %s', async (engine, folder) => {
    write(relationalDir, first)
    write(analyticalDir, analytical)
    await run()
    write(folder, { '0001-a.sql': '-- something else\nSELECT 1;' })
    await expect(run()).rejects.toMatchObject({ code: 'migration-changed', message: expect.stringContaining(engine) })
    rmSync(join(folder, '0001-a.sql'))
    await expect(run()).rejects.toMatchObject({ code: 'database-newer', message: expect.stringContaining(engine) })
  })
})

function cpuTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return Number(fields[11]) + Number(fields[12])
}

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1_024
}
