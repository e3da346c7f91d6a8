import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { DecimalMark } from '../columns/decimal-format.ts'
import { freshnessOf, type FreshnessState } from '../freshness/source-freshness.ts'
import { localToUtc } from '../import/parse-instant.ts'
import { readSeriesCsv } from './series-csv.ts'
import { gapsOf, type SeriesGap } from './series-gaps.ts'
import type {
  Series,
  SeriesUpload,
  SeriesExtent,
  SeriesPoint,
  SeriesCorrection,
  StoredValue,
  SeriesRegister,
  SeriesValues,
  DailySeries,
} from './series-ports.ts'
import { type ReadSeries, readSeriesValues, type SentValue, type SeriesGrain, type SeriesValue } from './series-value.ts'

export interface SeriesWish {
  readonly values?: readonly SentValue[] | undefined
  /** A CSV text in place of values. */
  readonly text?: string | undefined
  readonly fileName?: string | undefined
  /** What stands before the decimals of texts; without it they decide together. */
  readonly decimalMark?: DecimalMark | undefined
  /** Says what would be stored, and stores nothing. */
  readonly dryRun?: boolean | undefined
}

/** received = stored + duplicates; a value that cannot be read refuses the whole request. */
export interface SeriesTaken {
  /** Null where nothing was stored. */
  readonly uploadId: string | null
  readonly received: number
  readonly stored: number
  readonly corrected: number
  readonly duplicates: number
  /** The mark that was taken where 1,234 or 1.234 could be one or a thousand and no value decides. */
  readonly doubtfulMark: DecimalMark | null
  readonly series: readonly {
    readonly name: string
    readonly place: string
    readonly unit: string
    readonly grain: SeriesGrain
    readonly isNew: boolean
    readonly values: number
  }[]
}

export interface SeriesState extends Series {
  readonly extent: SeriesExtent | null
  readonly freshness: FreshnessState
}

export interface SeriesDetail extends SeriesState {
  readonly points: readonly SeriesPoint[]
  readonly gaps: readonly SeriesGap[]
  readonly corrections: readonly SeriesCorrection[]
  readonly uploads: readonly SeriesUpload[]
}

export const VALUES_AT_ONCE = 100_000
const MOST_SERIES = 1_000
/** Series that a forecast is offered. */
const MOST_OFFERED = 20

