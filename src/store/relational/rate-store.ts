import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { KeptRate, RateStore } from '#quality/currency-rates.ts'
import type { Database } from './database.ts'

const ROWS_A_STATEMENT = 1_000

export function createRateStore(db: Kysely<Database>): RateStore {
  return {
    async list(base) {
      const all = db
        .selectFrom('currency_rates')
        .select(['currency', 'base', 'entered_by', 'entered_at'])
        .select([sql<string>`to_char(day, 'YYYY-MM-DD')`.as('day'), sql<string>`trim_scale(rate)::text`.as('rate')])
        .orderBy('currency')
        .orderBy('currency_rates.day')
      const rows = await (base === undefined ? all : all.where('base', '=', base)).execute()
      return rows.map(({ currency, day, rate, base: into, entered_by, entered_at }): KeptRate => ({
        currency,
        day,
        rate,
        base: into,
        enteredBy: entered_by,
        enteredAt: entered_at,
      }))
    },

    async save(rates) {
      // The same day twice in one call: the last one counts.
      const unique = [...new Map(rates.map((rate) => [`${rate.currency} ${rate.base} ${rate.day}`, rate])).values()]
      await db.transaction().execute(async (step) => {
        for (let start = 0; start < unique.length; start += ROWS_A_STATEMENT) {
          await step
            .insertInto('currency_rates')
            .values(
              unique.slice(start, start + ROWS_A_STATEMENT).map(({ currency, base, day, rate, enteredBy, enteredAt }) => ({
                currency,
                base,
                day,
                rate,
                entered_by: enteredBy,
                entered_at: enteredAt,
              })),
            )
            .onConflict((conflict) =>
              conflict.columns(['currency', 'base', 'day']).doUpdateSet((eb) => ({
                rate: eb.ref('excluded.rate'),
                entered_by: eb.ref('excluded.entered_by'),
                entered_at: eb.ref('excluded.entered_at'),
              })),
            )
            .execute()
        }
      })
    },

    async remove(currency, base, day) {
      const result = await db
        .deleteFrom('currency_rates')
        .where('currency', '=', currency)
        .where('base', '=', base)
        .where(sql<string>`to_char(day, 'YYYY-MM-DD')`, '=', day)
        .executeTakeFirst()
      return Number(result.numDeletedRows) > 0
    },
  }
}
