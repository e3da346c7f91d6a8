import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { TLocalizedValidationError } from 'typebox/error'
import { AppError } from '#kernel/app-error.ts'

/**
 * Checks requests against their TypeBox schemas. Text in addresses is converted to what the schema says (`?limit=20`); bodies are taken as
 * they are, without fields that the schema does not name, so that nothing unexpected travels further.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check = Compile(schema)
  return (given: unknown) => {
    const isBody = httpPart === 'body'
    const value = isBody ? check.Clean(given) : check.Default(check.Convert(given))
    if (hasNul(value)) return { error: invalid(httpPart ?? 'request', '', 'must not contain a NUL character', 'character') }
    if (check.Check(value)) return { value }
    const [first] = check.Errors(value)
    return {
      error: first === undefined ? invalid(httpPart ?? 'request', '', 'is not valid', 'form') : explain(httpPart ?? 'request', first),
    }
  }
}

function explain(part: string, error: TLocalizedValidationError): AppError {
  const missing = error.keyword === 'required' ? error.params.requiredProperties[0] : undefined
  const path = [...error.instancePath.split('/').slice(1), ...(missing === undefined ? [] : [missing])].join('.')
  if (missing !== undefined) return invalid(part, path, 'is missing', 'missing')
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

/** PostgreSQL cannot store U+0000 in text, and nobody means it. */
function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\u0000')
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some((item) => hasNul(item))
}
