import { sql } from 'kysely'
import type { Kysely, Selectable, Transaction } from 'kysely'
import type { SendEvent } from '#act/send-ledger.ts'
import type { MessagePurpose } from '#act/outgoing-message.ts'
import { nextSendState } from '#act/send-ledger.ts'
import { sendSignals } from '#act/send-signals.ts'
import type { SendSourceKind } from '#act/send-source.ts'
import type { ClaimedSend, SendStore, SendSubject, SettledSend } from '#act/send-store.ts'
import { SEND_STATES } from '#decide/decision.ts'
import type { SendCounts, SendState } from '#decide/decision.ts'
import type { SendPlanner } from '#decide/decision-ports.ts'
import type { Channel } from '#decide/strategy.ts'
import { appendSignals } from './append-signals.ts'
import { planContacts } from './plan-contacts.ts'
import { askKysely } from './ask.ts'
import type { Database } from './database.ts'
import type { SendLedgerTable } from './decision-tables.ts'
import { release } from './reservation-store.ts'

type SendRow = Selectable<SendLedgerTable>

/** The send ledger. Each change of state is one committed statement or transaction, guarded by the lease of the worker that makes it. */
export function createSendStore(db: Kysely<Database>): SendStore & SendPlanner {
  return {
    async plan(sends) {
      if (sends.length === 0) return
      await db
        .insertInto('send_ledger')
        .values(
          sends.map((send) => ({
            send_key: send.sendKey,
            decision_id: send.decisionId,
            run_id: send.runId,
            customer_id: send.customerId,
            source_id: send.strategyId,
            source_version: send.strategyVersion,
            channel: send.channel,
            state: 'planned',
            not_before: send.notBefore,
            planned_at: send.plannedAt,
            variables: JSON.stringify(send.variables),
            cost_minor: send.costMinor,
            draw_unit: send.draw?.unit ?? null,
            draw_holdout: send.draw?.holdout ?? null,
          })),
        )
        .onConflict((conflict) => conflict.column('send_key').doNothing())
        .execute()
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

    async claim(owner, { dueBy, now, leaseMs, limit }) {
      const due = db
        .selectFrom('send_ledger')
        .select('send_key')
        .where('state', '=', 'planned')
        .where('not_before', '<=', dueBy)
        .orderBy('not_before')
        .orderBy('send_key')
        .limit(limit)
        .forUpdate()
        .skipLocked()
      const rows = await db
        .updateTable('send_ledger')
        .set({ state: 'claimed', lease_owner: owner, lease_until: new Date(now.getTime() + leaseMs) })
        .where('send_key', 'in', due)
        .returningAll()
        .execute()
      return rows.map(toClaimed)
    },

    async hand(sendKey, owner, now, leaseMs, message = null) {
      const handOver = db
        .updateTable('send_ledger')
        .set((eb) => ({
          state: 'handed',
          handed_at: now,
          lease_until: new Date(now.getTime() + leaseMs),
          attempts: eb('attempts', '+', 1),
        }))
        .where('send_key', '=', sendKey)
        .where('state', '=', 'claimed')
        .where('lease_owner', '=', owner)
        .where('lease_until', '>', now)
      if (message === null) return (await handOver.executeTakeFirst()).numUpdatedRows === 1n
      // One statement: a text is kept exactly when its message is handed over, and never by a worker that lost its claim.
      const kept = await db
        .with('handed', () => handOver.returning('send_key'))
        .insertInto('sent_messages')
        .columns(['send_key', 'sealed_for', 'sealed', 'created_at'])
        .expression((eb) =>
          eb
            .selectFrom('handed')
            .select([
              'handed.send_key',
              sql<string>`${message.sealedFor}::uuid`.as('sealed_for'),
              sql<Buffer>`${message.body}::bytea`.as('sealed'),
              sql<Date>`${now}::timestamptz`.as('created_at'),
            ]),
        )
        .onConflict((conflict) =>
          conflict.column('send_key').doUpdateSet((eb) => ({
            sealed_for: eb.ref('excluded.sealed_for'),
            sealed: eb.ref('excluded.sealed'),
            created_at: eb.ref('excluded.created_at'),
          })),
        )
        .executeTakeFirst()
      return kept.numInsertedOrUpdatedRows === 1n
    },

    settle: (sendKey, owner, event, now) =>
      db.transaction().execute(async (trx) => {
        const row = await trx
          .selectFrom('send_ledger')
          .selectAll()
          .where('send_key', '=', sendKey)
          .where('lease_owner', '=', owner)
          .forUpdate()
          .executeTakeFirst()
        return row !== undefined && (await apply(trx, row, event, now))
      }),

    async recover(now) {
      const expired = await db
        .selectFrom('send_ledger')
        .select('send_key')
        .where('state', 'in', ['claimed', 'handed'])
        .where('lease_until', '<', now)
        .execute()
      let planned = 0
      let uncertain = 0
      for (const { send_key } of expired) {
        await db.transaction().execute(async (trx) => {
          const row = await trx
            .selectFrom('send_ledger')
            .selectAll()
            .where('send_key', '=', send_key)
            .where('lease_until', '<', now)
            .forUpdate()
            .executeTakeFirst()
          const change = row === undefined ? null : nextSendState(toFacts(row), { kind: 'lease_expired' })
          if (row === undefined || change === null) return
          await apply(trx, row, { kind: 'lease_expired' }, now)
          if (change.state === 'uncertain') uncertain += 1
          else planned += 1
        })
      }
      return { planned, uncertain }
    },

    suppressOpen: (customerId, channel, reason, now) =>
      db.transaction().execute(async (trx) => {
        let query = trx
          .updateTable('send_ledger')
          .set({ state: 'suppressed', reason, lease_until: null, finished_at: now })
          .where('customer_id', '=', customerId)
          .where('state', 'in', ['planned', 'claimed'])
        if (channel !== null) query = query.where('channel', '=', channel)
        const rows = await query.returning('decision_id').execute()
        await release(
          trx,
          rows.map((row) => row.decision_id),
        )
        return rows.length
      }),

    resolveUncertain: (sendKey, event, now) =>
      db.transaction().execute(async (trx) => {
        const row = await trx
          .selectFrom('send_ledger')
          .selectAll()
          .where('send_key', '=', sendKey)
          .where('state', '=', 'uncertain')
          .forUpdate()
          .executeTakeFirst()
        return row !== undefined && (await apply(trx, row, event, now))
      }),

    async find(sendKey) {
      const row = await db.selectFrom('send_ledger').selectAll().where('send_key', '=', sendKey).executeTakeFirst()
      return row === undefined ? null : toSubject(row)
    },

    async unrecorded(limit) {
      const rows = await db
        .selectFrom('send_ledger')
        .selectAll()
        .where('recorded', '=', false)
        .where('finished_at', 'is not', null)
        .orderBy('finished_at')
        .limit(limit)
        .execute()
      return rows.map(toSettled)
    },

    async markRecorded(sendKeys) {
      if (sendKeys.length === 0) return
      await db
        .updateTable('send_ledger')
        .set({ recorded: true })
        .where('send_key', 'in', [...sendKeys])
        .execute()
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

async function apply(trx: Transaction<Database>, row: SendRow, event: SendEvent, now: Date): Promise<boolean> {
  const change = nextSendState(toFacts(row), event)
  if (change === null) return false
  const isOpen = change.state === 'planned'
  await trx
    .updateTable('send_ledger')
    .set({
      state: change.state,
      attempts: change.attempts,
      reason: change.reason,
      lease_until: null,
      // Kept on an uncertain send: a late answer of the worker that handed it over still counts.
      lease_owner: isOpen ? null : row.lease_owner,
      finished_at: isOpen ? null : now,
      recorded: false,
      ...(isOpen ? { not_before: new Date(now.getTime() + change.delayMs) } : {}),
      ...(event.kind === 'delivered' ? { provider_id: event.providerId } : {}),
    })
    .where('send_key', '=', row.send_key)
    .execute()
  // A contact that did not go out burns nobody's cooldown; a held-out person stays in the trial.
  if (change.state === 'failed' || (change.state === 'suppressed' && change.reason !== 'held_out')) await release(trx, [row.decision_id])
  await appendSignals(askKysely(trx), sendSignals({ ...toSubject(row), runId: row.run_id }, change, now))
  return true
}

function zeroCounts(): Record<SendState, number> {
  const counts: Partial<Record<SendState, number>> = {}
  for (const state of SEND_STATES) counts[state] = 0
  return counts as Record<SendState, number>
}

function toFacts(row: SendRow): { state: SendState; attempts: number; channel: Channel } {
  return { state: row.state as SendState, attempts: row.attempts, channel: row.channel as Channel }
}

function toSubject(row: SendRow): SendSubject {
  return {
    sendKey: row.send_key,
    decisionId: row.decision_id,
    customerId: row.customer_id,
    source: { kind: row.source_kind as SendSourceKind, id: row.source_id },
    channel: row.channel as Channel,
  }
}

function toClaimed(row: SendRow): ClaimedSend {
  return {
    ...toSubject(row),
    runId: row.run_id,
    sourceVersion: row.source_version,
    step: row.step,
    content: row.content_id === null || row.content_version === null ? null : { id: row.content_id, version: row.content_version },
    purpose: row.purpose as MessagePurpose,
    priority: row.priority,
    nextChannels: row.next_channels as Channel[],
    expiresAt: row.expires_at,
    attempts: row.attempts,
    plannedAt: row.planned_at,
    draw: row.draw_unit === null || row.draw_holdout === null ? null : { unit: row.draw_unit, holdout: row.draw_holdout },
    variables: { daysSinceLastOrder: null, favouriteCategory: '', ...row.variables },
  }
}

function toSettled(row: SendRow): SettledSend {
  return {
    ...toSubject(row),
    sourceVersion: row.source_version,
    state: row.state as SendState,
    reason: row.reason,
    handedAt: row.handed_at,
    finishedAt: row.finished_at ?? row.planned_at,
  }
}
