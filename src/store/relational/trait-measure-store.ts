import type { Pool } from 'pg'
import type { TraitMeasure } from '#collect/tracking/trait-measure.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

/** Which traits of a source are kept as measures. */
export function createTraitMeasureStore(pool: Pool) {
  return {
    /** Null when there is no such source. */
    of: (id: string): Promise<readonly TraitMeasure[] | null> =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ trait_measures: TraitMeasure[] }>('SELECT trait_measures FROM sources WHERE id::text = $1', [
          id,
        ])
        return rows[0]?.trait_measures ?? null
      }),
    /** From the next messages on. False when there is no such source. */
    set: (id: string, declared: readonly TraitMeasure[]): Promise<boolean> =>
      withEngineErrors('postgres', async () => {
        const { rowCount } = await pool.query('UPDATE sources SET trait_measures = $2 WHERE id::text = $1', [id, JSON.stringify(declared)])
        return rowCount === 1
      }),
  }
}
