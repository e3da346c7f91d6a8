import type { StoredPeople } from '../stored-people.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Task, TaskOffer, TaskOutcome, TaskState, TaskStore } from '#act/task-service.ts'
import { decryptField, encryptField, sealRecord } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { appendSignals } from './append-signals.ts'
import { askKysely } from './ask.ts'
import { readDataKeys } from './data-keys.ts'
import type { Database } from './database.ts'
import { taskGiven } from './task-turn-store.ts'
import { countOf, decodeCursor, toPage } from './page-cursor.ts'

interface TaskRow {
  readonly id: string
  readonly send_key: string | null
  readonly customer_id: string
  readonly masked_name: string | null
  readonly strategy_id: string | null
  readonly title: object
  readonly script: object
  readonly priority: number
  readonly state: string
  readonly outcome: string | null
  readonly assignee: string | null
  readonly words: Buffer | null
  readonly sealed_for: string | null
  readonly stopped: boolean
  readonly due_at: Date
  readonly created_at: Date
  readonly finished_at: Date | null
  readonly escalated_at: Date | null
  readonly escalated_to: string | null
  readonly offer: object | null
}

export function createTaskStore(db: Kysely<Database>, keyring: Keyring, people: StoredPeople): TaskStore {
  const select = () =>
    db
      .selectFrom('tasks')
      .leftJoin('customers', 'customers.id', 'tasks.customer_id')
      .selectAll('tasks')
      .select([
        'customers.masked_name',
        sql<boolean>`EXISTS (SELECT FROM contact_stops WHERE contact_stops.customer_id = tasks.customer_id)`.as('stopped'),
      ])
  const withWords = async (rows: readonly TaskRow[]): Promise<Task[]> => {
    const keys = await readDataKeys(
      db,
      keyring,
      rows.flatMap((row) => row.sealed_for ?? []),
    )
    return rows.map((row) => toTask(row, keys))
  }
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
          offer: task.offer === null ? null : JSON.stringify(task.offer),
        })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },

    async createSealed({ id, sendKey, customerId, title, script, priority, dueAt, createdAt }) {
      const key = (await readDataKeys(db, keyring, [customerId])).get(customerId)
      if (key === undefined) return false
      const row = {
        id,
        send_key: sendKey,
        customer_id: customerId,
        strategy_id: null,
        title: '{}',
        script: '{}',
        words: encryptField(key, customerId, `task:${id}`, JSON.stringify({ title, script })),
        sealed_for: customerId,
        priority,
        state: 'open',
        due_at: dueAt,
        created_at: createdAt,
      }
      await db
        .insertInto('tasks')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      return true
    },

    async createManual(tasks, { title, script, dueAt, owner }, now) {
      const keys = await readDataKeys(
        db,
        keyring,
        tasks.map(({ customerId }) => customerId),
      )
      const words = JSON.stringify({ title, script })
      const rows = tasks.flatMap(({ id, customerId }) => {
        const key = keys.get(customerId)
        if (key === undefined) return []
        return [
          {
            id,
            customer_id: customerId,
            send_key: null,
            strategy_id: null,
            title: '{}',
            script: '{}',
            words: encryptField(key, customerId, `task:${id}`, words),
            sealed_for: customerId,
            priority: 2,
            state: 'open',
            assignee: owner,
            due_at: dueAt,
            created_at: now,
          },
        ]
      })
      if (rows.length > 0) await db.insertInto('tasks').values(rows).execute()
      return rows.map(({ id }) => id)
    },

    assign: (id, owner, { onlyFree, now }) =>
      db.transaction().execute(async (trx) => {
        let query = trx
          .updateTable('tasks')
          .set({ assignee: owner })
          .where(sql<string>`tasks.id::text`, '=', id)
          .where('state', '=', 'open')
        if (onlyFree) query = query.where((eb) => eb.or([eb('assignee', 'is', null), eb('assignee', '=', owner)]))
        const result = await query.executeTakeFirst()
        if (result.numUpdatedRows !== 1n) return false
        // Who takes a task knows it.
        if (!onlyFree && owner !== null) await appendSignals(askKysely(trx), [taskGiven(id, owner, now)])
        return true
      }),

    async get(scope, id) {
      const row = await select()
        .where(sql<string>`tasks.id::text`, '=', id)
        .executeTakeFirst()
      if (row === undefined || !(await people.has(scope, row.customer_id))) return null
      return (await withWords([row]))[0] ?? null
    },

    async list(scope, { state, escalated, overdueAt, customerId, owner, cursor, limit = 50 }) {
      const isOpen = state === 'open' || overdueAt !== undefined
      const column = isOpen ? 'tasks.due_at' : 'tasks.created_at'
      const direction = isOpen ? 'asc' : 'desc'
      let query = select()
        .orderBy(column, direction)
        .orderBy('tasks.id', direction)
        .limit(limit + 1)
        .where(await people.condition(scope, 'tasks.customer_id'))
      if (state !== undefined) query = query.where('tasks.state', '=', state)
      if (overdueAt !== undefined) query = query.where('tasks.state', '=', 'open').where('tasks.due_at', '<', overdueAt)
      if (escalated !== undefined) query = query.where('tasks.escalated_at', escalated ? 'is not' : 'is', null)
      if (customerId !== undefined) query = query.where('tasks.customer_id', '=', customerId)
      if (owner !== undefined) query = owner === null ? query.where('assignee', 'is', null) : query.where('assignee', '=', owner)
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
      return { items: await withWords(page.items), nextCursor: page.nextCursor, ...total }
    },

    complete: (id, outcome, note, assignee, finishedAt) =>
      db.transaction().execute(async (trx) => {
        const row = await trx
          .updateTable('tasks')
          .set({
            state: 'done',
            outcome,
            note: note === null ? null : sealRecord(keyring, `task-note:${id}`, note),
            ...(assignee === null ? {} : { assignee }),
            finished_at: finishedAt,
          })
          .where('id', '=', id)
          .where('state', '=', 'open')
          .returning(['customer_id', 'send_key'])
          .executeTakeFirst()
        if (row === undefined) return false
        const payload = { taskId: id, outcome, sendKey: row.send_key }
        await appendSignals(askKysely(trx), [
          { kind: 'task-done', customerId: row.customer_id, occurredAt: finishedAt, origin: `task:${id}`, historical: false, payload },
        ])
        return true
      }),
  }
}

