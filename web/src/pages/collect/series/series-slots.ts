import type { SeriesDetail } from '#http/collect/series-schemas.ts'

export interface SeriesSlot {
  at: string
  /** Null in a gap. */
  value: number | null
}

const HOUR_MS = 3_600_000
/** A longer gap is drawn as this many empty places, so that it does not push the values together. */
const WIDEST_GAP = 400

/** The values in order with an empty place for each that is missing, so that a gap is as wide as it is long. */
export function seriesSlots({ grain, points, gaps }: Pick<SeriesDetail, 'grain' | 'points' | 'gaps'>): SeriesSlot[] {
  const step = grain === 'day' ? 24 * HOUR_MS : HOUR_MS
  const empty = gaps.flatMap(({ from, missing }) =>
    Array.from({ length: Math.min(missing, WIDEST_GAP) }, (_, i): SeriesSlot => {
      const at = new Date(Date.parse(from) + i * step).toISOString()
      return { at: grain === 'day' ? at.slice(0, 10) : at, value: null }
    }),
  )
  return [...points, ...empty].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}
