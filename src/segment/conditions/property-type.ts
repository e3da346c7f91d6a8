import { ACTS } from './act-catalogue.ts'
import type { ActKind, PropertyTest } from './condition.ts'
import type { FieldType } from './condition-field.ts'

/** The type of a property; that of one of its own is the one it is tested by. */
export function propertyType(did: ActKind, { property, op }: PropertyTest): FieldType {
  const known = ACTS[did].properties.find(({ name }) => name === property)
  if (known !== undefined) return known.type
  if (op === 'yes' || op === 'no') return 'flag'
  return op === 'in' || op === 'contains' || op === 'starts' || op === 'set' ? 'text' : 'number'
}
