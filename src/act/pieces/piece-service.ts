import type { AuditLog } from '#access/audit-log.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { isId, newId } from '#kernel/id.ts'
import { localDay } from '#kernel/local-day.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import { readPageKey } from '#kernel/page-key.ts'
import { checkPiece, checkTag, wordOf } from './check-piece.ts'
import type { ContentPiece, PieceTag } from './content-piece.ts'
import type { LivePiece, PieceReasons } from './choose-piece.ts'
import type { PieceFilter, PieceLedger, PieceResults, PieceStore, StoredPiece } from './piece-ports.ts'

export interface PieceServicePorts {
  readonly store: PieceStore
  readonly ledger: Pick<PieceLedger, 'usesOf' | 'byIds'>
  readonly audit: AuditLog
  readonly clock: Clock
  readonly timeZone: () => string
}

/** A piece of a file that was taken or not, in the order of the file. */
export type PieceTaken =
  | { readonly name: string; readonly outcome: 'added' | 'saved' | 'same'; readonly id: string }
  | { readonly name: string; readonly outcome: 'refused'; readonly error: AppError }

/** Content pieces and the tags that they are chosen by. */
export class PieceService {
  readonly #ports: PieceServicePorts

  constructor(ports: PieceServicePorts) {
    this.#ports = ports
  }

