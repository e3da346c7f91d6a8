import type { ClickHouseClient } from '@clickhouse/client'
import type { Pool } from 'pg'
import { consentKey } from '#segment/conditions/dossier.ts'
import { insertRows } from './analytical/insert.ts'
import { withEngineErrors } from './engines/engine-error.ts'

/** People in one go. */
const PEOPLE_A_STEP = 20_000

/** The current consents of the relational side, copied to the analytical side for conditions. */
export interface ConsentCopy {
  /** Tells the analytical side of every change that was committed before; true when there was one. */
  catchUp(): Promise<boolean>
}

/**
 * A change is noted in the commit that makes it (`consent_changes`) and taken off the list when the analytical side has it; its number is the version of the row, so that
 * two nodes at once, or one after a crash, end the same.
 */
export function createConsentCopy(pool: Pool, client: ClickHouseClient): ConsentCopy {
  async function step(): Promise<number> {
    const changes = await withEngineErrors('postgres', async () => {
      const { rows } = await pool.query<{
        numbers: string[]
        customer_id: string
        version: string
        granted: string[][] | null
        withdrawn: string[][] | null
      }>(
        `WITH changed AS (SELECT number, customer_id FROM consent_changes ORDER BY number LIMIT ${PEOPLE_A_STEP}),
         people AS (SELECT customer_id, array_agg(number::text) AS numbers, max(number)::text AS version FROM changed GROUP BY customer_id)
         SELECT p.numbers, p.customer_id, p.version,
           json_agg(json_build_array(c.purpose, c.channel)) FILTER (WHERE c.granted) AS granted,
           json_agg(json_build_array(c.purpose, c.channel)) FILTER (WHERE NOT c.granted) AS withdrawn
         FROM people p LEFT JOIN consents c ON c.customer_id = p.customer_id
         GROUP BY p.numbers, p.customer_id, p.version`,
      )
      return rows
    })
    if (changes.length === 0) return 0
    const keys = (pairs: string[][] | null) => (pairs ?? []).map(([purpose = '', channel = '']) => consentKey({ purpose, channel }))
    await withEngineErrors('clickhouse', () =>
      insertRows(
        client,
        'consent_states',
        changes.map(({ customer_id, version, granted, withdrawn }) => ({
          customer_id,
          version,
          granted: keys(granted),
          withdrawn: keys(withdrawn),
        })),
      ),
    )
    const numbers = changes.flatMap((change) => change.numbers)
    await withEngineErrors('postgres', () => pool.query('DELETE FROM consent_changes WHERE number = ANY ($1::bigint[])', [numbers]))
    return numbers.length
  }

  return {
    async catchUp() {
      let copied = 0
      for (;;) {
        const some = await step()
        copied += some
        if (some < PEOPLE_A_STEP) return copied > 0
      }
    },
  }
}
