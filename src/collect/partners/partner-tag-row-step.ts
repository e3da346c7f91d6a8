import { DAY_MS } from '#kernel/clock.ts'
import type { ClaimedIdentifier } from '../identity-claim.ts'
import { instantReader } from '../import/parse-instant.ts'
import {
  cellReader,
  contentOf,
  identifierReader,
  refuse,
  refuseUnusable,
  rowCheck,
  type RowPlan,
  type RowResult,
} from '../import/row-step.ts'

/** A tag that a partner gives a customer. */
export interface PartnerTagRow {
  readonly tag: string
  /** '' for a tag that somebody has or has not. */
  readonly value: string
  /** Epoch milliseconds; undefined where the partner names no end. */
  readonly validUntil: number | undefined
  readonly identifiers: readonly ClaimedIdentifier[]
}

/** A time of day, or a count of seconds. */
const TIME_OF_DAY = /:|^\d{10}/u

const MOST_CHARACTERS = { tag: 100, value: 200 } as const

/** Makes the step from the cells of a record to a tag; one that names nobody is refused, as it would be nobody's. */
export function partnerTagRowStep(plan: RowPlan): (cells: readonly string[]) => RowResult<PartnerTagRow> {
  const cell = cellReader(plan.positions)
  const readInstant = instantReader(plan.timeZone, plan.dateOrder)
  const readIdentifiers = identifierReader(plan)
  const check = rowCheck(plan)
  const [tagOf, valueOf, untilOf] = [cell('tag'), cell('value'), cell('validUntil')]
  return (cells) => {
    const useless = check(cells)
    if (useless !== undefined) return useless
    const [tag, value, untilText] = [tagOf(cells), valueOf(cells), untilOf(cells)]
    if (tag === '') return refuse('missing-value', 'tag', 'The field tag is empty.')
    for (const [field, text] of [
      ['tag', tag],
      ['value', value],
    ] as const) {
      const most = MOST_CHARACTERS[field]
      if (text.length > most) return refuse('value-too-long', field, `The field ${field} has more than ${most} characters.`)
    }
    // A tag may end in the future, or have ended.
    const until = untilText === '' ? undefined : readInstant(untilText)
    if (untilText !== '' && until === undefined)
      return refuse('unreadable-date', 'validUntil', 'The field validUntil is not a date that can be read.')
    // Valid until a day is valid on that day.
    const validUntil = until === undefined || TIME_OF_DAY.test(untilText) ? until : until + DAY_MS
    const { identifiers, unreadable } = readIdentifiers(cells)
    if (identifiers.length === 0 && unreadable !== '') return refuseUnusable(unreadable)
    if (identifiers.length === 0) return refuse('no-identifier', '', 'Nothing says whose tag this is.')
    return {
      ok: true,
      value: { tag, value, validUntil, identifiers },
      content: contentOf([tag, value, String(validUntil)], identifiers),
    }
  }
}
