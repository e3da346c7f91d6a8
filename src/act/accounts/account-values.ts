import { AppError } from '#kernel/app-error.ts'
import type { ProviderField, ProviderKind, ProviderValues } from '../providers/provider.ts'

/** Service-account files and private keys have a few thousand characters. */
const LONGEST_VALUE = 20_000

/** What a person typed: text sets a value, null takes it away, absent keeps it. */
export type TypedValues = Readonly<Record<string, string | null>>

/**
 * The values of an account after a change: those that it has, and what was typed over them. Empty text takes a value away, so that a form may send all of its
 * fields; a secret that was not typed again stays.
 * @throws AppError `provider-value-wrong` with `details.field` and `details.reason`
 */
export function mergeValues(
  kind: Pick<ProviderKind, 'fields'>,
  kept: { readonly settings: ProviderValues; readonly secrets: ProviderValues },
  typed: { readonly settings: TypedValues; readonly secrets: TypedValues },
): { readonly settings: ProviderValues; readonly secrets: ProviderValues } {
  for (const side of ['settings', 'secrets'] as const) {
    const names = new Set(kind.fields.filter((field) => (field.kind === 'secret') === (side === 'secrets')).map(({ name }) => name))
    for (const name of Object.keys(typed[side])) if (!names.has(name)) throw wrongValue(name, 'unknown', 'this provider has no such field')
  }
  const settings: Record<string, string> = {}
  const secrets: Record<string, string> = {}
  for (const field of kind.fields) {
    const side = field.kind === 'secret' ? 'secrets' : 'settings'
    const given = typed[side][field.name]
    const text = given === undefined ? (kept[side][field.name] ?? '') : (given ?? '').trim()
    if (text === '') {
      if (field.required) throw wrongValue(field.name, 'required', 'it is required')
      continue
    }
    checkText(field, text)
    ;(side === 'secrets' ? secrets : settings)[field.name] = text
  }
  return { settings, secrets }
}

function checkText(field: ProviderField, text: string): void {
  const { name } = field
  if (text.length > LONGEST_VALUE) throw wrongValue(name, 'too_long', `it has more than ${LONGEST_VALUE} characters`)
  const manyLines = (field.lines ?? 1) > 1
  const isClean = [...text].every((sign) => (sign >= ' ' && sign !== '\u007F' ? true : manyLines && '\r\n\t'.includes(sign)))
  if (!isClean) throw wrongValue(name, 'not_one_line', manyLines ? 'it has control characters' : 'it has line breaks or control characters')
  if (field.kind === 'number' && !/^\d{1,15}(?:\.\d{1,6})?$/u.test(text)) throw wrongValue(name, 'not_number', 'it is not a number')
  if (field.kind === 'flag' && text !== 'true' && text !== 'false') throw wrongValue(name, 'not_flag', 'it is neither true nor false')
  if (field.kind === 'choice' && field.choices?.some(({ value }) => value === text) !== true) {
    const choices = (field.choices ?? []).map(({ value }) => value).join(', ')
    throw wrongValue(name, 'not_choice', `it is none of ${choices}`, { choices })
  }
}

/** The error of every value that a provider cannot use. The value itself is never said again: it may be a secret. */
export function wrongValue(field: string, reason: string, why: string, more: Readonly<Record<string, string>> = {}): AppError {
  return new AppError('invalid-input', 'provider-value-wrong', `The field ${field} of this account cannot be used: ${why}.`, {
    details: { field, reason, why, ...more },
  })
}
