import { attributeField, attributeName, freeAttributeName } from '../columns/attribute.ts'
import type { Corrections } from '../columns/corrections.ts'
import type { ColumnReading } from '../columns/interpretation.ts'
import { addCorrections } from '../columns/remembered-corrections.ts'
import { HAS_ATTRIBUTES } from './guess-mapping.ts'
import type { ImportPlan, ImportSource } from './import-plan.ts'

type Columns = Pick<ImportPlan, 'table' | 'interpretation'>

/** Heading of each unmapped column with values in the first rows -> the attribute name it could be kept under. */
export function keepableColumns({ table, interpretation }: Columns): Record<string, string> {
  return namesOf(
    interpretation,
    unread(interpretation).filter(({ position }) => table.sample.some((cells) => (cells[position] ?? '').trim() !== '')),
  )
}

/** Treats every unmapped column as an attribute; columns without values are skipped. */
export function keepingAll(
  { kind, corrections = {} }: Pick<ImportSource, 'kind' | 'corrections'>,
  { interpretation }: Columns,
): Corrections {
  if (!HAS_ATTRIBUTES.has(kind)) return corrections
  const names = Object.entries(namesOf(interpretation, unread(interpretation)))
  return addCorrections(corrections, { mapping: Object.fromEntries(names.map(([heading, name]) => [attributeField(name), heading])) })
}

function unread({ columns }: Columns['interpretation']): readonly ColumnReading[] {
  return columns.filter(({ field }) => field === undefined)
}

/** All different. */
function namesOf({ attributes }: Columns['interpretation'], columns: readonly ColumnReading[]): Record<string, string> {
  const taken = new Set(attributes.map(({ name }) => name))
  return Object.fromEntries(
    columns.map(({ heading, position }) => {
      const name = freeAttributeName(attributeName(heading) || `column_${position + 1}`, taken)
      taken.add(name)
      return [heading, name]
    }),
  )
}
