import { mask } from '#privacy/mask.ts'
import { withoutPersonal } from '#privacy/personal-text.ts'
import type { RecordContent } from './quarantine.ts'

export interface RowCell {
  readonly column: string
  /** Field of the import that reads the column, or ''. */
  readonly field: string
  readonly value: string
  /** True when `value` is masked and differs from the row's own. */
  readonly masked: boolean
}

const KINDS: Readonly<Record<string, string>> = {
  phone: 'phone',
  email: 'email',
  name: 'name',
  customerName: 'name',
  userId: 'user_id',
  customerId: 'custom_id',
  memberNumber: 'member_number',
}

/** The cells of a quarantined row in column order; a column that no field reads may hold anything and is masked like a code. */
export function maskRow(
  content: RecordContent,
  names: readonly string[],
  mapping: Readonly<Record<string, string>>,
  opened: boolean,
): RowCell[] {
  const fieldOf = new Map(Object.entries(mapping).map(([field, column]) => [column.trim(), field]))
  const known = new Set(names)
  return [...names, ...Object.keys(content).filter((name) => !known.has(name))].map((column) => {
    const said = content[column]
    const text = typeof said === 'string' ? said : said === undefined || said === null ? '' : JSON.stringify(said)
    const field = fieldOf.get(column) ?? ''
    const value = opened || text.trim() === '' ? text : shown(field, text)
    return { column, field, value, masked: value !== text }
  })
}

function shown(field: string, text: string): string {
  const kind = KINDS[field]
  if (kind === 'email' && !text.includes('@')) return mask('custom_id', text)
  if (kind !== undefined) return mask(kind, text)
  return field === '' ? mask('custom_id', text) : withoutPersonal(text)
}
