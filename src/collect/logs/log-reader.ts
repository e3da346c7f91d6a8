import { AppError } from '#kernel/app-error.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { KeyCounter } from '../import/key-counter.ts'
import type { Refusal } from '../import/row-step.ts'
import type { ToUtc } from '../tracking/read-instant.ts'
import { type LeftOutReason, leftOut } from './leave-out.ts'
import { type LogHit, type LogLineReader, logLineReader } from './log-line.ts'
import { logLineId, logMessage, type LogView } from './log-message.ts'
import { LOG_LIMITS } from './log-limits.ts'
import type { LogOptions } from './log-options.ts'
import { readLogTime } from './log-time.ts'
import type { LogLine } from './read-log-lines.ts'

/** What a line is: a page view, none by a rule, or not to be read. */
export type ReadLine =
  | ({ readonly kind: 'view'; readonly hit: LogHit; readonly at: number } & LogView)
  | { readonly kind: 'left-out'; readonly reason: LeftOutReason }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/** Lines after which the time that a pattern takes is looked at. */
const TIMED = 1_000

/** Reads the lines of one log, in their order. */
export class LogReader {
  readonly #options: LogOptions
  readonly #read: LogLineReader
  readonly #toUtc: ToUtc
  readonly #secret: string
  readonly #latest: number
  readonly #copies = new KeyCounter()
  readonly #monotonic: () => number
  #spent = 0
  #timed = 0

  /** @throws AppError `log-pattern-wrong` */
  constructor(options: LogOptions, toUtc: ToUtc, secret: string, now: number, monotonic: () => number = () => performance.now()) {
    this.#options = options
    this.#read = logLineReader(options)
    this.#toUtc = toUtc
    this.#secret = secret
    this.#latest = now + DAY_MS
    this.#monotonic = monotonic
  }

  /** @throws AppError `log-pattern-slow` */
  read(line: LogLine): ReadLine {
    if (line.problem === 'line-too-long') {
      return refused('line-too-long', `The line is longer than ${LOG_LIMITS.lineBytes} bytes.`)
    }
    if (line.problem === 'unreadable-text') return refused('unreadable-text', 'The line is not UTF-8, or holds a NUL.')
    const hit = this.#hitOf(line.text)
    if (hit === null) return refused('unreadable-line', 'The line does not have the format of this log.')
    const reason = leftOut(hit, this.#options)
    if (reason !== null) return { kind: 'left-out', reason }
    const at = readLogTime(hit.time, this.#toUtc)
    if (at === null) return refused('unreadable-date', 'The time of the line cannot be read.', 'time')
    if (at < 0 || at > this.#latest) return refused('date-out-of-range', 'The time of the line lies before 1970 or in the future.', 'time')
    const id = logLineId(line.text, this.#copies.addText(line.text), this.#secret)
    const view = logMessage(hit, at, id, this.#options, this.#secret)
    return view === null ? { kind: 'left-out', reason: 'nobody' } : { kind: 'view', ...view, hit, at }
  }

  #hitOf(text: string): LogHit | null {
    if (this.#options.format !== 'pattern') return this.#read(text)
    const start = this.#monotonic()
    const hit = this.#read(text)
    this.#spent += this.#monotonic() - start
    this.#timed += 1
    if (this.#spent > TIMED * LOG_LIMITS.msPerLine) {
      throw new AppError(
        'invalid-input',
        'log-pattern-slow',
        `The pattern takes more than ${LOG_LIMITS.msPerLine} ms for a line: begin it with ^, and repeat fewer parts.`,
        { details: { limit: LOG_LIMITS.msPerLine } },
      )
    }
    if (this.#timed === TIMED) {
      this.#timed = 0
      this.#spent = 0
    }
    return hit
  }
}

function refused(reason: Refusal['reason'], message: string, field = ''): ReadLine {
  return { kind: 'refused', refusal: { reason, field, message } }
}
