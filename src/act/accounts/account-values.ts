import type { ProviderField, ProviderKind, ProviderValues } from '../providers/provider.ts'
import { valueWrong } from '../providers/provider-values.ts'

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
    for (const name of Object.keys(typed[side])) if (!names.has(name)) throw valueWrong(name, 'this provider has no such field', 'unknown')
  }
  const settings: Record<string, string> = {}
  const secrets: Record<string, string> = {}
  for (const field of kind.fields) {
    const side = field.kind === 'secret' ? 'secrets' : 'settings'
    const given = typed[side][field.name]
    // Where nothing is called any more, its secret goes too.
    if (field.goesTo !== undefined && given === undefined && isTakenAway(typed.settings[field.goesTo])) continue
    const text = given === undefined ? (kept[side][field.name] ?? '') : (given ?? '').trim()
    if (text === '') {
      if (field.required) throw valueWrong(field.name, 'it is required', 'required')
      continue
    }
    checkText(field, text)
    if (
      field.kind === 'secret' &&
      typed.secrets[field.name] === undefined &&
      movedField(kind, field, kept.settings, typed.settings) !== undefined
    )
      throw valueWrong(field.name, 'the account would be called at another address: enter its secrets again', 'again')
    ;(side === 'secrets' ? secrets : settings)[field.name] = text
  }
  return { settings, secrets }
}

function isTakenAway(given: string | null | undefined): boolean {
  return given !== undefined && (given ?? '').trim() === ''
}

/** Where a secret is sent, if that changes: who may change it but does not know the secrets must not have them sent elsewhere. */
function movedField(
  kind: Pick<ProviderKind, 'fields'>,
  secret: ProviderField,
  kept: ProviderValues,
  typed: TypedValues,
): ProviderField | undefined {
  const others = new Set(kind.fields.flatMap(({ goesTo }) => goesTo ?? []))
  return kind.fields.find(({ name, kind: of }) => {
    if (secret.goesTo === undefined ? others.has(name) : secret.goesTo !== name) return false
    const given = typed[name]
    return (of === 'url' || of === 'host') && given !== undefined && (given ?? '').trim() !== (kept[name] ?? '')
  })
}

function checkText(field: ProviderField, text: string): void {
  const { name } = field
  if (text.length > LONGEST_VALUE) throw valueWrong(name, `it has more than ${LONGEST_VALUE} characters`, 'too_long')
  const manyLines = (field.lines ?? 1) > 1
  const isClean = [...text].every((sign) => (sign >= ' ' && sign !== '\u007F' ? true : manyLines && '\r\n\t'.includes(sign)))
  if (!isClean) throw valueWrong(name, manyLines ? 'it has control characters' : 'it has line breaks or control characters', 'not_one_line')
  if (field.kind === 'number' && !/^\d{1,15}(?:\.\d{1,6})?$/u.test(text)) throw valueWrong(name, 'it is not a number', 'not_number')
  if (field.kind === 'flag' && text !== 'true' && text !== 'false') throw valueWrong(name, 'it is neither true nor false', 'not_flag')
  if (field.kind === 'choice' && field.choices?.some(({ value }) => value === text) !== true) {
    const choices = (field.choices ?? []).map(({ value }) => value).join(', ')
    throw valueWrong(name, `it is none of ${choices}`, 'not_choice')
  }
}
