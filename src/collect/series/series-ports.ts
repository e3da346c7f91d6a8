import type { SeriesGrain } from './series-value.ts'

export interface Series {
  readonly id: string
  readonly name: string
  readonly place: string
  readonly unit: string
  readonly grain: SeriesGrain
  readonly expectedMinutes: number | null
  readonly createdAt: Date
  /** Deleted, which can be taken back. */
  readonly removedAt: Date | null
}

export interface SeriesUpload {
  readonly id: string
  readonly uploadedAt: Date
  readonly uploadedBy: string
  /** '' for values of the API. */
  readonly fileName: string
  readonly received: number
  readonly stored: number
  /** Of the stored ones, those that replace another value. */
  readonly corrected: number
  readonly duplicates: number
  readonly undoneAt: Date | null
}

/** What is there of one series, as of now. */
export interface SeriesExtent {
  readonly count: number
  readonly first: number
  readonly last: number
  readonly receivedAt: number
  readonly newest: number
}

export interface SeriesPoint {
  readonly at: number
  readonly value: number
}

/** A value that another one took the place of. */
export interface SeriesCorrection {
  readonly at: number
  readonly value: number
  readonly before: number
  readonly receivedAt: number
}

export interface StoredValue {
  readonly seriesId: string
  readonly at: number
  readonly value: string
}

export interface SeriesRegister {
  /** One writer at a time. */
  alone<T>(work: () => Promise<T>): Promise<T>
  list(): Promise<readonly Series[]>
  add(series: readonly Series[]): Promise<void>
  setUnit(id: string, unit: string): Promise<void>
  setExpected(id: string, minutes: number | null): Promise<void>
  setRemoved(id: string, at: Date | null): Promise<void>
  addUpload(upload: SeriesUpload, series: readonly string[]): Promise<void>
  uploads(seriesId: string): Promise<readonly SeriesUpload[]>
  upload(id: string): Promise<SeriesUpload | null>
  markUndone(id: string, at: Date): Promise<void>
}

export interface SeriesValues {
  extents(): Promise<ReadonlyMap<string, SeriesExtent>>
  /** Values that count, of the times asked for, by series and time as `id at`. */
  current(values: readonly StoredValue[]): Promise<ReadonlyMap<string, string>>
  insert(values: readonly StoredValue[], uploadId: string, receivedAt: Date): Promise<void>
  removeUpload(uploadId: string): Promise<void>
  /** From a time on, ascending. */
  points(seriesId: string, from: number): Promise<readonly SeriesPoint[]>
  corrections(seriesId: string): Promise<readonly SeriesCorrection[]>
  /** The mean of each local day of each series, as known at a time: its place in the days counted from the first, and the value. */
  daily(ids: readonly string[], question: DailyQuestion): Promise<ReadonlyMap<string, readonly (readonly [number, number])[]>>
}

export interface DailyQuestion {
  readonly firstDay: string
  readonly days: number
  readonly knownAt: Date
  readonly timeZone: string
}

/** One value a day from the first day on, NaN where there is none. */
export interface DailySeries {
  readonly id: string
  readonly name: string
  readonly unit: string
  readonly values: Float64Array
}
