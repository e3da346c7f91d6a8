import { DAY_MS } from '#kernel/clock.ts'
import type { ClaimedIdentifier } from '../identity-claim.ts'
import { instantReader, localToUtc, midnightOf } from './parse-instant.ts'
import { writtenMonth } from './written-date.ts'
import { cellReader, checkInstant, identifierReader, refuse, refuseUnusable, rowCheck, type RowPlan, type RowRefused } from './row-step.ts'

/** Of whom a row tells, and of which time; epoch milliseconds. */
export interface WhoAndWhen {
  readonly ok: true
  readonly at: number
  readonly identifiers: readonly ClaimedIdentifier[]
}

interface Wanted {
  /** The field of the time. */
  readonly at: string
  /** Whether a row that names nobody is refused: what it tells would be nobody's. */
  readonly ofSomebody: boolean
  /** A field that may be longer than the others, which is checked by its own step. */
  readonly long?: string
}

/** Reads what every row of a dated fact begins with: that the row is whole, who is meant and when it was. */
export function whoAndWhenReader(plan: RowPlan, { at, ofSomebody, long }: Wanted): (cells: readonly string[]) => WhoAndWhen | RowRefused {
  const timeOf = cellReader(plan.positions)(at)
  const readInstant = instantReader(plan.timeZone, plan.dateOrder)
  const toUtc = localToUtc(plan.timeZone)
  /** The day that is meant by a month, where somebody said which. */
  const dayOfMonth = (text: string): number | undefined => {
    const found = plan.monthDay === undefined ? undefined : writtenMonth(text)
    if (found === undefined) return undefined
    const [year, month] =
      plan.monthDay === 'first' ? [found.year, found.month] : found.month === 12 ? [found.year + 1, 1] : [found.year, found.month + 1]
    const midnight = midnightOf(year, month, 1)
    return midnight === undefined ? undefined : toUtc(plan.monthDay === 'first' ? midnight : midnight - DAY_MS)
  }
  const readIdentifiers = identifierReader(plan)
  const check = rowCheck(plan)
  const longAt = long === undefined ? undefined : plan.positions.get(long)
  return (cells) => {
    const useless = check(longAt === undefined ? cells : cells.map((text, i) => (i === longAt ? '' : text)))
    if (useless !== undefined) return useless
    const text = timeOf(cells)
    const time = readInstant(text) ?? dayOfMonth(text)
    if (time === undefined && writtenMonth(text) !== undefined)
      return refuse('unreadable-date', at, `The field ${at} says a month and no day.`)
    const bad = checkInstant(time, text, at, plan)
    if (bad !== undefined) return { ok: false, refusal: bad }
    const { identifiers, unreadable } = readIdentifiers(cells)
    if (identifiers.length === 0 && unreadable !== '') return refuseUnusable(unreadable)
    if (identifiers.length === 0 && ofSomebody) return refuse('no-identifier', '', 'Nothing says whose value this is.')
    return { ok: true, at: time ?? 0, identifiers }
  }
}
