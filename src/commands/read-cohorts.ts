import { AppError } from '#kernel/app-error.ts'
import type { CohortSurvivors } from '#numerics/purchase/shifted-beta-geometric.ts'
import { placesOf } from '#collect/columns/interpret-table.ts'
import { openTable } from '#collect/table/open-table.ts'
import { tableRows } from '#collect/table/table-rows.ts'

const COLUMNS = ['cohort', 'renewal', 'customers'] as const
const MOST_RENEWALS = 600

/**
 * Streams a table of cohorts, rows in any order: how many customers of a cohort remain after n renewals, for every n from 0.
 * @throws AppError `cohorts-unusable`, and as `openTable` does.
 */
export async function readCohorts(path: string): Promise<CohortSurvivors[]> {
  const table = await openTable(path, { holding: COLUMNS })
  const [cohortAt = 0, renewalAt = 0, customersAt = 0] = COLUMNS.map((name) => placeOf(name, table.columns, path))
  const cohorts = new Map<string, number[]>()
  for await (const rows of tableRows(table)) {
    for (const { line, cells } of rows) {
      const renewal = readCount(cells[renewalAt], /^\d+$/)
      const customers = readCount(cells[customersAt], /^\d+(?:\.\d+)?$/)
      if (renewal === null || customers === null || renewal > MOST_RENEWALS) {
        throw unusable(
          `Row ${line} of ${path} is not a cohort row. It needs a renewal from 0 to ${MOST_RENEWALS} and a number of customers, written as plain numbers.`,
        )
      }
      const name = (cells[cohortAt] ?? '').trim()
      const own = cohorts.get(name) ?? []
      if (own[renewal] !== undefined)
        throw unusable(`Row ${line} of ${path} gives renewal ${renewal} of the cohort "${name}" a second time.`)
      own[renewal] = customers
      cohorts.set(name, own)
    }
  }
  for (const [name, own] of cohorts) {
    if (own.length < 2 || Array.from(own, (count) => count === undefined).includes(true))
      throw unusable(`The cohort "${name}" has a gap. It needs every renewal from 0, at least 0 and 1.`)
  }
  return [...cohorts.values()]
}

function placeOf(name: string, columns: readonly string[], path: string): number {
  const [place] = placesOf(name, columns)
  if (place === undefined) throw unusable(`${path} has no column ${name}. It needs the columns ${COLUMNS.join(', ')}.`)
  return place
}

function readCount(cell: string | undefined, form: RegExp): number | null {
  const text = (cell ?? '').trim()
  return form.test(text) ? Number(text) : null
}

function unusable(message: string): AppError {
  return new AppError('invalid-input', 'cohorts-unusable', message)
}
