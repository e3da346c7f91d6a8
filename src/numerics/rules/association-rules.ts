import type { FrequentItemsets } from './frequent-itemsets.ts'
import { ItemsetIndex } from './itemset-index.ts'

/** "Customers who buy the left side also buy the right." Shares are of all baskets. */
export interface AssociationRule {
  readonly left: readonly number[]
  readonly right: readonly number[]
  /** Baskets with left and right. */
  readonly count: number
  /** P(left and right). */
  readonly support: number
  /** P(right | left). */
  readonly confidence: number
  /** confidence / P(right): above 1 they go together. */
  readonly lift: number
  /** support - P(left) P(right). */
  readonly leverage: number
  /** (1 - P(right)) / (1 - confidence); Infinity for a rule without exception. */
  readonly conviction: number
}

export interface RuleOptions {
  /** Smallest confidence, in [0, 1]. */
  readonly minimumConfidence: number
  /** Smallest lift; by default any. */
  readonly minimumLift?: number
  /** Most items on the right. Default 1; Infinity gives every split of every set. */
  readonly rightItems?: number
  /** Whether to include rules with an empty left side (overall frequency of the right). Default false. */
  readonly emptyLeft?: boolean
  /** Of A -> B and B -> A keep only the more confident one (the first of equals). Default false. */
  readonly dropInverse?: boolean
}

/**
 * Rules from frequent itemsets (Agrawal, Imieliński & Swami 1993) with support, confidence, lift, leverage (Piatetsky-Shapiro 1991) and conviction
 * (Brin et al. 1997), by descending confidence, then descending support. Every subset of a frequent set must be in `sets`, as `frequentItemsets` returns them.
 * Throws a RangeError when the smallest confidence is outside [0, 1].
 */
export function associationRules(sets: FrequentItemsets, options: RuleOptions): AssociationRule[] {
  const { minimumConfidence, minimumLift = 0, rightItems = 1, emptyLeft = false, dropInverse = false } = options
  if (!(minimumConfidence >= 0 && minimumConfidence <= 1)) {
    throw new RangeError(`The minimum confidence must be from 0 to 1, not ${minimumConfidence}.`)
  }
  const index = new ItemsetIndex(sets)
  const rules: AssociationRule[] = []
  const n = sets.baskets
  for (let s = 0; s < sets.size; s += 1) {
    const start = sets.offsets[s] as number
    const length = (sets.offsets[s + 1] as number) - start
    const count = sets.counts[s] as number
    const longestRight = Math.min(rightItems, emptyLeft ? length : length - 1)
    if (longestRight < 1) continue
    for (const mask of splits(length, longestRight)) {
      const leftCount = index.countOf(s, mask, false)
      const confidence = count / leftCount
      if (confidence < minimumConfidence) continue
      const rightShare = index.countOf(s, mask, true) / n
      const lift = confidence / rightShare
      if (lift < minimumLift) continue
      const left: number[] = []
      const right: number[] = []
      for (let k = 0; k < length; k += 1) ((mask >>> k) & 1 ? right : left).push(sets.items[start + k] as number)
      const support = count / n
      const leverage = support - (leftCount / n) * rightShare
      const conviction = confidence === 1 ? Number.POSITIVE_INFINITY : (1 - rightShare) / (1 - confidence)
      rules.push({ left, right, count, support, confidence, lift, leverage, conviction })
    }
  }
  rules.sort((a, b) => b.confidence - a.confidence || b.count - a.count || compareLists(a.left, b.left) || compareLists(a.right, b.right))
  return dropInverse ? withoutInverse(rules) : rules
}

const SPLITS = new Map<number, readonly number[]>()

/** Bit masks of the right-hand sides of a set: 1 to `longest` of its `length` items. */
function splits(length: number, longest: number): readonly number[] {
  if (length > 24) throw new RangeError(`A set of ${length} items has too many rules; mine sets of at most 24 items.`)
  const key = length * 32 + Math.min(longest, length)
  const known = SPLITS.get(key)
  if (known !== undefined) return known
  const masks: number[] = []
  if (longest === 1) {
    for (let k = 0; k < length; k += 1) masks.push(1 << k)
  } else {
    for (let mask = 1; mask < 1 << length; mask += 1) if (bits(mask) <= longest) masks.push(mask)
  }
  SPLITS.set(key, masks)
  return masks
}

function bits(mask: number): number {
  let count = 0
  for (let left = mask; left !== 0; left &= left - 1) count += 1
  return count
}

/** The rules are in descending confidence, so the first of a pair is the one to keep. */
function withoutInverse(rules: readonly AssociationRule[]): AssociationRule[] {
  const kept = new Set<string>()
  return rules.filter(({ left, right }) => {
    if (kept.has(`${right.join()}>${left.join()}`)) return false
    kept.add(`${left.join()}>${right.join()}`)
    return true
  })
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  for (let k = 0; k < a.length && k < b.length; k += 1) {
    const difference = (a[k] as number) - (b[k] as number)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}
