import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { IdentifierKind, IdentityClaim } from '#collect/identity-claim.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import { DEFAULT_RULES } from '#identity/identity-rules.ts'
import { createIdentityService } from '#identity/identity-service.ts'
import { loadKeyring } from '#privacy/master-key.ts'
import { churnDefinition } from '#predict/churn/definition/churn-definition.ts'
import { createChurnStore } from '#store/analytical/churn-store.ts'
import { readTimeline } from '#store/analytical/queries/timeline.ts'
import { PROFILE_FACTS_READ } from '#store/analytical/queries/profile-facts.ts'
import { createCustomerFacts } from '#store/analytical/customer-facts.ts'
import { squashOrigins } from '#store/analytical/squash-origins.ts'
import { engineTime, insertRows } from '#store/analytical/insert.ts'
import { insertTickets } from '#store/analytical/order-lines-store.ts'
import { createIdentityStore } from '#store/relational/identifier-store.ts'
import { dyingAt } from './dying-at.ts'
import { type IntakeWorld, openIntakeWorld, TEST_MASTER_KEY } from './intake-world.ts'

// Whose facts are whose on the real engines: merges rewrite no fact, and every figure follows (ADR 0020).

const NOW = Date.parse('2026-06-01T00:00:00Z')
const HOUR = 3_600_000
const LINES = 3_000
const TABLES = ['events', 'order_lines', 'service_tickets', 'touches'] as const

let world: IntakeWorld
beforeAll(async () => {
  world = await openIntakeWorld()
  // A shop where people have several member cards: a record that names two of them makes them one customer.
  const kinds = DEFAULT_RULES.kinds.map((one) => (one.kind === 'member_number' ? { ...one, perCustomer: 5 } : one))
  await world.identityRules.save({ ...DEFAULT_RULES, kinds }, { base: 0, author: 'test', note: '' })
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
      rules: () => world.identityRules.book,
    })
    await expect(dying.resolve([claim(1, a, b)])).rejects.toThrow('killed')
    expect(await world.identity.repairMerges()).toBe(1)
    expect(await world.identity.repairMerges()).toBe(0)
    expect(await rows('SELECT DISTINCT customer_id AS id FROM order_lines WHERE origin_id = {id:UUID}', { id: younger.originId })).toEqual([
      { id: older.customerId },
    ])
  })
})

