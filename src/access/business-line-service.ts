import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import type { BusinessLineStore } from './access-store.ts'
import { actorLabel } from './actor.ts'
import type { Actor } from './actor.ts'
import type { AuditLog } from './audit-log.ts'
import type { BusinessLine } from './business-line.ts'

/** Which stores make up a line of business, so that accounts can be limited to its customers. Every change is audited and holds from the next request. */
export class BusinessLineService {
  readonly #lines: BusinessLineStore
  readonly #audit: AuditLog
  readonly #clock: Clock

  constructor(parts: { readonly businessLines: BusinessLineStore; readonly audit: AuditLog; readonly clock: Clock }) {
    this.#lines = parts.businessLines
    this.#audit = parts.audit
    this.#clock = parts.clock
  }

  async list(): Promise<readonly BusinessLine[]> {
    return await this.#lines.list()
  }

  /** Makes the line or gives the one of this name, however it is spelt, other stores. */
  async set(actor: Actor, line: BusinessLine): Promise<BusinessLine> {
    const stored = await this.#lines.set({ name: line.name, stores: [...new Set(line.stores)] }, this.#clock.now())
    await this.#note(actor, 'business-line-set', stored.name, { stores: stored.stores })
    return stored
  }

  /** Throws `business-line-not-found` or `business-line-in-use`. */
  async remove(actor: Actor, name: string): Promise<void> {
    const removed = await this.#lines.remove(name)
    if (removed === 'gone') {
      throw new AppError('not-found', 'business-line-not-found', 'There is no such line of business: reload the list.')
    }
    if (removed === 'in-use') {
      throw new AppError('conflict', 'business-line-in-use', 'An account is limited to this line of business: take the limit off first.')
    }
    await this.#note(actor, 'business-line-removed', name, {})
  }

  async #note(actor: Actor, action: string, name: string, detail: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#audit.append({ at: this.#clock.now(), actor: actorLabel(actor), action, target: `business-line:${name}`, detail })
  }
}