function toTask(row: TaskRow, keys: ReadonlyMap<string, Buffer>): Task {
  const own = ownWords(row, keys)
  return {
    id: row.id,
    sendKey: row.send_key,
    customerId: row.customer_id,
    maskedName: row.masked_name ?? '',
    strategyId: row.strategy_id,
    title: own?.title ?? (row.title as BilingualText),
    script: own?.script ?? (row.script as BilingualText),
    priority: row.priority,
    state: row.state as TaskState,
    owner: row.assignee,
    doNotContact: row.stopped,
    outcome: row.outcome as TaskOutcome | null,
    dueAt: row.due_at,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    escalatedAt: row.escalated_at,
    escalatedTo: row.escalated_to,
    offer: row.offer as TaskOffer | null,
  }
}

/** Sealed words: of a person in the one language they were written in, of a content in both; empty once the customer's key is gone. */
function ownWords(row: TaskRow, keys: ReadonlyMap<string, Buffer>): { title: BilingualText; script: BilingualText } | null {
  if (row.words === null || row.sealed_for === null) return null
  const key = keys.get(row.sealed_for)
  const words =
    key === undefined
      ? { title: '', script: '' }
      : (JSON.parse(decryptField(key, row.sealed_for, `task:${row.id}`, row.words)) as Record<'title' | 'script', string | BilingualText>)
  const both = (text: string | BilingualText): BilingualText => (typeof text === 'string' ? { zh: text, en: text } : text)
  return { title: both(words.title), script: both(words.script) }
}
