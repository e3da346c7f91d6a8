import type { Kysely } from 'kysely'
import type { SessionStore, StoredSession } from '#access/access-store.ts'
import type { Role } from '#access/permission.ts'
import { IDLE_MS } from '#access/session-rules.ts'
import type { SessionEnd } from '#access/session-rules.ts'
import type { Language } from '#access/user.ts'
import type { Database } from './database.ts'

export class RelationalSessionStore implements SessionStore {
  readonly #db: Kysely<Database>

  constructor(db: Kysely<Database>) {
    this.#db = db
  }

  async insert(session: Parameters<SessionStore['insert']>[0]): Promise<void> {
    await this.#db
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
  }

  async byTokenHash(tokenHash: Buffer): Promise<StoredSession | null> {
    const row = await this.#db
      .selectFrom('sessions')
      .innerJoin('users', 'users.id', 'sessions.user_id')
      .where('token_hash', '=', tokenHash)
      .select([
        'sessions.csrf_token',
        'sessions.last_used_at',
        'sessions.expires_at',
        'sessions.ended_reason',
        'sessions.credential_version as session_version',
        'users.id',
        'users.email',
        'users.name',
        'users.role',
        'users.language',
        'users.credential_version',
        'users.must_change_password',
        'users.created_at',
        'users.disabled_at',
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
      user: {
        id: row.id,
        email: row.email,
        name: row.name,
        role: row.role as Role,
        language: row.language as Language,
        credentialVersion: row.credential_version,
        mustChangePassword: row.must_change_password,
        createdAt: row.created_at,
        disabledAt: row.disabled_at,
      },
    }
  }

  async touch(tokenHash: Buffer, at: Date): Promise<void> {
    await this.#db.updateTable('sessions').set({ last_used_at: at }).where('token_hash', '=', tokenHash).execute()
  }

  async end(tokenHash: Buffer, reason: SessionEnd): Promise<void> {
    await this.#db
      .updateTable('sessions')
      .set({ ended_reason: reason })
      .where('token_hash', '=', tokenHash)
      .where('ended_reason', 'is', null)
      .execute()
  }

  async endOfUser(userId: string, reason: SessionEnd): Promise<void> {
    await this.#db
      .updateTable('sessions')
      .set({ ended_reason: reason })
      .where('user_id', '=', userId)
      .where('ended_reason', 'is', null)
      .execute()
  }

  async deleteEnded(now: Date): Promise<number> {
    const result = await this.#db
      .deleteFrom('sessions')
      .where((eb) => eb.or([eb('expires_at', '<=', now), eb('last_used_at', '<=', new Date(now.getTime() - IDLE_MS))]))
      .executeTakeFirst()
    return Number(result.numDeletedRows)
  }
}
