import { RE2JS } from 're2js'
import { AppError } from '#kernel/app-error.ts'
import { LOG_LIMITS } from './log-limits.ts'

/** Named groups that a pattern must have, each alone or as one of several. */
const NEEDED: readonly (readonly string[])[] = [['time'], ['path', 'request']]

/**
 * A pattern of the shop's own, by the linear engine RE2: never more steps than the pattern has for each character. Answers the named groups of a
 * line, null where it does not fit.
 *
 * @throws AppError invalid-input `log-pattern-wrong`
 */
export function compileLogPattern(pattern: string): (line: string) => Readonly<Record<string, string>> | null {
  if (pattern === '') throw wrong('empty', 'The format "pattern" needs a pattern with named groups, such as (?P<time>...).')
  if (pattern.length > LOG_LIMITS.pattern) throw wrong('long', `A pattern has at most ${LOG_LIMITS.pattern} characters: shorten it.`)
  const compiled = compiledOf(pattern)
  const names = Object.keys(compiled.namedGroups())
  for (const any of NEEDED) {
    if (any.some((name) => names.includes(name))) continue
    throw wrong(
      'groups',
      `The pattern has no group named ${any.join(' or ')}: a page view needs a time and a path. Write (?P<${any[0]}>...).`,
    )
  }
  return (line) => {
    const matcher = compiled.matcher(line)
    if (!matcher.find()) return null
    return Object.fromEntries(names.map((name) => [name, matcher.group(name) ?? '']))
  }
}

function compiledOf(pattern: string): RE2JS {
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(pattern)
  } catch {
    throw wrong('syntax', 'The pattern cannot be read: it takes the syntax of RE2, which knows no back-references and no look-around.')
  }
  if (compiled.programSize() > LOG_LIMITS.steps) throw wrong('large', 'The pattern is too large: repeat fewer parts, and each less often.')
  return compiled
}

function wrong(reason: string, message: string): AppError {
  return new AppError('invalid-input', 'log-pattern-wrong', message, { details: { reason } })
}
