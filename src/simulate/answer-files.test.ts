import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CUSTOMER_HEADER } from './customer-rows.ts'
import type { TrackingMessage } from './history-events.ts'
import { TICKET_HEADER } from './ticket-rows.ts'
import { createWorld } from './world.ts'
import type { Reaction, World } from './world.ts'

const PEOPLE = 600
const DAYS = 60
const END = new Date('2026-03-31T16:00:00Z')
/** The instants of T0 and of the end of the answer period as the files write them. */
const [FROM, TO] = ['2026-04-01 00:00:00', '2026-05-31 00:00:00']
const worldOf = (answerDays = DAYS) => createWorld({ seed: 21, customers: PEOPLE, end: END, answerDays })

let dir = ''
let world: World
let reaction: Reaction
let customers: string[][]
let tickets: string[][]
let historyCustomers: string[][]
let historyTickets: string[][]
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'liuke-answer-'))
  world = worldOf()
  const history = await world.writeHistory(dir)
  reaction = reactionOf(world)
  customers = await rowsOf((await reaction.writeCustomers(join(dir, 'answer-customers.csv'))).path)
  tickets = await rowsOf((await reaction.writeTickets(join(dir, 'answer-tickets.csv'))).path)
  historyCustomers = await rowsOf(history.customers)
  historyTickets = await rowsOf(history.tickets)
})
afterAll(() => rm(dir, { recursive: true, force: true }))

/** The outcome without any contact. */
function reactionOf(of: World): Reaction {
  return of.react({ directory: new Map(), decisions: [], contacts: { mails: [], tasks: [], webhooks: [] } })
}

async function rowsOf(path: string): Promise<string[][]> {
  const text = await readFile(path, 'utf8')
  return text
    .replace('\uFEFF', '')
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','))
}

describe('newcomers', () => {
  test('register after T0 only, at the pace of the history, and are not in the history', () => {
    const [header, ...rows] = customers
    expect(header).toEqual([...CUSTOMER_HEADER])
    const known = new Set(historyCustomers.map((cells) => cells[0]))
    for (const cells of rows) {
      expect(known).not.toContain(cells[0])
      expect((cells[8] ?? '') >= FROM && (cells[8] ?? '') < TO).toBe(true)
    }
    expect(rows.map((cells) => cells[0])).toEqual([...world.newcomers()].map((person) => person.accounts[0].memberNumber))
    const joined = [...world.people()].filter((person) => person.accounts[0].joinDay >= world.calendar.firstDay).length
    const expected = (joined / -world.calendar.firstDay) * DAYS
    expect(rows.length).toBeGreaterThan(0.8 * expected)
    expect(rows.length).toBeLessThan(1.25 * expected)
    // The console requests the last thirty days.
    expect(rows.filter((cells) => (cells[8] ?? '') >= '2026-05-01').length).toBeGreaterThan(0.4 * rows.length)
  })

  test('are the same every time, and a longer answer period only adds to them', () => {
    const once = [...world.newcomers()]
    expect([...worldOf().newcomers()]).toEqual(once)
    const short = [...worldOf(DAYS / 2).newcomers()]
    expect(short.length).toBeGreaterThan(0)
    expect(once.slice(0, short.length)).toEqual(short)
  })

  test('do not affect the others', () => {
    const indices = [...world.people()].map((person) => person.index)
    expect(Math.max(...indices)).toBe(PEOPLE - 1)
    expect(Math.min(...[...world.newcomers()].map((person) => person.index))).toBe(PEOPLE)
    expect(world.truth()).toMatchObject({ people: PEOPLE })
    expect(reaction).toMatchObject({ outcomes: [], unknownCustomers: 0 })
  })

  test('order and visit after they registered', async () => {
    const numbers = new Map([...world.newcomers()].map((person) => [person.accounts[0].memberNumber, person.accounts[0].joinDay]))
    const orders = await rowsOf((await reaction.writeOrders(join(dir, 'answer-orders.csv'))).path)
    const buyers = new Set(orders.map((cells) => cells[2] ?? '').filter((number) => numbers.has(number)))
    expect(buyers.size).toBeGreaterThan(0.5 * numbers.size)
    const seen = new Set<string>()
    for (const batch of reaction.eventBatches()) {
      const { batch: messages } = JSON.parse(batch.body) as { batch: TrackingMessage[] }
      for (const { userId, timestamp } of messages) {
        const joinDay = userId === undefined ? undefined : numbers.get(userId)
        if (userId === undefined || joinDay === undefined) continue
        seen.add(userId)
        expect(Date.parse(timestamp)).toBeGreaterThan(world.calendar.instant(joinDay - 1, 9))
      }
    }
    expect(seen.size).toBeGreaterThan(0.5 * numbers.size)
  })
})

describe('tickets of the answer period', () => {
  test('are those opened since T0 and those that were open then and closed since', () => {
    const [header, ...rows] = tickets
    expect(header).toEqual([...TICKET_HEADER])
    const before = new Map(historyTickets.map((cells) => [cells[0], cells]))
    const again = rows.filter((cells) => before.has(cells[0]))
    expect(again.length).toBeGreaterThan(0)
    for (const cells of again) {
      const old = before.get(cells[0]) ?? []
      expect([old[3], old[7]]).toEqual(['', ''])
      expect((cells[3] ?? '') >= FROM && (cells[3] ?? '') < TO).toBe(true)
      // All other fields that identify the ticket are unchanged.
      for (const column of [0, 1, 2, 4, 5, 6]) expect(cells[column]).toBe(old[column])
    }
    const fresh = rows.filter((cells) => !before.has(cells[0]))
    expect(fresh.length).toBeGreaterThan(again.length)
    for (const cells of fresh) {
      expect((cells[2] ?? '') >= FROM && (cells[2] ?? '') < TO).toBe(true)
      expect((cells[3] ?? '') < TO).toBe(true)
    }
    // Unreadable rows are counted separately.
    const openThen = historyTickets.filter((cells) => cells[3] === '' && !cells[0]?.startsWith('KX'))
    expect(again.map((cells) => cells[0])).toEqual(openThen.map((cells) => cells[0]))
    expect(new Set(rows.map((cells) => cells[0])).size).toBe(rows.length)
    const newcomers = new Set(customers.map((cells) => cells[0]))
    expect(rows.some((cells) => newcomers.has(cells[1]))).toBe(true)
  })
})
