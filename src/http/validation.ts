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
    if (hasNul(value)) return { error: invalid(httpPart ?? 'request', '', 'must not contain a NUL character') }
    if (check.Check(value)) return { value }
    const [first] = check.Errors(value)
    return { error: first === undefined ? invalid(httpPart ?? 'request', '', 'is not valid') : explain(httpPart ?? 'request', first) }
  }
}

function explain(part: string, error: TLocalizedValidationError): AppError {
  const missing = error.keyword === 'required' ? error.params.requiredProperties[0] : undefined
  const path = [...error.instancePath.split('/').slice(1), ...(missing === undefined ? [] : [missing])].join('.')
  if (missing !== undefined) return invalid(part, path, 'is missing')
  return invalid(part, path, error.message)
}

function invalid(part: string, path: string, message: string): AppError {
  const place = part === 'querystring' ? 'query' : part
  const field = path === '' ? place : `${place}.${path}`
  return new AppError('invalid-input', 'invalid-request', `${field} ${message}: correct it and send the request again.`, {
    details: { field },
  })
}

/** PostgreSQL cannot store U+0000 in text, and nobody means it. */
function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\u0000')
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some((item) => hasNul(item))
}
