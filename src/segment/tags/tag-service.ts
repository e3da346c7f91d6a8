import type { Scope } from '#access/scope.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Language } from '../segments/segment-service.ts'
import { needsOf } from '../conditions/condition-needs.ts'
import { fieldOfSource, parseTagSource } from './parse-tag.ts'
import type { TagStarter, TagStarterName } from './starters/tag-starter.ts'
import { TAG_STARTERS } from './starters/tag-starters.ts'
import { tagChanged, tagInUse, tagNameTaken, tagNotFound, wrongTag } from './tag-errors.ts'
import { checkTagCircles, tagsThatUse } from './tag-order.ts'
import type { TagSpread, TagStore, TagValueStore } from './tag-ports.ts'
import type { Tag, TagContent, TagVersion } from './tag.ts'
import { TAG_FIELD } from './tag.ts'

/** A tag as somebody sends it: conditions and calculations as JSON or as text. */
export type GivenTag = Omit<TagContent, 'source'> & { readonly source: unknown }

const NAME = /^[a-z][a-z0-9_]{0,59}$/u

/** Definitions of tags. */
export class TagService {
  readonly #store: TagStore
  readonly #values: Pick<TagValueStore, 'preview' | 'spreads'>
  readonly #language: () => Promise<Language>
  readonly #clock: Clock

  constructor(parts: {
    readonly store: TagStore
    readonly values: Pick<TagValueStore, 'preview' | 'spreads'>
    readonly language: () => Promise<Language>
    readonly clock: Clock
  }) {
    this.#store = parts.store
    this.#values = parts.values
    this.#language = parts.language
    this.#clock = parts.clock
  }

  async language(): Promise<Language> {
    return await this.#language()
  }

  async list(): Promise<readonly Tag[]> {
    return await this.#store.all()
  }

  /** @throws AppError `tag-not-found` */
  async one(name: string): Promise<Tag> {
    const found = (await this.#store.all()).find((tag) => tag.name === name)
    if (found === undefined) throw tagNotFound()
    return found
  }

  async versions(name: string): Promise<readonly TagVersion[]> {
    await this.one(name)
    return await this.#store.versions(name)
  }

  async spreads(scope: Scope): Promise<ReadonlyMap<string, TagSpread>> {
    return await this.#values.spreads(scope)
  }

  /** @throws AppError `tag-name-taken`, `tag-circle`, and of `parseTagSource` */
  async create(name: string, given: GivenTag, by: string): Promise<Tag> {
    if (!NAME.test(name)) throw wrongTag('name', 'a to z, digits and _, beginning with a letter, at most 60')
    const { content, field } = await this.#read(name, given)
    const now = this.#clock.now()
    const added = await this.#store.add({ ...content, name, field, version: 1, createdAt: now, savedAt: now, savedBy: by })
    if (!added) throw tagNameTaken(name)
    return await this.one(name)
  }

  /** @throws AppError `tag-not-found`, `tag-saved-meanwhile`, `tag-circle`, and of `parseTagSource` */
  async save(name: string, base: number, given: GivenTag, by: string): Promise<Tag> {
    await this.one(name)
    const { content, field } = await this.#read(name, given)
    const saved = await this.#store.save(name, base, { ...content, field }, { at: this.#clock.now(), by })
    if (!saved) throw tagChanged()
    return await this.one(name)
  }

  /** @throws AppError `tag-not-found`, `tag-in-use` */
  async archive(name: string, isArchived: boolean): Promise<Tag> {
    const found = await this.one(name)
    if (isArchived) {
      const users = await this.usersOf(name)
      if (users.length > 0) throw tagInUse(users.join(', '))
    }
    if ((found.archivedAt !== null) !== isArchived) await this.#store.archive(name, isArchived ? this.#clock.now() : null)
    return await this.one(name)
  }

  /** Names of tags and segments in use that ask for a tag. */
  async usersOf(name: string): Promise<string[]> {
    const [{ segments }, tags] = await Promise.all([this.#language(), this.#store.all()])
    const asked = { now: this.#clock.now(), timeZone: 'UTC' }
    const groups = segments.filter(
      ({ archivedAt, kind, condition }) =>
        archivedAt === null && kind === 'dynamic' && needsOf([condition], new Map(), asked).fields.has(`${TAG_FIELD}${name}`),
    )
    return [...tagsThatUse(name, tags).map((tag) => tag.name), ...groups.map((segment) => segment.name)]
  }

  /** How the values would be spread. @throws AppError of `parseTagSource` */
  async preview(scope: Scope, source: unknown) {
    const language = await this.#language()
    const parsed = parseTagSource(source, language.catalogue)
    const field = fieldOfSource(parsed, language.catalogue)
    return { source: parsed, field, ...(await this.#values.preview(scope, { name: 'preview', source: parsed, field }, language)) }
  }

  starters(): readonly TagStarter[] {
    return TAG_STARTERS
  }

  /** Adds the tags of a starter set that are not there; those that are, archived ones too, stay as they are. */
  async adopt(name: TagStarterName, by: string): Promise<{ readonly added: string[]; readonly kept: string[] }> {
    const starter = TAG_STARTERS.find((set) => set.name === name)
    if (starter === undefined) throw tagNotFound()
    const known = new Set((await this.#store.all()).map((tag) => tag.name))
    const [added, kept] = [[] as string[], [] as string[]]
    for (const { name: tag, ...given } of starter.tags) {
      if (known.has(tag)) {
        kept.push(tag)
        continue
      }
      await this.create(tag, given, by)
      added.push(tag)
    }
    return { added, kept }
  }

  async #read(name: string, { source: given, ...rest }: GivenTag) {
    const [language, tags] = await Promise.all([this.#language(), this.#store.all()])
    const source = parseTagSource(given, language.catalogue)
    checkTagCircles(name, source, tags, language.meanings)
    return { content: { ...rest, source }, field: fieldOfSource(source, language.catalogue) }
  }
}
