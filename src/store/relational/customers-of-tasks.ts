import type { Kysely } from 'kysely'
import type { Database } from './database.ts'

/**
 * The customers of a person's tasks, of overdue ones that were brought before them, and of open tasks that nobody has: whoever may work on tasks may take
 * those.
 */
export async function customersOfTasks(db: Kysely<Database>, userId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('tasks')
    .select('customer_id')
    .distinct()
    .where((eb) =>
      eb.or([
        eb('assignee', '=', userId),
        eb.and([eb('escalated_to', '=', userId), eb('state', '=', 'open')]),
        eb.and([eb('assignee', 'is', null), eb('state', '=', 'open')]),
      ]),
    )
    .execute()
  return rows.map((row) => row.customer_id)
}
