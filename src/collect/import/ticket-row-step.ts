import type { ClaimedIdentifier } from '../identity-claim.ts'
import { FEEDBACK_SCALES } from './feedback-fields.ts'
import { scoreOf } from './feedback-row-step.ts'
import { instantReader } from './parse-instant.ts'
import {
  cellReader,
  checkInstant,
  contentOf,
  identifierReader,
  refuse,
  refuseUnusable,
  rowCheck,
  type RowPlan,
  type RowRefused,
  type RowResult,
} from './row-step.ts'

/** The highest rating as it is stored. */
const [, MOST] = FEEDBACK_SCALES.csat

/** One case of customer service. */
export interface TicketRow {
  readonly ticketId: string
  readonly openedAt: number
  readonly closedAt: number | undefined
  readonly kind: string
  readonly topic: string
  readonly channel: string
  /** 1-5, undefined if nobody rated. */
  readonly satisfaction: number | undefined
  readonly identifiers: readonly ClaimedIdentifier[]
}

/** Makes the step from a row to a ticket. Kinds are stored as consultation, complaint, after_sales where the word is known. */
export function ticketRowStep(plan: RowPlan): (cells: readonly string[]) => RowResult<TicketRow> {
  const cell = cellReader(plan.positions)
  const readInstant = instantReader(plan.timeZone, plan.dateOrder)
  const readIdentifiers = identifierReader(plan)
  const check = rowCheck(plan)
  const [ticketId, openedAt, closedAt, kind] = [cell('ticketId'), cell('openedAt'), cell('closedAt'), cell('kind')]
  const [topic, channel, satisfaction] = [cell('topic'), cell('channel'), cell('satisfaction')]

  return (cells) => {
    const useless = check(cells)
    if (useless !== undefined) return useless
    const id = ticketId(cells)
    if (id === '') return refuse('missing-value', 'ticketId', 'The field ticketId is empty.')
    const openedText = openedAt(cells)
    const opened = readInstant(openedText)
    const badOpened = checkInstant(opened, openedText, 'openedAt', plan)
    if (badOpened !== undefined || opened === undefined) {
      return badOpened === undefined
        ? refuse('unreadable-date', 'openedAt', 'The field openedAt is not a date.')
        : { ok: false, refusal: badOpened }
    }
    const closedText = closedAt(cells)
    let closed: number | undefined
    if (closedText !== '') {
      closed = readInstant(closedText)
      const bad = checkInstant(closed, closedText, 'closedAt', plan)
      if (bad !== undefined) return { ok: false, refusal: bad }
    }
    const score = rated(satisfaction(cells), plan.mostScores.get('satisfaction') ?? MOST)
    if (typeof score === 'object') return score
    const { identifiers, unreadable } = readIdentifiers(cells)
    if (identifiers.length === 0 && unreadable !== '') return refuseUnusable(unreadable)
    const row = {
      ticketId: id,
      openedAt: opened,
      closedAt: closed,
      kind: kindOf(kind(cells)),
      topic: topic(cells),
      channel: channel(cells),
      satisfaction: score,
    }
    return {
      ok: true,
      value: { ...row, identifiers },
      content: contentOf(Object.values(row).map(String), identifiers),
    }
  }
}

/** A rating on a scale of 1 to `most`, out of five. Undefined where nobody rated, which help desks write as a blank or as 0. */
function rated(text: string, most: number): number | undefined | RowRefused {
  if (text === '') return undefined
  // Words and stars are a score only where the scale has five points.
  const score = most === MOST || /\d/.test(text) ? scoreOf(text) : undefined
  if (score === undefined) return refuse('unreadable-number', 'satisfaction', 'The field satisfaction is not a number.')
  if (score === 0) return undefined
  if (score < 1 || score > most) {
    const message = `The number in satisfaction must be 1 to ${most}, or 0 if nobody rated. Convert ratings on another scale first.`
    return refuse('number-out-of-range', 'satisfaction', message)
  }
  return Math.round(1 + ((score - 1) * (MOST - 1)) / (most - 1))
}

function kindOf(text: string): string {
  if (/投诉|complain/i.test(text)) return 'complaint'
  if (/咨询|询问|consult|question|inquiry/i.test(text)) return 'consultation'
  return /售后|退换|after.?sales?|return|refund/i.test(text) ? 'after_sales' : text
}
