import { seasonalMean } from '#numerics/series/naive.ts'
import { croston } from '#numerics/series/intermittent-demand.ts'
import { seasonalProfile } from '#numerics/series/seasonal-decomposition.ts'
import type { CalendarPhase } from './demand-calendar.ts'
import type { DemandLevel, DemandSales, SoldProduct } from './demand-sales.ts'
import { addUnits, denseUnits, denseWindow, soldBetween } from './demand-sales.ts'
import type { DemandMethod } from './forecast-demand-series.ts'
import { forecastDemandSeries } from './forecast-demand-series.ts'
import type { HolidayEffect } from './holiday-effects.ts'
import { prepareHistory } from './prepare-history.ts'
import type { TreeForecast } from './reconcile-tree.ts'
import { reconcileTree } from './reconcile-tree.ts'
import { shopFactors, type UsedSeries } from './shop-factors.ts'

export const DEMAND_HORIZON = 30

/** The reconciled forecast of one series: products add up to their category, categories and stores to the total. */
export interface HierarchyForecast {
  readonly level: DemandLevel
  readonly key: string
  readonly label: string
  readonly method: DemandMethod
  /** Days since the first sale. */
  readonly historyDays: number
  readonly mean: Float64Array
  /** Standard deviations of single days, before the backtest corrects them. */
  readonly deviations: Float64Array
  /** The mean of the same weekday in the last four weeks. */
  readonly baseline: Float64Array
  /** Units in the 30 days before. */
  readonly last: number
}

export interface Hierarchy {
  readonly series: HierarchyForecast[]
  readonly effects: ReadonlyMap<string, HolidayEffect>
}

export interface HierarchyOptions {
  /** Number of days of history to forecast from; later days are not used. */
  readonly days: number
  readonly phases: readonly CalendarPhase[]
  /** External series that were found to help; none by default. */
  readonly external?: readonly UsedSeries[]
  /** This many products, those with the most units in the last year, get their own model; the others share a joint forecast. */
  readonly ownModels: number
  readonly onProgress?: (done: number, total: number) => void
}

/** Daily sales above this multiple of a good day are capped, by level: one wholesale order is not a pattern. */
const SPIKE_LIMIT: Readonly<Record<DemandLevel, number>> = { total: 3, category: 3, store: 3, product: 2 }
const RECENT_DAYS = 365
const BASELINE_WEEKS = 4
/** A product that looks discontinued may still sell one a season. */
const LEAST_MEAN = 0.01

/** Forecasts the total, categories, stores and products for the coming 30 days. Cost: a few ms per series with a model of its own. */
export function forecastHierarchy(sales: DemandSales, options: HierarchyOptions): Hierarchy {
  const { days, phases, external = [] } = options
  const categories = groupByCategory(sales, days)
  const total = new Float64Array(days)
  for (const { units } of categories) for (let t = 0; t < days; t += 1) total[t] = (total[t] as number) + (units[t] as number)
  const { closed, effects, factors } = shopFactors(total, sales.firstDay, { phases, external, days: days + DEMAND_HORIZON })
  const shop = new Shop(days, closed, factors)

  const stores = sales.stores.filter((store) => (store.days[0] ?? days) < days)
  const chosen = chooseProducts(categories, days, options.ownModels)
  const work = 1 + categories.length + stores.length + chosen.size
  let done = 0
  const step = (): void => {
    done += 1
    if (done % 20 === 0 || done === work) options.onProgress?.(done, work)
  }
  const totalForecast = shop.forecast({ level: 'total', key: '', label: '', units: total, profile: null })
  step()
  const nodes: HierarchyForecast[] = [totalForecast]
  const parents = [-1]
  // Parts without their own row: the small products of a category together.
  const shares: { readonly node: number; readonly products: readonly SoldProduct[] }[] = []
  for (const category of categories) {
    const at = nodes.length
    const profile = seasonalProfile(category.units, 7)
    nodes.push(shop.forecast({ level: 'category', key: category.key, label: category.key, units: category.units, profile }))
    parents.push(0)
    step()
    const small: SoldProduct[] = []
    const together = new Float64Array(days)
    for (const product of category.products) {
      if (!chosen.has(product)) {
        small.push(product)
        addUnits(together, product)
        continue
      }
      const units = denseUnits(product, days)
      nodes.push(shop.forecast({ level: 'product', key: product.key, label: product.label, units, profile }))
      parents.push(at)
      step()
    }
    if (small.length === 0) continue
    shares.push({ node: nodes.length, products: small })
    nodes.push(shop.forecast({ level: 'product', key: '', label: '', units: together, profile }))
    parents.push(at)
  }
  const inLine = addUp(nodes, parents)
  const hidden = new Map(shares.map(({ node, products }) => [node, products]))
  const series = inLine.flatMap((forecast, i) => {
    const products = hidden.get(i)
    return products === undefined ? [forecast] : shareOut(forecast, products, days)
  })
  const whole = inLine[0] as HierarchyForecast
  const storeForecasts = stores.map((store) => {
    step()
    return shop.forecast({ level: 'store', key: store.key, label: store.label, units: denseUnits(store, days), profile: null })
  })
  return { series: [...series, ...splitTotal(whole, storeForecasts)], effects }
}

class Shop {
  readonly #days: number
  readonly #closed: Uint8Array
  readonly #factors: Float64Array

