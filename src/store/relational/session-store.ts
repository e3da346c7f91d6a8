import type { Kysely } from 'kysely'
import type { SessionStore } from '#access/access-store.ts'
import { IDLE_MS } from '#access/session-rules.ts'
import type { SessionEnd } from '#access/session-rules.ts'
import type { Database } from './database.ts'
import { selectUsers, toUser } from './user-store.ts'

export function createSessionStore(db: Kysely<Database>): SessionStore {
  /** Of sessions that go on: the first reason stays. */
  function ending(reason: SessionEnd) {
    return db.updateTable('sessions').set({ ended_reason: reason }).where('ended_reason', 'is', null)
  }

  return {
    async insert(session) {
      await db
        .insertInto('sessions')
        .values({
          token_hash: session.tokenHash,
          user_id: session.userId,
          credential_version: session.credentialVersion,
          csrf_token: session.csrfToken,
          created_at: session.createdAt,
          last_used_at: session.createdAt,
          expires_at: session.expiresAt,
          ended_reason: null,
        })
        .execute()
    },

    async byTokenHash(tokenHash) {
      const row = await selectUsers(db)
        .innerJoin('sessions', 'sessions.user_id', 'users.id')
        .where('token_hash', '=', tokenHash)
        .select([
          'sessions.csrf_token',
          'sessions.last_used_at',
          'sessions.expires_at',
          'sessions.ended_reason',
          'sessions.credential_version as session_version',
        ])
        .executeTakeFirst()
      if (row === undefined) return null
      return {
        tokenHash,
        csrfToken: row.csrf_token,
        lastUsedAt: row.last_used_at,
        expiresAt: row.expires_at,
        // Only this program writes reasons.
        endedReason: row.ended_reason as SessionEnd | null,
        credentialVersion: row.session_version,
        user: toUser(row),
      }
    },

    async touch(tokenHash, at) {
      await db.updateTable('sessions').set({ last_used_at: at }).where('token_hash', '=', tokenHash).execute()
    },

    async end(tokenHash, reason) {
      await ending(reason).where('token_hash', '=', tokenHash).execute()
    },

    async endOfUser(userId, reason) {
      await ending(reason).where('user_id', '=', userId).execute()
    },

    async deleteEnded(now) {
      const result = await db
        .deleteFrom('sessions')
        .where((eb) => eb.or([eb('expires_at', '<=', now), eb('last_used_at', '<=', new Date(now.getTime() - IDLE_MS))]))
        .executeTakeFirst()
      return Number(result.numDeletedRows)
    },
  }
}
