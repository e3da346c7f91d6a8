import type { ClickHouseClient } from '@clickhouse/client'
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { AppError, messageOf } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import type { EngineLog } from './engine-log.ts'

export interface MigrateOptions {
  readonly pg: pg.Pool
  readonly clickhouse: ClickHouseClient
  /** Folder of `NNNN-name.sql` for PostgreSQL. */
  readonly relationalDir: string
  /** Folder of `NNNN-name.sql` for ClickHouse. */
  readonly analyticalDir: string
  readonly clock: Clock
  readonly log: EngineLog
}

export interface Migration {
  readonly number: number
  readonly name: string
  readonly checksum: string
  readonly statements: readonly string[]
}

interface AppliedMigration {
  readonly number: number
  readonly name: string
  readonly checksum: string
}

/** Any number, the same in every node: only one migrates at a time. */
const ADVISORY_LOCK = 7_246_913

/**
 * Brings both stores to the program's schema: forward only, in the order of the numbers, each file once. Nodes that start together
 * wait for one another. A PostgreSQL file is one transaction; ClickHouse has none, so its statements must bear being run again.
 *
 * @returns the names of the files that were applied
 * @throws AppError conflict `migration-changed`, `database-newer`, internal `migration-failed`, invalid-input `migration-name-wrong`
 */
export async function migrate(options: MigrateOptions): Promise<{ readonly relational: string[]; readonly analytical: string[] }> {
  const relational = await readMigrations(options.relationalDir)
  const analytical = await readMigrations(options.analyticalDir)
  const client = await options.pg.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK])
    try {
      return {
        relational: await migrateRelational(client, relational, options),
        analytical: await migrateAnalytical(options.clickhouse, analytical, options),
      }
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [ADVISORY_LOCK]).catch(() => undefined)
    }
  } finally {
    client.release()
  }
}

async function migrateRelational(client: pg.PoolClient, files: readonly Migration[], options: MigrateOptions): Promise<string[]> {
  await client.query(
    'CREATE TABLE IF NOT EXISTS schema_migrations (number integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL)',
  )
  const applied = await client.query<AppliedMigration>('SELECT number, name, checksum FROM schema_migrations ORDER BY number')
  const pending = pendingMigrations('PostgreSQL', files, applied.rows)
  for (const file of pending) {
    await client.query('BEGIN')
    try {
      for (const statement of file.statements) await client.query(statement)
      await client.query('INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)', [
        file.number,
        file.name,
        file.checksum,
        options.clock.now(),
      ])
      await client.query('COMMIT')
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined)
      throw failed('PostgreSQL', file, error)
    }
    options.log.info({ engine: 'postgres', migration: file.name }, 'migration applied')
  }
  return pending.map((file) => file.name)
}

async function migrateAnalytical(client: ClickHouseClient, files: readonly Migration[], options: MigrateOptions): Promise<string[]> {
  await client.command({
    query:
      "CREATE TABLE IF NOT EXISTS schema_migrations (number UInt32, name String, checksum String, applied_at DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY number",
  })
  const answer = await client.query({
    query: 'SELECT DISTINCT number, name, checksum FROM schema_migrations ORDER BY number',
    format: 'JSONEachRow',
  })
  const pending = pendingMigrations('ClickHouse', files, await answer.json<AppliedMigration>())
  for (const file of pending) {
    try {
      for (const statement of file.statements) await client.command({ query: statement })
      await client.insert({
        table: 'schema_migrations',
        values: [{ number: file.number, name: file.name, checksum: file.checksum, applied_at: options.clock.now().toISOString() }],
        format: 'JSONEachRow',
        clickhouse_settings: { date_time_input_format: 'best_effort' },
      })
    } catch (error) {
      throw failed('ClickHouse', file, error)
    }
    options.log.info({ engine: 'clickhouse', migration: file.name }, 'migration applied')
  }
  return pending.map((file) => file.name)
}

/**
 * What is left to do, after checking that what was done is what the program knows.
 *
 * @throws AppError conflict `database-newer` for a number above the program's last, `migration-changed` for another text or a gap
 */
export function pendingMigrations(engine: string, files: readonly Migration[], applied: readonly AppliedMigration[]): Migration[] {
  const known = new Map(files.map((file) => [file.number, file]))
  const lastKnown = files.at(-1)?.number ?? 0
  const lastApplied = applied.reduce((last, row) => Math.max(last, row.number), 0)
  for (const row of applied) {
    const file = known.get(row.number)
    if (row.number > lastKnown) {
      throw new AppError(
        'conflict',
        'database-newer',
        `The ${engine} database was made by a newer version of the program (it has migration ${row.name}): install that version.`,
      )
    }
    if (file === undefined || file.checksum !== row.checksum) {
      throw new AppError(
        'conflict',
        'migration-changed',
        `Migration ${row.name} of ${engine} was applied with another text than this program has: restore the file and put the change into a new one.`,
      )
    }
  }
  const done = new Set(applied.map((row) => row.number))
  const pending = files.filter((file) => !done.has(file.number))
  const late = pending.find((file) => file.number < lastApplied)
  if (late !== undefined) {
    throw new AppError(
      'conflict',
      'migration-changed',
      `Migration ${late.name} of ${engine} comes before one that is applied already: give it a number above ${lastApplied}.`,
    )
  }
  return pending
}

/** Reads the migrations of a folder in the order of their numbers; a folder that is not there has none. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  })
  const migrations: Migration[] = []
  for (const name of names.filter((each) => each.endsWith('.sql')).sort()) {
    const match = /^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)
    const number = Number(match?.[1])
    if (match === null || migrations.some((each) => each.number === number)) {
      throw new AppError(
        'invalid-input',
        'migration-name-wrong',
        `The file ${name} in ${folder} must be named NNNN-name.sql with a number of its own.`,
      )
    }
    const text = await readFile(join(folder, name), 'utf8')
    const checksum = createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex')
    migrations.push({ number, name, checksum, statements: splitStatements(text) })
  }
  return migrations
}

/** Statements end with a semicolon at the end of a line; `$$` bodies of functions may hold such lines. */
export function splitStatements(text: string): string[] {
  const statements: string[] = []
  let current: string[] = []
  let inBody = false
  for (const line of text.split(/\r?\n/)) {
    if ((line.match(/\$\w*\$/g) ?? []).length % 2 === 1) inBody = !inBody
    current.push(line)
    if (inBody || !/;\s*(--.*)?$/.test(line) || /^\s*--/.test(line)) continue
    statements.push(current.join('\n').replace(/;\s*(--.*)?$/, ''))
    current = []
  }
  statements.push(current.join('\n'))
  return statements
    .map((each) => each.trim())
    .filter((each) => each.split('\n').some((line) => line.trim() !== '' && !line.trim().startsWith('--')))
}

function failed(engine: string, file: Migration, error: unknown): AppError {
  return new AppError('internal', 'migration-failed', `Migration ${file.name} of ${engine} failed: ${messageOf(error)}`, { cause: error })
}
