/** Quality of lists of `length` compared with later purchases; means over customers who bought something. */
export interface RankingQuality {
  /** Customers who bought something. */
  readonly judged: number
  /** Share of customers whose list contains at least one item they bought. */
  readonly hitRate: number
  /** Mean normalised discounted cumulative gain (Järvelin & Kekäläinen 2002), gain 1 for bought items, best possible list = 1. */
  readonly ndcg: number
  /** Mean share of bought items that are in the list. */
  readonly recall: number
  /** Share of the catalogue that is in any list. */
  readonly coverage: number
  /** Mean of -log2(share of customers who had the thing before) over all listed items: novelty (Zhou et al. 2010). */
  readonly novelty: number
}

/**
 * Evaluates lists, best first. `lists[k]` is the list of one customer and `taken[k]` what they bought afterwards; customers who bought nothing are left
 * out of the means. `popularity[item]` is the share of customers who had it before (0 counts as one customer in `customers`).
 *
 * With lists [[1, 2]], taken [[2]] and length 10, hitRate and recall are 1 and ndcg is 1 / log2(3) = .631.
 */
export function rankingQuality(
  lists: readonly (readonly number[])[],
  taken: readonly (readonly number[])[],
  options: { readonly length: number; readonly popularity: ArrayLike<number>; readonly customers: number },
): RankingQuality {
  const { length, popularity, customers } = options
  const listed = new Set<number>()
  let judged = 0
  let hits = 0
  let gain = 0
  let recall = 0
  let surprise = 0
  let places = 0
  for (let k = 0; k < lists.length; k += 1) {
    const list = (lists[k] as readonly number[]).slice(0, length)
    const wanted = new Set(taken[k] as readonly number[])
    for (const item of list) {
      listed.add(item)
      surprise -= Math.log2(Math.max(popularity[item] as number, 1 / Math.max(1, customers)))
      places += 1
    }
    if (wanted.size === 0) continue
    judged += 1
    const found = list.filter((item) => wanted.has(item)).length
    if (found > 0) hits += 1
    recall += found / wanted.size
    gain += discountedGain(list, wanted) / idealGain(Math.min(length, wanted.size))
  }
  const per = (sum: number, count: number): number => (count === 0 ? 0 : sum / count)
  return {
    judged,
    hitRate: per(hits, judged),
    ndcg: per(gain, judged),
    recall: per(recall, judged),
    coverage: per(listed.size, popularity.length),
    novelty: per(surprise, places),
  }
}

/** Sum of 1 / log2(place + 1) over the positions, from 1, of relevant items. */
export function discountedGain(list: readonly number[], wanted: ReadonlySet<number>): number {
  let gain = 0
  for (let place = 0; place < list.length; place += 1) if (wanted.has(list[place] as number)) gain += 1 / Math.log2(place + 2)
  return gain
}

/** The gain of a list that starts with `count` relevant items. */
export function idealGain(count: number): number {
  let gain = 0
  for (let place = 0; place < count; place += 1) gain += 1 / Math.log2(place + 2)
  return gain
}
