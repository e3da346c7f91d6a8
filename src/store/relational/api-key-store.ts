import type { Kysely, Selectable } from 'kysely'
import type { ApiKey, ApiKeyStore } from '#access/access-store.ts'
import type { ApiKeysTable } from './access-tables.ts'
import type { Database } from './database.ts'
import { selectUsers, toUser } from './user-store.ts'

export function createApiKeyStore(db: Kysely<Database>): ApiKeyStore {
  return {
    async insert(key) {
      await db
        .insertInto('api_keys')
        .values({
          id: key.id,
          name: key.name,
          key_hash: key.keyHash,
          hint: key.hint,
          permissions: [...key.permissions],
          created_by: key.createdBy,
          created_at: key.createdAt,
          last_used_at: key.lastUsedAt,
          revoked_at: key.revokedAt,
        })
        .execute()
    },

    async byHash(keyHash) {
      const row = await db.selectFrom('api_keys').selectAll().where('key_hash', '=', keyHash).executeTakeFirst()
      if (row === undefined) return null
      const owner = row.created_by === null ? undefined : await selectUsers(db).where('users.id', '=', row.created_by).executeTakeFirst()
      return { ...toApiKey(row), owner: owner === undefined ? null : toUser(owner) }
    },

    async list() {
      const rows = await db.selectFrom('api_keys').selectAll().orderBy('created_at', 'desc').orderBy('id').execute()
      return rows.map((row) => toApiKey(row))
    },

    async touch(id, at) {
      await db.updateTable('api_keys').set({ last_used_at: at }).where('id', '=', id).execute()
    },

    async revoke(id, at) {
      const result = await db
        .updateTable('api_keys')
        .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(at)) }))
        .where('id', '=', id)
        .executeTakeFirst()
      return Number(result.numUpdatedRows) === 1
    },
  }
}

function toApiKey(row: Selectable<ApiKeysTable>): ApiKey {
  return {
    id: row.id,
    name: row.name,
    hint: row.hint,
    permissions: row.permissions,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }
}
