import { sql } from 'kysely'
import type { Kysely, Transaction } from 'kysely'
import type { SendEvent } from '#act/send-ledger.ts'
import { nextSendState, REPEAT_MARGIN_MS } from '#act/send-ledger.ts'
import type { SendStore, Settlement } from '#act/send-store.ts'
import { SEND_STATES } from '#decide/decision.ts'
import type { SendCounts, SendState } from '#decide/decision.ts'
import { CHANNELS } from '#decide/strategy.ts'
import type { SendPlanner } from '#decide/decision-ports.ts'
import { planContacts } from './plan-contacts.ts'
import type { Database } from './database.ts'
import { callersTime } from './ledger-time.ts'
import type { LedgerTime } from './ledger-time.ts'
import { beatChannels, countHeld, readDueChannels, settleHeld } from './overdue-sends.ts'
import { addTaken, claimSends } from './claim-sends.ts'
import { commitSends } from './commit-sends.ts'
import { HELD_COLUMNS, SETTLED_COLUMNS, toFacts, toSettled, toSubject } from './send-rows.ts'
import type { HeldRow } from './send-rows.ts'
import { endLeases, lockExpired, takeEndedLeases } from './send-leases.ts'
import { applyAll } from './settle-sends.ts'
import { suppressSends } from './suppress-sends.ts'
import { trySendsNow } from './waiting-sends.ts'

const RECOVER_BLOCK = 1_000
const HELD = sql.raw(HELD_COLUMNS.join(', '))

/**
 * The send ledger. Each change of state is one committed statement or transaction, guarded by the lease of the worker that makes it.
 * @param time by which hand-overs are stamped
 */
