import type { ClickHouseClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IdentifierKind, IdentityClaim } from '#collect/identity-claim.ts'
import { createIdentityService } from '#identity/identity-service.ts'
import { loadKeyring } from '#privacy/master-key.ts'
import { createCustomerFacts } from '#store/analytical/customer-facts.ts'
import { engineTime, insertRows } from '#store/analytical/insert.ts'
import { insertTickets } from '#store/analytical/order-lines-store.ts'
import { createIdentityStore } from '#store/relational/identifier-store.ts'
import { type IntakeWorld, openIntakeWorld, TEST_MASTER_KEY } from './intake-world.ts'

// Whose facts are whose on the real engines: merges rewrite no fact, and every figure follows (ADR 0020).

const NOW = Date.parse('2026-06-01T00:00:00Z')
const HOUR = 3_600_000
const LINES = 3_000
const TABLES = ['events', 'order_lines', 'service_tickets', 'touches'] as const

let world: IntakeWorld
beforeAll(async () => {
  world = await openIntakeWorld()
})
afterAll(() => world.stop())

const id = (kind: IdentifierKind, value: string) => ({ kind, value })
const claim = (days: number, ...identifiers: IdentityClaim['identifiers']): IdentityClaim => ({
  identifiers,
  source: 'tracking',
  seenAt: new Date(NOW - days * 24 * HOUR),
})

let made = 0
/** `count` order lines of a person, and an event, a ticket and a touch, as they would be written for this owner. */
async function live(owner: { readonly customerId: string; readonly originId: string }, count: number, start = made): Promise<void> {
  made = Math.max(made, start + count)
  const common = { origin_id: owner.originId, owner_id: owner.customerId, channel: 'web' }
  const at = (i: number) => {
    const time = engineTime(NOW - ((i * 7) % 8_000) * HOUR)
    return { occurred_at: time, received_at: time, available_at: time }
  }
  await insertRows(
    world.engines.clickhouse,
    'order_lines',
    Array.from({ length: count }, (_, i) => ({
      ...common,
      ...at(start + i),
      line_key: String(start + i),
      order_id: `o${Math.floor((start + i) / 3)}`,
      kind: 'sale',
      product_id: `p${i % 50}`,
      category: `c${i % 5}`,
      quantity: 1,
      unit_price: 10 + (i % 9),
      amount: 10 + (i % 9),
      currency: 'CNY',
    })),
  )
  await insertRows(world.engines.clickhouse, 'events', [
    { ...common, ...at(start), message_id: `m${start}`, message_hash: String(start), type: 'track', name: 'Product Viewed' },
  ])
  const { occurred_at: opened, ...rest } = at(start + 1)
  await insertRows(world.engines.clickhouse, 'service_tickets', [
    { ...common, ...rest, opened_at: opened, ticket_id: `t${start}`, kind: 'complaint' },
  ])
  await insertRows(world.engines.clickhouse, 'touches', [{ ...common, ...at(start + 2), touch_id: `c${start}`, kind: 'sent' }])
}

async function rows(query: string, params: Record<string, unknown> = {}): Promise<Record<string, string>[]> {
  const result = await world.engines.clickhouse.query({ query, query_params: params, format: 'JSONEachRow' })
  return await result.json()
}

/** Every fact of a customer to the last column, but for what says how it is kept. */
async function history(customerId: string): Promise<string> {
  const parts = await Promise.all(
    TABLES.map((table) =>
      rows(`SELECT * EXCEPT (owner_id) FROM ${table} FINAL WHERE customer_id = {id:UUID} ORDER BY ALL`, { id: customerId }),
    ),
  )
  return JSON.stringify(parts)
}

/** What lies on the disk. */
async function stored(): Promise<string> {
  const parts = await Promise.all(TABLES.map((table) => rows(`SELECT count() AS n, sum(cityHash64(*)) AS sum FROM ${table}`)))
  return JSON.stringify(parts)
}

const mutations = async () => (await rows(`SELECT table, command FROM system.mutations WHERE table IN ('${TABLES.join("', '")}')`)).length