  today(): string {
    return localDay(this.#ports.clock.now(), this.#ports.timeZone())
  }

  /** The last saved first; `total` with the first page. @throws AppError of the page for a cursor that is none of ours */
  async list(filter: PieceFilter, { limit, cursor }: PageRequest): Promise<Page<StoredPiece>> {
    const { store } = this.#ports
    const key = cursor === null ? null : readPageKey(cursor, ['time', 'uuid'])
    const after = key === null ? null : { savedAt: key[0], id: key[1] }
    const today = this.today()
    const [found, total] = await Promise.all([
      store.list(filter, today, limit + 1, after),
      cursor === null ? store.count(filter, today) : undefined,
    ])
    const items = found.slice(0, limit)
    const last = items.at(-1)
    return {
      items,
      nextCursor: found.length > limit && last !== undefined ? JSON.stringify([last.savedAt, last.id]) : null,
      ...(total === undefined ? {} : { total }),
    }
  }

  results(ids: readonly string[]): Promise<ReadonlyMap<string, PieceResults>> {
    return this.#ports.store.results(ids)
  }

  /** What stands in a message, in the order of its places, and why it was chosen then. */
  async ofMessage(sendKey: string): Promise<readonly { readonly live: LivePiece; readonly reasons: PieceReasons }[]> {
    const { ledger } = this.#ports
    const uses = await ledger.usesOf([sendKey])
    if (uses.length === 0) return []
    const found = new Map((await ledger.byIds(uses.map(({ piece }) => piece))).map((live) => [live.id, live]))
    return uses.flatMap(({ piece, reasons }) => {
      const live = found.get(piece)
      return live === undefined ? [] : [{ live, reasons }]
    })
  }

  /** @throws AppError `piece-not-found` */
  async one(id: string): Promise<StoredPiece> {
    const found = isId(id) ? await this.#ports.store.one(id) : null
    if (found === null) throw new AppError('not-found', 'piece-not-found', 'There is no such content piece.')
    return found
  }

  /** @throws AppError `piece-wrong`, `piece-name-taken` */
  async create(piece: ContentPiece, by: string): Promise<StoredPiece> {
    checkPiece(piece)
    const { store, clock } = this.#ports
    const at = clock.now()
    const id = newId(at)
    if (!(await store.add(id, await this.#named(piece), { at, by }))) throw nameTaken()
    await this.#audit(by, 'piece-created', `piece:${id}`, { kind: piece.kind })
    return await this.one(id)
  }

  /** Messages that are made from now on say what was saved; what was sent stays. @throws AppError as `create`, `piece-not-found`, `piece-changed`, `piece-archived` */
  async save(id: string, base: number, piece: ContentPiece, by: string): Promise<StoredPiece> {
    const before = await this.one(id)
    if (before.archivedAt !== null) {
      throw new AppError('conflict', 'piece-archived', 'This content piece is put away: take it out again before you change it.')
    }
    checkPiece(piece)
    const saved = await this.#ports.store.save(id, base, await this.#named(piece), { at: this.#ports.clock.now(), by })
    if (saved === 'name_taken') throw nameTaken()
    if (saved === 'changed') {
      throw new AppError('conflict', 'piece-changed', 'Somebody saved this content piece meanwhile: load it again and repeat your change.')
    }
    await this.#audit(by, 'piece-saved', `piece:${id}`, { version: base + 1 })
    return await this.one(id)
  }

  /** One that is put away is shown to nobody else; links in messages go on. @throws AppError `piece-not-found` */
  async archive(id: string, isArchived: boolean, by: string): Promise<StoredPiece> {
    await this.one(id)
    await this.#ports.store.archive(id, isArchived ? this.#ports.clock.now() : null)
    await this.#audit(by, isArchived ? 'piece-archived' : 'piece-restored', `piece:${id}`, {})
    return await this.one(id)
  }

  /** Many at once: a name that is known is saved anew, another is added, and one that is wrong does not stop the others. */
  async takeMany(
    pieces: readonly (ContentPiece | { readonly name: string; readonly error: AppError })[],
    by: string,
  ): Promise<readonly PieceTaken[]> {
    const known = new Map(
      (await this.#ports.store.byNames(pieces.map(({ name }) => name))).map((one) => [one.piece.name.toLowerCase(), one]),
    )
    const taken: PieceTaken[] = []
    for (const given of pieces) {
      if ('error' in given) {
        taken.push({ name: given.name, outcome: 'refused', error: given.error })
        continue
      }
      try {
        const before = known.get(given.name.trim().toLowerCase())
        if (before !== undefined && before.archivedAt === null && isSame(before.piece, await this.#named(given))) {
          taken.push({ name: given.name, outcome: 'same', id: before.id })
          continue
        }
        const saved = before === undefined ? await this.create(given, by) : await this.save(before.id, before.version, given, by)
        known.set(given.name.trim().toLowerCase(), saved)
        taken.push({ name: given.name, outcome: before === undefined ? 'added' : 'saved', id: saved.id })
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        taken.push({ name: given.name, outcome: 'refused', error })
      }
    }
    return taken
  }

  tags(): Promise<readonly (PieceTag & { readonly pieces: number })[]> {
    return this.#ports.store.tags()
  }

  /** @throws AppError `piece-tag-wrong` */
  async saveTag(tag: PieceTag, by: string): Promise<void> {
    checkTag(tag)
    const { store, clock } = this.#ports
    const name = (await this.#tagNames()).get(wordOf(tag.name)) ?? tag.name.trim()
    await store.saveTag({ name, words: [...new Set(tag.words.map((word) => word.trim()))] }, clock.now())
    await this.#audit(by, 'piece-tag-saved', `piece-tag:${name}`, { words: tag.words.length })
  }

  /** @throws AppError `piece-tag-in-use` also for one that there is not */
  async dropTag(name: string, by: string): Promise<void> {
    if (!(await this.#ports.store.dropTag(name))) {
      throw new AppError(
        'conflict',
        'piece-tag-in-use',
        'There is no such tag, or content pieces have it, also ones that were put away. Take it off them first.',
      )
    }
    await this.#audit(by, 'piece-tag-dropped', `piece-tag:${name}`, {})
  }

  /** With its tags as they are spelt in the list. */
  async #named(piece: ContentPiece): Promise<ContentPiece> {
    const names = await this.#tagNames()
    return { ...piece, name: piece.name.trim(), tags: piece.tags.map((tag) => names.get(wordOf(tag)) ?? tag.trim()) }
  }

  async #tagNames(): Promise<ReadonlyMap<string, string>> {
    return new Map((await this.#ports.store.tags()).map(({ name }) => [wordOf(name), name]))
  }

  async #audit(actor: string, action: string, target: string, detail: Record<string, string | number>): Promise<void> {
    await this.#ports.audit.append({ at: this.#ports.clock.now(), actor, action, target, detail })
  }
}

function isSame(a: ContentPiece, b: ContentPiece): boolean {
  return canonical(a) === canonical(b)
}

/** The same whatever the order of the names, which the store does not keep. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, of]) => `${JSON.stringify(name)}:${canonical(of)}`).join(',')}}`
}

function nameTaken(): AppError {
  return new AppError(
    'conflict',
    'piece-name-taken',
    'Another content piece has this name, maybe one that was put away: choose another name.',
  )
}
