import type { AuditLog } from '#access/audit-log.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { isId, newId } from '#kernel/id.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import { readPageKey } from '#kernel/page-key.ts'
import { checkContent } from './check-content.ts'
import { compileForm } from './compile-content.ts'
import type { ContentFilter, ContentStore, LinkTarget, StoredContent } from './content-ports.ts'
import { saidBy } from './content-variants.ts'
import type { StoredOffer } from '../offers/offer-ports.ts'
import { targetCode } from './link-codes.ts'
import { formsOf } from './message-content.ts'
import type { MessageContent } from './message-content.ts'
import { lostVariants, statesOf } from './variant-findings.ts'
import type { VariantSegments } from './variant-ports.ts'

export interface ContentServicePorts {
  readonly store: ContentStore
  readonly segments: Pick<VariantSegments, 'states'>
  readonly offers: { find(id: string): Promise<Pick<StoredOffer, 'state'> | null> }
  readonly audit: AuditLog
  readonly clock: Clock
  readonly tokenSecret: Buffer
  readonly shopUrl: string
}

/** Contents with their versions: a saved state never changes, and messages are made of one that was published. */
export class ContentService {
  readonly #ports: ContentServicePorts

  constructor(ports: ContentServicePorts) {
    this.#ports = ports
  }

  /** The last saved first; `total` with the first page. @throws AppError of the page for a cursor that is none of ours */
  async list(filter: ContentFilter, { limit, cursor }: PageRequest): Promise<Page<StoredContent>> {
    const { store } = this.#ports
    const key = cursor === null ? null : readPageKey(cursor, ['time', 'uuid'])
    const after = key === null ? null : { savedAt: key[0], id: key[1] }
    const [found, total] = await Promise.all([store.list(filter, limit + 1, after), cursor === null ? store.count(filter) : undefined])
    const items = found.slice(0, limit)
    const last = items.at(-1)
    return {
      items,
      nextCursor: found.length > limit && last !== undefined ? JSON.stringify([last.savedAt, last.id]) : null,
      ...(total === undefined ? {} : { total }),
    }
  }

  /** @throws AppError `content-not-found` */
  async one(id: string): Promise<StoredContent> {
    const found = isId(id) ? await this.#ports.store.one(id) : null
    if (found === null) throw notFound()
    return found
  }

  /** Null: there is none of this id and version. Published or not: whoever pins a version has looked. */
  async find(
    id: string,
    version: number,
  ): Promise<{ readonly id: string; readonly version: number; readonly content: MessageContent } | null> {
    const content = isId(id) ? await this.#ports.store.version(id, version) : null
    return content === null ? null : { id, version, content }
  }

  /** @throws AppError `content-not-found` */
  async version(id: string, version: number): Promise<MessageContent> {
    const found = await this.find(id, version)
    if (found === null) throw notFound()
    return found.content
  }

  async versions(id: string) {
    await this.one(id)
    return await this.#ports.store.versions(id)
  }

  /** @throws AppError `content-wrong`, `template-invalid`, `mjml-wrong` */
  async create(content: MessageContent, by: string): Promise<StoredContent> {
    checkContent(content, false)
    const at = this.#ports.clock.now()
    const id = newId(at)
    await this.#ports.store.add(id, content, { at, by })
    await this.#audit(by, 'content-created', id, { name: content.name, channels: formsOf(content).join(' ') })
    return await this.one(id)
  }

  /** Saves a new version as a draft; messages go on being made of the published one. @throws AppError as `create`, `content-not-found`, `content-changed`, `content-archived` */
  async save(id: string, base: number, content: MessageContent, by: string): Promise<StoredContent> {
    this.#open(await this.one(id))
    checkContent(content, false)
    if (!(await this.#ports.store.save(id, base, content, { at: this.#ports.clock.now(), by }))) throw changed()
    await this.#audit(by, 'content-saved', id, { version: base + 1 })
    return await this.one(id)
  }

  /** Messages that are planned from now on may be made of this version, which must be the newest. @throws AppError as `save`, `content-variant-lost`, `content-offer-lost` */
  async publish(id: string, version: number, by: string): Promise<StoredContent> {
    const { content } = this.#open(await this.one(id))
    checkContent(content, true)
    const lost = lostVariants(content, await statesOf(content, this.#ports.segments))
    if (lost.length > 0) {
      const variants = lost.join(', ')
      throw new AppError(
        'conflict',
        'content-variant-lost',
        `Nobody would get these variants, since their segment is gone, archived or broken: ${variants}. Choose other segments, or delete them.`,
        { details: { variants } },
      )
    }
    if (content.offerId !== undefined) {
      const offer = await this.#ports.offers.find(content.offerId)
      if (offer === null || offer.state === 'ended') {
        throw new AppError(
          'conflict',
          'content-offer-lost',
          'The offer of this content is gone or has ended, so that no message could be made: choose another offer, or none.',
        )
      }
    }
    if (!(await this.#ports.store.publish(id, version, this.#targets(id, content), { at: this.#ports.clock.now(), by }))) throw changed()
    await this.#audit(by, 'content-published', id, { version })
    return await this.one(id)
  }

  /** One that is put away is not offered; what is pinned to it goes on. @throws AppError `content-not-found` */
  async archive(id: string, isArchived: boolean, by: string): Promise<StoredContent> {
    await this.one(id)
    await this.#ports.store.archive(id, isArchived ? this.#ports.clock.now() : null)
    await this.#audit(by, isArchived ? 'content-archived' : 'content-restored', id, {})
    return await this.one(id)
  }

  #targets(id: string, content: MessageContent): LinkTarget[] {
    const urls = new Set([this.#ports.shopUrl])
    for (const { channel, language, said } of saidBy(content))
      for (const url of compileForm(said, channel, language)?.urls ?? []) urls.add(url)
    return [...urls].map((url) => ({ code: targetCode(this.#ports.tokenSecret, id, url), url }))
  }

  #open(stored: StoredContent): StoredContent {
    if (stored.archivedAt !== null) {
      throw new AppError('conflict', 'content-archived', 'This content is put away: take it out again before you change it.')
    }
    return stored
  }

  async #audit(actor: string, action: string, id: string, detail: Record<string, string | number>): Promise<void> {
    await this.#ports.audit.append({ at: this.#ports.clock.now(), actor, action, target: `content:${id}`, detail })
  }
}

function notFound(): AppError {
  return new AppError('not-found', 'content-not-found', 'There is no such content.')
}

function changed(): AppError {
  return new AppError('conflict', 'content-changed', 'Somebody saved this content meanwhile: load it again and repeat your change.')
}
