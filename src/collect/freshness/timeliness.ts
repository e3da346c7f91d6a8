import { HOUR_MS, MINUTE_MS, SECOND_MS } from '#kernel/clock.ts'

/** Kinds of records, each with the time within which queries should see it: behaviour of the tracking API, records of orders and the like, rows of files. */
export const TIMELINESS_LIMITS = { behaviour: 5 * SECOND_MS, record: MINUTE_MS, batch: 2 * HOUR_MS } as const
export type TimelinessKind = keyof typeof TIMELINESS_LIMITS

/** Ends of the steps in which times are counted, in milliseconds; a limit is always one of them. */
export const STEPS_MS: readonly number[] = [
  50, 100, 200, 500, 1_000, 2_000, 3_000, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000, 7_200_000, 14_400_000, 86_400_000,
]

/** The end of the step that a time lies in; 0 beyond the last. */
export function stepOf(ms: number): number {
  return STEPS_MS.find((end) => ms <= end) ?? 0
}

export interface StepCount {
  /** End of the step; 0 beyond the last. */
  readonly upToMs: number
  readonly records: number
}

export interface Timeliness {
  readonly kind: TimelinessKind
  readonly limitMs: number
  readonly records: number
  /** Seen within the limit. */
  readonly within: number
  /** Null where nothing came. */
  readonly share: number | null
  /** At most so long took half of the records, and 99 of 100; null where nothing came, or it lies beyond the last step. */
  readonly p50Ms: number | null
  readonly p99Ms: number | null
}

export function timelinessOf(kind: TimelinessKind, counts: readonly StepCount[]): Timeliness {
  const limitMs = TIMELINESS_LIMITS[kind]
  const sum = (all: readonly StepCount[]): number => all.reduce((total, { records }) => total + records, 0)
  const records = sum(counts)
  const within = sum(counts.filter(({ upToMs }) => upToMs > 0 && upToMs <= limitMs))
  const sorted = counts.filter(({ upToMs }) => upToMs > 0).toSorted((a, b) => a.upToMs - b.upToMs)
  const quantile = (share: number): number | null => {
    let seen = 0
    for (const { upToMs, records: some } of sorted) {
      seen += some
      if (some > 0 && seen >= records * share) return upToMs
    }
    return null
  }
  return { kind, limitMs, records, within, share: records === 0 ? null : within / records, p50Ms: quantile(0.5), p99Ms: quantile(0.99) }
}

/** Records of a source and day by how long they took. */
export interface CountedTimes extends StepCount {
  readonly sourceId: string
  readonly day: string
  readonly kind: TimelinessKind
}

/** Counts times of records on their way, for one commit. */
export class TimeTally {
  readonly #counts = new Map<string, { readonly about: Omit<CountedTimes, 'records'>; records: number }>()

  get counts(): readonly CountedTimes[] {
    return [...this.#counts.values()].map(({ about, records }) => ({ ...about, records }))
  }

  /** @param ms from their receipt until they were stored */
  add(sourceId: string, day: string, kind: TimelinessKind, ms: number, records: number): void {
    if (records === 0) return
    const upToMs = stepOf(Math.max(0, ms))
    const key = `${sourceId} ${day} ${kind} ${upToMs}`
    const count = this.#counts.get(key) ?? { about: { sourceId, day, kind, upToMs }, records: 0 }
    this.#counts.set(key, count)
    count.records += records
  }
}
