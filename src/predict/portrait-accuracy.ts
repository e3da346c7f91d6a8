import type { Scope } from '#access/scope.ts'
import type { Clock } from '#kernel/clock.ts'
import { addDays } from '#kernel/local-day.ts'
import type { Tag } from '#segment/tags/tag.ts'
import type { ColdCard, ColdDay } from './cold-start/cold-start-model.ts'
import type { AccuracyMeasure } from './accuracy-measure.ts'
import type { ModelRegistry } from './model-registry.ts'

/** Of portraits: the share that came true should be at least this (K6). */
export const ACCURACY_TARGET = 0.85
/** Dynamic tags should be no older than this (K6), in seconds. */
export const FRESH_SECONDS = 3_600
/** Days within which the next purchase shows whether its category was foreseen. */
export const CATEGORY_DAYS = 90
const SHOWN_DAYS = 60

/** Of `checked` statements whose time is over `hits` came true. */
export interface AccuracyRow {
  readonly measure: AccuracyMeasure
  /** When they were made; null: at several times. */
  readonly asOf: Date | null
  /** Days since the first interaction, of new customers; null of others. */
  readonly day: ColdDay | null
  readonly checked: number
  readonly hits: number
}

/** One measure of a day, as it was found that night. `freshness`: of dynamic tags those that were fresh. */
export interface AccuracyDay {
  readonly day: string
  readonly measure: AccuracyMeasure | 'freshness'
  readonly checked: number
  readonly hits: number
}

export interface TagAge {
  readonly name: string
  readonly label: Tag['label']
  readonly refreshedAt: Date | null
  /** Null: never worked out. */
  readonly ageSeconds: number | null
}

export interface PortraitAccuracyStore {
  nextCategory(scope: Scope, now: Date): Promise<readonly AccuracyRow[]>
  /** Of portraits by these versions of the model, all of one horizon. */
  provisional(
    scope: Scope,
    now: Date,
    of: { readonly versions: readonly number[]; readonly horizonDays: number },
  ): Promise<readonly AccuracyRow[]>
  keep(day: string, rows: readonly Omit<AccuracyDay, 'day'>[], now: Date): Promise<void>
  days(from: string): Promise<readonly AccuracyDay[]>
}

interface Parts {
  readonly store: PortraitAccuracyStore
  readonly models: Pick<ModelRegistry, 'champion' | 'versions'>
  /** Scorings whose horizon is over, newest first. */
  readonly churn: () => Promise<readonly { readonly asOf: Date; readonly customers: number; readonly accuracy: number }[]>
  readonly tags: () => Promise<readonly Tag[]>
  readonly clock: Clock
  readonly today: () => string
}

/** Accuracy and freshness of portraits (K6): what was said at the time against what came, and how old what is said now is. */
export class PortraitAccuracyService {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** @param whole Scorings of churn are judged for the whole shop, and left out for who sees a part of it. */
  async rows(scope: Scope, whole: boolean): Promise<readonly AccuracyRow[]> {
    const { store, models, clock, churn } = this.#parts
    const now = clock.now()
    const [champion, versions, judged] = await Promise.all([
      models.champion('cold-start'),
      models.versions('cold-start'),
      whole ? churn() : [],
    ])
    const horizonDays = champion === null ? null : (champion.card as ColdCard).horizonDays
    const same = versions.filter(({ card }) => (card as ColdCard).horizonDays === horizonDays).map(({ version }) => version)
    const [category, provisional] = await Promise.all([
      store.nextCategory(scope, now),
      horizonDays === null ? [] : store.provisional(scope, now, { versions: same, horizonDays }),
    ])
    const [newest] = judged
    const ofChurn: AccuracyRow[] =
      newest === undefined
        ? []
        : [
            {
              measure: 'churn',
              asOf: newest.asOf,
              day: null,
              checked: newest.customers,
              hits: Math.round(newest.accuracy * newest.customers),
            },
          ]
    return [...ofChurn, ...category, ...provisional]
  }

  /** Dynamic tags in use, the oldest values first. */
  async ages(): Promise<readonly TagAge[]> {
    const now = this.#parts.clock.now().getTime()
    return (await this.#parts.tags())
      .filter(({ refresh, archivedAt }) => refresh === 'dynamic' && archivedAt === null)
      .map(({ name, label, refreshedAt }) => ({
        name,
        label,
        refreshedAt,
        ageSeconds: refreshedAt === null ? null : Math.max(0, Math.round((now - refreshedAt.getTime()) / 1_000)),
      }))
      .toSorted((a, b) => (b.ageSeconds ?? Infinity) - (a.ageSeconds ?? Infinity))
  }

  days(): Promise<readonly AccuracyDay[]> {
    return this.#parts.store.days(addDays(this.#parts.today(), -SHOWN_DAYS))
  }

  /** Keeps what is found today; the last of a day counts. */
  async measure(scope: Scope): Promise<void> {
    const [rows, ages] = await Promise.all([this.rows(scope, true), this.ages()])
    const sums = [...Map.groupBy(rows, ({ measure }) => measure)].map(([measure, own]) => ({
      measure,
      checked: own.reduce((sum, { checked }) => sum + checked, 0),
      hits: own.reduce((sum, { hits }) => sum + hits, 0),
    }))
    const freshness = { measure: 'freshness' as const, checked: ages.length, hits: ages.filter(isFresh).length }
    await this.#parts.store.keep(this.#parts.today(), [...sums, freshness], this.#parts.clock.now())
  }
}

export function isFresh({ ageSeconds }: Pick<TagAge, 'ageSeconds'>): boolean {
  return ageSeconds !== null && ageSeconds <= FRESH_SECONDS
}
