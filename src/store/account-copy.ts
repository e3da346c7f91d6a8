import { isDay } from '#kernel/local-day.ts'
import type { ClickHouseClient } from '@clickhouse/client'
import type { Pool } from 'pg'
import type { AttributeValue } from '#collect/columns/attribute.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import { ACCOUNTS as ALL_ACCOUNTS } from './analytical/account-sources.ts'
import { insertRows } from './analytical/insert.ts'
import { readRows } from './analytical/queries/read-rows.ts'
import { withEngineErrors } from './engines/engine-error.ts'
import { peopleOfAccounts } from './relational/account-store.ts'
import { holdLock } from './relational/hold-lock.ts'

/** Changes in one go. */
const CHANGES_A_STEP = 20_000
/** Accounts of one write: each may have hundreds of people. */
const ACCOUNTS_A_WRITE = 2_000
/** Number of the advisory lock of copying: versions are in the order in which the relational side was read. */
const COPY_LOCK = 7_301_243

/** Accounts with their people and dated values, copied to the analytical side for conditions and figures. */
export interface AccountCopy {
  /** Tells the analytical side of every change that was committed before; true when there was one. */
  catchUp(): Promise<boolean>
}

interface ChangeRow {
  readonly number: string
  readonly account_id: string
  readonly name: string
  readonly day: string
}

/** Grain: one row per account that is still said something of. The newest name that anybody gave; attributes of every speaker, the newest word last. Cost: by key of the accounts asked for. */
const ACCOUNTS = `
WITH a AS (
  SELECT account_id, min(account_key) AS account_key, max(received_at) AS updated_at,
    coalesce((array_agg(name ORDER BY said_at DESC, received_at DESC) FILTER (WHERE name <> '' AND person_id = '${NO_CUSTOMER}'))[1], '') AS name,
    coalesce(json_agg(attributes ORDER BY said_at, received_at) FILTER (WHERE person_id = '${NO_CUSTOMER}'), '[]') AS said
  FROM account_statements WHERE account_id = ANY ($1::uuid[]) GROUP BY account_id
)
SELECT a.account_id, a.account_key, a.name, a.said, a.updated_at,
  (SELECT coalesce(json_agg(json_build_object('customer_id', p.customer_id, 'role', p.role,
     'since', (extract(epoch FROM p.since) * 1000)::bigint, 'until', (extract(epoch FROM p.until) * 1000)::bigint) ORDER BY p.customer_id), '[]')
   FROM (${peopleOfAccounts('s.account_id = a.account_id')}) p) AS people
FROM a`

/** Grain: one row per changed value; of several of one day the last, of several speakers at one time one. Cost: by key. */
const VALUES = `
SELECT DISTINCT ON (c.account_id, c.name, c.day) c.account_id, c.name, c.day::text AS day, v.said_at, v.value
FROM (SELECT DISTINCT * FROM unnest($1::uuid[], $2::text[], $3::date[]) AS c (account_id, name, day)) c
LEFT JOIN account_values v ON v.account_id = c.account_id AND v.name = c.name AND v.day = c.day
ORDER BY c.account_id, c.name, c.day, v.said_at DESC, v.said_by DESC`

/** Grain: one row per attribute, with the type that it has most often; a day is a text too, and counts as a day where all are. Cost: one pass over the accounts. */
const ATTRIBUTES = `
SELECT name, if(days > 0 AND days = texts AND days >= greatest(numbers, flags), 'day', if(texts >= greatest(numbers, flags), 'text', if(numbers >= flags, 'number', 'flag'))) AS type
FROM (
  SELECT one.1 AS name, countIf(one.2 = 1) AS texts, countIf(one.2 = 2) AS numbers, countIf(one.2 = 3) AS flags, countIf(one.2 = 4) AS days
  FROM (
    SELECT arrayJoin(arrayConcat(arrayMap(key -> (key, 1), mapKeys(attribute_texts)), arrayMap(key -> (key, 2), mapKeys(attribute_numbers)),
      arrayMap(key -> (key, 3), mapKeys(attribute_flags)), arrayMap(key -> (key, 4), mapKeys(attribute_dates)))) AS one
    FROM ${ALL_ACCOUNTS}
  ) GROUP BY name
)`

interface AccountRow {
  readonly account_id: string
  readonly account_key: string
  readonly name: string
  readonly said: readonly Readonly<Record<string, AttributeValue>>[]
  readonly updated_at: Date
  readonly people: readonly {
    readonly customer_id: string
    readonly role: string
    readonly since: number | null
    readonly until: number | null
  }[]
}

/**
 * Triggers note each change in the commit that makes it (`account_changes`); it is taken off the list when the analytical side has it. Rows are written whole under one lock over all nodes, so that
 * a crash in between, or a change that comes meanwhile, only means that they are written again.
 */