describe('a merge taken back', () => {
  it('restores both histories to the last row, with what came in since, and a later record leaves them apart', async () => {
    const [card, phone] = [id('member_number', 'S1'), id('phone', '13912349901')]
    const { owners } = await world.identity.resolve([claim(90, card), { ...claim(80, phone), name: '李四' }])
    const [older, younger] = owners as [(typeof owners)[0], (typeof owners)[0]]
    await live(older, LINES)
    await live(younger, LINES)
    const before = [await history(older.customerId), await history(younger.customerId)]
    const people = async () => {
      const { rows: found } = await world.engines.pg.query<Record<string, unknown>>(
        `SELECT id, masked_name, merged_into, (SELECT array_agg(kind || masked ORDER BY kind) FROM identifiers WHERE customer_id = c.id) AS identifiers
         FROM customers c WHERE id = ANY ($1) ORDER BY created_at`,
        [[older.customerId, younger.customerId]],
      )
      return found
    }
    const apart = await people()
    const edgeId = await mergeOf([card, phone])
    expect(JSON.parse(await history(younger.customerId))).toEqual([[], [], [], []])
    const since = (await world.identity.resolve([claim(0, phone)])).owners[0] as (typeof owners)[0]
    await live(since, 10)
    await live(older, 10)

    const disk = await stored()
    const separated = await world.identity.separate({ customerId: older.customerId, edgeId }, 'user:test')
    expect(separated).toEqual({ customerId: older.customerId, separatedId: younger.customerId })
    expect([await stored(), await mutations()]).toEqual([disk, 0])
    for (const [i, { customerId }] of [older, younger].entries()) {
      const [was, is] = [before[i] ?? '', await history(customerId)].map((text) => JSON.parse(text) as unknown[][])
      const fresh = new Set(is?.flat().map((row) => JSON.stringify(row)))
      for (const row of was?.flat() ?? []) expect(fresh.delete(JSON.stringify(row))).toBe(true)
      // Ten lines, an event, a ticket and a touch of each since.
      expect(fresh.size).toBe(13)
    }
    expect(await world.identity.find('phone', '13912349901')).toBe(younger.customerId)
    expect((await people()).map(({ id: one, merged_into, identifiers }) => [one, merged_into, identifiers])).toEqual(
      apart.map(({ id: one, merged_into, identifiers }) => [one, merged_into, identifiers]),
    )
    expect((await people())[1]).toMatchObject({ masked_name: apart[1]?.['masked_name'] })

    const again = await world.identity.resolve([claim(0, card, phone)])
    expect(again.merges).toEqual([])
    expect(await world.identity.find('phone', '13912349901')).toBe(younger.customerId)
    await expect(world.identity.separate({ customerId: older.customerId, edgeId }, 'user:test')).rejects.toMatchObject({
      code: 'merge-not-found',
    })
    expect(await world.identity.repairMerges()).toBe(0)
  })

  it('gives exactly the history back that was there when nothing came since', async () => {
    const [card, phone] = [id('member_number', 'S2'), id('phone', '13912349902')]
    const { owners } = await world.identity.resolve([claim(90, card), claim(80, phone)])
    for (const owner of owners) await live(owner, LINES)
    const before = await Promise.all(owners.map(({ customerId }) => history(customerId)))
    await world.identity.separate({ customerId: owners[0]?.customerId ?? '', edgeId: await mergeOf([card, phone]) }, 'user:test')
    expect(await Promise.all(owners.map(({ customerId }) => history(customerId)))).toEqual(before)
  })

  it('in the middle of a chain leaves two customers, each of its own side', async () => {
    const cards = [1, 2, 3].map((n) => id('member_number', `X${n}`))
    const { owners } = await world.identity.resolve(cards.map((card, i) => claim(90 - i, card)))
    for (const owner of owners) await live(owner, 5)
    const [x1, x2, x3] = owners.map(({ customerId }) => customerId) as [string, string, string]
    await mergeOf(cards.slice(1))
    const edgeId = await mergeOf(cards.slice(0, 2))
    const whose = () =>
      rows(
        'SELECT origin_id AS origin, any(customer_id) AS id FROM order_lines WHERE origin_id IN {ids:Array(UUID)} GROUP BY origin ORDER BY origin',
        {
          ids: [x1, x2, x3],
        },
      )
    expect(new Set((await whose()).map((row) => row['id']))).toEqual(new Set([x1]))
    expect(await world.identity.separate({ customerId: x1, edgeId }, 'user:test')).toEqual({ customerId: x1, separatedId: x2 })
    expect(new Map((await whose()).map((row) => [row['origin'], row['id']]))).toEqual(
      new Map([
        [x1, x1],
        [x2, x2],
        [x3, x2],
      ]),
    )
    expect(await Promise.all(['X1', 'X2', 'X3'].map((card) => world.identity.find('member_number', card)))).toEqual([x1, x2, x2])
  })

  it('keeps a no that was said since for both', async () => {
    const [card, phone] = [id('member_number', 'N1'), id('phone', '13912349903')]
    const { owners } = await world.identity.resolve([claim(90, card), claim(80, phone)])
    const [older, younger] = owners as [(typeof owners)[0], (typeof owners)[0]]
    const say = (customerId: string, state: string) =>
      world.engines.pg.query(
        `INSERT INTO consent_entries (customer_id, purpose, channel, state, source, said_at) VALUES ($1, 'marketing', 'sms', $2, 'staff', now())`,
        [customerId, state],
      )
    await say(younger.customerId, 'granted')
    const edgeId = await mergeOf([card, phone])
    await say(older.customerId, 'withdrawn')
    await world.engines.pg.query(
      `INSERT INTO contact_stops (customer_id, reason, actor, created_at) VALUES ($1, 'asked', 'user:test', now())`,
      [older.customerId],
    )
    await world.identity.separate({ customerId: older.customerId, edgeId }, 'user:test')
    const { rows: states } = await world.engines.pg.query(
      `SELECT c.granted, s.reason FROM consents c JOIN contact_stops s USING (customer_id) WHERE customer_id = $1`,
      [younger.customerId],
    )
    expect(states).toEqual([{ granted: false, reason: 'asked' }])
  })

  it('that dies before the analytical store knows ends right at the next start', async () => {
    const [card, phone] = [id('member_number', 'D1'), id('phone', '13912349904')]
    const { owners } = await world.identity.resolve([claim(90, card), claim(80, phone)])
    for (const owner of owners) await live(owner, 5)
    const before = await Promise.all(owners.map(({ customerId }) => history(customerId)))
    const edgeId = await mergeOf([card, phone])
    const dying = createIdentityService({
      store: createIdentityStore(world.engines.pg),
      facts: createCustomerFacts(dyingAt(world.engines.clickhouse, 0)),
      keyring: loadKeyring({ dataDir: world.dataDir, masterKey: TEST_MASTER_KEY }),
      clock: { now: () => new Date() },
    })
    await expect(dying.separate({ customerId: owners[0]?.customerId ?? '', edgeId }, 'user:test')).rejects.toThrow('killed')
    expect(await world.identity.repairMerges()).toBe(1)
    expect(await Promise.all(owners.map(({ customerId }) => history(customerId)))).toEqual(before)
  })
})

