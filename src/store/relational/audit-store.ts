import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { CHAIN_START, chainHash } from '#access/audit-chain.ts'
import type { AuditLog } from '#access/audit-log.ts'
import type { Database } from './database.ts'

const CHAIN_LOCK = 7_201_002
const HEAD = 'audit-head'
const WALK_SIZE = 2_000

/** The hash chain in the audit_log table. Its newest hash is kept apart too, so that cutting off the end is found as well. */
export function createAuditLog(db: Kysely<Database>): AuditLog {
  return {
    async append(event) {
      await db.transaction().execute(async (trx) => {
        await sql`SELECT pg_advisory_xact_lock(${CHAIN_LOCK})`.execute(trx)
        const last = await trx.selectFrom('audit_log').select('hash').orderBy('id', 'desc').limit(1).executeTakeFirst()
        const previous = last?.hash ?? CHAIN_START
        const hash = chainHash(previous, event)
        await trx
          .insertInto('audit_log')
          .values({
            at: event.at,
            actor: event.actor,
            action: event.action,
            target: event.target,
            detail: JSON.stringify(event.detail),
            previous_hash: previous,
            hash,
          })
          .execute()
        const value = JSON.stringify({ hash: hash.toString('hex') })
        await trx
          .insertInto('settings')
          .values({ name: HEAD, value, updated_at: event.at })
          .onConflict((conflict) => conflict.column('name').doUpdateSet({ value, updated_at: event.at }))
          .execute()
      })
    },

    async list(page) {
      let query = db
        .selectFrom('audit_log')
        .select(['id', 'at', 'actor', 'action', 'target', 'detail'])
        .orderBy('id', 'desc')
        .limit(page.limit)
      if (page.before !== null) query = query.where('id', '<', page.before)
      const { actor, action, target, from, to } = page
      if (actor !== null) query = query.where('actor', '=', actor)
      if (action !== null) query = query.where('action', '=', action)
      if (from !== null) query = query.where('at', '>=', from)
      if (to !== null) query = query.where('at', '<', to)
      if (target !== null) {
        query = query.where((eb) =>
          eb.or([
            sql<boolean>`position(lower(${target.text}) in lower(target)) > 0`,
            eb('target', '=', sql<string>`ANY (${target.labels}::text[])`),
          ]),
        )
      }
      const rows = await query.execute()
      return rows.map((row) => ({ ...row, id: Number(row.id), detail: { ...row.detail } }))
    },

    async seen() {
      const [actors, actions] = await Promise.all([
        db.selectFrom('audit_log').select('actor').distinct().orderBy('actor').execute(),
        db.selectFrom('audit_log').select('action').distinct().orderBy('action').execute(),
      ])
      return { actors: actors.map((row) => row.actor), actions: actions.map((row) => row.action) }
    },

    async verify() {
      return await db
        .transaction()
        .setIsolationLevel('repeatable read')
        .execute(async (trx) => {
          let previous: Buffer = CHAIN_START
          let entries = 0
          let lastId = 0
          for (;;) {
            const rows = await trx.selectFrom('audit_log').selectAll().where('id', '>', lastId).orderBy('id').limit(WALK_SIZE).execute()
            for (const row of rows) {
              lastId = Number(row.id)
              const expected = chainHash(previous, { ...row, detail: { ...row.detail } })
              if (!row.previous_hash.equals(previous) || !row.hash.equals(expected))
                return { entries, intact: false, firstBrokenId: lastId }
              previous = row.hash
              entries += 1
            }
            if (rows.length < WALK_SIZE) break
          }
          const head = await trx.selectFrom('settings').select('value').where('name', '=', HEAD).executeTakeFirst()
          const stored = head === undefined ? CHAIN_START.toString('hex') : (head.value as { hash?: unknown }).hash
          const intact = stored === previous.toString('hex')
          return { entries, intact, firstBrokenId: intact ? null : lastId + 1 }
        })
    },
  }
}
