import type { BilingualText } from '#kernel/bilingual-text.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { describeCondition } from '#segment/conditions/describe-condition.ts'
import { printCondition } from '#segment/conditions/print-condition.ts'
import type { SegmentService } from '#segment/segments/segment-service.ts'
import { audienceProblem } from './audience.ts'
import type { CandidateReader } from './candidate.ts'
import { dataNeeds } from './packs/data-needs.ts'
import type { DataNeed } from './packs/data-needs.ts'
import { strategyPacks } from './strategy-library.ts'
import type { StrategyDefinition, StrategyState } from './strategy.ts'
import type { StrategyStore } from './strategy-service.ts'

/** A strategy of the library as the project sees it. */
export interface LibraryItem {
  readonly id: string
  readonly definition: StrategyDefinition
  readonly sentence: BilingualText
  readonly where: string
  /** What its audience asks for and the project does not have: nobody is in it until that comes. */
  readonly missing: readonly DataNeed[]
  /** Customers of the newest scores who are in its audience; null before the first scoring. */
  readonly reach: number | null
  /** State of the project's own copy; null: there is none. */
  readonly state: StrategyState | null
}

export interface KnownDataReader {
  /** Those of these that the project has. */
  known(needs: readonly DataNeed[]): Promise<readonly DataNeed[]>
}

export interface LibraryServicePorts {
  readonly store: StrategyStore
  readonly data: KnownDataReader
  readonly candidates: Pick<CandidateReader, 'reach'>
  readonly segments: Pick<SegmentService, 'language'>
  readonly clock: Clock
  /** Its currency is read on each use because it can change. */
  readonly project: { readonly currency: string }
}

/** Which strategies of the library somebody takes. */
export interface LibraryChoice {
  readonly ids?: readonly string[] | undefined
  readonly pack?: string | undefined
}

/** Ready-made strategies by industry: what they are, what they need, and taking them over as drafts of the project's own. */
export class LibraryService {
  readonly #ports: LibraryServicePorts

  constructor(ports: LibraryServicePorts) {
    this.#ports = ports
  }

  async list(): Promise<LibraryItem[]> {
    const { store, data, candidates, segments, clock, project } = this.#ports
    const all = strategyPacks(project.currency)
    const needs = all.map(({ definition }) => dataNeeds(definition.audience))
    const [own, known, language] = await Promise.all([store.current(), data.known(needs.flat()), segments.language()])
    const askable = all.filter(({ definition }) => audienceProblem(definition.audience, language) === null)
    const reach = await candidates.reach(
      clock.now(),
      askable.map(({ id, definition }) => ({ id, condition: definition.audience })),
      language,
    )
    const states = new Map(own.map(({ id, state }) => [id, state]))
    const there = new Set(known.map(nameOf))
    return all.map(({ id, definition }, i) => ({
      id,
      definition,
      sentence: describeCondition(definition.audience, language.catalogue),
      where: printCondition(definition.audience),
      missing: (needs[i] ?? []).filter((need) => !there.has(nameOf(need))),
      reach: reach?.get(id) ?? null,
      state: states.get(id) ?? null,
    }))
  }

  /**
   * Adds strategies of the library to the project, as drafts; those that are there already stay as they are. Returns the ids of those that were added.
   * @throws AppError `library-choice` without either or with both, `library-strategy-not-found`
   */
  async take({ ids, pack }: LibraryChoice, actor: string): Promise<string[]> {
    const { store, clock, project } = this.#ports
    if ((ids === undefined) === (pack === undefined)) {
      throw new AppError('invalid-input', 'library-choice', 'Name the strategies (ids) or a whole pack (pack), not both or none.')
    }
    const all = strategyPacks(project.currency)
    const chosen = all.filter(({ id, definition }) => (ids === undefined ? definition.pack === pack : ids.includes(id)))
    const unknown = ids === undefined ? (chosen.length === 0 ? pack : undefined) : ids.find((id) => !all.some((one) => one.id === id))
    if (unknown !== undefined) {
      throw new AppError('not-found', 'library-strategy-not-found', `The library has no "${unknown}". List it to see what there is.`, {
        details: { id: unknown },
      })
    }
    const own = new Set((await store.current()).map(({ id }) => id))
    const added: string[] = []
    for (const { id, definition } of chosen) {
      if (own.has(id)) continue
      await store.add({ id, version: 1, state: 'draft', definition, createdAt: clock.now(), createdBy: actor })
      added.push(id)
    }
    return added
  }
}

function nameOf({ kind, name }: DataNeed): string {
  return `${kind}/${name}`
}
