import type { Static } from '#http/shared-schemas.ts'
import type { CustomerFilterBody, CustomerSelection } from '#http/profile/selection-schemas.ts'
import type { Params } from '../../api/client.ts'

const NUMBERS = new Set(['riskFrom', 'riskTo', 'valueFrom', 'valueTo', 'r', 'f'])
const TRUTHS = new Set(['scored', 'atRisk', 'active', 'isNew'])

/** The filter of a list of customers, which the address bar keeps as text, as the body of an action has it. */
export function selectionOfFilter(params: Params): CustomerSelection {
  const filter: Record<string, string | number | boolean> = {}
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === '') continue
    if (NUMBERS.has(name)) filter[name] = Number(value)
    else if (TRUTHS.has(name)) filter[name] = value === true || value === 'true'
    else filter[name] = value
  }
  return { filter: filter as Static<typeof CustomerFilterBody> }
}
