import type { ChurnFeatureRow } from '../features/churn-features.ts'
import { CHURN_FEATURES, churnFeature, featureValue } from '../features/churn-features.ts'

/** Distribution of values at training: the share in each bin `(previous edge, edge]`, above the last edge, and unknown. */
export interface ReferenceBins {
  /** Ascending. */
  readonly edges: readonly number[]
  /** `edges.length + 2` shares that sum to 1; the last one is for unknown values (NaN). */
  readonly shares: readonly number[]
}

/** The distributions of a model's training customers; stored with the model. Plain JSON. */
export interface DriftReference {
  readonly asOf: string
  readonly customers: number
  readonly score: ReferenceBins
  readonly features: readonly ({ readonly feature: string } & ReferenceBins)[]
}

export type DriftStatus = 'stable' | 'moderate' | 'major' | 'unknown'

export interface FeatureDrift {
  readonly feature: string
  readonly psi: number
  readonly bins: readonly { readonly text: string; readonly before: number; readonly now: number }[]
}

export interface DriftReport {
  readonly status: DriftStatus
  readonly referenceAsOf: string
  readonly customers: number
  readonly scorePsi: number
  /** Largest first. */
  readonly features: readonly FeatureDrift[]
}

/** The usual reading of the index: below the first the data is stable, from the second on the customers differ from the training customers. */
export const PSI_MODERATE = 0.1
export const PSI_MAJOR = 0.25
/** With fewer customers than this on either side, drift is not assessed. */
const FEWEST = 100
const FEATURES_WATCHED = 20
const BINS = 10
/** This many of the watched features must have moved far to count as major drift on their own. */
const MAJOR_FEATURES = 5
/** Maximum rows that a reference is drawn from: enough for shares to a tenth of a percent. */
export const REFERENCE_ROWS = 20_000

/** Features that grow anyway as the shop and its customers get older. */
const AGEING: ReadonlySet<string> = new Set(['tenure_days', 'registered_days', 'age_years'])

/** The most important features of a model, then others in their usual order; season and age-like features are left out. */
export function watchedFeatures(importance: readonly { readonly feature: string }[]): string[] {
  const wanted = [...importance.map(({ feature }) => feature), ...CHURN_FEATURES.map(({ name }) => name)]
  return [...new Set(wanted)]
    .filter((name) => (churnFeature(name)?.group ?? 'season') !== 'season' && !AGEING.has(name))
    .slice(0, FEATURES_WATCHED)
}

/** Records the distributions of the rows and their probabilities. Null without rows. */
export function driftReference(
  asOf: Date,
  rows: readonly ChurnFeatureRow[],
  probabilities: ArrayLike<number>,
  features: readonly string[],
): DriftReference | null {
  if (rows.length === 0) return null
  return {
    asOf: asOf.toISOString(),
    customers: rows.length,
    score: referenceBins(Float64Array.from(probabilities)),
    features: features.map((feature) => ({ feature, ...referenceBins(column(rows, feature)) })),
  }
}

/**
 * Compares the customers of a scoring with those of the reference by the population stability index (PSI) of the probabilities and of each watched
 * feature. Small samples fluctuate by chance: when nothing changed, the index has the expected value (bins - 1)(1/before + 1/now)
 * (Yurdakul, "Statistical properties of population stability index", 2018), which is taken off before the limits .1 and .25 are applied.
 * `pause` is awaited between features, so that a large scoring does not block other work on the thread.
 */
