import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import { seesEveryone } from '#access/scope.ts'
import type { Scope } from '#access/scope.ts'
import { ACCOUNT_FIELD } from '#segment/conditions/condition-catalogue.ts'
import { OWN_PROPERTY } from '#segment/conditions/act-catalogue.ts'
import type { ActKind } from '#segment/conditions/condition.ts'
import type { ConditionField } from '#segment/conditions/condition-field.ts'
import type { Database } from '../../relational/database.ts'
import { readRows } from '../queries/read-rows.ts'
import { scopeSql } from '../scope-sql.ts'
import { actRows } from './act-sources.ts'
import { ACCOUNT_MEASURES, ACCOUNT_PEOPLE } from '../account-sources.ts'
import { NO_MEMBERS } from './account-sql.ts'
import { fieldSql, sourceSql } from './field-sources.ts'
import { readRunTimes } from './run-times.ts'
import { SqlBinder } from './sql-binder.ts'

/** A value that is there, with how many customers have it or acts bear it. */
export interface SeenValue {
  readonly value: string
  readonly count: number
}

/** What conditions can be about, as the data have it: names of acts, values of texts. For menus, so only the most frequent. */
export interface ConditionNames {
  /** Names of acts of a named kind. */
  names(scope: Scope, kind: ActKind): Promise<SeenValue[]>
  /** Names of measures of accounts, with how many accounts have them. */
  accountMeasures(scope: Scope): Promise<SeenValue[]>
  /** Roles of people in accounts, with in how many accounts. */
  roles(scope: Scope): Promise<SeenValue[]>
  /** Own properties of the newest acts of a name: `properties.NAME`, with the type of their values. */
  ownProperties(scope: Scope, name: string): Promise<{ readonly name: string; readonly type: 'text' | 'number' | 'flag' }[]>
  ofField(scope: Scope, field: ConditionField, asked: { readonly now: Date; readonly timeZone: string }): Promise<SeenValue[]>
  ofProperty(scope: Scope, kind: ActKind, name: string | null, property: string): Promise<SeenValue[]>
}

const MOST = 100
/** Newest acts that own properties are looked up in. */
const SAMPLE = 2_000

export function createConditionNames(client: ClickHouseClient, db: Kysely<Database>): ConditionNames {
  const seen = async (scope: Scope, value: string, from: string, params: Readonly<Record<string, unknown>>): Promise<SeenValue[]> => {
    const own = await scopeSql(db, scope)
    const rows = await readRows<{ value: string; n: string }>(
      client,
      `SELECT ${value} AS value, count() AS n FROM ${from} AND value != '' AND ${own.where('customer_id')} GROUP BY value ORDER BY n DESC, value LIMIT ${MOST}`,
      { ...params, ...own.params },
    )
    return rows.map((row) => ({ value: row.value, count: Number(row.n) }))
  }

  /** Of accounts of which the reader sees somebody. @param from Rows with the account as customer_id */
  const ofAccounts = async (scope: Scope, value: string, from: string, params: Readonly<Record<string, unknown>>): Promise<SeenValue[]> => {
    const own = await scopeSql(db, scope)
    const visible = seesEveryone(scope)
      ? '1'
      : `customer_id IN (SELECT account_id FROM ${ACCOUNT_PEOPLE} WHERE ${own.where('customer_id')})`
    const rows = await readRows<{ value: string; n: string }>(
      client,
      `SELECT ${value} AS value, uniqExact(customer_id) AS n FROM ${from} AND value != '' AND ${visible} GROUP BY value ORDER BY n DESC, value LIMIT ${MOST}`,
      { ...params, ...own.params },
    )
    return rows.map((row) => ({ value: row.value, count: Number(row.n) }))
  }

  return {
    accountMeasures: (scope) =>
      ofAccounts(scope, 'toString(name)', `(SELECT account_id AS customer_id, name FROM ${ACCOUNT_MEASURES}) WHERE 1`, {}),

    roles: (scope) => ofAccounts(scope, 'role', `(SELECT account_id AS customer_id, role FROM ${ACCOUNT_PEOPLE}) WHERE 1`, {}),

    names: (scope, kind) => seen(scope, 'name', `(${actRows(kind)}) WHERE 1`, {}),

    async ownProperties(scope, name) {
      const own = await scopeSql(db, scope)
      const rows = await readRows<{ key: string; kind: string }>(
        client,
        `SELECT key, argMax(seen, n) AS kind FROM (
           SELECT key, toString(JSONType(properties, key)) AS seen, count() AS n
           FROM (SELECT properties FROM (${actRows('event')}) WHERE name = {name:String} AND ${own.where('customer_id')} ORDER BY at DESC LIMIT ${SAMPLE})
           ARRAY JOIN JSONExtractKeys(properties) AS key GROUP BY key, seen
         ) WHERE seen IN ('String', 'Int64', 'UInt64', 'Double', 'Bool') GROUP BY key ORDER BY key LIMIT ${MOST}`,
        { name, ...own.params },
      )
      return rows.map(({ key, kind }) => ({
        name: `${OWN_PROPERTY}${key}`,
        type: kind === 'String' ? ('text' as const) : kind === 'Bool' ? ('flag' as const) : ('number' as const),
      }))
    },

    async ofField(scope, field, asked) {
      const bind = new SqlBinder()
      const { source, value, known } = fieldSql(field.name, field.type, asked, bind)
      const from = sourceSql(source, await readRunTimes(client, asked.now, [field.name]), bind, NO_MEMBERS)
      if (field.name.startsWith(ACCOUNT_FIELD)) return await ofAccounts(scope, `toString(${value})`, `${from} AND ${known}`, bind.params)
      return await seen(scope, `toString(${value})`, `${from} AND ${known}`, bind.params)
    },

    ofProperty: (scope, kind, name, property) => {
      const bind = new SqlBinder()
      const value = property.startsWith(OWN_PROPERTY)
        ? `JSONExtractString(properties, ${bind.text(property.slice(OWN_PROPERTY.length))})`
        : property
      const named = name === null ? '1' : `name = ${bind.text(name)}`
      return seen(scope, value, `(${actRows(kind)}) WHERE ${named}`, bind.params)
    },
  }
}
