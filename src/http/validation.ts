import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { TLocalizedValidationError } from 'typebox/error'
import Format from 'typebox/format'
import { AppError } from '#kernel/app-error.ts'
import { isStorableText } from '#kernel/cut-text.ts'
import { fieldsOf, readTexts } from './strict-text.ts'

// RFC 3339 has leap seconds, and RFC 9557 calendars, that no Date can hold: databases would be asked for an invalid time.
Format.Set('date-time', (text) => Format.IsDateTime(text) && Number.isFinite(Date.parse(text)))

/**
 * Checks requests against their TypeBox schemas. Text in addresses is read strictly as what the schema says (`?limit=20`); bodies are taken as
 * they are. A query parameter or a field of a body that the schema does not name is refused: it would otherwise be a filter without effect.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart = 'request' }) => {
  const check = Compile(schema)
  const known = new Set(fieldsOf(schema).keys())
  return (given: unknown) => {
    const isBody = httpPart === 'body'
    if (!isStorable(given))
      return { error: invalid(httpPart, '', 'must contain neither NUL nor broken characters nor endless numbers', 'character') }
    if (httpPart === 'querystring') {
      const error = unknownParameter(given, known)
      if (error !== null) return { error }
    }
    const value = isBody ? given : check.Default(readTexts(schema, isRecord(given) ? given : {}))
    if (!check.Check(value)) {
      const errors = check.Errors(value)
      const [first] = errors
      return { error: first === undefined ? invalid(httpPart, '', 'is not valid', 'form') : explain(httpPart, first, errors) }
    }
    const extra = isBody ? unknownField(value, check.Clean(structuredClone(value))) : null
    return extra === null ? { value } : { error: unknown(extra, known) }
  }
}

/** The first query parameter that a route does not have, as a problem that names those it has; null when it has all. */
export function unknownParameter(query: unknown, known: ReadonlySet<string>): AppError | null {
  const name = isRecord(query) ? Object.keys(query).find((each) => !known.has(each)) : undefined
  return name === undefined ? null : unknown(name, known)
}

function unknown(name: string, known: ReadonlySet<string>): AppError {
  const names = [...known].join(', ')
  const shown = name.slice(0, 100)
  return known.size === 0
    ? new AppError('invalid-input', 'unknown-parameter', `"${shown}" is not known here: this address takes no parameters.`, {
        details: { name: shown },
      })
    : new AppError('invalid-input', 'unknown-parameter', `"${shown}" is not known here: leave it out, or use one of ${names}.`, {
        details: { reason: 'names', name: shown, known: names },
      })
}

/** Path of the first field that cleaning took away; null when nothing is missing. */
function unknownField(given: unknown, cleaned: unknown, path = ''): string | null {
  if (!isRecord(given) && !Array.isArray(given)) return null
  if (typeof cleaned !== 'object' || cleaned === null) return null
  const kept = cleaned as Readonly<Record<string, unknown>>
  for (const [name, value] of Object.entries(given)) {
    const place = path === '' ? name : `${path}.${name}`
    if (!Object.hasOwn(kept, name)) return place
    const deeper = unknownField(value, kept[name], place)
    if (deeper !== null) return deeper
  }
  return null
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function explain(part: string, error: TLocalizedValidationError, all: readonly TLocalizedValidationError[]): AppError {
  const missing = error.keyword === 'required' ? error.params.requiredProperties[0] : undefined
  const path = [...error.instancePath.split('/').slice(1), ...(missing === undefined ? [] : [missing])].join('.')
  if (missing !== undefined) return invalid(part, path, 'is missing', 'missing')
  if (error.keyword === 'const') {
    const words = all.flatMap((one) =>
      one.keyword === 'const' && one.instancePath === error.instancePath ? [JSON.stringify(one.params.allowedValue)] : [],
    )
    return invalid(part, path, `must be ${words.length === 1 ? '' : 'one of '}${[...new Set(words)].join(', ')}`, 'form')
  }
  return invalid(part, path, error.message, REASONS[error.keyword] ?? 'form', limitOf(error.params))
}

/** What is wrong with a field, by the rule of its schema that it breaks. */
type FieldReason = 'missing' | 'character' | 'form' | 'tooShort' | 'tooLong' | 'tooSmall' | 'tooLarge'

const REASONS: Readonly<Record<string, FieldReason>> = {
  minLength: 'tooShort',
  maxLength: 'tooLong',
  minItems: 'tooShort',
  maxItems: 'tooLong',
  minimum: 'tooSmall',
  exclusiveMinimum: 'tooSmall',
  maximum: 'tooLarge',
  exclusiveMaximum: 'tooLarge',
}

function limitOf(params: object): number {
  return 'limit' in params && typeof params.limit === 'number' ? params.limit : 0
}

function invalid(part: string, path: string, message: string, reason: FieldReason, limit = 0): AppError {
  const place = part === 'querystring' ? 'query' : part
  const field = path === '' ? place : `${place}.${path}`
  return new AppError('invalid-input', 'invalid-request', `${field} ${message}: correct it and send the request again.`, {
    details: { field, reason, limit },
  })
}

const MOST_DEPTH = 64

/** Neither U+0000, nor half of a character, nor a number beyond what JSON readers hold: PostgreSQL cannot store them, and nobody means them. */
function isStorable(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return isStorableText(value)
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null) return true
  return depth < MOST_DEPTH && Object.entries(value).every(([name, item]) => isStorable(name) && isStorable(item, depth + 1))
}