export async function driftReport(
  reference: DriftReference,
  rows: readonly ChurnFeatureRow[],
  probabilities: ArrayLike<number>,
  pause: () => Promise<unknown>,
): Promise<DriftReport> {
  const beyondChance = (psi: number, bins: number): number => psi - (bins - 1) * (1 / reference.customers + 1 / Math.max(1, rows.length))
  const score = sharesOf(Float64Array.from(probabilities), reference.score.edges)
  const scorePsi = stabilityIndex(reference.score.shares, score, reference.customers, rows.length)
  const features: FeatureDrift[] = []
  let far = 0
  for (const { feature, edges, shares } of reference.features) {
    if (churnFeature(feature) === undefined) continue
    const now = sharesOf(column(rows, feature), edges)
    const psi = stabilityIndex(shares, now, reference.customers, rows.length)
    if (beyondChance(psi, edges.length + 1) >= PSI_MAJOR) far += 1
    const texts = binTexts(edges)
    const bins = texts.map((text, k) => ({ text, before: shares[k] ?? 0, now: now[k] as number }))
    features.push({ feature, psi, bins: bins.filter(({ before, now: share }) => before > 0 || share > 0) })
    await pause()
  }
  const scoreMoved = beyondChance(scorePsi, reference.score.edges.length + 1)
  const enough = reference.customers >= FEWEST && rows.length >= FEWEST
  return {
    status: !enough
      ? 'unknown'
      : scoreMoved >= PSI_MAJOR || far >= MAJOR_FEATURES
        ? 'major'
        : scoreMoved >= PSI_MODERATE || far > 0
          ? 'moderate'
          : 'stable',
    referenceAsOf: reference.asOf,
    customers: rows.length,
    scorePsi,
    features: features.toSorted((a, b) => b.psi - a.psi),
  }
}

/**
 * Population stability index: the sum over bins of (now - before) · ln(now / before), never negative. Empty bins count as half a customer.
 * `stabilityIndex([0.5, 0.5], [0.5, 0.5], 1000, 1000)` is 0.
 */
export function stabilityIndex(before: ArrayLike<number>, now: ArrayLike<number>, beforeCount: number, nowCount: number): number {
  let sum = 0
  for (let k = 0; k < now.length; k += 1) {
    const was = before[k] ?? 0
    const is = now[k] as number
    if (was === 0 && is === 0) continue
    const a = Math.max(was, 0.5 / Math.max(1, beforeCount))
    const b = Math.max(is, 0.5 / Math.max(1, nowCount))
    sum += (b - a) * Math.log(b / a)
  }
  return sum
}

/** Bins of about equal counts, at most ten; equal values are never split. */
function referenceBins(values: Float64Array): ReferenceBins {
  const known = values.filter((value) => !Number.isNaN(value)).toSorted()
  const edges: number[] = []
  for (let i = 1; i < BINS && known.length > 0; i += 1) {
    const edge = known[Math.ceil((i / BINS) * known.length) - 1] as number
    // There is nothing above the largest value, so that is a separate bin only if there is no other.
    if (edge !== edges.at(-1) && (edge < (known.at(-1) as number) || known[0] === known.at(-1))) edges.push(edge)
  }
  return { edges, shares: [...sharesOf(values, edges)] }
}

function sharesOf(values: Float64Array, edges: readonly number[]): Float64Array {
  const shares = new Float64Array(edges.length + 2)
  for (const value of values) {
    let bin = edges.length + 1
    if (!Number.isNaN(value)) {
      bin = 0
      while (bin < edges.length && value > (edges[bin] as number)) bin += 1
    }
    shares[bin] = (shares[bin] as number) + 1
  }
  return shares.map((count) => count / Math.max(1, values.length))
}

function column(rows: readonly ChurnFeatureRow[], feature: string): Float64Array {
  return Float64Array.from(rows, (row) => featureValue(row, feature))
}

/** `≤ 3`, `3 – 7`, `> 7` and `?` for unknown values. */
function binTexts(edges: readonly number[]): string[] {
  const text = (value: number): string => String(Number(value.toPrecision(3)))
  if (edges.length === 0) return ['*', '?']
  return [
    `≤ ${text(edges[0] as number)}`,
    ...edges.slice(1).map((edge, k) => `${text(edges[k] as number)} – ${text(edge)}`),
    `> ${text(edges.at(-1) as number)}`,
    '?',
  ]
}
