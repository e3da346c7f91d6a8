import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createWorld } from './world.ts'
import type { World } from './world.ts'
import type { HistoryFiles } from './history-files.ts'
import { CUSTOMER_HEADER } from './customer-rows.ts'
import { ORDER_HEADER } from './order-rows.ts'
import { TICKET_HEADER } from './ticket-rows.ts'

const END = new Date('2026-09-20T02:00:00Z')
const small = (seed: number, options: { customers?: number; answerDays?: number } = {}) =>
  createWorld({ seed, customers: options.customers ?? 400, end: END, answerDays: options.answerDays ?? 60 })

let dir = ''
let world: World
let files: HistoryFiles
let orders: string[][] = []
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'liuke-world-'))
  world = small(1, { customers: 1_000 })
  files = await world.writeHistory(dir)
  orders = await rowsOf(files.orders)
})
afterAll(() => rm(dir, { recursive: true, force: true }))

async function rowsOf(path: string): Promise<string[][]> {
  const text = await readFile(path, 'utf8')
  return text
    .replace('\uFEFF', '')
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','))
}

async function fingerprint(of: World): Promise<string> {
  const target = await mkdtemp(join(tmpdir(), 'liuke-world-'))
  const written = await of.writeHistory(target)
  const hash = createHash('sha256')
  for (const path of [written.customers, written.orders, written.tickets]) hash.update(await readFile(path))
  for (const batch of of.historyEvents()) hash.update(batch.body)
  await rm(target, { recursive: true })
  return hash.digest('hex')
}

describe('a world', () => {
  test('is the same for the same seed, and differs for another', async () => {
    const [once, again, other] = [await fingerprint(small(7)), await fingerprint(small(7)), await fingerprint(small(8))]
    expect(again).toBe(once)
    expect(other).not.toBe(once)
  })

  test('has a past that does not depend on how long the future is', async () => {
    expect(await fingerprint(small(7, { answerDays: 20 }))).toBe(await fingerprint(small(7)))
  })

  test('refuses sizes that make no world', () => {
    expect(() => createWorld({ seed: 1, customers: 0, end: END })).toThrow('1 or more')
    expect(() => createWorld({ seed: 1, customers: 5, end: new Date('x') })).toThrow('no date')
  })

  test('is made in bounded time', async () => {
    const started = performance.now()
    const large = createWorld({ seed: 3, customers: 2_000, end: END })
    const target = join(dir, 'large')
    await large.writeHistory(target)
    let messages = 0
    for (const batch of large.historyEvents()) messages += batch.messages
    expect(messages / 2_000).toBeGreaterThan(50)
    expect(messages / 2_000).toBeLessThan(100)
    expect(performance.now() - started).toBeLessThan(12_000)
  })
})

