import type { Pool } from 'pg'
import type { DictionaryOwners } from '#quality/dictionary/dictionary.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

export function createDictionaryOwnerStore(pool: Pool): DictionaryOwners {
  return {
    list: () =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ entry: string; owner: string }>('SELECT entry, owner FROM dictionary_owners')
        return new Map(rows.map(({ entry, owner }) => [entry, owner]))
      }),
    set: (entry, owner, now) =>
      withEngineErrors('postgres', async () => {
        if (owner === '') await pool.query('DELETE FROM dictionary_owners WHERE entry = $1', [entry])
        else
          await pool.query(
            `INSERT INTO dictionary_owners (entry, owner, updated_at) VALUES ($1, $2, $3)
             ON CONFLICT (entry) DO UPDATE SET owner = excluded.owner, updated_at = excluded.updated_at`,
            [entry, owner, now],
          )
      }),
  }
}
