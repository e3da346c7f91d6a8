import type { OwnDay } from '#collect/calendar/own-day.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { toMinor, type Money } from '#kernel/money.ts'
import type { ModelRegistry } from '../model-registry.ts'
import { demandCalendar } from './demand-calendar.ts'
import type { ExternalOutcome } from './choose-external.ts'
import type { DemandCard } from './demand-card.ts'
import type { DemandLevel } from './demand-sales.ts'
import type { DemandCurve, DemandFilter, DemandRow, DemandStore, StockFilter, StockRow } from './demand-store.ts'
import { demandAsOf } from './demand-as-of.ts'
import type { ExternalSeries } from './external-effect.ts'
import { DEMAND_HORIZON } from './forecast-hierarchy.ts'
import { addDays, localDay } from '#kernel/local-day.ts'
import type { DemandAnswer, DemandOrder } from './make-demand-forecast.ts'

/** The heavy arithmetic, kept off the thread that answers requests. */
export interface DemandWorker {
  forecast(order: DemandOrder, onProgress: (done: number, total: number) => void): Promise<DemandAnswer>
}

export type DemandProgress = (stage: 'sales' | 'forecast' | 'write', done: number, total: number) => void

/** The days that sell otherwise than usual. */
export interface DemandDays {
  country(): Promise<{ readonly country: string }>
  own(first: string, last: string): Promise<readonly OwnDay[]>
}

export interface DemandServiceParts {
  readonly store: DemandStore
  readonly models: ModelRegistry
  readonly worker: DemandWorker
  readonly clock: Clock
  /** Daily values that hold for the whole shop from a local day on, as known at that time. */
  readonly external: { daily(firstDay: string, days: number, knownAt: Date): Promise<readonly ExternalSeries[]> }
  /** Whose holidays apply, and the company's own days. */
  readonly calendar: DemandDays
  /** Read on each use, since both can change. */
  readonly project: { readonly timeZone: string; readonly currency: string }
}

/** The card and the other values shown on the demand page. */
export interface DemandBoard {
  asOf: string | null
  trainedAt: string | null
  horizonDays: number
  total: { units: number; low: number; high: number; baseline: number; last: number; amount: Money | null; lastAmount: Money | null } | null
  accuracy: {
    level: DemandLevel
    series: number
    wape: number | null
    baselineWape: number | null
    dailyWape: number | null
    coverage: number | null
  }[]
  methods: { method: string; text: BilingualText; series: number }[]
  holidays: { day: string; name: BilingualText; effect: number | null }[]
  /** External series that were offered to the forecast. */
  external: ExternalOutcome[]
  note: BilingualText | null
}

const MODEL_ID = 'demand'
const KIND = 'demand'
/** Three years are enough for trend, weekly pattern and holiday effects. */
const MOST_DAYS = 1_095
/** Holidays of the coming year are shown. */
const AHEAD_DAYS = 366
const PAGE = 1_000
const NOT_YET: BilingualText = { zh: '还没有预测，请先运行一次。', en: 'There is no forecast yet; run one first.' }

/** Forecasts demand, keeps the forecasts with their card, and reads them back. */
export class DemandService {
  readonly #store: DemandStore
  readonly #models: ModelRegistry
  readonly #worker: DemandWorker
  readonly #clock: Clock
  readonly #calendar: DemandDays
  readonly #external: DemandServiceParts['external']
  readonly #project: { readonly timeZone: string; readonly currency: string }

  constructor({ store, models, worker, clock, calendar, external, project }: DemandServiceParts) {
    this.#store = store
    this.#models = models
    this.#worker = worker
    this.#clock = clock
    this.#calendar = calendar
    this.#external = external
    this.#project = project
  }

  /** The card of the latest forecast, or null before the first. */
  async card(): Promise<(DemandCard & { readonly trainedAt: string }) | null> {
    const model = await this.#models.champion(KIND)
    return model === null ? null : { ...(model.card as DemandCard), trainedAt: model.trainedAt.toISOString() }
  }

  async board(): Promise<DemandBoard> {
    const card = await this.card()
    if (card === null) {
      const nothing = { asOf: null, trainedAt: null, total: null, accuracy: [], methods: [], holidays: [], external: [] }
      return { ...nothing, horizonDays: 30, note: NOT_YET }
    }
    const { asOf, trainedAt, horizonDays, total, accuracy, methods, holidays, note } = card
    const { currency } = card
    const money = (major: number | null | undefined): Money | null =>
      major === null || major === undefined || currency === undefined ? null : { minor: toMinor(major, currency), currency }
    const whole = total === null ? null : { ...total, amount: money(total.amount), lastAmount: money(total.lastAmount) }
    return {
      asOf,
      trainedAt,
      horizonDays,
      total: whole,
      accuracy: [...accuracy],
      methods: [...methods],
      holidays: [...holidays],
      external: [...(card.external ?? [])],
      note,
    }
  }

