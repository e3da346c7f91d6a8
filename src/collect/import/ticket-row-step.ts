import type { ClaimedIdentifier } from '../identity-claim.ts'
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
  type RowResult,
} from './row-step.ts'

/** One case of customer service. */
export interface TicketRow {
  readonly ticketId: string
  readonly openedAt: number
  readonly closedAt: number | undefined
  readonly kind: string
  readonly topic: string
  readonly channel: string
  /** 1-5, undefined if not rated. */
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
    const scoreText = satisfaction(cells)
    let score: number | undefined
    if (scoreText !== '') {
      score = Number(scoreText)
      if (!Number.isFinite(score)) return refuse('unreadable-number', 'satisfaction', 'The field satisfaction is not a number.')
      if (score < 0 || score > 10) return refuse('number-out-of-range', 'satisfaction', 'The number in satisfaction must be 0 to 10.')
      score = Math.round(score)
    }
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

function kindOf(text: string): string {
  if (/投诉|complain/i.test(text)) return 'complaint'
  if (/咨询|询问|consult|question|inquiry/i.test(text)) return 'consultation'
  return /售后|退换|after.?sales?|return|refund/i.test(text) ? 'after_sales' : text
}
