import { AppError } from '#kernel/app-error.ts'
import { compileLogPattern } from './log-pattern.ts'

/** `combined` also reads the common format, a virtual host before it and fields behind it; `pattern` is the shop's own. */
export const LOG_FORMATS = ['combined', 'json', 'pattern'] as const
export type LogFormat = (typeof LOG_FORMATS)[number]

/** Where a line says who asked: the user that the server logged in, a field by its name, a cookie, or a parameter of the address. */
export interface LogWho {
  readonly from: 'user' | 'field' | 'cookie' | 'query'
  /** Of the field, cookie or parameter; '' for the user. */
  readonly name: string
  /** userId means what the source says; anonymousId is a device. */
  readonly as: 'userId' | 'anonymousId'
}

/** How the lines of an access log become page views. Every default keeps less. */
export interface LogOptions {
  readonly format: LogFormat
  /** In the syntax of RE2, with named groups. Only for `pattern`. */
  readonly pattern: string
  /** Of times without an offset; '' is that of the project. */
  readonly timeZone: string
  readonly who: readonly LogWho[]
  /** Where a line names nobody, address and browser of one day make a device that cannot be told on the next; false leaves such lines out. */
  readonly visitors: boolean
  /** `none` keeps nothing of an address, `truncated` its /24 or /48. */
  readonly ip: 'none' | 'truncated'
  /** Pictures, scripts, styles, fonts. */
  readonly leaveOutStatic: boolean
  /** Beginnings of paths that are no page views. */
  readonly leaveOutPaths: readonly string[]
}

export const PLAIN_LOG: LogOptions = {
  format: 'combined',
  pattern: '',
  timeZone: '',
  who: [],
  visitors: true,
  ip: 'none',
  leaveOutStatic: true,
  leaveOutPaths: [],
}

/** @throws AppError invalid-input `log-options-wrong`, `log-pattern-wrong` */
export function checkLogOptions(options: LogOptions): void {
  const { format, pattern, timeZone, who, leaveOutPaths } = options
  if (format === 'pattern') compileLogPattern(pattern)
  else if (pattern !== '') throw wrong('pattern', 'Only the format "pattern" takes a pattern: choose it, or leave the pattern out.')
  if (timeZone !== '' && !isZone(timeZone)) throw wrong('timeZone', 'There is no such time zone: write one such as Asia/Shanghai.')
  const nameless = who.some(({ from, name }) => (from === 'user') !== (name === ''))
  if (nameless) throw wrong('who', 'A field, a cookie and a parameter need their name, and the logged-in user has none.')
  if (leaveOutPaths.some((path) => !path.startsWith('/')))
    throw wrong('leaveOutPaths', 'The beginning of a path starts with a slash, such as /health.')
}

function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch {
    return false
  }
}

function wrong(field: string, message: string): AppError {
  return new AppError('invalid-input', 'log-options-wrong', message, { details: { field } })
}
