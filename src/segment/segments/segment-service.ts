import { unknownCustomer } from '#identity/unknown-customer.ts'
import { everyone } from '#access/scope.ts'
import type { Scope } from '#access/scope.ts'
import { AppError } from '#kernel/app-error.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { codeOfProblem } from '#kernel/code-of-problem.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { Condition, Grain } from '../conditions/condition.ts'
import type { ConditionCatalogue } from '../conditions/condition-catalogue.ts'
import type { ConditionCost } from '../conditions/condition-cost.ts'
import { catalogueOf } from '../conditions/condition-catalogue.ts'
import type { SegmentMeanings, Verdict } from '../conditions/evaluate-condition.ts'
import { parseCondition } from '../conditions/parse-condition.ts'
import { readConditionText } from '../conditions/read-condition-text.ts'
import { checkCirclesByTags } from '../tags/tag-order.ts'
import type { Tag } from '../tags/tag.ts'
import { checkCircles, segmentsIn, usersOf } from './segment-circles.ts'
import type { Segment, SegmentContent, SegmentKind, SegmentSize, SegmentVersion } from './segment.ts'
import type { Asked, ConditionCount, ConditionReader, PeopleQuery, ReadFields, SegmentStore } from './segment-ports.ts'

const WHOLE_PROJECT = everyone('the size of a segment is that of the whole project')
/** Segments that are counted in one query. */
const SEGMENTS_A_PASS = 25

/** A condition as somebody sends it: JSON, or the text form. */
export type GivenCondition = { readonly condition: unknown } | { readonly where: string }

/** What conditions mean in this project just now. */
export interface Language {
  readonly catalogue: ConditionCatalogue
  readonly meanings: SegmentMeanings
  readonly segments: readonly Segment[]
}

/** Whom a strategy is for. */
interface NamedAudience {
  readonly name: BilingualText
  readonly condition: Condition
}

/** Segments, and every question that is asked by a condition. */
export class SegmentService {
  readonly #store: SegmentStore
  readonly #reader: ConditionReader
  readonly #fields: ReadFields
  readonly #tags: () => Promise<readonly Pick<Tag, 'name' | 'source'>[]>
  readonly #audiences: () => Promise<readonly NamedAudience[]>
  readonly #clock: Clock

  constructor(parts: {
    readonly store: SegmentStore
    readonly reader: ConditionReader
    readonly fields: ReadFields
    /** Conditions ask for tags, and the rules of tags for segments. */
    readonly tags: () => Promise<readonly Pick<Tag, 'name' | 'source'>[]>
    /** Of strategies that are not retired; a segment that one of them names stays. Default: there are none. */
    readonly audiences?: () => Promise<readonly NamedAudience[]>
    readonly clock: Clock
  }) {
    this.#store = parts.store
    this.#reader = parts.reader
    this.#fields = parts.fields
    this.#tags = parts.tags
    this.#audiences = parts.audiences ?? (() => Promise.resolve([]))
    this.#clock = parts.clock
  }

