import { DAY_MS } from '#kernel/clock.ts'
import type { RecommendFacts } from './recommend-facts.ts'

export interface Popularity {
  /** Time-decayed customer count of each product, scaled to a maximum of 1. */
  readonly all: Float64Array
  /** The same for each segment, blended with all customers so that a small segment does not depend on a handful; scaled to a maximum of 1. */
  readonly bySegment: readonly Float64Array[]
}

/** At this many decayed purchases a segment counts as much as overall popularity. */
const SEGMENT_PRIOR = 200

/** Purchases lose half their weight in `halfLifeDays`: last season's favourites are not this season's. */
export function popularityOf(facts: RecommendFacts, asOf: number, halfLifeDays: number): Popularity {
  const { customer, product, time } = facts.purchases
  const all = new Float64Array(facts.products.length)
  const bySegment = facts.segments.map(() => new Float64Array(facts.products.length))
  const totals = new Float64Array(facts.segments.length)
  let total = 0
  for (let k = 0; k < customer.length; k += 1) {
    const weight = 0.5 ** ((asOf - (time[k] as number)) / DAY_MS / halfLifeDays)
    const p = product[k] as number
    const segment = facts.segmentOf[customer[k] as number] as number
    all[p] = (all[p] as number) + weight
    total += weight
    const own = bySegment[segment]
    if (own !== undefined) {
      own[p] = (own[p] as number) + weight
      totals[segment] = (totals[segment] as number) + weight
    }
  }
  for (const [s, own] of bySegment.entries()) {
    const trust = (totals[s] as number) / ((totals[s] as number) + SEGMENT_PRIOR)
    for (let p = 0; p < own.length; p += 1) {
      own[p] =
        trust * ((own[p] as number) / Math.max(totals[s] as number, 1e-9)) + (1 - trust) * ((all[p] as number) / Math.max(total, 1e-9))
    }
    scaleToOne(own)
  }
  scaleToOne(all)
  return { all, bySegment }
}

/** Indices of the `count` largest values above 0, the largest first. */
export function largestPlaces(values: Float64Array, count: number): number[] {
  const places: number[] = []
  for (let p = 0; p < values.length; p += 1) if ((values[p] as number) > 0) places.push(p)
  return places.sort((a, b) => (values[b] as number) - (values[a] as number) || a - b).slice(0, count)
}

function scaleToOne(values: Float64Array): void {
  let largest = 0
  for (const value of values) largest = Math.max(largest, value)
  if (largest > 0) for (let p = 0; p < values.length; p += 1) values[p] = (values[p] as number) / largest
}