  constructor(days: number, closed: Uint8Array, factors: Float64Array) {
    this.#days = days
    this.#closed = closed
    this.#factors = factors
  }

  forecast(series: {
    readonly level: DemandLevel
    readonly key: string
    readonly label: string
    readonly units: Float64Array
    readonly profile: Float64Array | null
  }): HierarchyForecast {
    const days = this.#days
    const { units } = series
    const from = Math.max(
      0,
      units.findIndex((value) => value > 0),
    )
    const prepared = prepareHistory(units, this.#closed, this.#factors.subarray(0, days), SPIKE_LIMIT[series.level])
    const week = series.profile ?? seasonalProfile(units, 7)
    const shifted = week.map((_, k) => week[(k + from) % 7] as number)
    const forecast = forecastDemandSeries(prepared.subarray(from), shifted, DEMAND_HORIZON)
    const factor = (h: number): number => this.#factors[days + h] as number
    return {
      level: series.level,
      key: series.key,
      label: series.label,
      method: forecast.method,
      historyDays: days - from,
      mean: forecast.mean.map((value, h) => value * factor(h)),
      deviations: forecast.deviations.map((value, h) => atLeastPoisson(value, forecast.mean[h] as number) * factor(h)),
      baseline: seasonalMean(units, 7, DEMAND_HORIZON, BASELINE_WEEKS),
      last: units.subarray(Math.max(0, days - DEMAND_HORIZON)).reduce((sum, value) => sum + value, 0),
    }
  }
}

/** Counts vary at least by chance (Poisson), so no deviation is zero. */
function atLeastPoisson(deviation: number, mean: number): number {
  return Math.max(deviation, Math.sqrt(Math.max(mean, LEAST_MEAN)))
}

interface CategoryUnits {
  readonly key: string
  readonly products: SoldProduct[]
  readonly units: Float64Array
}

function groupByCategory(sales: DemandSales, days: number): CategoryUnits[] {
  const groups = new Map<string, CategoryUnits>()
  for (const product of sales.products) {
    if ((product.days[0] ?? days) >= days) continue
    let group = groups.get(product.category)
    if (group === undefined) {
      group = { key: product.category, products: [], units: new Float64Array(days) }
      groups.set(product.category, group)
    }
    group.products.push(product)
    addUnits(group.units, product)
  }
  return [...groups.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

function chooseProducts(categories: readonly CategoryUnits[], days: number, limit: number): Set<SoldProduct> {
  const all = categories.flatMap(({ products }) => products)
  const recent = new Map(all.map((product) => [product, soldBetween(product, days - RECENT_DAYS, days)]))
  return new Set(all.toSorted((a, b) => (recent.get(b) ?? 0) - (recent.get(a) ?? 0)).slice(0, limit))
}

/** Day by day, because the parts have different seasons. */
function addUp(nodes: readonly HierarchyForecast[], parents: readonly number[]): HierarchyForecast[] {
  const means = nodes.map(() => new Float64Array(DEMAND_HORIZON))
  for (let h = 0; h < DEMAND_HORIZON; h += 1) {
    const tree = nodes.map(({ mean, deviations }, i): TreeForecast => ({
      parent: parents[i] as number,
      mean: mean[h] as number,
      variance: (deviations[h] as number) ** 2,
    }))
    reconcileTree(tree).forEach((value, i) => {
      ;(means[i] as Float64Array)[h] = value
    })
  }
  return nodes.map((node, i) => ({ ...node, mean: means[i] as Float64Array }))
}

/** Splits the joint forecast of small products by their smoothed rates. */
function shareOut(together: HierarchyForecast, products: readonly SoldProduct[], days: number): HierarchyForecast[] {
  const window = Math.min(days, RECENT_DAYS)
  const weights = products.map((product) => {
    // Croston's rate does not fall when a product is discontinued; its recent sales pull it down.
    const rate = croston(denseWindow(product, days - window, days), 0.1, 'sba')
    const first = Math.max(0, product.days[0] ?? 0)
    const recent = (span: number): number => soldBetween(product, days - span, days) / Math.max(28, Math.min(span, days - first))
    return Math.min(rate, recent(91) + recent(28)) + recent(91) + recent(28)
  })
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return products.map((product, i) => {
    const share = sum > 0 ? (weights[i] as number) / sum : 1 / products.length
    const units = denseWindow(product, Math.max(0, days - BASELINE_WEEKS * 7), days)
    return {
      level: 'product',
      key: product.key,
      label: product.label,
      method: 'share',
      historyDays: days - (product.days[0] ?? days),
      mean: together.mean.map((value) => value * share),
      deviations: together.deviations.map((value, h) => atLeastPoisson(value * share, (together.mean[h] as number) * share)),
      baseline: seasonalMean(units, 7, DEMAND_HORIZON, BASELINE_WEEKS),
      last: soldBetween(product, days - DEMAND_HORIZON, days),
    }
  })
}

/** Stores are forecast separately and scaled to the total, the uncertain ones moving most. */
function splitTotal(whole: HierarchyForecast, stores: readonly HierarchyForecast[]): HierarchyForecast[] {
  if (stores.length === 0) return []
  // The total is already final: its variance is negligible compared with theirs.
  const nodes = [{ ...whole, deviations: whole.deviations.map(() => 0) }, ...stores]
  return addUp(
    nodes,
    nodes.map((_, i) => (i === 0 ? -1 : 0)),
  ).slice(1)
}
