import type { Scope } from '#access/scope.ts'
import { AppError } from '#kernel/app-error.ts'
import { MOST_SELECTED } from './selection-schemas.ts'
import type { CustomerSelection } from './selection-schemas.ts'
import type { SelectionParts } from './customer-reads.ts'

/**
 * The customers that a selection means now.
 * @throws AppError `selection-wrong` for none or both ways of choosing, `selection-empty`, `selection-too-large`
 */
export async function selectedCustomers(
  { reads, vault, care }: SelectionParts,
  scope: Scope,
  selection: CustomerSelection,
): Promise<readonly string[]> {
  const { ids, filter } = selection
  if ((ids === undefined) === (filter === undefined)) {
    throw new AppError('invalid-input', 'selection-wrong', 'Choose customers either by ids or by filter, not by both or none.')
  }
  let found: readonly string[] = []
  if (ids !== undefined) found = await care.survivors(scope, ids)
  if (filter !== undefined) {
    const { q, ...rest } = filter
    const text = q?.trim() ?? ''
    found = await reads.customerIds(scope, text === '' ? rest : { ...rest, ids: await vault.find(scope, text) }, MOST_SELECTED + 1)
  }
  if (found.length === 0) throw new AppError('invalid-input', 'selection-empty', 'No customer is in this selection any more. Choose again.')
  if (found.length > MOST_SELECTED) {
    throw new AppError(
      'invalid-input',
      'selection-too-large',
      `One action takes at most ${MOST_SELECTED} customers. Narrow the filter down, or do it in parts.`,
      { details: { most: MOST_SELECTED } },
    )
  }
  return found
}
