import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Signal } from '#act/signal.ts'
import type { TaskTurnStore } from '#act/tasks/task-keeper.ts'
import { appendSignals } from './append-signals.ts'
import { askKysely } from './ask.ts'
import { readCurrentAttributes } from './current-attributes.ts'
import type { Database } from './database.ts'

export function createTaskTurnStore(db: Kysely<Database>): TaskTurnStore {
  return {
    unplaced: async (limit) => {
      const rows = await db
        .selectFrom('tasks')
        .select(['id', 'customer_id'])
        .where('state', '=', 'open')
        .where('placed_at', 'is', null)
        .where('assignee', 'is', null)
        .orderBy('created_at')
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(({ id, customer_id }) => ({ id, customerId: customer_id }))
    },

    place: (id, owner, at) =>
      db.transaction().execute(async (trx) => {
        const result = await trx
          .updateTable('tasks')
          .set({ assignee: owner, placed_at: at })
          .where('id', '=', id)
          .where('state', '=', 'open')
          .where('placed_at', 'is', null)
          .where('assignee', 'is', null)
          .executeTakeFirst()
        const isPlaced = result.numUpdatedRows === 1n
        if (isPlaced && owner !== null) await appendSignals(askKysely(trx), [taskGiven(id, owner, at)])
        return isPlaced
      }),

    async lastGiven(members) {
      if (members.length === 0) return new Map()
      const { rows } = await sql<{ assignee: string; at: Date }>`
        SELECT assignee, max(placed_at) AS at FROM tasks WHERE assignee = ANY (${[...members]}::uuid[]) AND placed_at IS NOT NULL GROUP BY assignee`.execute(
        db,
      )
      return new Map(rows.map(({ assignee, at }) => [assignee, at]))
    },

    async facts(customerIds, attributes) {
      const found = new Map<string, Map<string, string>>()
      const names = [...new Set(attributes)]
      if (customerIds.length === 0 || names.length === 0) return found
      const { rows } = await sql<{ id: string; attributes: Readonly<Record<string, unknown>> }>`
        SELECT id, attributes FROM customers WHERE id = ANY (${[...new Set(customerIds)]}::uuid[])`.execute(db)
      const note = (id: string, name: string, value: unknown): void => {
        if (!names.includes(name) || (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')) return
        const own = found.get(id) ?? new Map<string, string>()
        own.set(name, String(value))
        found.set(id, own)
      }
      for (const row of rows) for (const [name, value] of Object.entries(row.attributes)) note(row.id, name, value)
      for (const { customerId, name, value } of await readCurrentAttributes(db, [...new Set(customerIds)])) {
        if ('plain' in value) note(customerId, name, value.plain)
      }
      return found
    },

    overdue: (dueBy, limit) =>
      db
        .selectFrom('tasks')
        .select('id')
        .where('state', '=', 'open')
        .where('escalated_at', 'is', null)
        .where('due_at', '<', dueBy)
        .orderBy('due_at')
        .limit(limit)
        .execute(),

    escalate: (id, to, at) =>
      db.transaction().execute(async (trx) => {
        const result = await trx
          .updateTable('tasks')
          .set({ escalated_at: at, escalated_to: to })
          .where('id', '=', id)
          .where('state', '=', 'open')
          .where('escalated_at', 'is', null)
          .executeTakeFirst()
        if (result.numUpdatedRows !== 1n) return false
        await appendSignals(askKysely(trx), [
          {
            kind: 'task-escalated',
            customerId: null,
            occurredAt: at,
            origin: `task:${id}`,
            historical: false,
            payload: { taskId: id, to },
          },
        ])
        return true
      }),
  }
}

/** The customer is left out: whoever is told looks the task up. */
export function taskGiven(taskId: string, owner: string, at: Date): Signal<'task-given'> {
  return { kind: 'task-given', customerId: null, occurredAt: at, origin: `task:${taskId}`, historical: false, payload: { taskId, owner } }
}