  async language(): Promise<Language> {
    const [fields, segments] = await Promise.all([this.#fields(), this.#store.all()])
    const live = segments.filter(({ archivedAt }) => archivedAt === null)
    const namesOf = (grain: Grain) => new Map(live.filter((segment) => segment.grain === grain).map(({ id, name }) => [id, name]))
    return {
      catalogue: catalogueOf(fields, namesOf('customers'), namesOf('accounts')),
      meanings: new Map(segments.map(({ id, kind, condition }) => [id, kind === 'snapshot' ? 'snapshot' : condition])),
      segments,
    }
  }

  /** @throws AppError of `parseCondition` and `readConditionText`, `condition-circle` */
  read(given: GivenCondition, { catalogue }: Language, grain: Grain = 'customers'): Condition {
    return parseCondition('where' in given ? readConditionText(given.where) : given.condition, catalogue, grain)
  }

  /** Why a segment can no longer be asked, as the code of the problem: an attribute that it names may be gone. Null: it can; a list that was taken always can. */
  problemOf({ condition, kind, grain }: Pick<Segment, 'condition' | 'kind' | 'grain'>, language: Language): string | null {
    return kind === 'snapshot' ? null : codeOfProblem(() => this.read({ condition }, language, grain))
  }

  /** @throws AppError `segment-not-found` */
  async one(id: string): Promise<Segment> {
    const found = (await this.#store.all()).find((segment) => segment.id === id)
    if (found === undefined) throw notFound()
    return found
  }

  async versions(id: string): Promise<readonly SegmentVersion[]> {
    await this.one(id)
    return await this.#store.versions(id)
  }

  async sizes(id: string): Promise<readonly SegmentSize[]> {
    await this.one(id)
    return await this.#store.sizes(id)
  }

  /** @throws AppError `segment-name-taken`, `segment-of-accounts-is-dynamic`, and of `read` */
  async create(
    given: Omit<SegmentContent, 'condition'> & { readonly kind: SegmentKind; readonly grain: Grain; readonly condition: GivenCondition },
    by: string,
  ): Promise<Segment> {
    if (given.grain === 'accounts' && given.kind === 'snapshot') {
      throw new AppError(
        'invalid-input',
        'segment-of-accounts-is-dynamic',
        'A segment of accounts follows its condition: a list that is taken once can be of customers only.',
      )
    }
    const language = await this.language()
    const now = this.#clock.now()
    const condition = this.read(given.condition, language, given.grain)
    const segment = { ...given, id: newId(now), condition, version: 1, createdAt: now, savedAt: now, savedBy: by }
    await this.#checkCircles(segment.id, condition, language)
    await this.#store.add(segment)
    if (given.kind === 'snapshot') await this.#reader.takeSnapshot(segment.id, this.#asked(condition, language, given.grain))
    await this.#count(segment, language)
    return await this.one(segment.id)
  }

  /** @throws AppError `segment-not-found`, `segment-changed`, `segment-is-snapshot`, `segment-name-taken`, and of `read` */
  async save(
    id: string,
    base: number,
    given: Omit<SegmentContent, 'condition'> & { readonly condition?: GivenCondition },
    by: string,
  ): Promise<Segment> {
    const [language, before] = [await this.language(), await this.one(id)]
    const condition = given.condition === undefined ? before.condition : this.read(given.condition, language, before.grain)
    if (before.kind === 'snapshot' && JSON.stringify(condition) !== JSON.stringify(before.condition)) {
      throw new AppError(
        'conflict',
        'segment-is-snapshot',
        'This segment is a list that was taken once: save the condition as a new segment.',
      )
    }
    await this.#checkCircles(id, condition, language)
    const saved = await this.#store.save(id, base, { ...given, condition }, { at: this.#clock.now(), by })
    if (!saved) {
      throw new AppError('conflict', 'segment-changed', 'Somebody saved this segment meanwhile: load it again and repeat your change.')
    }
    await this.#count({ ...before, condition }, language)
    return await this.one(id)
  }

  /** @throws AppError `segment-not-found`, `segment-in-use`, `segment-in-strategy` */
  async archive(id: string, isArchived: boolean): Promise<Segment> {
    const [{ segments }, found] = [await this.language(), await this.one(id)]
    const users = usersOf(id, segments)
    if (isArchived && users.length > 0) {
      const names = users.map(({ name }) => name).join(', ')
      throw new AppError('conflict', 'segment-in-use', `This segment is part of others: ${names}. Change these first.`, {
        details: { names },
      })
    }
    const strategies = isArchived
      ? (await this.#audiences()).filter(({ condition }) => segmentsIn(condition).some((named) => named.id === id))
      : []
    if (strategies.length > 0) {
      const names = strategies.map(({ name }) => name.en || name.zh).join(', ')
      throw new AppError('conflict', 'segment-in-strategy', `Strategies are for this segment: ${names}. Change or retire these first.`, {
        details: { names },
      })
    }
    if ((found.archivedAt !== null) !== isArchived) await this.#store.archive(id, isArchived ? this.#clock.now() : null)
    return await this.one(id)
  }

  /** How many meet a condition now. @throws AppError of `read` */
  async count(
    scope: Scope,
    condition: Condition,
    language: Language,
    overlapWith: readonly string[] = [],
    grain: Grain = 'customers',
  ): Promise<ConditionCount> {
    const { segments, accountSegments } = language.catalogue
    const known = overlapWith.filter((id) => (grain === 'accounts' ? accountSegments : segments).has(id))
    return await this.#reader.count(scope, this.#asked(condition, language, grain), known)
  }

  /** What it takes to count a condition, before it is counted. @throws AppError of `read` */
  async cost(condition: Condition, language: Language, grain: Grain = 'customers'): Promise<ConditionCost> {
    return await this.#reader.cost(this.#asked(condition, language, grain))
  }

  async people(scope: Scope, condition: Condition, language: Language, grain: Grain = 'customers'): Promise<PeopleQuery> {
    return await this.#reader.people(scope, this.#asked(condition, language, grain))
  }

  /** Who, or which accounts, are in a segment and meet a condition; null where neither is given. @throws AppError of `read` */
  async peopleOf(
    scope: Scope,
    { segment, where }: { readonly segment?: string | undefined; readonly where?: string | undefined },
    grain: Grain = 'customers',
  ): Promise<PeopleQuery | null> {
    if (segment === undefined && where === undefined) return null
    const language = await this.language()
    const parts = [
      ...(segment === undefined ? [] : [this.read({ condition: { segment } }, language, grain)]),
      ...(where === undefined ? [] : [this.read({ where }, language, grain)]),
    ]
    return await this.people(scope, { all: parts }, language, grain)
  }

  /** Why a customer meets a condition, or does not. @throws AppError `customer-not-found`, `customer-too-busy` */
  async verdict(scope: Scope, condition: Condition, customerId: string, language: Language): Promise<Verdict> {
    const verdict = await this.#reader.verdict(scope, this.#asked(condition, language, 'customers'), customerId)
    return verdict ?? unknownCustomer()
  }

  /** Why an account meets a condition over accounts, or does not; null when there is none in the scope. @throws AppError `customer-too-busy`, `account-too-large` */
  async accountVerdict(scope: Scope, condition: Condition, accountId: string, language: Language): Promise<Verdict | null> {
    return await this.#reader.verdict(scope, this.#asked(condition, language, 'accounts'), accountId)
  }

  /** Counts every segment that is in use, for its history. One that can no longer be asked keeps its last size. */
  async countAll(onFailure: (id: string, error: unknown) => void): Promise<void> {
    const language = await this.language()
    const live = language.segments.filter((segment) => {
      if (segment.archivedAt !== null) return false
      // An attribute that is gone would be one that nobody has, and its segment empty.
      const problem = this.problemOf(segment, language)
      if (problem !== null) onFailure(segment.id, new Error(problem))
      return problem === null
    })
    for (const [grain, of] of Map.groupBy(live, (segment) => segment.grain)) {
      for (let start = 0; start < of.length; start += SEGMENTS_A_PASS) {
        const some = of.slice(start, start + SEGMENTS_A_PASS)
        await this.#countTogether(some, grain, language).catch(async () => {
          for (const segment of some) await this.#count(segment, language).catch((error: unknown) => onFailure(segment.id, error))
        })
      }
    }
  }

  /** One pass over each table. One of them that cannot be asked fails them all. */
  async #countTogether(some: readonly Segment[], grain: Grain, language: Language): Promise<void> {
    const ids = some.map(({ id }) => id)
    const { overlaps } = await this.#reader.count(WHOLE_PROJECT, this.#asked({ all: [] }, language, grain), ids)
    const at = this.#clock.now()
    for (const { segmentId, customers } of overlaps) await this.#store.noteSize(segmentId, { at, customers })
  }

  async #count({ id, kind, condition, grain }: Pick<Segment, 'id' | 'kind' | 'condition' | 'grain'>, language: Language): Promise<void> {
    const meanings = new Map(language.meanings).set(id, kind === 'snapshot' ? 'snapshot' : condition)
    const asked = { condition: { segment: id }, grain, catalogue: language.catalogue, segments: meanings }
    const { customers } = await this.#reader.count(WHOLE_PROJECT, asked)
    await this.#store.noteSize(id, { at: this.#clock.now(), customers })
  }

  async #checkCircles(id: string, condition: Condition, language: Language): Promise<void> {
    checkCircles(id, condition, language)
    checkCirclesByTags(id, condition, await this.#tags(), language.meanings)
  }

  #asked(condition: Condition, { catalogue, meanings }: Language, grain: Grain): Asked {
    return { condition, grain, catalogue, segments: meanings }
  }
}

function notFound(): AppError {
  return new AppError('not-found', 'segment-not-found', 'There is no such segment: reload the list.')
}
