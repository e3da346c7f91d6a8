import type { Kysely } from 'kysely'
import type { AlertMailLedger } from '#act/alert-mail.ts'
import type { Database } from './database.ts'

/** Signals that are remembered for each reader; a signal that is read again is never older than this many. */
const REMEMBERED = 20

/** One row per reader, locked while it is read and written, so that two scorings at the same moment cannot both mail somebody. */
export function createAlertMailLedger(db: Kysely<Database>): AlertMailLedger {
  return {
    claim(userId, day, alertIds, signal) {
      return db.transaction().execute(async (step) => {
        await step
          .insertInto('alert_mail')
          .values({ user_id: userId, sent_on: null })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
        const row = await step.selectFrom('alert_mail').selectAll().where('user_id', '=', userId).forUpdate().executeTakeFirstOrThrow()
        if (row.signals.includes(signal)) return null
        const all = [...new Set([...row.waiting, ...alertIds])]
        const free = row.sent_on !== day
        await step
          .updateTable('alert_mail')
          .set({ sent_on: day, waiting: free ? [] : all, signals: [...row.signals, signal].slice(-REMEMBERED) })
          .where('user_id', '=', userId)
          .execute()
        return free ? all : null
      })
    },

    async release(userId, day, alertIds) {
      await db
        .updateTable('alert_mail')
        .set({ sent_on: null, waiting: [...alertIds] })
        .where('user_id', '=', userId)
        .where('sent_on', '=', day)
        .execute()
    },
  }
}
