import { shanghaiText } from './calendar.ts'
import type { Ticket } from './life.ts'
import type { Person } from './person.ts'

/** tickets.csv, preset `liuke-tickets`: 关闭时间 is blank while open, 满意度 1-5 or blank, 类型 投诉, 咨询 or 售后. */
export const TICKET_HEADER = ['工单号', '会员号', '创建时间', '关闭时间', '类型', '主题', '渠道', '满意度'] as const

/** A ticket as known to the shop at an instant (ms): open if it is closed later; null if not opened yet. */
export function ticketRow(person: Person, ticket: Ticket, knownAt: number): string[] | null {
  if (ticket.openedAt >= knownAt) return null
  const open = ticket.closedAt >= knownAt
  return [
    `K${String(person.index).padStart(7, '0')}${String(ticket.seq).padStart(3, '0')}`,
    person.accounts[0].memberNumber,
    shanghaiText(ticket.openedAt),
    open ? '' : shanghaiText(ticket.closedAt),
    ticket.kind,
    ticket.topic,
    ticket.channel,
    open || ticket.satisfaction === null ? '' : String(ticket.satisfaction),
  ]
}