export function createAccountCopy(pool: Pool, client: ClickHouseClient): AccountCopy {
  const ask = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    withEngineErrors('postgres', async () => (await pool.query<Row>(text, [...values])).rows)

  async function copyAccounts(ids: readonly string[], version: string): Promise<void> {
    for (let start = 0; start < ids.length; start += ACCOUNTS_A_WRITE) {
      const some = ids.slice(start, start + ACCOUNTS_A_WRITE)
      const found = new Map((await ask<AccountRow>(ACCOUNTS, [some])).map((row) => [row.account_id, row]))
      await withEngineErrors('clickhouse', () =>
        insertRows(
          client,
          'accounts',
          some.map((id) => ({ account_id: id, version, ...(copied(found.get(id)) ?? { is_there: 0 }) })),
        ),
      )
    }
  }

  async function copyValues(changes: readonly ChangeRow[], version: string): Promise<void> {
    if (changes.length === 0) return
    const rows = await ask<{ account_id: string; name: string; day: string; said_at: Date | null; value: number | null }>(VALUES, [
      changes.map((one) => one.account_id),
      changes.map((one) => one.name),
      changes.map((one) => one.day),
    ])
    await withEngineErrors('clickhouse', () =>
      insertRows(
        client,
        'account_measures',
        rows.map(({ account_id, name, day, said_at, value }) => ({
          account_id,
          name,
          day,
          measured_at: said_at?.toISOString() ?? `${day}T00:00:00.000Z`,
          value: value ?? 0,
          is_there: value === null ? 0 : 1,
          version,
        })),
      ),
    )
  }

  async function noteAttributes(): Promise<void> {
    const found = await withEngineErrors('clickhouse', () => readRows<{ name: string; type: string }>(client, ATTRIBUTES, {}))
    await ask(
      `WITH found AS (SELECT * FROM unnest($1::text[], $2::text[]) AS f (name, type)),
         gone AS (DELETE FROM account_attributes WHERE name <> ALL ($1::text[]))
       INSERT INTO account_attributes (name, type) SELECT name, type FROM found
       ON CONFLICT (name) DO UPDATE SET type = excluded.type WHERE account_attributes.type <> excluded.type`,
      [found.map(({ name }) => name), found.map(({ type }) => type)],
    )
  }

  async function step(): Promise<number> {
    const changes = await ask<ChangeRow>(
      `SELECT number::text, account_id, name, day::text FROM account_changes ORDER BY number LIMIT ${CHANGES_A_STEP}`,
    )
    if (changes.length === 0) return 0
    const [turn] = await ask<{ version: string }>(`SELECT nextval('account_copy_version')::text AS version`)
    const version = turn?.version ?? '0'
    const accounts = new Set(changes.filter(({ name }) => name === '').map(({ account_id }) => account_id))
    await copyAccounts([...accounts], version)
    if (accounts.size > 0) await noteAttributes()
    await copyValues(
      changes.filter(({ name }) => name !== ''),
      version,
    )
    await ask('DELETE FROM account_changes WHERE number = ANY ($1::bigint[])', [changes.map(({ number }) => number)])
    return changes.length
  }

  return {
    async catchUp() {
      // Most rounds find nothing, and need no lock to know it.
      const [waiting] = await ask<{ some: boolean }>('SELECT EXISTS (SELECT FROM account_changes) AS some')
      if (waiting?.some !== true) return false
      return await holdLock(pool, COPY_LOCK, 'alone', async () => {
        let copiedNow = 0
        for (;;) {
          const some = await step()
          copiedNow += some
          if (some < CHANGES_A_STEP) return copiedNow > 0
        }
      })
    },
  }
}

const DAY = /^\d{4}-\d{2}-\d{2}(?:$|T)/

/** An account as a row of the analytical side. */
function copied(row: AccountRow | undefined): Readonly<Record<string, unknown>> | undefined {
  if (row === undefined) return undefined
  const attributes = Object.entries(Object.assign({}, ...row.said) as Record<string, AttributeValue>)
  const ofType = <Value extends AttributeValue>(is: (value: AttributeValue) => value is Value): Record<string, Value> =>
    Object.fromEntries(attributes.filter((entry): entry is [string, Value] => is(entry[1])))
  const texts = ofType((value) => typeof value === 'string')
  const days = Object.entries(texts).filter(([, text]) => DAY.test(text) && isStoredDay(text.slice(0, 10)))
  return {
    account_key: row.account_key,
    name: row.name,
    attribute_texts: texts,
    attribute_numbers: ofType((value) => typeof value === 'number'),
    attribute_flags: ofType((value) => typeof value === 'boolean'),
    attribute_dates: Object.fromEntries(days.map(([name, text]) => [name, text.slice(0, 10)])),
    people: row.people.map(({ since, until, ...one }) => ({ ...one, since: timeText(since), until: timeText(until) })),
    updated_at: row.updated_at.toISOString(),
    is_there: 1,
  }
}

/** Of the years that the engine knows as days. */
function isStoredDay(text: string): boolean {
  return isDay(text) && text >= '1900-01-01' && text <= '2299-12-31'
}

function timeText(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString()
}
