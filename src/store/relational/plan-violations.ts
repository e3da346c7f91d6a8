import type { PlanViolationKind } from '#collect/plan/plan-words.ts'
import { sql } from 'kysely'
import type { Kysely, Transaction } from 'kysely'

import type { CountedViolation } from '#collect/plan/plan-tally.ts'
import { storableText } from '#kernel/cut-text.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { openRecord, sealRecord } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import type { Database } from './database.ts'

/** Kinds of violations of one source and day that are kept apart; further ones are counted together. */
const APART_A_DAY = 1_000
const KEPT_MS = 90 * DAY_MS

/** Messages of some days that were not as planned in one way. */
export interface ViolationLine {
  /** Of the day that came last: under it stands the example. */
  readonly id: string
  readonly source: string
  readonly sourceName: string
  readonly kind: PlanViolationKind
  readonly type: string
  readonly event: string
  readonly property: string
  readonly count: number
  readonly quarantined: number
  readonly lastDay: string
  readonly hasExample: boolean
}

export interface ViolationFilter {
  /** All sources where it is absent. */
  readonly source?: string
  readonly kind?: PlanViolationKind
  /** First day (UTC), as 2026-01-31. */
  readonly from: string
  readonly limit: number
}

/** Adds what one load counted, in the transaction that makes it true. */
export async function keepViolations(
  db: Kysely<Database> | Transaction<Database>,
  keyring: Keyring,
  counted: readonly CountedViolation[],
  now: Date,
): Promise<void> {
  for (const [place, all] of Map.groupBy(counted, ({ sourceId, day }) => `${sourceId} ${day}`)) {
    const [source = '', day = ''] = place.split(' ')
    const { rows } = await sql<{
      n: number
    }>`SELECT count(*)::integer AS n FROM plan_violations WHERE source = ${source} AND day = ${day}`.execute(db)
    let apart = rows[0]?.n ?? 0
    for (const one of all) {
      if (apart >= APART_A_DAY && !(await addTo(db, one)))
        await add(db, keyring, { ...one, type: '', event: '', property: '', example: null }, now)
      else if (apart < APART_A_DAY) {
        await add(db, keyring, one, now)
        apart += 1
      }
    }
  }
}

async function addTo(db: Kysely<Database> | Transaction<Database>, one: CountedViolation): Promise<boolean> {
  const result = await db
    .updateTable('plan_violations')
    .set({ count: sql`count + ${one.count}`, quarantined: sql`quarantined + ${one.quarantined}` })
    .where('source', '=', one.sourceId)
    .where(sql<boolean>`day = ${one.day}`)
    .where('kind', '=', one.kind)
    .where('type', '=', storableText(one.type))
    .where('event', '=', storableText(one.event))
    .where('property', '=', storableText(one.property))
    .executeTakeFirst()
  return Number(result.numUpdatedRows) > 0
}

async function add(db: Kysely<Database> | Transaction<Database>, keyring: Keyring, one: CountedViolation, now: Date): Promise<void> {
  const id = newId(now)
  const example = one.example === null ? null : sealRecord(keyring, id, JSON.stringify(one.example))
  await db
    .insertInto('plan_violations')
    .values({
      id,
      source: one.sourceId,
      day: one.day,
      kind: one.kind,
      type: storableText(one.type),
      event: storableText(one.event),
      property: storableText(one.property),
      count: one.count,
      quarantined: one.quarantined,
      example,
    })
    .onConflict((conflict) =>
      conflict.columns(['source', 'day', 'kind', 'type', 'event', 'property']).doUpdateSet({
        count: sql`plan_violations.count + excluded.count`,
        quarantined: sql`plan_violations.quarantined + excluded.quarantined`,
      }),
    )
    .execute()
}

/** What was not as planned, for people to look at. */
export function createPlanViolations(db: Kysely<Database>, keyring: Keyring) {
  return {
    /** The most frequent first. Grain: one row per source and way, over the days. */
    async list({ source, kind, from, limit }: ViolationFilter): Promise<ViolationLine[]> {
      const { rows } = await sql<Omit<ViolationLine, 'count' | 'quarantined'> & { count: string; quarantined: string }>`
        SELECT (array_agg(v.id ORDER BY v.example IS NULL, v.day DESC))[1] AS id, v.source, coalesce(max(s.name), '') AS "sourceName", v.kind, v.type, v.event, v.property,
          sum(v.count) AS count, sum(v.quarantined) AS quarantined, to_char(max(v.day), 'YYYY-MM-DD') AS "lastDay", bool_or(v.example IS NOT NULL) AS "hasExample"
        FROM plan_violations v LEFT JOIN sources s ON s.id::text = v.source
        WHERE v.day >= ${from}::date AND (${source ?? null}::text IS NULL OR v.source = ${source ?? null}) AND (${kind ?? null}::text IS NULL OR v.kind = ${kind ?? null})
        GROUP BY v.source, v.kind, v.type, v.event, v.property
        ORDER BY sum(v.count) DESC, v.event, v.property, v.kind, v.source LIMIT ${limit}`.execute(db)
      return rows.map((row) => ({ ...row, count: Number(row.count), quarantined: Number(row.quarantined) }))
    },

    /** A masked message; undefined when there is no such line, null when it has no example. */
    async example(id: string): Promise<unknown> {
      const row = await db.selectFrom('plan_violations').select('example').where('id', '=', id).executeTakeFirst()
      if (row === undefined) return undefined
      return row.example === null ? null : (JSON.parse(openRecord(keyring, id, row.example)) as unknown)
    },

    /** Takes away what is too old. */
    async forget(now: Date): Promise<void> {
      const before = new Date(now.getTime() - KEPT_MS).toISOString().slice(0, 10)
      await sql`DELETE FROM plan_violations WHERE day < ${before}::date`.execute(db)
    },
  }
}

export type PlanViolations = ReturnType<typeof createPlanViolations>
