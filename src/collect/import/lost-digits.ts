/** Spreadsheets keep fifteen digits of a number; of a longer one the rest become zeros. */
const KEPT = 15
const LONG = /^\d{16,40}$/
const ZEROS = /(?<!0)0+$/
/** Spreadsheets write long numbers as 3.001E+18; the digits after 3001 are lost. */
const SCIENTIFIC = /^[+-]?(?:\d\.\d+e\+?\d{1,3}|\d+e\+\d{1,3})$/i
/** A spreadsheet rounds every long number of a column; a smaller share are genuine numbers ending in zeros, such as a date and a sequence number. */
const NEARLY_ALL = 0.9
/** Chance of this many zeros in a genuine column: one in a hundred. */
const UNLIKELY = 0.01
const REMEMBERED = 100_000

/** Whether a text is a number with only its first digits left. */
export function isScientific(text: string): boolean {
  return SCIENTIFIC.test(text)
}

/** Returns the number of digits of a long number if all after the fifteenth are zeros, otherwise 0. */
export function digitsOfRounded(text: string): number {
  if (!LONG.test(text)) return 0
  return text.length - (ZEROS.exec(text)?.[0].length ?? 0) <= KEPT ? text.length : 0
}

/**
 * Detects, over a column of ids, digits lost in a spreadsheet: nearly all of its long numbers end in zeros after the fifteenth
 * digit, more of them than expected by chance (one in 10^(n - 15) genuine numbers of n digits). Each distinct number counts once, as long as
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

  /** Lengths (in digits) at which rounded numbers are refused. */
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
