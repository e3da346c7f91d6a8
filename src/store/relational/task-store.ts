import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Task, TaskOutcome, TaskState, TaskStore } from '#act/task-service.ts'
import type { BilingualText } from '#decide/strategy.ts'
import { sealRecord } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import type { Database } from './database.ts'
import { countOf, decodeCursor, toPage } from './page-cursor.ts'

interface TaskRow {
  readonly id: string
  readonly send_key: string
  readonly customer_id: string
  readonly masked_name: string | null
  readonly strategy_id: string
  readonly title: object
  readonly script: object
  readonly priority: number
  readonly state: string
  readonly outcome: string | null
  readonly due_at: Date
  readonly created_at: Date
  readonly finished_at: Date | null
}

export function createTaskStore(db: Kysely<Database>, keyring: Keyring): TaskStore {
  const select = () =>
    db.selectFrom('tasks').leftJoin('customers', 'customers.id', 'tasks.customer_id').selectAll('tasks').select('customers.masked_name')
  return {
    async create(task) {
      await db
        .insertInto('tasks')
        .values({
          id: task.id,
          send_key: task.sendKey,
          customer_id: task.customerId,
          strategy_id: task.strategyId,
          title: JSON.stringify(task.title),
          script: JSON.stringify(task.script),
          priority: task.priority,
          state: 'open',
          due_at: task.dueAt,
          created_at: task.createdAt,
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },

    async get(id) {
      const row = await select()
        .where(sql<string>`tasks.id::text`, '=', id)
        .executeTakeFirst()
      return row === undefined ? null : toTask(row)
    },

    async list({ state, overdueAt, customerId, cursor, limit = 50 }) {
      const isOpen = state === 'open' || overdueAt !== undefined
      const column = isOpen ? 'tasks.due_at' : 'tasks.created_at'
      const direction = isOpen ? 'asc' : 'desc'
      let query = select()
        .orderBy(column, direction)
        .orderBy('tasks.id', direction)
        .limit(limit + 1)
      if (state !== undefined) query = query.where('tasks.state', '=', state)
      if (overdueAt !== undefined) query = query.where('tasks.state', '=', 'open').where('tasks.due_at', '<', overdueAt)
      if (customerId !== undefined) query = query.where('tasks.customer_id', '=', customerId)
      if (cursor !== undefined && cursor !== null) {
        const { time, key } = decodeCursor(cursor, 'uuid')
        query = query.where(
          isOpen
            ? sql<boolean>`(tasks.due_at, tasks.id) > (${time}, ${key}::uuid)`
            : sql<boolean>`(tasks.created_at, tasks.id) < (${time}, ${key}::uuid)`,
        )
      }
      const page = toPage(await query.execute(), limit, (row) => ({ time: isOpen ? row.due_at : row.created_at, key: row.id }))
      const total = cursor === undefined || cursor === null ? { total: await countOf(query) } : {}
      return { items: page.items.map(toTask), nextCursor: page.nextCursor, ...total }
    },

    async complete(id, outcome, note, assignee, finishedAt) {
      const result = await db
        .updateTable('tasks')
        .set({
          state: 'done',
          outcome,
          note: note === null ? null : sealRecord(keyring, `task-note:${id}`, note),
          assignee,
          finished_at: finishedAt,
        })
        .where('id', '=', id)
        .where('state', '=', 'open')
        .executeTakeFirst()
      return result.numUpdatedRows === 1n
    },
  }
}

function toTask(row: TaskRow): Task {
  return {
    id: row.id,
    sendKey: row.send_key,
    customerId: row.customer_id,
    maskedName: row.masked_name ?? '',
    strategyId: row.strategy_id,
    title: row.title as BilingualText,
    script: row.script as BilingualText,
    priority: row.priority,
    state: row.state as TaskState,
    outcome: row.outcome as TaskOutcome | null,
    dueAt: row.due_at,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  }
}