describe('the files', () => {
  test('have the headers of the import presets', async () => {
    expect(orders[0]).toEqual([...ORDER_HEADER])
    expect((await rowsOf(files.customers))[0]).toEqual([...CUSTOMER_HEADER])
    expect((await rowsOf(files.tickets))[0]).toEqual([...TICKET_HEADER])
  })

  test('hold exactly the dirt that the counts say', async () => {
    const { counts } = files
    const lines = orders.slice(1)
    expect(lines).toHaveLength(counts.orders.rows)
    expect(lines.length - new Set(lines.map((cells) => cells.join(','))).size).toBe(counts.orders.duplicates)
    expect(lines.filter((cells) => cells[9] === '0.01')).toHaveLength(counts.orders.testLines)
    expect(lines.filter((cells) => cells[2] === '' && cells[3] === '')).toHaveLength(counts.orders.withoutCustomer)
    expect(lines.filter((cells) => cells[1] === '退货')).toHaveLength(counts.orders.returnLines)
    const readable = (cells: string[]) =>
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(cells[4] ?? '') &&
      !cells[4]?.includes('02-30') &&
      /^-?\d+$/.test(cells[8] ?? '') &&
      /^\d+\.\d\d$/.test(cells[9] ?? '')
    expect(lines.filter((cells) => !readable(cells))).toHaveLength(counts.orders.quarantined)
    const customers = (await rowsOf(files.customers)).slice(1)
    expect(customers).toHaveLength(counts.customers.rows)
    expect(customers.filter((cells) => cells[0] === '' && cells[2] === '' && cells[3] === '')).toHaveLength(counts.customers.quarantined)
    expect(customers.filter((cells) => cells[1]?.includes('测试'))).toHaveLength(counts.customers.testAccounts)
    for (const count of [counts.orders.duplicates, counts.orders.quarantined, counts.customers.quarantined, counts.customers.badPhones]) {
      expect(count).toBeGreaterThan(0)
    }
  })

  test('give a returned line the number of its order, the same product and never more pieces than were sold', () => {
    const sold = new Map(orders.filter((cells) => cells[1] === '销售').map((cells) => [`${cells[0]}/${cells[5]}`, Number(cells[8])]))
    const returns = orders.filter((cells) => cells[1] === '退货')
    expect(returns.length).toBeGreaterThan(50)
    for (const cells of returns) expect(-Number(cells[8])).toBeLessThanOrEqual(sold.get(`${cells[0]?.slice(1)}/${cells[5]}`) ?? 0)
  })

  test('stop at the end of the history and use reserved mail domains only', async () => {
    const last = orders
      .slice(1)
      .reduce((latest, cells) => (/^\d/.test(cells[4] ?? '') && (cells[4] ?? '') > latest ? (cells[4] ?? '') : latest), '')
    expect(last < '2026-09-20 10:00:00').toBe(true)
    for (const cells of (await rowsOf(files.customers)).slice(1)) {
      expect(cells[3] === '' || /@(example\.(com|org|net)|\w+\.test)\s*$/i.test(cells[3] ?? '')).toBe(true)
    }
  })

  test('contain every second registration as well as the first, and the truth lists the pair', async () => {
    const truth = world.truth()
    const numbers = new Set((await rowsOf(files.customers)).map((cells) => cells[0]))
    expect(truth.identityPairs.length).toBeGreaterThan(10)
    expect(new Set(truth.identityPairs.map((pair) => pair.sharedBy)).size).toBe(4)
    for (const pair of truth.identityPairs) expect(numbers.has(pair.main) && numbers.has(pair.second)).toBe(true)
    expect(truth.registrations).toBe(1_000 + truth.identityPairs.length)
  })
})

describe('the events', () => {
  test('fit the limits of the API, are marked historical, and hold the repeats and losses that are counted', () => {
    const known = new Set<string>()
    let repeats = 0
    let withoutId = 0
    const counted = { repeats: 0, withoutId: 0 }
    const names = new Set<string>()
    for (const batch of world.historyEvents()) {
      counted.repeats += batch.repeats
      counted.withoutId += batch.withoutId
      expect(batch.messages).toBeLessThanOrEqual(500)
      expect(Buffer.byteLength(batch.body)).toBeLessThan(400_000)
      const body = JSON.parse(batch.body) as {
        context: unknown
        batch: { messageId: string; userId?: string; anonymousId?: string; event?: string; timestamp: string }[]
      }
      expect(body.context).toEqual({ historical: true })
      expect(body.batch).toHaveLength(batch.messages)
      for (const message of body.batch) {
        if (known.has(message.messageId)) repeats += 1
        known.add(message.messageId)
        if (message.userId === undefined && message.anonymousId === undefined) withoutId += 1
        if (message.event !== undefined) names.add(message.event)
        expect(new Date(message.timestamp).getTime()).toBeLessThan(END.getTime() + 600_000)
      }
    }
    expect({ repeats, withoutId }).toEqual(counted)
    expect(repeats).toBeGreaterThan(50)
    expect(withoutId).toBeGreaterThan(5)
    expect([...names].toSorted()).toEqual([
      'Cart Viewed',
      'Checkout Started',
      'Coupon Viewed',
      'Product Added',
      'Product Viewed',
      'Products Searched',
      'Store Visited',
    ])
  })

  test('from a wrong clock come out right by sentAt', () => {
    const now = new Date('2026-09-21T00:00:00Z')
    const batches = [...world.skewedEvents(now, 12)]
    expect(batches).toHaveLength(12)
    for (const { body, trueTimes } of batches) {
      const { sentAt, batch } = JSON.parse(body) as { sentAt: string; batch: { messageId: string; timestamp: string }[] }
      for (const message of batch) {
        const corrected = now.getTime() - (Date.parse(sentAt) - Date.parse(message.timestamp))
        expect(corrected).toBe(trueTimes.get(message.messageId)?.getTime())
        expect(Date.parse(message.timestamp)).not.toBe(corrected)
      }
    }
  })
})
