import { DAY_MS } from '#kernel/clock.ts'
import { datePartsOf, type DateOrder, instantReader, midnightOf } from '../import/parse-instant.ts'
import { type WrittenDate, writtenDate } from '../import/written-date.ts'

const ORDERS: readonly DateOrder[] = ['dmy', 'mdy', 'ymd']
/** Longest span of a file whose dates begin with a two-digit year; shop data does not go further back. */
const YEARS_BACK = 15 * 365 * DAY_MS

/** The result of reading the column with one order of day, month and year. */
class Reading {
  readonly order: DateOrder
  /** Dates that cannot be read in this order. */
  impossible = 0
  first = Number.POSITIVE_INFINITY
  last = Number.NEGATIVE_INFINITY
  /** How often the dates change from rising to falling: files are usually sorted, so the right order has fewer changes. */
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
 * Determines, over a column, the order of day, month and year where the text alone is ambiguous (03/04/2026, 03/04/26). An order that gives a date that
 * does not exist, or one after `latest`, is impossible for that row.
 */
export class DateEvidence {
  readonly #latest: number
  readonly #read = instantReader('UTC', 'dmy')
  readonly #readings = ORDERS.map((order) => new Reading(order))
  /** Dates whose order is not explicit, and how many of them two orders read differently. */
  #open = 0
  #ambiguous = 0
  #twoDigit = 0
  #fourDigit = 0
  #dates = 0
  #texts = 0
  #last = ''

  readonly #sorted: boolean

  /**
   * @param latest Latest possible date of the file in milliseconds since 1970; without it any date is possible.
   * @param sorted Whether most files of this kind are sorted by date.
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

  /** How many of the values seen are dates, and how many values there were. */
  get dates(): number {
    return this.#dates
  }

  get values(): number {
    return this.#texts
  }

  get order(): DateOrder {
    return this.#best().order
  }

  /** True when some value is decisive, or none is ambiguous. */
  get sure(): boolean {
    if (this.contradictory) return false
    if (this.#ambiguous === 0) return true
    const best = this.#best()
    return this.#candidates().every((reading) => reading === best || reading.impossible > best.impossible)
  }

  /** Whether some value of the column can be read in only one order. */
  get decides(): boolean {
    return this.sure && this.#open > this.#ambiguous
  }

  /** How many dates can be read in more than one order with different results. */
  get ambiguous(): number {
    return this.#ambiguous
  }

  /** No order reads every date: with any of them some dates are refused, and some others may be wrong. */
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

  /** The year can come first only if every ambiguous date has a two-digit year. */
  #candidates(): readonly Reading[] {
    const [, , yearFirst] = this.#readings as [Reading, Reading, Reading]
    return this.#twoDigit > 0 && this.#fourDigit === 0 && yearFirst.last - yearFirst.first <= YEARS_BACK
      ? this.#readings
      : this.#readings.slice(0, 2)
  }

  /** Prefers the order with the fewest impossible dates, then the one that leaves the file sorted, then the one with the shortest time span, then day first. */
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

/** 2026-, 2026/: the text itself shows which number is the year. */
function beginsWithYear(text: string): boolean {
  const code = text.charCodeAt(4)
  return (code === 45 || code === 47) && text.charCodeAt(1) >= 48 && text.charCodeAt(2) >= 48
}

/** Joins a date and a time of day from two columns into one text. @example joinDateTime('Dec 8, 2024', '9:15:51 AM') // 'Dec 8, 2024 9:15:51 AM' */
export function joinDateTime(date: string, time: string): string {
  const [day, clock] = [date.trim(), time.trim()]
  if (clock === '' || day === '') return day
  // Spreadsheets store a time of day as a day of 1899 or 1900, or as a fraction of a day.
  const kept = /^(?:1899|1900)-\d{2}-\d{2}[T ](.+?)Z?$/.exec(clock)
  if (kept !== null) return `${dateOnly(day)} ${kept[1]}`
  if (/^0\.\d+$/.test(clock)) {
    const seconds = Math.round(Number(clock) * 86_400)
    const part = (value: number): string => String(Math.floor(value)).padStart(2, '0')
    return `${dateOnly(day)} ${part(seconds / 3_600)}:${part((seconds % 3_600) / 60)}:${part(seconds % 60)}`
  }
  return `${dateOnly(day)} ${clock}`
}

/** Removes the midnight that spreadsheets add to a date. */
function dateOnly(day: string): string {
  return day.replace(/[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?$/, '')
}
