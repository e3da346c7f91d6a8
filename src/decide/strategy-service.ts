import type { BilingualText } from '#kernel/bilingual-text.ts'
import { isDeepStrictEqual } from 'node:util'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import { describeCondition } from '#segment/conditions/describe-condition.ts'
import { printCondition } from '#segment/conditions/print-condition.ts'
import type { SegmentService } from '#segment/segments/segment-service.ts'
import { audienceProblem, readAudienceLists, saysLists } from './audience.ts'
import type { CandidateReader } from './candidate.ts'
import { unreadyOf } from './channel-readiness.ts'
import type { ChannelReadiness, UnreadyReason } from './channel-readiness.ts'
import { withChanges } from './strategy-changes.ts'
import type { StrategyVersion } from './strategy-changes.ts'
import { strategyLibrary, strategyPacks } from './strategy-library.ts'
import type { Strategy, StrategyDefinition, StrategyState } from './strategy.ts'
import { validateStrategy } from './validate-strategy.ts'

export interface StrategyStore {
  /** The highest version of each strategy, in the order in which the strategies were created. */
  current(): Promise<Strategy[]>
  version(id: string, version: number): Promise<Strategy | null>
  /** Adds a version. @throws AppError `strategy-changed` when that version exists already. */
  add(strategy: Strategy): Promise<void>
}

/** What a strategy has done so far, and its results. */
export interface StrategyOutcome {
  readonly contacted: number
  readonly delivered: number
  /** Coupons delivered to customers, and those redeemed in an order. */
  readonly couponsIssued: number
  readonly couponsUsed: number
  readonly effect: { readonly estimate: number; readonly low: number; readonly high: number; readonly verdict: string } | null
}

/** What a strategy was before. */
export interface StrategyVersionReader {
  /** Every version of one, in any order. */
  versions(id: string): Promise<Strategy[]>
}

export interface StrategyServicePorts {
  readonly store: StrategyStore & StrategyVersionReader
  readonly candidates: Pick<CandidateReader, 'reach'>
  /** The language that audiences are said in. */
  readonly segments: Pick<SegmentService, 'language' | 'read'>
  readonly outcomes: () => Promise<ReadonlyMap<string, StrategyOutcome>>
  readonly readiness: ChannelReadiness
  readonly clock: Clock
  /** Its currency is read on each use because it can change. */
  readonly project: { readonly currency: string }
}

export interface StrategyView extends Strategy, StrategyOutcome {
  /** Customers in the newest scoring who are in the audience; null before the first scoring, and where it can no longer be asked. */
  readonly reach: number | null
  /** The audience in words and in its text form. */
  readonly sentence: BilingualText
  readonly where: string
  /** Why the audience can no longer be asked, as the code of the problem; null: it can. */
  readonly audienceProblem: string | null
  /** Why none of its channels can send; null: one can. */
  readonly unready: UnreadyReason | null
}

const NOTHING_YET: StrategyOutcome = { contacted: 0, delivered: 0, couponsIssued: 0, couponsUsed: 0, effect: null }

/** An audience as somebody says it: a condition as JSON or text, or lists as it was said before. */
export interface GivenAudience {
  readonly audience?: unknown
  readonly where?: string | undefined
}

export type GivenStrategy = Omit<StrategyDefinition, 'audience'> & GivenAudience

export class StrategyService {
  readonly #ports: StrategyServicePorts

  constructor(ports: StrategyServicePorts) {
    this.#ports = ports
  }

