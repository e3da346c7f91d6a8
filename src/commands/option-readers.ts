import { AppError } from '#kernel/app-error.ts'

/** Reads a time for the named option. */
export function readTimeOf(name: string): (text: string) => Date {
  return (text) => {
    const time = new Date(text)
    if (Number.isNaN(time.getTime()))
      throw new AppError('invalid-input', 'time-unreadable', `${name} takes a time such as 2026-01-31, not "${text}".`)
    return time
  }
}

/** Reads the time of `--as-of`. */
export const readTime = readTimeOf('--as-of')

/** Reads a whole number above 0 for the named option. */
export function readWhole(name: string): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (!Number.isInteger(number) || number < 1)
      throw new AppError('invalid-input', 'number-unreadable', `${name} takes a whole number above 0, not "${text}".`)
    return number
  }
}

/** Reads any finite number for the named option. */
export function readNumber(name: string): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (text.trim() === '' || !Number.isFinite(number))
      throw new AppError('invalid-input', 'number-unreadable', `${name} takes a number, not "${text}".`)
    return number
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Reads one of several ids for the named option; `thing` names what they identify. */
export function readIds(name: string, thing: string): (text: string, before: readonly string[] | undefined) => readonly string[] {
  return (text, before = []) => {
    if (!UUID.test(text)) throw new AppError('invalid-input', 'id-unreadable', `${name} takes the id of ${thing}, not "${text}".`)
    return [...before, text.toLowerCase()]
  }
}

/** An option that may be given several times: all of its values. */
export function eachOf(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}
