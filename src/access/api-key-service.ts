import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { MINUTE_MS } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { ApiKey, ApiKeyStore } from './access-store.ts'
import { actorLabel, actorOfKey, checkOwnPermissions } from './actor.ts'
import type { Actor } from './actor.ts'
import type { AuditLog } from './audit-log.ts'
import { isPermission } from './permission.ts'
import { hashToken, hintOf, newToken } from './secret-token.ts'

export const API_KEY_PREFIX = 'lk_'

/** Keys for programs: a name, a few permissions, and a secret that is shown once. A key belongs to the person who made it and ends with them. */
export class ApiKeyService {
  readonly #keys: ApiKeyStore
  readonly #audit: AuditLog
  readonly #clock: Clock

  constructor(parts: { readonly apiKeys: ApiKeyStore; readonly audit: AuditLog; readonly clock: Clock }) {
    this.#keys = parts.apiKeys
    this.#audit = parts.audit
    this.#clock = parts.clock
  }

  async list(): Promise<ApiKey[]> {
    return await this.#keys.list()
  }

  /**
   * A key can never do more than the person who makes it. The command line, which is no person, says whose it is.
   * Throws `unknown-permission`, `permission-not-yours` or `owner-not-yours`.
   */
  async create(actor: Actor, name: string, permissions: readonly string[], ownerId?: string): Promise<{ apiKey: ApiKey; key: string }> {
    for (const permission of permissions) {
      if (!isPermission(permission)) {
        throw new AppError(
          'invalid-input',
          'unknown-permission',
          'permissions names something that is no permission: take names from GET /api/v1/permissions.',
        )
      }
    }
    checkOwnPermissions(actor, permissions)
    if (ownerId !== undefined && actor.kind !== 'system') {
      throw new AppError('forbidden', 'owner-not-yours', 'A key belongs to whoever makes it: leave out ownerId.')
    }
    const now = this.#clock.now()
    const key = newToken(API_KEY_PREFIX)
    const apiKey: ApiKey = {
      id: newId(now),
      name,
      hint: hintOf(key),
      permissions: [...new Set(permissions)],
      createdAt: now,
      lastUsedAt: null,
      revokedAt: null,
    }
    await this.#keys.insert({
      ...apiKey,
      keyHash: hashToken(key),
      createdBy: ownerId ?? (actor.kind === 'user' ? actor.id : (actor.ownerId ?? null)),
    })
    await this.#audit.append({
      at: now,
      actor: actorLabel(actor),
      action: 'key-created',
      target: `key:${apiKey.id}`,
      detail: { permissions: [...apiKey.permissions] },
    })
    return { apiKey, key }
  }

  async revoke(actor: Actor, id: string): Promise<void> {
    const now = this.#clock.now()
    if (!(await this.#keys.revoke(id, now))) throw new AppError('not-found', 'key-not-found', 'There is no such key: reload the list.')
    await this.#audit.append({ at: now, actor: actorLabel(actor), action: 'key-revoked', target: `key:${id}`, detail: {} })
  }

  /**
   * The program behind a key, or null for a key that is unknown or revoked, or whose owner is disabled or gone. It may do what the key was given
   * and its owner may still do today.
   */
  async authenticate(key: string): Promise<Actor | null> {
    if (!key.startsWith(API_KEY_PREFIX)) return null
    const stored = await this.#keys.byHash(hashToken(key))
    if (stored === null || stored.revokedAt !== null) return null
    const { owner } = stored
    if (owner === null || owner.disabledAt !== null) return null
    const now = this.#clock.now()
    if (stored.lastUsedAt === null || stored.lastUsedAt.getTime() + MINUTE_MS < now.getTime()) await this.#keys.touch(stored.id, now)
    return actorOfKey(stored, owner)
  }
}
