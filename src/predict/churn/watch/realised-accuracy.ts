/** Outcomes of the scored customers in one of many narrow probability bins. */
export interface OutcomeBin {
  /** Bin `b` of `bins` holds probabilities from b / bins up to (b + 1) / bins. */
  readonly bin: number
  readonly customers: number
  readonly churners: number
  /** Sum of the probabilities. */
  readonly probability: number
}

/** Accuracy of a scoring, measured after its horizon ended. */
export interface RealisedAccuracy {
  readonly customers: number
  readonly churners: number
  /** Null when all had the same outcome. */
  readonly auc: number | null
  /** Accuracy at the threshold 0.5. */
  readonly accuracy: number
  /** Accuracy of always predicting the more common outcome. */
  readonly baseAccuracy: number
  readonly ece: number
}

/** How many bins the outcomes of a scoring are counted in: narrow enough that an AUC from them is right to three digits. */
export const OUTCOME_BINS = 1_000

const CALIBRATION_GROUPS = 10

/**
 * Evaluates a scoring from counts per probability bin (even number of bins, so that one begins at the threshold 0.5). Customers of one bin count as tied in the
 * AUC; the calibration error is over ten groups of about equal counts. Null without customers.
 */
export function realisedAccuracy(outcomes: readonly OutcomeBin[], bins: number = OUTCOME_BINS): RealisedAccuracy | null {
  const ordered = outcomes.toSorted((a, b) => a.bin - b.bin)
  const customers = ordered.reduce((sum, each) => sum + each.customers, 0)
  const churners = ordered.reduce((sum, each) => sum + each.churners, 0)
  if (customers === 0) return null
  let right = 0
  let keptBelow = 0
  let pairs = 0
  let error = 0
  let [count, risk, left] = [0, 0, 0]
  let seen = 0
  for (const each of ordered) {
    const kept = each.customers - each.churners
    right += each.bin >= bins / 2 ? each.churners : kept
    pairs += each.churners * (keptBelow + kept / 2)
    keptBelow += kept
    count += each.customers
    risk += each.probability
    left += each.churners
    seen += each.customers
    // A group ends with the bin in which a tenth of the customers ends, the last one with the last customer.
    const full = Math.floor((seen / customers) * CALIBRATION_GROUPS) > Math.floor(((seen - count) / customers) * CALIBRATION_GROUPS)
    if (full) {
      error += Math.abs(risk - left)
      ;[count, risk, left] = [0, 0, 0]
    }
  }
  const oneClass = churners === 0 || churners === customers
  return {
    customers,
    churners,
    auc: oneClass ? null : pairs / (churners * (customers - churners)),
    accuracy: right / customers,
    baseAccuracy: Math.max(churners, customers - churners) / customers,
    ece: error / customers,
  }
}
