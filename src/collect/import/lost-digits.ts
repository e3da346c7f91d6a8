/** Spreadsheets keep fifteen digits of a number; of a longer one the rest become zeros. */
const KEPT = 15
const LONG = /^\d{16,40}$/
const ZEROS = /(?<!0)0+$/
/** Spreadsheets write long numbers as 3.001E+18; whatever stood behind the 3001 is gone. */
const SCIENTIFIC = /^[+-]?(?:\d\.\d+e\+?\d{1,3}|\d+e\+\d{1,3})$/i
/** A spreadsheet rounds every long number of a column, so that fewer than these are numbers that end in zeros: a day and a running number, say. */
const NEARLY_ALL = 0.9
/** As many zeros may come by chance in one column of a hundred. */
const UNLIKELY = 0.01
const REMEMBERED = 100_000

/** Whether a text is a number of which only the first digits are left. */
export function isScientific(text: string): boolean {
  return SCIENTIFIC.test(text)
}

/** Whether all digits of a long number after the fifteenth are zeros. Its number of digits, or 0. */
export function digitsOfRounded(text: string): number {
  if (!LONG.test(text)) return 0
  return text.length - (ZEROS.exec(text)?.[0].length ?? 0) <= KEPT ? text.length : 0
}

/**
 * Notices, over a column of ids, that digits were lost on the way through a spreadsheet: nearly all of its long numbers end in zeros after the fifteenth
 * digit, and more of them than chance would have it (of true numbers of n digits one in 10^(n - 15) does). Each different number counts once, as long as
 * they can be remembered.
 */
export class LostDigits {
  readonly #long = new Map<number, number>()
  readonly #rounded = new Map<number, number>()
  readonly #seen = new Set<string>()
  #last = ''

  observe(cell: string): void {
    if (cell === this.#last) return
    this.#last = cell
    const text = cell.trim()
    if (text.length <= KEPT || !LONG.test(text)) return
    if (this.#seen.has(text)) return
    if (this.#seen.size < REMEMBERED) this.#seen.add(text)
    const digits = text.length
    this.#long.set(digits, (this.#long.get(digits) ?? 0) + 1)
    if (digitsOfRounded(text) > 0) this.#rounded.set(digits, (this.#rounded.get(digits) ?? 0) + 1)
  }

  /** Numbers of digits of which the rounded ones are refused. */
  lengths(): ReadonlySet<number> {
    return new Set(
      [...this.#rounded]
        .filter(
          ([digits, rounded]) => rounded >= NEARLY_ALL * (this.#long.get(digits) ?? 0) && 10 ** (-(digits - KEPT) * rounded) <= UNLIKELY,
        )
        .map(([digits]) => digits),
    )
  }
}