export function createSendStore(db: Kysely<Database>, time: LedgerTime = callersTime): SendStore & SendPlanner {
  return {
    async plan(sends) {
      if (sends.length === 0) return
      // Lists of values: a parameter for each cell of thousands of rows takes longer than the rows.
      await sql`
        INSERT INTO send_ledger (send_key, decision_id, run_id, customer_id, source_id, source_version, channel, state, not_before, planned_at, variables, cost_minor,
          draw_unit, draw_holdout)
        SELECT send_key, decision_id, run_id, customer_id, source_id, source_version, channel, 'planned', not_before, planned_at, variables, cost_minor, draw_unit, draw_holdout
        FROM unnest(
          ${sends.map((one) => one.sendKey)}::text[], ${sends.map((one) => one.decisionId)}::uuid[], ${sends.map((one) => one.runId)}::uuid[],
          ${sends.map((one) => one.customerId)}::uuid[], ${sends.map((one) => one.strategyId)}::text[], ${sends.map((one) => one.strategyVersion)}::int[],
          ${sends.map((one) => one.channel)}::text[], ${sends.map((one) => one.notBefore)}::timestamptz[], ${sends.map((one) => one.plannedAt)}::timestamptz[],
          ${sends.map((one) => JSON.stringify(one.variables))}::jsonb[], ${sends.map((one) => one.costMinor)}::bigint[],
          ${sends.map((one) => one.draw?.unit ?? null)}::uuid[], ${sends.map((one) => one.draw?.holdout ?? null)}::double precision[]
        ) AS s (send_key, decision_id, run_id, customer_id, source_id, source_version, channel, not_before, planned_at, variables, cost_minor, draw_unit, draw_holdout)
        ON CONFLICT (send_key) DO NOTHING`.execute(db)
    },

    planContacts: (contacts) => planContacts(db, contacts),

    async countsByRun(runIds) {
      const counts = new Map<string, SendCounts>()
      if (runIds.length === 0) return counts
      const rows = await db
        .selectFrom('send_ledger')
        .select(['run_id', 'state', (eb) => eb.fn.countAll<number>().as('sends')])
        .where('run_id', 'in', [...runIds])
        .groupBy(['run_id', 'state'])
        .execute()
      for (const row of rows) counts.set(row.run_id, { ...(counts.get(row.run_id) ?? zeroCounts()), [row.state]: Number(row.sends) })
      return counts
    },

    async costByRun(runIds) {
      if (runIds.length === 0) return new Map()
      const rows = await db
        .selectFrom('send_ledger')
        .select(['run_id', sql<string>`coalesce(sum(cost_minor) FILTER (WHERE state NOT IN ('failed', 'suppressed')), 0)`.as('cost')])
        .where('run_id', 'in', [...runIds])
        .groupBy('run_id')
        .having(sql<boolean>`count(*) = count(cost_minor)`)
        .execute()
      return new Map(rows.map((row) => [row.run_id, Number(row.cost)]))
    },

    claim: (owner, options) => claimSends(db, owner, options),

    beat: (channels, now) => beatChannels(db, channels, now),

    countHeld: () => countHeld(db),

    settleHeld: (action, now) => settleHeld(db, action, now),

    tryNow: (which, now) => trySendsNow(db, which, now),

    dueChannels: (dueBy) => readDueChannels(db, CHANNELS, dueBy),

    giveBack: (account, day, messages) => addTaken(db, account, day, -messages),

    async commit({ settle, hand }, now, leaseMs) {
      const accepted = settle.flatMap(({ sendKey, owner, event }) =>
        event.kind === 'accepted' ? [{ sendKey, owner, providerId: event.providerId }] : [],
      )
      const others = settle.filter(({ event }) => event.kind !== 'accepted')
      if (others.length === 0) return await commitSends(db, { accepted, hand }, now, time(now), leaseMs)
      return await db.transaction().execute(async (trx) => {
        const settled = await applyAll(trx, await lockHeld(trx, others), now)
        const done = await commitSends(trx, { accepted, hand }, now, time(now), leaseMs)
        return { settled: settled.union(done.settled), handed: done.handed }
      })
    },

    async hand(sendKey, owner, now, leaseMs, message = null) {
      const one = { sendKey, owner, message, accountId: null, addressHash: null, repeatMs: null, hasCoupon: false }
      return (await commitSends(db, { accepted: [], hand: [one] }, now, time(now), leaseMs)).handed.has(sendKey)
    },

    settle: (sendKey, owner, event, now) =>
      db.transaction().execute(async (trx) => (await applyAll(trx, await lockHeld(trx, [{ sendKey, owner, event }]), now)).has(sendKey)),

    async recover(now) {
      let planned = 0
      let uncertain = 0
      for (;;) {
        const block = await db.transaction().execute(async (trx) => {
          const leases = await takeEndedLeases(trx, now)
          const rows = await lockExpired(trx, leases, now)
          await applyAll(
            trx,
            rows.map((row) => ({ row, event: { kind: 'lease_expired' } })),
            now,
          )
          await endLeases(trx, leases, now)
          return {
            isLast: leases.length === 0,
            states: rows.map((row) => nextSendState(toFacts(row), { kind: 'lease_expired' }, now)?.state),
          }
        })
        planned += block.states.filter((state) => state === 'planned').length
        uncertain += block.states.filter((state) => state === 'uncertain').length
        if (block.isLast) break
      }
      // What could have been repeated safely was not in time: what became of the first attempt is unknown. Nor is it known how much of the time is left where
      // a clock was set back since, or that of another node is ahead.
      const margin = new Date(now.getTime() + REPEAT_MARGIN_MS)
      const lapsed = await db.transaction().execute(async (trx) => {
        const rows = await trx
          .selectFrom('send_ledger')
          .selectAll()
          .where('phase', '=', 0)
          .where('state', '=', 'planned')
          .where('repeat_until', 'is not', null)
          .where((row) => row.or([row('repeat_until', '<', margin), row('handed_at', '>', margin)]))
          .orderBy('send_key')
          .limit(RECOVER_BLOCK)
          .forUpdate()
          .skipLocked()
          .execute()
        return await applyAll(
          trx,
          rows.map((row) => ({ row, event: { kind: 'repeat_lapsed' } })),
          now,
        )
      })
      return { planned, uncertain: uncertain + lapsed.size }
    },

    suppressOpen(customerId, channel, reason, now) {
      const parts = [sql<boolean>`customer_id = ${customerId}`]
      if (channel !== null) parts.push(sql<boolean>`channel = ${channel}`)
      // A receipt or a code does not end with a no to marketing; whether it may leave is looked at again before it does.
      if (reason !== 'do_not_contact') parts.push(sql<boolean>`purpose = 'marketing'`)
      const which = sql<boolean>`${sql.join(parts, sql` AND `)}`
      return db.transaction().execute((trx) => suppressSends(trx, which, { reason, now, limit: null }))
    },

    resolveUncertain: (sendKey, event, now) =>
      db.transaction().execute(async (trx) => {
        const row = await trx
          .selectFrom('send_ledger')
          .selectAll()
          .where('send_key', '=', sendKey)
          .where('state', '=', 'uncertain')
          .forUpdate()
          .executeTakeFirst()
        return row !== undefined && (await applyAll(trx, [{ row, event }], now)).has(sendKey)
      }),

    async find(sendKey) {
      const row = await db.selectFrom('send_ledger').selectAll().where('send_key', '=', sendKey).executeTakeFirst()
      return row === undefined ? null : { ...toSubject(row), handedAt: row.handed_at }
    },

    async unrecorded(limit) {
      const rows = await db
        .selectFrom('unrecorded_sends')
        .innerJoin('send_ledger', 'send_ledger.send_key', 'unrecorded_sends.send_key')
        .leftJoin('send_hours', 'send_hours.send_key', 'send_ledger.send_key')
        .select([...SETTLED_COLUMNS.map((name) => `send_ledger.${name}` as const), 'send_hours.kind as hour_kind'])
        .where('send_ledger.finished_at', 'is not', null)
        .limit(limit)
        .execute()
      return rows.map(toSettled)
    },

    async markRecorded(settled) {
      // What changed since it was read is not yet written down.
      await sql`
        DELETE FROM unrecorded_sends u USING unnest(${settled.map((one) => one.sendKey)}::text[], ${settled.map((one) => one.state)}::text[]) AS r (send_key, state)
        WHERE u.send_key = r.send_key AND u.state = r.state`.execute(db)
    },

    async counts(runId) {
      let query = db
        .selectFrom('send_ledger')
        .select(['state', (eb) => eb.fn.countAll<number>().as('sends')])
        .groupBy('state')
      if (runId !== null) query = query.where('run_id', '=', runId)
      const rows = await query.execute()
      return { ...zeroCounts(), ...Object.fromEntries(rows.map((row) => [row.state, Number(row.sends)])) }
    },
  }
}

/** The sends that these workers still hold, locked in the order of their keys so that two blocks wait for each other instead of blocking each other. */
async function lockHeld(
  trx: Transaction<Database>,
  settlements: readonly Settlement[],
): Promise<readonly { readonly row: HeldRow; readonly event: SendEvent }[]> {
  const said = new Map(settlements.map((one) => [one.sendKey, one]))
  const { rows } = await sql<HeldRow>`
    SELECT ${HELD} FROM send_ledger WHERE send_key = ANY (${[...said.keys()]}::text[]) ORDER BY send_key FOR UPDATE`.execute(trx)
  return rows.flatMap((row) => {
    const one = said.get(row.send_key)
    return one === undefined || one.owner !== row.lease_owner ? [] : [{ row, event: one.event }]
  })
}

function zeroCounts(): Record<SendState, number> {
  const counts: Partial<Record<SendState, number>> = {}
  for (const state of SEND_STATES) counts[state] = 0
  return counts as Record<SendState, number>
}
