import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import type { ModelRegistry } from '../model-registry.ts'
import { recommendCard, type RecommendCard, type UnsavedRecommendCard } from './recommend-card.ts'
import { checkExclusions, NO_EXCLUSIONS, type RecommendExclusions } from './recommend-exclusions.ts'
import { mineBasketRules, type BasketRuleOptions } from './basket-rules.ts'
import type { ProductFact, RecommendFacts } from './recommend-facts.ts'
import type { RecommendTraining } from './train-recommender.ts'

export interface RecommendStore {
  /** What was known at the as-of time. */
  readFacts(asOf: Date): Promise<RecommendFacts>
  /** Stores a run's lists, neighbours, rules, favourites and product labels, and drops those of the oldest runs. */
  writeRun(asOf: Date, facts: RecommendFacts, training: RecommendTraining): Promise<void>
}

/** The heavy arithmetic, kept off the thread that answers requests. */
export interface RecommendWorker {
  train(task: {
    readonly facts: RecommendFacts
    readonly asOf: number
    readonly exclusions: RecommendExclusions
    readonly judgeDays: number
    readonly seed: string
  }): Promise<RecommendTraining>
}

/** Storage of the exclusions. */
export interface RecommendExclusionStore {
  read(): Promise<RecommendExclusions | null>
  write(exclusions: RecommendExclusions): Promise<void>
}

/** The rules of one run, with products instead of indices. */
export interface MinedRules {
  readonly baskets: number
  readonly minimumSupport: number
  readonly minimumConfidence: number
  readonly rules: readonly {
    readonly left: readonly ProductFact[]
    readonly right: ProductFact
    readonly baskets: number
    readonly support: number
    readonly confidence: number
    readonly lift: number
    readonly leverage: number
    readonly conviction: number
  }[]
}

export type RecommendProgress = (stage: 'facts' | 'train' | 'write', done: number, total: number) => void

const MODEL_ID = 'recommend'
const JUDGE_DAYS = 30

interface RecommendServiceParts {
  readonly store: RecommendStore
  readonly models: Pick<ModelRegistry, 'champion' | 'promote'>
  readonly worker: RecommendWorker
  readonly clock: Clock
  readonly exclusions: RecommendExclusionStore
}

/** Trains the recommender and stores its output, which the read models serve. */
export class RecommendService {
  readonly #store: RecommendStore
  readonly #models: Pick<ModelRegistry, 'champion' | 'promote'>
  readonly #worker: RecommendWorker
  readonly #clock: Clock
  readonly #exclusions: RecommendExclusionStore

  constructor({ store, models, worker, clock, exclusions }: RecommendServiceParts) {
    this.#store = store
    this.#models = models
    this.#worker = worker
    this.#clock = clock
    this.#exclusions = exclusions
  }

  /** The card of the run in use, or null before the first training. */
  async card(): Promise<RecommendCard | null> {
    const model = await this.#models.champion('recommend')
    if (model === null) return null
    return { ...(model.card as UnsavedRecommendCard), id: model.id, version: model.version, trainedAt: model.trainedAt.toISOString() }
  }

  async exclusions(): Promise<RecommendExclusions> {
    return (await this.#exclusions.read()) ?? NO_EXCLUSIONS
  }

  /** Takes effect at once for all lists read; the next training fills the gaps. Throws an AppError when the days are out of range. */
  async setExclusions(exclusions: RecommendExclusions): Promise<RecommendExclusions> {
    const checked = checkExclusions(exclusions)
    await this.#exclusions.write(checked)
    return checked
  }

  /**
   * Trains on the data known at `asOf`, evaluates the lists on the last `judgeDays` before it, writes the lists of every customer with a history and
   * stores the card as champion. Throws an AppError (no-orders) when there are no purchases.
   */
  async train(
    asOf: Date = this.#clock.now(),
    options: { readonly judgeDays?: number } = {},
    onProgress: RecommendProgress = () => undefined,
  ): Promise<RecommendCard> {
    onProgress('facts', 0, 1)
    const facts = await this.#store.readFacts(asOf)
    if (facts.purchases.time.length === 0) {
      throw new AppError('invalid-input', 'no-orders', 'There are no orders to learn from; import an order file first.')
    }
    onProgress('train', 0, 1)
    const training = await this.#worker.train({
      facts,
      asOf: asOf.getTime(),
      exclusions: await this.exclusions(),
      judgeDays: options.judgeDays ?? JUDGE_DAYS,
      seed: `recommend/${asOf.toISOString()}`,
    })
    onProgress('write', 0, 1)
    await this.#store.writeRun(asOf, facts, training)
    const card = recommendCard(asOf, facts, training)
    const trainedAt = this.#clock.now()
    const body = { weights: card.weights, asOf: card.asOf }
    const version = await this.#models.promote({ id: MODEL_ID, kind: 'recommend', card, body, trainedAt })
    onProgress('write', 1, 1)
    return { ...card, id: MODEL_ID, version, trainedAt: trainedAt.toISOString() }
  }

  /** Rules of all baskets known at `asOf` within custom bounds, the most confident first; stores nothing. Runs on the calling thread, so not for a server. */
  async mineRules(asOf: Date, bounds: BasketRuleOptions): Promise<MinedRules> {
    const { products, purchases } = await this.#store.readFacts(asOf)
    const { rules, ...mined } = mineBasketRules(purchases, bounds)
    const productAt = (place: number): ProductFact => products[place] as ProductFact
    return {
      ...mined,
      rules: rules.map(({ left, right, count, ...figures }) => ({
        left: left.map(productAt),
        right: productAt(right[0] as number),
        baskets: count,
        ...figures,
      })),
    }
  }
}
