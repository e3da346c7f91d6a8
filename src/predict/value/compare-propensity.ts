import { areaUnderCurve } from '#numerics/metrics/area-under-curve.ts'
import { logLoss, positiveRate } from '#numerics/metrics/probability-scores.ts'
import { calibrationError, reliabilityBins, type ReliabilityBin } from '#numerics/metrics/reliability.ts'
import type { BgNbdModel } from '#numerics/purchase/bg-nbd.ts'
import { CHURN_FEATURES, SHOP_FEATURE_COUNT } from '../churn/features/churn-features.ts'
import {
  fitPropensity,
  orderedLabels,
  purchaseProbability,
  type PropensityMethod,
  type PropensityModel,
  type PropensityRow,
} from './purchase-propensity.ts'
import { daysSilent } from './value-facts.ts'

/** Labelled customers of one as-of time, with the purchase model fitted by then. */
export interface PropensitySnapshot {
  readonly asOf: Date
  readonly rows: readonly PropensityRow[]
}

export interface PropensityQuality {
  readonly asOf: string
  readonly method: PropensityMethod
  readonly auc: number
  /** Ranking by days since the last order only. */
  readonly baselineAuc: number
  readonly logLoss: number
  readonly ece: number
  readonly baseRate: number
  readonly customers: number
  readonly candidates: readonly {
    readonly method: PropensityMethod
    readonly auc: number
    readonly logLoss: number
    readonly chosen: boolean
  }[]
  readonly reliability: readonly ReliabilityBin[]
}

export interface PropensityTraining {
  readonly model: PropensityModel
  readonly quality: PropensityQuality
}

/** With fewer customers with or without an order than this in any snapshot, only the purchase model is used. */
const LEAST_OF_EACH = 50
/** Minimum gain in log loss over the purchase model for a trained method to be chosen. */
const LEAST_GAIN = 0.002

/**
 * Trains on older snapshots, calibrates on the last but one and evaluates on the last, which no candidate has used; then retrains the chosen method with every
 * snapshot moved one step later. Null without two snapshots that include customers both with and without an order. `purchase` must be fitted to the data known at the first snapshot.
 */
export function comparePropensity(
  snapshots: readonly PropensitySnapshot[],
  purchase: BgNbdModel,
  options: { readonly withSeason: boolean; readonly random: () => number },
): PropensityTraining | null {
  const usable = snapshots.filter(({ rows }) => hasEnough(rows, 1)).toSorted((a, b) => a.asOf.getTime() - b.asOf.getTime())
  const judge = usable.at(-1)
  const calibrate = usable.at(-2)
  if (judge === undefined || calibrate === undefined) return null
  const learn = usable.slice(0, -2)
  const canLearn = learn.length > 0 && usable.every(({ rows }) => hasEnough(rows, LEAST_OF_EACH))
  const methods: PropensityMethod[] = canLearn ? ['mbg-nbd', 'logistic', 'trees'] : ['mbg-nbd']
  const used = CHURN_FEATURES.slice(0, SHOP_FEATURE_COUNT).flatMap((feature, position) =>
    feature.group !== 'season' || options.withSeason ? [position] : [],
  )
  const fit = (method: PropensityMethod, on: readonly PropensitySnapshot[], calibrateOn: PropensitySnapshot): PropensityModel =>
    fitPropensity(
      method,
      purchase,
      on.flatMap(({ rows }) => rows),
      calibrateOn.rows,
      { used: method === 'mbg-nbd' ? [] : used, random: options.random },
    )
  const labels = orderedLabels(judge.rows)
  const tried = methods.map((method) => {
    const model = fit(method, learn, calibrate)
    const probabilities = judge.rows.map((row) => purchaseProbability(model, row))
    return { method, probabilities, auc: areaUnderCurve(probabilities, labels), logLoss: logLoss(probabilities, labels) }
  })
  const plain = tried[0] as (typeof tried)[number]
  const best = tried.reduce((a, b) => (b.logLoss < a.logLoss ? b : a))
  const chosen = best.logLoss < plain.logLoss - LEAST_GAIN ? best : plain
  return {
    model: fit(chosen.method, canLearn ? [...learn.slice(1), calibrate] : [calibrate], judge),
    quality: {
      asOf: judge.asOf.toISOString(),
      method: chosen.method,
      auc: chosen.auc,
      baselineAuc: areaUnderCurve(
        judge.rows.map(({ facts }) => -daysSilent(facts)),
        labels,
      ),
      logLoss: chosen.logLoss,
      ece: calibrationError(chosen.probabilities, labels),
      baseRate: positiveRate(labels),
      customers: judge.rows.length,
      candidates: tried.map(({ method, auc, logLoss: loss }) => ({ method, auc, logLoss: loss, chosen: method === chosen.method })),
      reliability: reliabilityBins(chosen.probabilities, labels),
    },
  }
}

function hasEnough(rows: readonly PropensityRow[], least: number): boolean {
  const ordered = rows.reduce((sum, row) => sum + (row.ordered ?? 0), 0)
  return ordered >= least && rows.length - ordered >= least
}
