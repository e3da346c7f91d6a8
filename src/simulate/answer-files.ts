import { DAY_MS } from '#kernel/clock.ts'
import type { Calendar } from './calendar.ts'
import { CsvWriter } from './csv-writer.ts'
import { CUSTOMER_HEADER, customerRow } from './customer-rows.ts'
import type { Life } from './life.ts'
import { ORDER_HEADER, rowsBetween } from './order-rows.ts'
import type { Person } from './person.ts'
import type { PersonReaction } from './reaction.ts'
import { TICKET_HEADER, ticketRow } from './ticket-rows.ts'

export interface AnswerFile {
  readonly path: string
  readonly rows: number
}

export interface AnswerOrders extends AnswerFile {
  readonly sales: number
  readonly returnLines: number
}

/** Orders and returns after T0 in the format of orders.csv, without added dirt. */
export async function writeAnswerOrders(
  path: string,
  seed: string,
  calendar: Calendar,
  answers: Iterable<{ readonly person: Person; readonly life: Life; readonly reaction: PersonReaction }>,
): Promise<AnswerOrders> {
  const file = new CsvWriter(path, ORDER_HEADER)
  const from = calendar.end.getTime()
  const to = from + calendar.answerDays * DAY_MS
  let sales = 0
  let returnLines = 0
  for (const { person, life, reaction } of answers) {
    // Returns of purchases before T0 do not depend on the contact.
    const before = life.purchases.filter((purchase) => purchase.at < from)
    const first = reaction.answer.purchases.slice(0, 1)
    const later = reaction.answer.purchases.slice(1)
    for (const [purchases, discount, code] of [
      [before, 0, ''],
      [first, reaction.discount, reaction.couponCode],
      [later, 0, ''],
    ] as const) {
      for (const entry of rowsBetween(seed, person, purchases, from, to, discount, code)) {
        if (entry.kind === 'sale') sales += 1
        else returnLines += entry.rows.length
        for (const row of entry.rows) await file.add(row)
      }
    }
  }
  await file.close()
  return { path, rows: file.rows, sales, returnLines }
}

/** Registrations after T0 in the format of customers.csv, without added dirt. */
export async function writeAnswerCustomers(
  path: string,
  seed: string,
  calendar: Calendar,
  newcomers: Iterable<Person>,
): Promise<AnswerFile> {
  const file = new CsvWriter(path, CUSTOMER_HEADER)
  for (const person of newcomers) {
    for (const account of person.accounts) await file.add(customerRow(seed, calendar, person, account))
  }
  await file.close()
  return { path, rows: file.rows }
}

/** Tickets that were opened or closed after T0, in the format of tickets.csv: a ticket open at T0 is repeated under the same number. */
export async function writeAnswerTickets(
  path: string,
  calendar: Calendar,
  lives: Iterable<{ readonly person: Person; readonly life: Life }>,
): Promise<AnswerFile> {
  const file = new CsvWriter(path, TICKET_HEADER)
  const from = calendar.end.getTime()
  const to = from + calendar.answerDays * DAY_MS
  for (const { person, life } of lives) {
    for (const ticket of life.tickets) {
      const news = ticket.openedAt >= from || (ticket.closedAt >= from && ticket.closedAt < to)
      const row = news ? ticketRow(person, ticket, to) : null
      if (row !== null) await file.add(row)
    }
  }
  await file.close()
  return { path, rows: file.rows }
}
