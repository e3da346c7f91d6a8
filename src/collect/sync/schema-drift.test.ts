import { expect, test } from 'vitest'
import { isDrift, schemaDrift } from './schema-drift.ts'
import type { TableColumn } from './table-column.ts'

const column = (name: string, type = 'text', kind: TableColumn['class'] = 'text'): TableColumn => ({
  name,
  type,
  class: kind,
  nullable: true,
})

test('a column that nobody reads may come, go and change; one that is read may only change within its kind', () => {
  const before = [column('id', 'integer', 'integer'), column('amount', 'numeric(10,2)', 'number'), column('note'), column('colour')]
  const now = [column('id', 'bigint', 'integer'), column('amount', 'text'), column('note', 'varchar(10)'), column('size')]
  const drift = schemaDrift(before, now, new Set(['id', 'amount']))
  expect(drift).toMatchObject({ added: ['size'], removed: ['colour'], missing: [], altered: ['amount'] })
  expect(drift.changed.map(({ name }) => name)).toEqual(['id', 'amount', 'note'])
  expect(schemaDrift(before, now, new Set(['colour'])).missing).toEqual(['colour'])
  expect(isDrift(schemaDrift(before, before, new Set(['id'])))).toBe(false)
})