  async list(): Promise<StrategyView[]> {
    const [strategies, language, outcomes, unready] = await Promise.all([
      this.#ports.store.current(),
      this.#ports.segments.language(),
      this.#ports.outcomes(),
      this.#ports.readiness.unready(),
    ])
    const problems = new Map(strategies.map(({ id, definition }) => [id, audienceProblem(definition.audience, language)]))
    const audiences = strategies.flatMap(({ id, definition }) =>
      problems.get(id) === null ? [{ id, condition: definition.audience }] : [],
    )
    const reach = await this.#ports.candidates.reach(this.#ports.clock.now(), audiences, language)
    return strategies.map((strategy) => {
      const { audience } = strategy.definition
      return {
        ...strategy,
        ...(outcomes.get(strategy.id) ?? NOTHING_YET),
        reach: reach?.get(strategy.id) ?? null,
        sentence: describeCondition(audience, language.catalogue),
        where: printCondition(audience),
        audienceProblem: problems.get(strategy.id) ?? null,
        unready: unreadyOf(strategy.definition, unready),
      }
    })
  }

  /** The newest version of each, as it is stored. */
  async current(): Promise<Strategy[]> {
    return await this.#ports.store.current()
  }

  /** The condition of an audience that somebody gives. @throws AppError `strategy-audience`, and those of `SegmentService.read` */
  async audience({ audience, where }: GivenAudience): Promise<Condition> {
    if ((audience === undefined) === (where === undefined)) {
      throw new AppError(
        'invalid-input',
        'strategy-audience',
        'Give the audience either as JSON (audience) or as text (where), not both or none. For everybody audience is {"all": []}.',
      )
    }
    if (saysLists(audience)) return readAudienceLists(audience)
    const language = await this.#ports.segments.language()
    return this.#ports.segments.read(where === undefined ? { condition: audience } : { where }, language)
  }

  /** A definition with its audience as a condition. @throws AppError of `audience` */
  async define({ audience, where, ...rest }: GivenStrategy): Promise<StrategyDefinition> {
    return { ...rest, audience: await this.audience({ audience, where }) }
  }

