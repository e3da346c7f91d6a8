import type { Pool } from 'pg'
import type { Signal } from '#act/signal.ts'
import { withEngineErrors } from './engines/engine-error.ts'
import { appendSignals } from './relational/append-signals.ts'
import { askClient } from './relational/ask.ts'
import { holdLock } from './relational/hold-lock.ts'
import { inTransaction } from './relational/in-transaction.ts'

/** What refreshes after `from` and up to `to` wrote. */
export interface RefreshRange {
  readonly from: string
  readonly to: string
}

interface ToldRefreshesParts {
  readonly pool: Pool
  /** Number of the advisory lock. */
  readonly lock: number
  /** Keeps which refresh was the last begun, and up to which all is told. */
  readonly table: 'segment_refreshes' | 'tag_refreshes'
  /** Lets what was written hold, and answers what is to be told of it; the same again changes nothing and answers the same. */
  readonly written: (range: RefreshRange) => Promise<readonly Signal[]>
  /** When it is told. */
  readonly onTold?: () => Promise<void>
}

/** Refreshes of what is kept on the analytical side, each with a number, whose signals are told once whatever stops in between. */
export interface ToldRefreshes {
  /** Runs alone over all nodes, after what a stop left half done. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /** Does one refresh under the next number, and tells of it; answers what `write` does. Only within `alone`. */
  next<T>(write: (number: string) => Promise<T>): Promise<T>
}

const SIGNALS_A_STEP = 10_000

export function createToldRefreshes({ pool, lock, table, written, onTold }: ToldRefreshesParts): ToldRefreshes {
  /** Writes the signals up to the last number that was begun and were not told yet, and notes that they are, in one commit. */
  async function settle(): Promise<void> {
    const { rows } = await withEngineErrors('postgres', () =>
      pool.query<{ last: string; settled: string }>(`SELECT last_number::text AS last, settled_number::text AS settled FROM ${table}`),
    )
    const [state] = rows
    if (state === undefined || state.last === state.settled) return
    const signals = await written({ from: state.settled, to: state.last })
    await withEngineErrors('postgres', () =>
      inTransaction(pool, async (connection) => {
        for (let start = 0; start < signals.length; start += SIGNALS_A_STEP) {
          await appendSignals(askClient(connection), signals.slice(start, start + SIGNALS_A_STEP))
        }
        await connection.query(`UPDATE ${table} SET settled_number = $1`, [state.last])
      }),
    )
    await onTold?.()
  }

  return {
    alone: (work) =>
      holdLock(pool, lock, 'alone', async () => {
        await settle()
        return await work()
      }),

    async next(write) {
      const { rows } = await withEngineErrors('postgres', () =>
        pool.query<{ number: string }>(`UPDATE ${table} SET last_number = last_number + 1 RETURNING last_number::text AS number`),
      )
      const answer = await write(rows[0]?.number ?? '0')
      await settle()
      return answer
    },
  }
}