describe('squashing', () => {
  it('changes no figure before, in between or after, and leaves nothing to look up', async () => {
    const client = world.engines.clickhouse
    const people = [id('member_number', 'Q1'), id('phone', '13912349905'), id('member_number', 'Q3')]
    const { owners } = await world.identity.resolve(people.map((one, i) => claim(90 - i, one)))
    for (const owner of owners) await live(owner, 500)
    await mergeOf(people.slice(0, 2))
    const edgeId = await mergeOf(people.slice(1))
    const [q1, q2, q3] = owners.map(({ customerId }) => customerId) as [string, string, string]
    const before = await figures([q1, q3])
    expect(JSON.stringify(before)).toContain(q1)
    // Those that read meanwhile see the same at any moment.
    let over = false
    const squashing = squashOrigins(client, new Date(Date.now() + 2 * HOUR), world.identity.alone).finally(() => (over = true))
    do expect(await figures([q1, q3])).toEqual(before)
    while (!over)
    expect(await squashing).toBe(0)
    expect(await figures([q1, q3])).toEqual(before)
    expect(await rows('SELECT count() AS n FROM order_lines WHERE owner_id != customer_id')).toEqual([{ n: '0' }])
    expect(await rows("SELECT DISTINCT comment FROM system.columns WHERE table = 'order_lines' AND name = 'customer_id'")).toEqual([
      { comment: 'stored' },
    ])

    // A row of a process that looked before the merge still arrives: the next comparison catches it.
    await live({ customerId: q2, originId: q2 }, 3)
    await world.identity.repairMerges()
    expect(await rows('SELECT DISTINCT customer_id AS id FROM order_lines WHERE origin_id = {id:UUID}', { id: q2 })).toEqual([{ id: q1 }])
    expect(await squashOrigins(client, new Date(Date.now() + 2 * HOUR), world.identity.alone)).toBe(0)
    expect(await rows('SELECT DISTINCT customer_id AS id FROM order_lines WHERE origin_id = {id:UUID}', { id: q2 })).toEqual([{ id: q1 }])

    // And a merge can be taken back after it as before it.
    await world.identity.separate({ customerId: q1, edgeId }, 'user:test')
    expect(await rows('SELECT DISTINCT customer_id AS id FROM order_lines WHERE origin_id = {id:UUID}', { id: q3 })).toEqual([{ id: q3 }])
    expect(await squashOrigins(client, new Date(Date.now() + 2 * HOUR), world.identity.alone)).toBe(0)
    expect(await rows('SELECT DISTINCT customer_id AS id FROM order_lines WHERE origin_id = {id:UUID}', { id: q3 })).toEqual([{ id: q3 }])
  })

  it('leaves a merge of this hour an override', async () => {
    const people = [id('member_number', 'R1'), id('member_number', 'R2')]
    await world.identity.resolve(people.map((one, i) => claim(90 - i, one)))
    await mergeOf(people)
    expect(await squashOrigins(world.engines.clickhouse, new Date(), world.identity.alone)).toBe(1)
  })
})

/** Merges by a record that names both, and returns the row of the edge log that says so. */
async function mergeOf(identifiers: IdentityClaim['identifiers']): Promise<string> {
  const { merges } = await world.identity.resolve([claim(1, ...identifiers)])
  expect(merges).toHaveLength(1)
  const { rows: edges } = await world.engines.pg.query<{ id: string }>(
    "SELECT e.id::text AS id FROM identity_edges e WHERE e.rule = 'merged' ORDER BY e.id DESC LIMIT 1",
  )
  return edges[0]?.id ?? ''
}

async function figures(customerIds: readonly string[]): Promise<unknown> {
  const client = world.engines.clickhouse
  const profiles = await rows(`SELECT * FROM (${PROFILE_FACTS_READ}) ORDER BY customer_id`, {
    asOf: engineTime(NOW),
    windowDays: 365,
    run: NO_CUSTOMER,
  })
  const churn = await createChurnStore(client).features(new Date(NOW), churnDefinition({ horizonDays: 30, activeWithinDays: 0 }), true)
  const timelines = []
  for (const customerId of customerIds) {
    timelines.push((await readTimeline(client, [customerId], { limit: 5_000, cursor: null, kind: null }, 'CNY')).items)
  }
  return { profiles, churn, timelines, histories: await Promise.all(customerIds.map(history)) }
}