  /** Customers in the newest scoring who are in an audience; null before the first scoring. @throws AppError of `audience` */
  async reachOf(given: GivenAudience): Promise<number | null> {
    const [condition, language] = [await this.audience(given), await this.#ports.segments.language()]
    const reach = await this.#ports.candidates.reach(this.#ports.clock.now(), [{ id: '', condition }], language)
    return reach?.get('') ?? null
  }

  /** @throws AppError naming the first field that is wrong */
  check(definition: StrategyDefinition): void {
    validateStrategy(definition, this.#ports.project.currency)
  }

  async get(id: string): Promise<StrategyView> {
    const found = (await this.list()).find((strategy) => strategy.id === id)
    if (found === undefined) throw notFound(id)
    return found
  }

  /** A new strategy (a draft), or a new version of the one with this id. @throws AppError when the definition is not valid. */
  async save(definition: StrategyDefinition, actor: string, id?: string): Promise<Strategy> {
    validateStrategy(definition, this.#ports.project.currency)
    const now = this.#ports.clock.now()
    const previous = id === undefined ? undefined : await this.#current(id)
    const strategy: Strategy = {
      id: previous?.id ?? newId(now),
      version: (previous?.version ?? 0) + 1,
      state: previous?.state ?? 'draft',
      definition,
      createdAt: now,
      createdBy: actor,
    }
    await this.#ports.store.add(strategy)
    return strategy
  }

  /** Every version, the newest first, each with what it changed. @throws AppError `strategy-not-found` */
  async versions(id: string): Promise<StrategyVersion[]> {
    const found = await this.#ports.store.versions(id)
    if (found.length === 0) throw notFound(id)
    return withChanges(found)
  }

  /** Makes a new version with the content of an earlier one; its state stays as it is now. @throws AppError `strategy-version-not-found`, and those of `save` */
  async goBack(id: string, version: number, actor: string): Promise<Strategy> {
    const earlier = await this.#ports.store.version(id, version)
    if (earlier === null) {
      throw new AppError('not-found', 'strategy-version-not-found', `The strategy "${id}" has no version ${version}. List its versions.`)
    }
    return await this.save(earlier.definition, actor, id)
  }

  /**
   * Starts, pauses or retires a strategy. A retired one stays retired.
   * @param base The version that was looked at; default: whichever is the newest
   * @throws AppError `strategy-not-found`, `strategy-retired`, `strategy-changed`
   */
  async setState(id: string, state: StrategyState, actor: string, base?: number): Promise<Strategy> {
    const previous = await this.#current(id)
    if (base !== undefined && previous.version !== base) {
      throw new AppError(
        'conflict',
        'strategy-changed',
        'Someone else changed this strategy in the meantime. Load it again and repeat your change.',
      )
    }
    if (previous.state === state) return previous
    if (previous.state === 'retired') {
      throw new AppError('conflict', 'strategy-retired', 'This strategy is retired. Make a new one from its definition instead.')
    }
    const strategy: Strategy = { ...previous, version: previous.version + 1, state, createdAt: this.#ports.clock.now(), createdBy: actor }
    await this.#ports.store.add(strategy)
    return strategy
  }

  /** Adds the built-in strategies that are missing; the general retail ones start active, the rest as drafts. Returns how many were added. */
  async seedLibrary(actor: string): Promise<number> {
    const existing = new Set((await this.#ports.store.current()).map(({ id }) => id))
    const now = this.#ports.clock.now()
    let added = 0
    for (const { id, definition, active } of strategyLibrary(this.#ports.project.currency)) {
      if (existing.has(id)) continue
      const state = active ? ('active' as const) : ('draft' as const)
      if (await this.#addUnlessThere({ id, version: 1, state, definition, createdAt: now, createdBy: actor })) added += 1
    }
    return added
  }

  /** Names of strategies that are priced in a currency other than `to` and differ from the library; retired ones do not count. */
  async pricedOtherwise(to: string): Promise<BilingualText[]> {
    return (await this.#ports.store.current())
      .filter((strategy) => strategy.state !== 'retired' && !inCurrency(strategy.definition, to) && libraryPrice(strategy, to) === null)
      .map(({ definition }) => definition.name)
  }

  /** Reprices every unchanged library strategy in `to`, as a new version. Returns how many were changed. */
  async repriceLibrary(to: string): Promise<number> {
    let repriced = 0
    for (const strategy of await this.#ports.store.current()) {
      const definition = inCurrency(strategy.definition, to) ? null : libraryPrice(strategy, to)
      if (definition === null) continue
      const createdAt = this.#ports.clock.now()
      if (await this.#addUnlessThere({ ...strategy, version: strategy.version + 1, definition, createdAt, createdBy: 'system' }))
        repriced += 1
    }
    return repriced
  }

  /** False when another node was faster: nodes that start together do the same. */
  async #addUnlessThere(strategy: Strategy): Promise<boolean> {
    try {
      await this.#ports.store.add(strategy)
      return true
    } catch (error) {
      if (error instanceof AppError && error.code === 'strategy-changed') return false
      throw error
    }
  }

  async #current(id: string): Promise<Strategy> {
    const found = (await this.#ports.store.current()).find((strategy) => strategy.id === id)
    if (found === undefined) throw notFound(id)
    return found
  }
}

function inCurrency({ contactCost, budget }: StrategyDefinition, currency: string): boolean {
  return contactCost.currency === currency && (budget === null || budget.currency === currency)
}

/** The library's definition in another currency, for a strategy identical to the library's; otherwise null. */
function libraryPrice({ id, definition }: Strategy, to: string): StrategyDefinition | null {
  const own = strategyPacks(definition.contactCost.currency).find((each) => each.id === id)
  if (own === undefined || !isDeepStrictEqual(own.definition, definition)) return null
  return strategyPacks(to).find((each) => each.id === id)?.definition ?? null
}

function notFound(id: string): AppError {
  return new AppError('not-found', 'strategy-not-found', `There is no strategy "${id}". List the strategies to see those that exist.`)
}