describe('a merge', () => {
  it('brings both histories together and rewrites nothing', async () => {
    const { owners } = await world.identity.resolve([claim(9, id('member_number', 'M1')), claim(5, id('phone', '13912340001'))])
    const [older, younger] = owners as [(typeof owners)[0], (typeof owners)[0]]
    await live(older, LINES)
    await live(younger, LINES)
    const [before, disk] = [[await history(older.customerId), await history(younger.customerId)], await stored()]
    const counts = async (customerId: string) =>
      (await rows('SELECT count() AS n, sum(amount) AS spent FROM order_lines FINAL WHERE customer_id = {id:UUID}', { id: customerId }))[0]
    expect(await counts(younger.customerId)).toMatchObject({ n: String(LINES) })

    const { merges } = await world.identity.resolve([claim(1, id('member_number', 'M1'), id('phone', '13912340001'))])
    expect(merges).toEqual([{ from: younger.customerId, to: older.customerId }])
    expect(await counts(older.customerId)).toMatchObject({ n: String(2 * LINES) })
    expect(await counts(younger.customerId)).toMatchObject({ n: '0' })
    const both = JSON.parse(await history(older.customerId)) as unknown[][]
    const apart = before.map((text) => JSON.parse(text) as unknown[][])
    for (const [i, facts] of both.entries()) {
      const lines = apart.flatMap((parts) => parts[i] ?? []).map((row) => JSON.stringify(row))
      expect(facts.map((row) => JSON.stringify(row)).toSorted()).toEqual(lines.toSorted())
    }
    expect([await stored(), await mutations()]).toEqual([disk, 0])

    // What the phone names goes on under its own origin, and belongs to the survivor.
    const [owner] = (await world.identity.resolve([claim(0, id('phone', '13912340001'))])).owners
    expect(owner).toEqual({ customerId: older.customerId, originId: younger.customerId })
  })

  it('of merges follows to the last survivor, whichever came first', async () => {
    const people = [3, 2, 1].map((n) => id('member_number', `C${n}`))
    const { owners } = await world.identity.resolve(people.map((one, i) => claim(60 + i, one)))
    for (const owner of owners) await live(owner, 5)
    const [c3, c2, c1] = owners.map(({ customerId }) => customerId) as [string, string, string]
    await world.identity.resolve([claim(1, ...people.slice(0, 2))])
    expect(JSON.parse(await history(c2))).toHaveLength(4)
    expect(await rows('SELECT DISTINCT customer_id AS id FROM order_lines WHERE origin_id = {id:UUID}', { id: c3 })).toEqual([{ id: c2 }])
    await world.identity.resolve([claim(1, ...people.slice(1))])
    expect(
      await rows('SELECT DISTINCT customer_id AS id FROM order_lines WHERE origin_id IN {ids:Array(UUID)}', { ids: [c1, c2, c3] }),
    ).toEqual([{ id: c1 }])
  })

  it('counts facts that come late, from a process that knew the customers before it', async () => {
    const { owners } = await world.identity.resolve([claim(40, id('member_number', 'L1')), claim(30, id('member_number', 'L2'))])
    const [older, younger] = owners as [(typeof owners)[0], (typeof owners)[0]]
    await world.identity.resolve([claim(1, id('member_number', 'L1'), id('member_number', 'L2'))])
    await live(younger, 4)
    expect(
      await rows('SELECT customer_id AS id, count() AS n FROM order_lines WHERE origin_id = {id:UUID} GROUP BY id', {
        id: younger.originId,
      }),
    ).toEqual([{ id: older.customerId, n: '4' }])
  })

  it('leaves a ticket one ticket that a later file names by another identifier of its customer', async () => {
    const { owners } = await world.identity.resolve([claim(40, id('member_number', 'T1')), claim(30, id('member_number', 'T2'))])
    const [older, younger] = owners as [(typeof owners)[0], (typeof owners)[0]]
    await world.identity.resolve([claim(1, id('member_number', 'T1'), id('member_number', 'T2'))])
    const value = {
      ticketId: 'same',
      kind: 'complaint',
      topic: '',
      channel: '',
      openedAt: NOW - HOUR,
      closedAt: undefined,
      satisfaction: undefined,
      identifiers: [],
    }
    for (const originId of [older.originId, younger.originId]) {
      const ticket = { value, line: 1, key: 1n, copy: 0, customerId: older.customerId, originId }
      await insertTickets(world.engines.clickhouse, [ticket], { id: originId, receivedAt: NOW, delayMs: 0 }, originId)
    }
    expect(await rows("SELECT count() AS n, any(import_id) AS newest FROM service_tickets FINAL WHERE ticket_id = 'same'")).toEqual([
      { n: '1', newest: younger.originId },
    ])
  })

  it('of a thousand pairs at once is one write', async () => {
    const pair = (n: number) => [id('member_number', `P${n}`), id('phone', `1391${String(1_000_000 + n)}`)] as const
    const all = Array.from({ length: 1_000 }, (_, n) => pair(n))
    await world.identity.resolve(all.flatMap(([card, phone]) => [claim(20, card), claim(10, phone)]))
    const start = performance.now()
    const { merges } = await world.identity.resolve(all.map(([card, phone]) => claim(1, card, phone)))
    process.stdout.write(`1,000 merges: ${Math.round(performance.now() - start)} ms\n`)
    expect(merges).toHaveLength(1_000)
    expect(
      await rows(`SELECT count() AS n FROM customer_alias FINAL WHERE from_id IN {ids:Array(UUID)}`, {
        ids: merges.map(({ from }) => from),
      }),
    ).toEqual([{ n: '1000' }])
  })

  it.each([0, 1, 2])('that dies at step %i of telling the analytical store ends right at the next start', async (step) => {
    const [a, b] = [id('member_number', `K${step}a`), id('member_number', `K${step}b`)]
    const { owners } = await world.identity.resolve([claim(40, a), claim(30, b)])
    const [older, younger] = owners as [(typeof owners)[0], (typeof owners)[0]]
    await live(younger, 3)
    const dying = createIdentityService({
      store: createIdentityStore(world.engines.pg),
      facts: createCustomerFacts(dyingAt(world.engines.clickhouse, step)),
      keyring: loadKeyring({ dataDir: world.dataDir, masterKey: TEST_MASTER_KEY }),
      clock: { now: () => new Date(NOW) },
    })
    await expect(dying.resolve([claim(1, a, b)])).rejects.toThrow('killed')
    expect(await world.identity.repairMerges()).toBe(1)
    expect(await world.identity.repairMerges()).toBe(0)
    expect(await rows('SELECT DISTINCT customer_id AS id FROM order_lines WHERE origin_id = {id:UUID}', { id: younger.originId })).toEqual([
      { id: older.customerId },
    ])
  })
})

/** A client that fails for good from the n-th thing on that it is asked of the mapping. */
function dyingAt(client: ClickHouseClient, step: number): ClickHouseClient {
  let asked = 0
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        const text = JSON.stringify(args)
        if (/system\.columns|customer_id|customer_alias|customer_overrides/.test(text) && !/"table":"customers"/.test(text)) {
          if (asked >= step) return Promise.reject(new Error('killed'))
          asked += 1
        }
        return Reflect.apply(value, target, args) as unknown
      }
    },
  })
}
