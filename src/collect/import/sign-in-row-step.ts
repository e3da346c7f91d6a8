import type { ClaimedIdentifier } from '../identity-claim.ts'
import { cellReader, contentOf, refuse, type RowPlan, type RowResult } from './row-step.ts'
import { whoAndWhenReader } from './who-and-when.ts'

/** That somebody signed in at an offline activity. */
export interface SignInRow {
  readonly activity: string
  /** Epoch milliseconds. */
  readonly signedInAt: number
  readonly storeId: string
  readonly venue: string
  readonly channel: string
  /** '' where the row does not say. */
  readonly personName: string
  readonly identifiers: readonly ClaimedIdentifier[]
}

/** Makes the step from the cells of a row to a sign-in; one that names nobody is refused, as it would be nobody's. */
export function signInRowStep(plan: RowPlan): (cells: readonly string[]) => RowResult<SignInRow> {
  const cell = cellReader(plan.positions)
  const whoAndWhen = whoAndWhenReader(plan, { at: 'signedInAt', ofSomebody: true })
  const [activity, storeId, venue, channel] = [cell('activity'), cell('storeId'), cell('venue'), cell('channel')]
  const personName = cell('customerName')
  return (cells) => {
    const row = whoAndWhen(cells)
    if (!row.ok) return row
    const what = activity(cells)
    if (what === '') return refuse('missing-value', 'activity', 'The field activity is empty.')
    const said = { activity: what, signedInAt: row.at, storeId: storeId(cells), venue: venue(cells), channel: channel(cells) }
    return {
      ok: true,
      value: { ...said, personName: personName(cells), identifiers: row.identifiers },
      content: contentOf(Object.values(said).map(String), row.identifiers),
    }
  }
}
