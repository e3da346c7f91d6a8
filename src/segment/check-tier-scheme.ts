import { AppError } from '#kernel/app-error.ts'
import { LIFECYCLE_TIERS } from './lifecycle-tiers.ts'
import type { Cutting, TierScheme } from './tier-scheme.ts'

const MOST_DAYS = 3_650
export const FEWEST_LEVELS = 3
export const MOST_LEVELS = 10
const LONGEST_HINT = 300
/** Shares and weights are typed with a few digits: 0.33 three times is not a whole. */
const SUM_TOLERANCE = 1e-6

/** Checks a scheme that somebody wants to save or to try. @throws AppError invalid-input `tier-scheme-wrong`, which names the place in the JSON */
export function checkTierScheme(scheme: TierScheme): TierScheme {
  const { rfm, classes, tiers } = scheme
  whole('rfm.windowDays', rfm.windowDays, 1, MOST_DAYS)
  whole('rfm.levels', rfm.levels, FEWEST_LEVELS, MOST_LEVELS)
  for (const name of ['recency', 'frequency', 'monetary'] as const) checkCutting(`rfm.${name}`, rfm[name], rfm.levels)
  wholes('rfm.weights', rfm.weights)
  whole('classes.recentFrom', classes.recentFrom, 1, rfm.levels)
  between('classes.highFrom', classes.highFrom, 1, rfm.levels)
  between('classes.formerFrom', classes.formerFrom, 1, rfm.levels)
  between('tiers.newDays', tiers.newDays, 0, MOST_DAYS)
  between('tiers.dormantDays', tiers.dormantDays, 1, MOST_DAYS)
  between('tiers.overdueRatio', tiers.overdueRatio, 0.1, 100)
  whole('tiers.cadenceOrders', tiers.cadenceOrders, 2, 100)
  const { highValue } = tiers
  if (highValue.by === 'share') between('tiers.highValue.share', highValue.share, 0.001, 1)
  else between('tiers.highValue.amount', highValue.amount, Number.MIN_VALUE, 1e15)
  wholes('tiers.targets', tiers.targets)
  for (const tier of LIFECYCLE_TIERS) {
    for (const language of ['zh', 'en'] as const) {
      if (tiers.hints[tier][language].length > LONGEST_HINT)
        throw wrong(`tiers.hints.${tier}.${language}`, `a hint has at most ${LONGEST_HINT} characters`, 'long', { most: LONGEST_HINT })
    }
  }
  return scheme
}

function checkCutting(place: string, cutting: Cutting, levels: number): void {
  if (cutting.by === 'quantiles') return
  const { at } = cutting
  if (at.length !== levels - 1)
    throw wrong(`${place}.at`, `${levels} levels have ${levels - 1} cut-offs, not ${at.length}`, 'count', { most: levels - 1 })
  for (const [i, limit] of at.entries()) {
    between(`${place}.at[${i}]`, limit, 0, 1e15)
    if (i > 0 && limit <= (at[i - 1] as number))
      throw wrong(`${place}.at[${i}]`, 'cut-offs ascend: this one is not above the one before', 'order')
  }
}

/** Shares of one whole. */
function wholes(place: string, shares: Readonly<Record<string, number>>): void {
  for (const [name, share] of Object.entries(shares)) between(`${place}.${name}`, share, 0, 1)
  const sum = Object.values(shares).reduce((total, share) => total + share, 0)
  if (Math.abs(sum - 1) > SUM_TOLERANCE) throw wrong(place, `these sum to 1, not to ${Math.round(sum * 1e6) / 1e6}`, 'sum')
}

function whole(place: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most)
    throw wrong(place, `this is a whole number from ${least} to ${most}`, 'whole', { least, most })
}

function between(place: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most))
    throw wrong(place, `this is a number from ${least === Number.MIN_VALUE ? 'just above 0' : least} to ${most}`, 'number', { least, most })
}

/** `reason` chooses the sentence that the console shows. */
function wrong(place: string, what: string, reason: string, range: { readonly least?: number; readonly most?: number } = {}): AppError {
  const { least = 0, most = 0 } = range
  return new AppError('invalid-input', 'tier-scheme-wrong', `The scheme is not saved: in ${place}, ${what}.`, {
    details: { place, reason, least, most },
  })
}
