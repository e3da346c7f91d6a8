import { checkHistory, type PurchaseHistory, type PurchaseSource } from './purchase-history.ts'

/** Distinct histories with the number of customers (or the weight) of each. */
export interface GroupedHistories {
  readonly size: number
  readonly repeats: Int32Array
  readonly recency: Float64Array
  readonly age: Float64Array
  readonly weight: Float64Array
  readonly totalWeight: number
}

/** After this many rows with hardly any repeats, looking for repeats costs more than it saves. */
const TRIAL_ROWS = 20_000

/**
 * Adds up identical (x, t_x, T): a likelihood then costs one term for each distinct history. Times in whole days repeat often; times to
 * the millisecond do not, and are left ungrouped after a trial. Recency counts as 0 without a repeat. Rows of weight 0 are left out.
 * Throws a RangeError for an impossible history, a negative weight, or no row at all.
 */
export function groupHistories(source: PurchaseSource, weights?: ArrayLike<number>): GroupedHistories {
  const columns = columnsOf(source)
  const n = columns.repeats.length
  const repeats = new Int32Array(n)
  const recency = new Float64Array(n)
  const age = new Float64Array(n)
  const weight = new Float64Array(n)
  const bits = 1 << Math.ceil(Math.log2(Math.max(16, n * 2)))
  const slots = new Int32Array(bits)
  const float = new Float64Array(2)
  const words = new Int32Array(float.buffer)
  let size = 0
  let totalWeight = 0
  let isGrouping = true
  for (let i = 0; i < n; i += 1) {
    const x = columns.repeats[i] as number
    const t = columns.age[i] as number
    const tx = x === 0 ? 0 : (columns.recency[i] as number)
    const w = weights === undefined ? 1 : (weights[i] as number)
    checkHistory(x, tx, t, i)
    if (!(w >= 0 && w < Number.POSITIVE_INFINITY))
      throw new RangeError(`The weight of purchase history ${i} is ${w}; it must be zero or more.`)
    if (w === 0) continue
    totalWeight += w
    if (isGrouping) {
      float[0] = tx
      float[1] = t
      let hash = Math.imul(x, 0x9e3779b1) ^ (words[0] as number)
      hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) ^ (words[1] as number)
      hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) ^ (words[2] as number)
      hash = Math.imul(hash ^ (hash >>> 15), 0x27d4eb2f) ^ (words[3] as number)
      let slot = Math.imul(hash ^ (hash >>> 16), 0x9e3779b1) & (bits - 1)
      let found = -1
      for (let held = slots[slot] as number; held !== 0; held = slots[slot] as number) {
        const k = held - 1
        if (repeats[k] === x && recency[k] === tx && age[k] === t) {
          found = k
          break
        }
        slot = (slot + 1) & (bits - 1)
      }
      if (found >= 0) {
        weight[found] = (weight[found] as number) + w
        continue
      }
      slots[slot] = size + 1
      if (i === TRIAL_ROWS && size > 0.9 * TRIAL_ROWS) isGrouping = false
    }
    repeats[size] = x
    recency[size] = tx
    age[size] = t
    weight[size] = w
    size += 1
  }
  if (size === 0) throw new RangeError('There is no purchase history to learn from.')
  return {
    size,
    repeats: repeats.subarray(0, size),
    recency: recency.subarray(0, size),
    age: age.subarray(0, size),
    weight: weight.subarray(0, size),
    totalWeight,
  }
}

/**
 * About `size` groups representing all: heavy ones are kept, and every n-th light one with n times the weight. Enough to find the neighbourhood of an
 * optimum cheaply.
 */
export function thinHistories(grouped: GroupedHistories, size: number): GroupedHistories {
  const heavy = grouped.totalWeight / size
  const step = Math.max(1, Math.floor(grouped.size / size))
  const kept: number[] = []
  const weight: number[] = []
  let light = 0
  for (let i = 0; i < grouped.size; i += 1) {
    const own = grouped.weight[i] as number
    if (own >= heavy) {
      kept.push(i)
      weight.push(own)
    } else {
      if (light % step === 0) {
        kept.push(i)
        weight.push(own * step)
      }
      light += 1
    }
  }
  return {
    size: kept.length,
    repeats: Int32Array.from(kept, (i) => grouped.repeats[i] as number),
    recency: Float64Array.from(kept, (i) => grouped.recency[i] as number),
    age: Float64Array.from(kept, (i) => grouped.age[i] as number),
    weight: Float64Array.from(weight),
    totalWeight: weight.reduce((sum, w) => sum + w, 0),
  }
}

function columnsOf(source: PurchaseSource): Exclude<PurchaseSource, readonly PurchaseHistory[]> {
  if ('repeats' in source) return source
  const n = source.length
  const repeats = new Float64Array(n)
  const recency = new Float64Array(n)
  const age = new Float64Array(n)
  for (let i = 0; i < n; i += 1) {
    const history = source[i] as PurchaseHistory
    repeats[i] = history.repeats
    recency[i] = history.recency
    age[i] = history.age
  }
  return { repeats, recency, age }
}
