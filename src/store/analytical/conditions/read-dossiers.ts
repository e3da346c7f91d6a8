import type { ClickHouseClient } from '@clickhouse/client'
import { AppError } from '#kernel/app-error.ts'
import { OWN_PROPERTY } from '#segment/conditions/act-catalogue.ts'
import type { ActKind } from '#segment/conditions/condition.ts'
import type { ConditionCatalogue } from '#segment/conditions/condition-catalogue.ts'
import type { FieldType } from '#segment/conditions/condition-field.ts'
import type { AskedAt } from '#segment/conditions/condition-window.ts'
import type { Act, Dossier, FieldValue } from '#segment/conditions/dossier.ts'
import { factsOf } from '../customer-of-origin.ts'
import { readRows } from '../queries/read-rows.ts'
import { NO_MEMBERS } from './account-sql.ts'
import { actRows } from './act-sources.ts'
import type { FieldSource, RunTimes } from './field-sources.ts'
import { FIELD_SOURCES, fieldSql, sourceSql } from './field-sources.ts'
import { SqlBinder } from './sql-binder.ts'

/** More acts of one customer than can be told apart for a reader. */
const MOST_ACTS = 50_000

/** What of a customer is asked. */
export interface DossierNeeds {
  readonly own: { readonly fields: ReadonlySet<string>; readonly kinds: ReadonlySet<ActKind> }
  /** Instants of the past at which fields are asked, in milliseconds. */
  readonly past: ReadonlySet<number>
}

/**
 * What is known of one customer, as far as it is asked. Cost: the key ranges of the customer, and a look into each run.
 *
 * @throws AppError `customer-too-busy`
 */
export async function readDossier(client: ClickHouseClient, customerId: string, needs: DossierNeeds, parts: FieldParts): Promise<Dossier> {
  const fieldsAt = (at: number) => readFields(client, customerId, needs.own.fields, { ...parts, now: new Date(at) })
  const rows = (kind: ActKind) => ({ query: actRows(kind, factsOf('{ids:Array(UUID)}')), params: { ids: [customerId] } })
  const [fields, past, acts, words] = await Promise.all([
    fieldsAt(parts.now.getTime()),
    Promise.all([...needs.past].map(async (at) => [at, await fieldsAt(at)] as const)),
    Promise.all([...needs.own.kinds].map(async (kind) => [kind, await readActs(client, rows(kind))] as const)),
    readWords(client, customerId),
  ])
  return { customerId, fields, pastFields: new Map(past), acts: Object.fromEntries(acts), ...words }
}

export type FieldParts = AskedAt & { readonly catalogue: ConditionCatalogue; readonly runs: ReadonlyMap<number, RunTimes> }

/** Fields of one customer or account. @param members Whose contracts are those of the account, as SQL by the binder */
export async function readFields(
  client: ClickHouseClient,
  customerId: string,
  names: ReadonlySet<string>,
  { catalogue, runs, ...asked }: FieldParts,
  members: (bind: SqlBinder) => string = () => NO_MEMBERS,
  params: Readonly<Record<string, unknown>> = {},
): Promise<Map<string, FieldValue>> {
  const times = runs.get(asked.now.getTime())
  if (times === undefined) throw new TypeError('The runs of an instant were not looked up.')
  const found = new Map<string, FieldValue>()
  const bySource = async (source: FieldSource) => {
    const bind = new SqlBinder()
    const own = [...names].flatMap((name) => {
      const field = catalogue.fields.get(name)
      const sql = field === undefined ? null : fieldSql(name, field.type, asked, bind)
      return sql === null || field === undefined || sql.source !== source ? [] : [{ name, type: field.type, ...sql }]
    })
    if (own.length === 0) return
    const columns = own.map(({ value, known, type }, i) => `any(if(${known}, toNullable(${outSql(value, type)}), NULL)) AS f${i}`)
    const id = bind.id(customerId)
    const [row] = await readRows<Record<string, FieldValue | null>>(
      client,
      `SELECT ${columns.join(', ')} FROM ${sourceSql(source, times, bind, members(bind))} AND customer_id = ${id}`,
      { ...params, ...bind.params },
    )
    own.forEach(({ name, type }, i) => {
      const value = row?.[`f${i}`]
      if (value !== undefined && value !== null)
        found.set(name, type === 'flag' ? value === 1 || value === true : type === 'time' ? Number(value) : value)
    })
  }
  await Promise.all(FIELD_SOURCES.map(bySource))
  return found
}

/** How a value leaves the engine. */
function outSql(value: string, type: FieldType): string {
  if (type === 'time') return `toUnixTimestamp64Milli(${value})`
  return type === 'text' || type === 'choice' || type === 'day' ? `toString(${value})` : `toFloat64(${value})`
}

/** A row of acts, as `actOf` reads it. */
export interface ActRow {
  id: string
  at_ms: string
  available_ms: string
  name: string
  properties?: string
  is_open?: number
  [property: string]: string | number | null | undefined
}

/** @param asked Rows of acts, as `actRows` makes them. @throws AppError `customer-too-busy` */
export async function readActs(
  client: ClickHouseClient,
  { query, params }: { readonly query: string; readonly params: Readonly<Record<string, unknown>> },
): Promise<Act[]> {
  const rows = await readRows<ActRow>(
    client,
    `SELECT * EXCEPT (customer_id, at, available_at), toUnixTimestamp64Milli(at) AS at_ms, toUnixTimestamp64Milli(available_at) AS available_ms
     FROM (${query}) ORDER BY at, id LIMIT ${MOST_ACTS + 1}`,
    params,
  )
  if (rows.length > MOST_ACTS) {
    throw new AppError(
      'too-large',
      'customer-too-busy',
      `This customer did more than ${MOST_ACTS} things of this kind: too many to say why.`,
      {
        details: { most: MOST_ACTS },
      },
    )
  }
  return rows.map(actOf)
}

export function actOf({ id, at_ms, available_ms, name, properties: json, is_open, ...columns }: ActRow): Act {
  const own = json === undefined || json === '' ? [] : Object.entries(JSON.parse(json) as Record<string, unknown>)
  const all: (readonly [string, unknown])[] = [
    ...Object.entries(columns),
    ...(is_open === undefined ? [] : [['is_open', is_open === 1] as const]),
    ...own.map(([key, value]) => [`${OWN_PROPERTY}${key}`, value] as const),
  ]
  const known = all.filter((entry): entry is readonly [string, FieldValue] => {
    const [, value] = entry
    return (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean'
  })
  return { id, at: Number(at_ms), availableAt: Number(available_ms), name, properties: Object.fromEntries(known) }
}

/** What the customer said about being contacted, and the lists that they stand on. */
async function readWords(client: ClickHouseClient, customerId: string): Promise<Pick<Dossier, 'consents' | 'snapshots'>> {
  const params = { id: customerId }
  const [consents, lists] = await Promise.all([
    readRows<{ granted: string[]; withdrawn: string[] }>(
      client,
      'SELECT granted, withdrawn FROM consent_states FINAL WHERE customer_id = {id:UUID}',
      params,
    ),
    readRows<{ id: string }>(
      client,
      'SELECT toString(segment_id) AS id FROM segment_snapshots FINAL WHERE customer_id = {id:UUID}',
      params,
    ),
  ])
  const [said] = consents
  return {
    consents: new Map([
      ...(said?.granted ?? []).map((key) => [key, true] as const),
      ...(said?.withdrawn ?? []).map((key) => [key, false] as const),
    ]),
    snapshots: new Set(lists.map(({ id }) => id)),
  }
}