/** Takes in dated values that belong to no customer, and reads them back. */
export class SeriesService {
  readonly #parts: {
    readonly register: SeriesRegister
    readonly values: SeriesValues
    readonly project: { readonly timeZone: string }
    readonly clock: Clock
  }

  constructor(parts: {
    readonly register: SeriesRegister
    readonly values: SeriesValues
    readonly project: { readonly timeZone: string }
    readonly clock: Clock
  }) {
    this.#parts = parts
  }

  /** @throws AppError invalid-input for a value that cannot be taken, with its number; nothing is stored then */
  async take({ values, text, fileName = '', decimalMark, dryRun = false }: SeriesWish, by: string): Promise<SeriesTaken> {
    const { register, project } = this.#parts
    if ((values === undefined) === (text === undefined))
      throw new AppError('invalid-input', 'series-empty', 'Send either values or the text of a CSV file.')
    const sent = values ?? readSeriesCsv(text ?? '')
    if (sent.length === 0) throw new AppError('invalid-input', 'series-none', 'There is no value in it.')
    if (sent.length > VALUES_AT_ONCE) {
      const message = `There are ${sent.length} values: send at most ${VALUES_AT_ONCE} at once.`
      throw new AppError('too-large', 'series-too-many', message, { details: { most: VALUES_AT_ONCE } })
    }
    const read = readSeriesValues(sent, localToUtc(project.timeZone), decimalMark)
    return await register.alone(() => this.#store(read, { fileName, dryRun, by }))
  }

  async #store(
    { values: read, doubtfulMark }: ReadSeries,
    { fileName, dryRun, by }: { readonly fileName: string; readonly dryRun: boolean; readonly by: string },
  ): Promise<SeriesTaken> {
    const { register, values, clock } = this.#parts
    const now = clock.now()
    const known = await register.list()
    const { series, fresh } = matchSeries(read, known, now)
    const rows = read.map((one): StoredValue => ({ seriesId: (series.get(keyOf(one)) as Series).id, at: one.at, value: one.value }))
    const there = await values.current(rows)
    const novel = rows.filter((row) => there.get(`${row.seriesId} ${row.at}`) !== row.value)
    const corrected = novel.filter((row) => there.has(`${row.seriesId} ${row.at}`)).length
    const uploadId = dryRun || novel.length === 0 ? null : newId(now)
    const taken: SeriesTaken = {
      uploadId,
      received: read.length,
      stored: novel.length,
      corrected,
      duplicates: read.length - novel.length,
      doubtfulMark,
      series: [...series.values()].map(({ id, name, place, unit, grain }) => ({
        name,
        place,
        unit,
        grain,
        isNew: fresh.some((one) => one.id === id),
        values: rows.filter(({ seriesId }) => seriesId === id).length,
      })),
    }
    if (uploadId === null) return taken
    await register.add(fresh)
    for (const { id, unit } of series.values())
      if (known.some((one) => one.id === id && one.unit !== unit)) await register.setUnit(id, unit)
    await values.insert(novel, uploadId, now)
    const { received, stored, duplicates } = taken
    const upload = { id: uploadId, uploadedAt: now, uploadedBy: by, fileName, received, stored, corrected, duplicates, undoneAt: null }
    await register.addUpload(upload, [...new Set(novel.map(({ seriesId }) => seriesId))])
    return taken
  }

  /** Those that are not deleted, or all. */
  async list(withRemoved = false): Promise<readonly SeriesState[]> {
    const [all, extents] = await Promise.all([this.#parts.register.list(), this.#parts.values.extents()])
    return all.filter(({ removedAt }) => withRemoved || removedAt === null).map((one) => this.#stateOf(one, extents))
  }

  /** With the points of the last `days`. @throws AppError not-found */
  async detail(id: string, days: number): Promise<SeriesDetail> {
    const { register, values } = this.#parts
    const state = this.#stateOf(await this.#find(id), await values.extents())
    const last = state.extent?.last ?? 0
    const [points, corrections, uploads] = await Promise.all([
      values.points(id, last - days * 86_400_000),
      values.corrections(id),
      register.uploads(id),
    ])
    return {
      ...state,
      points,
      corrections,
      uploads,
      gaps: gapsOf(
        state.grain,
        points.map(({ at }) => at),
      ),
    }
  }

  /** Series that hold everywhere, by day; hours are averaged. At most 20, by name. */
  async daily(firstDay: string, days: number, knownAt: Date): Promise<readonly DailySeries[]> {
    const { register, values, project } = this.#parts
    const offered = (await register.list()).filter(({ place, removedAt }) => place === '' && removedAt === null).slice(0, MOST_OFFERED)
    if (offered.length === 0) return []
    const byGrain = await Promise.all(
      (['day', 'hour'] as const).map(async (grain) => {
        const ids = offered.filter((one) => one.grain === grain).map(({ id }) => id)
        if (ids.length === 0) return new Map<string, readonly (readonly [number, number])[]>()
        return await values.daily(ids, { firstDay, days, knownAt, timeZone: grain === 'day' ? 'UTC' : project.timeZone })
      }),
    )
    return offered.map(({ id, name, unit }) => {
      const found = new Float64Array(days).fill(Number.NaN)
      for (const [day, value] of byGrain.flatMap((one) => one.get(id) ?? [])) if (day >= 0 && day < days) found[day] = value
      return { id, name, unit, values: found }
    })
  }

  /** @throws AppError not-found */
  async expect(id: string, minutes: number | null): Promise<void> {
    await this.#find(id)
    await this.#parts.register.setExpected(id, minutes)
  }

  /** Its values stay, so that it can be taken back. @throws AppError not-found */
  async remove(id: string): Promise<void> {
    await this.#find(id)
    await this.#parts.register.setRemoved(id, this.#parts.clock.now())
  }

  /** @throws AppError not-found */
  async restore(id: string): Promise<void> {
    await this.#find(id)
    await this.#parts.register.setRemoved(id, null)
  }

  /** Takes back what came at once: values that it replaced count again. @throws AppError not-found, conflict when it was taken back before */
  async undo(uploadId: string): Promise<void> {
    const { register, values, clock } = this.#parts
    await register.alone(async () => {
      const upload = await register.upload(uploadId)
      if (upload === null) throw new AppError('not-found', 'series-upload-not-found', 'There is no such upload: reload the page.')
      if (upload.undoneAt !== null) throw new AppError('conflict', 'series-upload-undone', 'This upload was undone before.')
      await values.removeUpload(uploadId)
      await register.markUndone(uploadId, clock.now())
    })
  }

  async #find(id: string): Promise<Series> {
    const found = (await this.#parts.register.list()).find((one) => one.id === id)
    if (found === undefined) throw new AppError('not-found', 'series-not-found', 'There is no such series: reload the list.')
    return found
  }

  #stateOf(series: Series, extents: ReadonlyMap<string, SeriesExtent>): SeriesState {
    const extent = extents.get(series.id) ?? null
    const times = {
      expectedMinutes: series.expectedMinutes,
      lastAt: extent === null ? null : new Date(extent.receivedAt),
      since: series.createdAt,
    }
    return { ...series, extent, freshness: freshnessOf(times, this.#parts.clock.now()) }
  }
}

function keyOf({ name, place }: Pick<SeriesValue, 'name' | 'place'>): string {
  return JSON.stringify([name, place])
}

/** The series of each value, known ones or new. @throws AppError where values contradict what the series is */
function matchSeries(
  read: readonly SeriesValue[],
  known: readonly Series[],
  now: Date,
): { readonly series: ReadonlyMap<string, Series>; readonly fresh: readonly Series[] } {
  const byKey = new Map(known.map((one) => [keyOf(one), one]))
  const series = new Map<string, Series>()
  const fresh: Series[] = []
  for (const [i, value] of read.entries()) {
    const key = keyOf(value)
    const there = series.get(key) ?? byKey.get(key)
    if (there === undefined) {
      const { name, place, grain } = value
      const made = { id: newId(now), name, place, unit: value.unit ?? '', grain, expectedMinutes: null, createdAt: now, removedAt: null }
      fresh.push(made)
      series.set(key, made)
      continue
    }
    const row = i + 1
    const { name, grain, unit } = value
    if (there.removedAt !== null) {
      throw new AppError(
        'conflict',
        'series-removed',
        `Value ${row}: the series ${name} was deleted: take that back first, or give it another name.`,
        {
          details: { row, name },
        },
      )
    }
    if (there.grain !== grain) {
      throw new AppError(
        'conflict',
        'series-grain',
        `Value ${row}: the series ${name} has a value for each ${there.grain}, and this one is for a ${grain}.`,
        {
          details: { row, name, grain: there.grain, own: grain },
        },
      )
    }
    if (unit !== null && there.unit !== '' && unit !== there.unit) {
      throw new AppError('conflict', 'series-unit', `Value ${row}: the series ${name} is in ${there.unit}, and this value is in ${unit}.`, {
        details: { row, name, unit: there.unit, other: unit },
      })
    }
    series.set(key, there.unit === '' && value.unit !== null ? { ...there, unit: value.unit } : there)
  }
  if (byKey.size + fresh.length > MOST_SERIES) {
    throw new AppError(
      'conflict',
      'series-full',
      `There would be more than ${MOST_SERIES} series: values of a shop’s customers belong to measures.`,
      { details: { most: MOST_SERIES } },
    )
  }
  return { series, fresh: fresh.map((one) => series.get(keyOf(one)) ?? one) }
}
