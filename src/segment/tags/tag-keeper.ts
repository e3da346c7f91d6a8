import { unknownCustomer } from '#identity/unknown-customer.ts'
import type { Scope } from '#access/scope.ts'
import { codeOfProblem } from '#kernel/code-of-problem.ts'
import type { Touched } from '../followed-work.ts'
import { FollowedWork } from '../followed-work.ts'
import type { Language } from '../segments/segment-service.ts'
import { needsOf } from '../conditions/condition-needs.ts'
import { fieldOfSource, parseTagSource } from './parse-tag.ts'
import { tagLevels } from './tag-order.ts'
import type { TagChange, TagStore, TagValue, TagValueStore } from './tag-ports.ts'
import type { Tag, TagRefresh } from './tag.ts'

/** Keeps the values of tags: all of them by the clock, those of somebody who did something as it is stored, those of one customer on demand. */
export class TagKeeper {
  readonly #tags: Pick<TagStore, 'all'>
  readonly #values: TagValueStore
  readonly #language: () => Promise<Language>
  readonly #followed: FollowedWork

  constructor(parts: { readonly tags: Pick<TagStore, 'all'>; readonly values: TagValueStore; readonly language: () => Promise<Language> }) {
    this.#tags = parts.tags
    this.#values = parts.values
    this.#language = parts.language
    this.#followed = new FollowedWork({
      waiting: () => this.#values.waiting(),
      fillNew: () => this.#fillNew(),
      refreshTouched: () => this.refreshTouched(),
    })
  }

  /** Looks at all customers; answers how many values changed. @param refresh Which tags; null: all */
  async refreshAll(refresh: TagRefresh | null): Promise<number> {
    return await this.#values.alone(async () => {
      const { tags, language } = await this.#inUse()
      return await this.#whole(
        tags.filter((tag) => refresh === null || tag.refresh === refresh || tag.filledVersion !== tag.version),
        language,
      )
    })
  }

  /** Looks at those who did something since the last look; true when more of them wait. */
  async refreshTouched(): Promise<boolean> {
    return await this.#values.alone(async () => {
      const touched = await this.#values.touched()
      if (touched === null) return false
      const { tags, language } = await this.#inUse()
      await this.#some(
        tags.filter(
          (tag) =>
            tag.refresh === 'dynamic' && tag.source.kind !== 'field' && tag.filledVersion === tag.version && !asksAccounts(tag, language),
        ),
        language,
        touched,
      )
      await touched.forget()
      return touched.hasMore
    })
  }

  /** What cannot wait for the hour: those who did something, and tags that are new or changed. True when there is likely more. */
  async work(): Promise<boolean> {
    return await this.#followed.round()
  }

  /** Works out all tags of one customer now; answers how many changed. @throws AppError `customer-not-found` */
  async refreshOne(scope: Scope, customerId: string): Promise<number> {
    await this.#need(scope, customerId)
    return await this.#values.alone(async () => {
      const { tags, language } = await this.#inUse()
      const filled = tags.filter((tag) => tag.filledVersion === tag.version)
      return await this.#some(filled, language, { customerIds: [customerId], live: [customerId] })
    })
  }

  /** @throws AppError `customer-not-found` */
  async valuesOf(
    scope: Scope,
    customerId: string,
  ): Promise<{ readonly values: readonly TagValue[]; readonly changes: readonly TagChange[] }> {
    await this.#need(scope, customerId)
    const [values, changes] = await Promise.all([this.#values.valuesOf(customerId), this.#values.changesOf(customerId)])
    return { values, changes }
  }

  async #fillNew(): Promise<void> {
    await this.#values.alone(async () => {
      const { tags, language } = await this.#inUse()
      await this.#whole(
        tags.filter((tag) => tag.filledVersion !== tag.version),
        language,
      )
    })
  }

  /** Values that nobody knew before start nothing. */
  async #whole(tags: readonly Tag[], language: Language): Promise<number> {
    let changed = 0
    for (const level of tagLevels(tags, language.meanings)) {
      for (const isFirst of [false, true]) {
        const some = level.filter((tag) => (tag.filledVersion !== tag.version) === isFirst)
        if (some.length === 0) continue
        changed += await this.#values.refresh(some, language, null, isFirst)
        await this.#values.noteRefreshed(some)
      }
    }
    return changed
  }

  async #some(tags: readonly Tag[], language: Language, of: Touched): Promise<number> {
    let changed = 0
    for (const level of tagLevels(tags, language.meanings)) changed += await this.#values.refresh(level, language, of, false)
    return changed
  }

  /** Tags that can be worked out; one that names an attribute that is gone keeps its values until it is changed. */
  async #inUse(): Promise<{ readonly tags: readonly Tag[]; readonly language: Language }> {
    const [tags, language] = await Promise.all([this.#tags.all(), this.#language()])
    return { tags: tags.filter((tag) => tag.archivedAt === null && problemOf(tag, language) === null), language }
  }

  async #need(scope: Scope, customerId: string): Promise<void> {
    if (!(await this.#values.isPerson(scope, customerId))) unknownCustomer()
  }
}

/** What somebody did may change tags of others in their accounts too: these are worked out with everybody, by the hour. */
function asksAccounts({ source }: Pick<Tag, 'source'>, { meanings }: Language): boolean {
  if (source.kind !== 'rules') return false
  return needsOf(
    source.rules.map(({ condition }) => condition),
    meanings,
    { now: new Date(0), timeZone: 'UTC' },
  ).asksAccounts
}

/** Why a tag can no longer be worked out: code of the problem; null: it can. */
export function problemOf({ source }: Pick<Tag, 'source'>, { catalogue }: Language): string | null {
  return codeOfProblem(() => fieldOfSource(parseTagSource(source, catalogue), catalogue))
}
