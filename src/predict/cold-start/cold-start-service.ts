import type { Scope } from '#access/scope.ts'
import type { Clock } from '#kernel/clock.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { unknownCustomer } from '#identity/unknown-customer.ts'
import type { ModelRegistry } from '../model-registry.ts'
import type { ColdCard, ColdFeature, ColdForecast, ColdModel, ColdQuality } from './cold-start-model.ts'
import { COLD_DAYS, COLD_FEATURES, COLD_TARGETS, HORIZONS, LEAST_LEARN, LEAST_TEST } from './cold-start-model.ts'
import type { ColdStartStore, ProvisionalPortrait } from './cold-start-ports.ts'
import { learnForecast } from './learn-forecast.ts'
import { forecastsOf, tellTarget } from './tell-customer.ts'

const KIND = 'cold-start'
/** The model is learned anew after so many days. */
const LEARN_EVERY_DAYS = 7
const BLOCK = 5_000

export interface ColdRun {
  /** New customers with a provisional portrait. */
  readonly customers: number
  readonly learned: boolean
}

/** Provisional portraits: what is expected of new customers, from what became of similar ones. */
export class ColdStartService {
  readonly #store: ColdStartStore
  readonly #models: ModelRegistry
  readonly #clock: Clock

  constructor(parts: { readonly store: ColdStartStore; readonly models: ModelRegistry; readonly clock: Clock }) {
    this.#store = parts.store
    this.#models = parts.models
    this.#clock = parts.clock
  }

  /** Of the model in use; null: there were too few customers so far whose later behaviour is known. */
  async card(): Promise<ColdCard | null> {
    const saved = await this.#models.champion(KIND)
    return saved === null ? null : { ...(saved.card as ColdCard), version: saved.version, trainedAt: saved.trainedAt.toISOString() }
  }

  /** Learns when that is due, and writes the portraits of customers who are new now. @param always Learns in any case. */
  async refresh(always = false): Promise<ColdRun> {
    const now = this.#clock.now()
    const before = await this.#models.champion(KIND)
    const isDue = always || before === null || now.getTime() - before.trainedAt.getTime() >= LEARN_EVERY_DAYS * DAY_MS
    const learned = isDue && (await this.#learn(now))
    const saved = learned || before === null ? await this.#models.champion(KIND) : before
    return { customers: saved === null ? 0 : await this.#tell(now, saved.body as ColdModel, saved.version), learned }
  }

  /** @throws AppError `customer-not-found` */
  async of(scope: Scope, customerId: string): Promise<ProvisionalPortrait | null> {
    const found = await this.#store.of(scope, customerId, this.#clock.now())
    return found === undefined ? unknownCustomer() : found
  }

  newest(scope: Scope) {
    return this.#store.newest(scope)
  }

  async #learn(now: Date): Promise<boolean> {
    const questions = await this.#store.questions()
    const features: ColdFeature[] = [...COLD_FEATURES, ...questions.map((name): ColdFeature => `answer:${name}`)]
    for (const horizonDays of HORIZONS) {
      const run = await this.#store.gather({ asOf: now, horizonDays, questions })
      try {
        const split = await this.#store.split(run, horizonDays, features.length)
        if (split === null || split.learned < LEAST_LEARN || split.tested < LEAST_TEST) continue
        const forecasts: ColdForecast[] = []
        const quality: ColdQuality[] = []
        for (const day of COLD_DAYS) {
          for (const target of COLD_TARGETS) {
            const learned = await learnForecast((chosen) => this.#store.counts(run, split, horizonDays, { day, target, chosen }), {
              day,
              target,
              features,
            })
            if (learned === null) continue
            forecasts.push(learned.forecast)
            quality.push(learned.quality)
          }
        }
        const { keep, spendLimits, testFrom, learned, tested } = split
        const body: ColdModel = { horizonDays, spendLimits, features, keep, forecasts }
        const card: Omit<ColdCard, 'version' | 'trainedAt'> = {
          horizonDays,
          testFrom: testFrom.toISOString(),
          learned,
          tested,
          spendLimits,
          quality,
        }
        await this.#models.promote({ id: KIND, kind: KIND, card, body, trainedAt: now })
        return true
      } finally {
        await this.#store.drop(run)
      }
    }
    return false
  }

  async #tell(now: Date, model: ColdModel, version: number): Promise<number> {
    const questions = model.features.flatMap((name) => (name.startsWith('answer:') ? [name.slice('answer:'.length)] : []))
    const run = await this.#store.gather({ asOf: now, horizonDays: null, questions })
    const byDay = new Map(COLD_DAYS.map((day) => [day, forecastsOf(model, day)]))
    let customers = 0
    let block: Parameters<ColdStartStore['write']>[2][number][] = []
    const write = async () => {
      await this.#store.write(now, version, block)
      customers += block.length
      block = []
    }
    try {
      for await (const { customerId, day, firstAt, values } of this.#store.newCustomers(run)) {
        const told = new Map([...(byDay.get(day) ?? [])].map(([target, forecast]) => [target, tellTarget(forecast, model, values)]))
        block.push({ customerId, day, firstAt, told })
        if (block.length >= BLOCK) await write()
      }
      await write()
    } finally {
      await this.#store.drop(run)
    }
    return customers
  }
}
