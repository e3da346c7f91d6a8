import { DAY_MS } from '#kernel/clock.ts'
import { datePartsOf, type DateOrder, instantReader, midnightOf } from '../import/parse-instant.ts'
import { type WrittenDate, writtenDate } from '../import/written-date.ts'

const ORDERS: readonly DateOrder[] = ['dmy', 'mdy', 'ymd']
/** A file of two-digit years that begin the date spans no more, and a shop's does not go further back. */
const YEARS_BACK = 15 * 365 * DAY_MS

/** What one order of day, month and year would make of the column. */
class Reading {
  readonly order: DateOrder
  /** Dates that cannot be read so. */
  impossible = 0
  first = Number.POSITIVE_INFINITY
  last = Number.NEGATIVE_INFINITY
  /** How often the dates turn from rising to falling: files are sorted, so the right order turns less. */
  turns = 0
  #before: number | undefined
  #rising: boolean | undefined

  constructor(order: DateOrder) {
    this.order = order
  }

  take(midnight: number | undefined): void {
    if (midnight === undefined) {
      this.impossible += 1
      return
    }
    this.first = Math.min(this.first, midnight)
    this.last = Math.max(this.last, midnight)
    if (this.#before !== undefined && this.#before !== midnight) {
      const rising = midnight > this.#before
      if (this.#rising !== undefined && rising !== this.#rising) this.turns += 1
      this.#rising = rising
    }
    this.#before = midnight
  }
}

/**
 * Collects, over a column, in which order day, month and year stand where the text alone does not say (03/04/2026, 03/04/26). An order that makes a date that
 * the calendar does not have, or one after `latest`, is impossible for that row.
 */
export class DateEvidence {
  readonly #latest: number
  readonly #read = instantReader('UTC', 'dmy')
  readonly #readings = ORDERS.map((order) => new Reading(order))
  /** Dates of which the order is not said, and those of them that two orders read differently. */
  #open = 0
  #ambiguous = 0
  #twoDigit = 0
  #fourDigit = 0
  #dates = 0
  #texts = 0
  #last = ''

  readonly #sorted: boolean

  /**
   * @param latest Milliseconds since 1970 after which no date of the file can lie; without it any date can be.
   * @param sorted Whether files of this kind are in the order of their dates, most of them.
   */
  constructor(latest = Number.POSITIVE_INFINITY, sorted = true) {
    this.#latest = latest
    this.#sorted = sorted
  }

  observe(text: string): void {
    if (text === '' || text === this.#last) return
    this.#last = text
    this.#texts += 1
    const date = beginsWithYear(text) ? undefined : writtenDate(text.trim())
    if (date === undefined || date.shape === 'year-first') {
      const at = this.#read(text)
      if (at === undefined) return
      this.#dates += 1
      for (const reading of this.#readings) reading.take(Math.floor(at / DAY_MS) * DAY_MS)
      return
    }
    this.#observeOpen(date)
  }

  /** Of the values seen, those that are dates, and all of them. */
  get dates(): number {
    return this.#dates
  }

  get values(): number {
    return this.#texts
  }

  get order(): DateOrder {
    return this.#best().order
  }

  /** True when some value decides, or when none could be read in two ways. */
  get sure(): boolean {
    if (this.contradictory) return false
    if (this.#ambiguous === 0) return true
    const best = this.#best()
    return this.#candidates().every((reading) => reading === best || reading.impossible > best.impossible)
  }

  /** Whether some value of the column can be read in one order only. */
  get decides(): boolean {
    return this.sure && this.#open > this.#ambiguous
  }

  /** How many dates more than one order can read, each differently. */
  get ambiguous(): number {
    return this.#ambiguous
  }

  /** No order reads every date: whichever is taken, some are refused, and some of the others may be wrong. */
  get contradictory(): boolean {
    return this.#open > 0 && this.#best().impossible > 0
  }

  /** First and last day under `order`, midnight as if it were UTC; undefined without a date. */
  get first(): number | undefined {
    const { first } = this.#best()
    return Number.isFinite(first) ? first : undefined
  }

  get last(): number | undefined {
    const { last } = this.#best()
    return Number.isFinite(last) ? last : undefined
  }

  #observeOpen(date: WrittenDate): void {
    if (date.shape === 'two-digit') this.#twoDigit += 1
    else this.#fourDigit += 1
    const days = this.#candidates().map((reading) => this.#day(date, reading.order))
    const possible = new Set(days.filter((day) => day !== undefined))
    if (possible.size === 0) return
    this.#dates += 1
    this.#open += 1
    if (possible.size > 1) this.#ambiguous += 1
    for (const reading of this.#readings) reading.take(this.#day(date, reading.order))
  }

  #day(date: WrittenDate, order: DateOrder): number | undefined {
    const midnight = midnightOf(...datePartsOf(date, order))
    if (midnight === undefined || midnight > this.#latest) return undefined
    const back = this.#latest === Number.POSITIVE_INFINITY ? 0 : this.#latest - YEARS_BACK
    return order === 'ymd' && midnight < back ? undefined : midnight
  }

  /** The year stands first only where each open date has two digits of a year. */
  #candidates(): readonly Reading[] {
    const [, , yearFirst] = this.#readings as [Reading, Reading, Reading]
    return this.#twoDigit > 0 && this.#fourDigit === 0 && yearFirst.last - yearFirst.first <= YEARS_BACK
      ? this.#readings
      : this.#readings.slice(0, 2)
  }

  /** The least impossible, then the one in which the file is sorted, then the one that spans the shortest time, then day first. */
  #best(): Reading {
    let best = this.#readings[0] as Reading
    for (const reading of this.#candidates()) {
      const better =
        reading.impossible - best.impossible ||
        (this.#sorted ? reading.turns - best.turns : 0) ||
        reading.last - reading.first - (best.last - best.first) ||
        0
      if (better < 0) best = reading
    }
    return best
  }
}

/** 2026-, 2026/: the text itself says which number is the year. */
function beginsWithYear(text: string): boolean {
  const code = text.charCodeAt(4)
  return (code === 45 || code === 47) && text.charCodeAt(1) >= 48 && text.charCodeAt(2) >= 48
}

/** Date and time of day that stand in two columns, as one text. @example joinDateTime('Dec 8, 2024', '9:15:51 AM') // 'Dec 8, 2024 9:15:51 AM' */
export function joinDateTime(date: string, time: string): string {
  const [day, clock] = [date.trim(), time.trim()]
  if (clock === '' || day === '') return day
  // A spreadsheet keeps a time of day as a day of 1899 or 1900, or as a fraction of a day.
  const kept = /^(?:1899|1900)-\d{2}-\d{2}[T ](.+?)Z?$/.exec(clock)
  if (kept !== null) return `${dateOnly(day)} ${kept[1]}`
  if (/^0\.\d+$/.test(clock)) {
    const seconds = Math.round(Number(clock) * 86_400)
    const part = (value: number): string => String(Math.floor(value)).padStart(2, '0')
    return `${dateOnly(day)} ${part(seconds / 3_600)}:${part((seconds % 3_600) / 60)}:${part(seconds % 60)}`
  }
  return `${dateOnly(day)} ${clock}`
}

/** Without the midnight that spreadsheets add to a date. */
function dateOnly(day: string): string {
  return day.replace(/[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?$/, '')
}
