import type { SavedTag } from '#http/segment/tag-schemas.ts'
import type { Format } from '../../../format/format.ts'

/** A number of a tag as its type is written. */
export function tagNumber(value: number, type: SavedTag['type'], format: Format, currency: string): string {
  if (type === 'money') return format.majorMoney(value, currency)
  if (type === 'share') return format.percent(value, 0)
  return format.decimal(value, Number.isInteger(value) ? 0 : 2)
}

/** The list of the customers with a value, or with any. */
export function tagPeople(name: string, value: string | null): string {
  const where = value === null ? `tag.${name} is set` : `tag.${name} is ${JSON.stringify(value)}`
  return `/customers?${new URLSearchParams({ where }).toString()}`
}