  /**
   * Forecasts the 30 days from the local day of `asOf` on (default: now, or the end of the newest day with a sale if that is long ago, which the card
   * says), backtests the method on the months before, and stores forecasts and card. Too little
   * history is not an error: the card says so, and earlier forecasts stay.
   */
  async forecast(asked?: Date, onProgress: DemandProgress = () => undefined): Promise<DemandCard> {
    const { timeZone, currency } = this.#project
    onProgress('sales', 0, 1)
    const newest = await this.#store.newestSale(this.#clock.now(), timeZone)
    const { asOf, setBackTo } = asked === undefined ? demandAsOf(this.#clock.now(), newest, timeZone) : { asOf: asked, setBackTo: null }
    const sales = await this.#store.sales(asOf, timeZone, MOST_DAYS)
    onProgress('sales', 1, 1)
    const today = localDay(asOf, timeZone)
    const calendar = await this.#days(addDays(today, -MOST_DAYS), addDays(today, AHEAD_DAYS))
    const external = sales === null ? [] : await this.#external.daily(sales.firstDay, sales.days + DEMAND_HORIZON, asOf)
    const order = { sales, asOf, timeZone, calendar, external, currency, newestSale: newest, setBackTo }
    const { card, series } = await this.#worker.forecast(order, (done, total) => onProgress('forecast', done, total))
    const computedAt = this.#clock.now()
    onProgress('write', 0, series.length)
    if (series.length > 0) await this.#store.write({ asOf, computedAt, firstDay: today, currency }, series)
    await this.#models.promote({ id: MODEL_ID, kind: KIND, card, body: { version: 1 }, trainedAt: computedAt })
    onProgress('write', series.length, series.length)
    return card
  }

  async series(filter: DemandFilter, page: PageRequest): Promise<Page<DemandRow>> {
    return await this.#store.list(filter, page)
  }

  /** One series with its sales, its forecast and the holidays among those days; null for an unknown series. */
  async one(level: DemandLevel, key: string): Promise<(DemandCurve & { holidays: { day: string; name: BilingualText }[] }) | null> {
    const curve = await this.#store.curve(level, key, this.#project.timeZone)
    if (curve === null) return null
    const first = (curve.history[0] ?? curve.forecast[0])?.day
    const last = curve.forecast.at(-1)?.day
    if (first === undefined || last === undefined) return { ...curve, holidays: [] }
    // The days before and after a holiday share its date: one mark per holiday.
    const marks = new Map<string, { day: string; name: BilingualText }>()
    const { country, own } = await this.#days(first, last)
    for (const { day, name, from, to } of demandCalendar(country, first, last, own)) {
      if (day >= first && day <= last && from <= day && to >= day) marks.set(day, { day, name })
    }
    return { ...curve, holidays: [...marks.values()] }
  }

  async stock(filter: StockFilter, page: PageRequest): Promise<Page<StockRow>> {
    this.#checkStock(filter)
    return await this.#store.stock(filter, page)
  }

  /** All products, largest demand first. */
  async *stockRows(filter: StockFilter): AsyncGenerator<StockRow> {
    this.#checkStock(filter)
    let cursor: string | null = null
    do {
      const page: Page<StockRow> = await this.#store.stock(filter, { limit: PAGE, cursor })
      yield* page.items
      cursor = page.nextCursor
    } while (cursor !== null)
  }

  async #days(first: string, last: string) {
    const [{ country }, own] = await Promise.all([this.#calendar.country(), this.#calendar.own(first, last)])
    return { country, own }
  }

  #checkStock({ serviceLevel, leadDays }: StockFilter): void {
    if (serviceLevel !== undefined && !(serviceLevel >= 0.5 && serviceLevel <= 0.999)) {
      throw new AppError('invalid-input', 'service-level-wrong', 'The service level must lie between 0.5 and 0.999, such as 0.95.')
    }
    if (leadDays !== undefined && !(Number.isInteger(leadDays) && leadDays >= 1 && leadDays <= 90)) {
      throw new AppError('invalid-input', 'lead-days-wrong', 'The lead time must be a whole number of days between 1 and 90.')
    }
  }
}
