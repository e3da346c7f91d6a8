import { isPersonalValue } from '../columns/attribute-survey.ts'
import { attributeName } from '../columns/attribute.ts'
import type { RowAttribute } from '../import/customer-row-step.ts'
import { MAX_TEXT, type Refusal } from '../import/row-step.ts'
import { isObject } from '../tracking/tracking-message.ts'

const MOST = 50

/** Attributes of a record, by their type: text, number, or yes and no. Nothing is said where there are none. */
export function recordAttributes(value: unknown): { readonly said: readonly RowAttribute[] } | Refusal {
  if (!isObject(value)) return { said: [] }
  const entries = Object.entries(value).filter(([, one]) => one !== null && one !== '')
  if (entries.length > MOST) return refusal('attributes', `A record has at most ${MOST} attributes.`)
  const said: RowAttribute[] = []
  for (const [key, one] of entries) {
    const name = attributeName(key)
    if (name === '') return refusal('attributes', 'The name of an attribute has letters or digits.')
    if (typeof one !== 'string' && typeof one !== 'number' && typeof one !== 'boolean') continue
    if (typeof one === 'string' && one.length > MAX_TEXT)
      return refusal(`attributes.${name}`, `An attribute has at most ${MAX_TEXT} characters.`)
    said.push({ name, value: one, personal: typeof one === 'string' && isPersonalValue(one) })
  }
  return { said }
}

function refusal(field: string, message: string): Refusal {
  return { reason: 'value-too-long', field, message }
}
