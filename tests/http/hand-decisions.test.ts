import { afterAll, beforeAll, expect, test } from 'vitest'
import type { IdentityClaim } from '#collect/identity-claim.ts'
import type { IdentityDecided, IdentityGraph, IdentityPreview, IdentityWish } from '#http/identity/identity-schemas.ts'
import type { IdentityProposals, ProposalDecided } from '#http/identity/proposal-schemas.ts'
import type { Customer360, CustomerPage, TimelinePage } from '#http/profile/customer-schemas.ts'
import type { HandWish } from '#identity/hand/hand-decisions.ts'
import { customersOf, type OriginEdge } from '#identity/origin-mapping.ts'
import { AppError } from '#kernel/app-error.ts'
import { ManualClock } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { IDENTITY_LOCK } from '#store/relational/identifier-store.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(new Date('2026-03-15T08:00:00Z'))
let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(clock)
})
afterAll(async () => {
  await shop?.close()
})

const HEAD = 'order_id,member_number,phone,email,ordered_at,product_id,quantity,unit_price\n'
const line = (id: string, member: string, phone: string, email = '') => `${id},${member},${phone},${email},2025-05-01 10:00:00,P1,2,10.00\n`
const bring = async (name: string, ...lines: string[]) =>
  await shop.ended((await shop.startImport(name, HEAD + lines.join(''), 'orders')).id)
const later = () => clock.moveTo(new Date(clock.now().getTime() + 60_000))
const idOf = async (q: string) => (await shop.get<CustomerPage>(`/customers?q=${encodeURIComponent(q)}`)).items[0]?.id ?? ''
const ordersOf = async (id: string) =>
  (await shop.get<TimelinePage>(`/customers/${id}/timeline?kind=order`)).items.map((entry) => String(entry.detail['order'])).toSorted()

async function previewOf(id: string, wish: IdentityWish): Promise<IdentityPreview> {
  const answer = await shop.admin.ask('POST', `/customers/${id}/identity/preview`, wish)
  expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, ''])
  return answer.json<IdentityPreview>()
}

const decision = async (id: string, wish: IdentityWish, state: string, confirmed = false) =>
  await shop.admin.ask('POST', `/customers/${id}/identity/decisions`, { wish, state, confirmed, reason: 'said so at the till' })

async function decide(id: string, wish: IdentityWish, confirmed = false): Promise<IdentityDecided> {
  later()
  const answer = await decision(id, wish, (await previewOf(id, wish)).state, confirmed)
  expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, ''])
  return answer.json<IdentityDecided>()
}

test('two known customers are one only when that is confirmed, and two again with their own orders when it is taken back', async () => {
  await bring('two.csv', line('A1', 'M1', '13812340001'), line('A2', 'M1', '13812340001'), line('B1', 'M2', '13812340002'))
  const [one, two] = [await idOf('M1'), await idOf('M2')]
  const dueAt = new Date('2026-04-01T00:00:00Z')
  const task = async (id: string) => (await shop.house.tasks.create([id], { title: 'call', script: '', dueAt, owner: null })).firstId
  const [taskOne, taskTwo] = [await task(one), await task(two)]
  const customerOf = async (id: string | null) =>
    (await shop.house.engines.pg.query<{ customer_id: string }>('SELECT customer_id FROM tasks WHERE id = $1', [id])).rows[0]?.customer_id
  const wish: IdentityWish = { act: 'bind', kind: 'member_number', value: 'M2' }
  const preview = await previewOf(one, wish)
  expect(preview).toMatchObject({ outcome: 'join', doubts: ['known-customers'], identifier: { kind: 'member_number' } })
  // Of two records of the same age the one with the smaller id stays.
  const goes = preview.other?.customerId === one ? { orders: 2, minor: 4_000 } : { orders: 1, minor: 2_000 }
  expect(preview.moves).toMatchObject({
    origins: 1,
    identifiers: 2,
    orders: goes.orders,
    amounts: [{ minor: goes.minor, currency: 'CNY' }],
    tasks: 1,
  })
  const bare = await decision(one, wish, preview.state)
  expect([bare.statusCode, bare.json()]).toMatchObject([409, { code: 'identity-confirm', params: { reason: 'known-customers' } }])

  const { customerId, otherId } = await decide(one, wish, true)
  expect(new Set([customerId, otherId])).toEqual(new Set([one, two]))
  expect(await ordersOf(customerId)).toEqual(['A1', 'A2', 'B1'])
  expect([await customerOf(taskOne), await customerOf(taskTwo)]).toEqual([customerId, customerId])
  const { merges } = await shop.get<Customer360>(`/customers/${customerId}`)
  expect(merges[0]).toMatchObject({ rule: 'bound', mayBeTakenBack: true })

  const graph = await shop.get<IdentityGraph>(`/customers/${otherId ?? ''}/identity`)
  expect(graph).toMatchObject({ customerId, leftOut: 0, devices: [] })
  expect(graph.origins.map((origin) => origin.identifiers)).toEqual([2, 2])
  expect(graph.identifiers.map(({ kind, masked, others }) => [kind, masked, others])).toContainEqual(['phone', '138****0001', 0])
  expect(graph.edges[0]).toMatchObject({
    rule: 'bound',
    actor: 'Ada',
    reason: 'said so at the till',
    from: otherId,
    to: customerId,
    standing: true,
    mayBeTakenBack: true,
  })
  expect(JSON.stringify(graph)).not.toContain('13812340001')

  const back: IdentityWish = { act: 'unmerge', merge: merges[0]?.id ?? '' }
  expect((await previewOf(customerId, back)).moves).toMatchObject({ origins: 1, identifiers: 2, orders: goes.orders, tasks: 1 })
  await decide(customerId, back)
  expect([await customerOf(taskOne), await customerOf(taskTwo)]).toEqual([one, two])
  expect([await ordersOf(one), await ordersOf(two)]).toEqual([['A1', 'A2'], ['B1']])
  expect((await previewOf(one, { act: 'bind', withId: two })).doubts).toEqual(['said-apart', 'known-customers'])
})

test('an identifier taken from a customer stays away from them whatever records say, until somebody binds the two again', async () => {
  await bring('wrong.csv', line('C1', 'M3', '13812340003'))
  const id = await idOf('M3')
  const wish: IdentityWish = { act: 'unbind', kind: 'phone', value: '138 1234 0003' }
  expect(await previewOf(id, wish)).toMatchObject({ outcome: 'leave', doubts: [], moves: { identifiers: 1, orders: 0 } })
  const { otherId } = await decide(id, wish)
  expect(await idOf('13812340003')).toBe(otherId)
  await bring('again.csv', line('C2', 'M3', '13812340003'), line('C3', '', '13812340003'))
  expect([await ordersOf(id), await ordersOf(otherId ?? '')]).toEqual([['C1', 'C2'], ['C3']])

  expect((await previewOf(id, { act: 'bind', kind: 'phone', value: '13812340003' })).doubts).toEqual(['said-apart'])
  await decide(id, { act: 'bind', kind: 'phone', value: '13812340003' }, true)
  expect(await ordersOf(id)).toEqual(['C1', 'C2', 'C3'])
  const { rows } = await shop.house.engines.pg.query(
    "SELECT action, detail FROM audit_log WHERE action LIKE 'identity-%bound' ORDER BY id DESC LIMIT 2",
  )
  expect(rows).toMatchObject([{ action: 'identity-bound' }, { action: 'identity-unbound', detail: { reason: 'said so at the till' } }])
})

test('the customer who stays keeps nothing of what the other one said once they are two again, but for what was said since', async () => {
  const { identity, engines } = shop.house
  const card = (value: string) => ({ kind: 'member_number' as const, value })
  const seenAt = (day: string) => new Date(`2026-01-${day}T00:00:00Z`)
  const said = { name: '王小明', attributes: { gender: 'male', region: 'Wuhan' }, registeredAt: seenAt('01'), preferredLanguage: 'zh' }
  await identity.resolve([
    { identifiers: [card('K1')], source: 'test', seenAt: seenAt('02'), attributes: { birth_year: 1990 }, registeredAt: seenAt('02') },
    { identifiers: [card('K2')], source: 'test', seenAt: seenAt('03'), ...said },
  ])
  const record = async (value: string) => {
    const { rows } = await engines.pg.query(
      'SELECT masked_name, display_name IS NULL AS nameless, attributes, registered_at, preferred_language FROM customers WHERE id = $1',
      [await identity.find('member_number', value)],
    )
    return rows[0] as Record<string, unknown>
  }
  const [before, other] = [await record('K1'), await record('K2')]
  const id = await idOf('K1')
  const { customerId } = await decide(id, { act: 'bind', kind: 'member_number', value: 'K2' }, true)
  expect(await record('K1')).toMatchObject({
    masked_name: '王**',
    attributes: { birth_year: 1990, region: 'Wuhan' },
    registered_at: seenAt('01'),
  })
  await identity.resolve([{ identifiers: [card('K1')], source: 'test', seenAt: clock.now(), attributes: { region: 'Beijing' } }])
  const { merges } = await shop.get<Customer360>(`/customers/${customerId}`)
  await decide(customerId, { act: 'unmerge', merge: merges.find((one) => one.mayBeTakenBack)?.id ?? '' })
  expect(await record('K1')).toEqual({ ...before, attributes: { birth_year: 1990, region: 'Beijing' } })
  expect(await record('K2')).toEqual(other)
})

test('the same two customers are bound and parted as often as people say so, and a value may be confirmed beside several others', async () => {
  await bring('pair.csv', line('P1', 'M6', '13812340006', 'm6@example.com'), line('P2', '', '13812340007'))
  const id = await idOf('M6')
  for (let round = 0; round < 2; round += 1) {
    const { customerId } = await decide(id, { act: 'bind', kind: 'phone', value: '13812340007' }, true)
    const { merges } = await shop.get<Customer360>(`/customers/${customerId}`)
    await decide(customerId, { act: 'unmerge', merge: merges.find((one) => one.mayBeTakenBack)?.id ?? '' })
  }
  expect(await ordersOf(await idOf('13812340007'))).toEqual(['P2'])
  const { job } = await bring('beside.csv', line('P3', '', '13812340006', 'm6@example.com'), line('P4', 'M6', '', 'm6@example.com'))
  expect(job.state).toBe('done')
  expect(await ordersOf(id)).toEqual(['P1', 'P3', 'P4'])
})

test('an un-merge whose customer changes while it waits is refused with what it would move by now', async () => {
  const { identity, engines } = shop.house
  await bring('parts.csv', line('U1', 'M21', '13812340021'), line('U2', '', '13812340022'))
  const id = await idOf('M21')
  const { customerId } = await decide(id, { act: 'bind', kind: 'phone', value: '13812340022' }, true)
  const { merges } = await shop.get<Customer360>(`/customers/${customerId}`)
  const wish: IdentityWish = { act: 'unmerge', merge: merges.find((one) => one.mayBeTakenBack)?.id ?? '' }
  const seen = await previewOf(customerId, wish)

  const holder = await engines.pg.connect()
  const waiting = async (n: number) =>
    await expect
      .poll(
        async () =>
          (await engines.pg.query("SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND NOT granted", [IDENTITY_LOCK]))
            .rowCount,
        { timeout: 120_000 },
      )
      .toBe(n)
  later()
  await holder.query('BEGIN')
  await holder.query('SELECT pg_advisory_xact_lock($1)', [IDENTITY_LOCK])
  // First in the queue: a record that gives the customer one more address. Then the un-merge, which found nothing changed when it came.
  const record = identity.resolve([
    {
      identifiers: [
        { kind: 'phone', value: '13812340022' },
        { kind: 'email', value: 'u2@example.com' },
      ],
      source: 'test',
      seenAt: clock.now(),
    },
  ])
  await waiting(1)
  const decided = decision(customerId, wish, seen.state)
  await waiting(2)
  await holder.query('COMMIT')
  holder.release()
  await record
  const late = await decided
  expect([late.statusCode, late.json<{ code: string }>().code]).toEqual([409, 'identity-changed'])
  const { preview } = late.json<{ preview: IdentityPreview }>()
  expect([preview.outcome, preview.customerId, preview.state === seen.state]).toEqual(['part', customerId, false])
  expect(await ordersOf(customerId)).toEqual(['U1', 'U2'])
  expect((await decision(customerId, wish, preview.state)).statusCode).toBe(200)
  // The address was put on the customer as it was then, so it stays with the one who stays.
  expect(await idOf('u2@example.com')).toBe(customerId)
  expect([await ordersOf(await idOf('M21')), await ordersOf(await idOf('13812340022'))]).toEqual([['U1'], ['U2']])
})

test('what cannot be decided is refused with its reason, and a preview that is out of date decides nothing', async () => {
  await bring('more.csv', line('D1', 'M4', '', 'li@example.com'))
  const id = await idOf('M4')
  const refusal = async (wish: object) => {
    const answer = await shop.admin.ask('POST', `/customers/${id}/identity/preview`, wish)
    const { code, params } = answer.json<{ code: string; params?: { reason?: string } }>()
    return [answer.statusCode, code, params?.reason]
  }
  expect(await refusal({ act: 'bind', kind: 'member_number', value: 'M4' })).toEqual([409, 'identity-refused', 'already'])
  expect(await refusal({ act: 'bind', kind: 'phone', value: '13800138000' })).toEqual([409, 'identity-refused', 'blocked'])
  expect(await refusal({ act: 'bind', kind: 'phone', value: 'no phone' })).toEqual([409, 'identity-refused', 'value'])
  expect(await refusal({ act: 'bind', kind: 'device', value: 'tablet' })).toEqual([409, 'identity-refused', 'kind'])
  expect(await refusal({ act: 'unbind', kind: 'phone', value: '13812340009' })).toEqual([409, 'identity-refused', 'not-theirs'])
  expect((await refusal({ act: 'bind', withId: '00000000-0000-8000-8000-000000000001' }))[1]).toBe('customer-not-found')
  expect((await refusal({ act: 'unmerge', merge: '999999999999999999' }))[1]).toBe('merge-not-found')
  for (const wrong of [{ colour: 'red' }, { value: 'no\u0000phone' }, { kind: undefined }, { withId: id }, { act: 'unmerge' }]) {
    expect((await refusal({ act: 'bind', kind: 'phone', value: '13812340009', ...wrong }))[0]).toBe(400)
  }

  const wish: IdentityWish = { act: 'bind', kind: 'phone', value: '13812340009' }
  const preview = await previewOf(id, wish)
  expect(preview).toMatchObject({ outcome: 'add', identifier: { masked: '138****0009' } })
  await decide(id, { act: 'unbind', kind: 'email', value: 'li@example.com' })
  const late = await decision(id, wish, preview.state)
  expect([late.statusCode, late.json<{ code: string }>().code]).toEqual([409, 'identity-changed'])
  await decide(id, wish)
  expect(await refusal({ act: 'unbind', kind: 'email', value: 'li@example.com' })).toEqual([409, 'identity-refused', 'not-theirs'])
  expect(await idOf('13812340009')).toBe(id)
})

test('customers who may be one person are proposed with what speaks for it, and only a person makes them one', async () => {
  const { identity } = shop.house
  const before = await shop.ended((await shop.admin.ask('POST', '/identity/proposals/search')).json<{ id: string }>().id)
  expect(before.job).toMatchObject({ state: 'done', result: { isEnough: false, found: 0 } })
  const random = new Rng(5)
  const chinese = (from: number, count: number) => String.fromCodePoint(...Array.from({ length: count }, () => from + random.int(300)))
  const people = Array.from({ length: 400 }, (_, i) => ({
    name: chinese(0x5f20, 1) + chinese(0x660e, 2),
    member: `S${i}`,
    phone: `136${String(10_000_000 + random.int(80_000_000))}`,
    attributes: { birth_year: 1950 + random.int(50), region: random.pick(['Shanghai', 'Beijing', 'Wuhan']) },
  }))
  const claim = (member: string, { name, phone, attributes }: (typeof people)[number]): IdentityClaim => ({
    identifiers: [
      { kind: 'member_number', value: member },
      { kind: 'phone', value: phone },
    ],
    source: 'test',
    seenAt: clock.now(),
    name,
    attributes,
  })
  const mistyped = (phone: string) => `${phone.slice(0, -1)}${(Number(phone.slice(-1)) + 5) % 10}`
  const twice = people.slice(0, 12).map((one) => claim(`${one.member}b`, { ...one, phone: mistyped(one.phone) }))
  await identity.resolve([...people.map((one) => claim(one.member, one)), ...twice])
  // What the shop keeps in attributes of its own is compared too: the address of both in one form or the other.
  for (const [i, { member }] of people.slice(0, 12).entries()) {
    for (const [card, place] of [
      [member, '上海市浦东新区'],
      [`${member}b`, '浦东新区'],
    ] as const) {
      await shop.house.engines.pg.query(
        "INSERT INTO customer_statements (customer_id, said_by, source, said_at, words) VALUES ($1, $1, 'file', $2, $3)",
        [
          await identity.find('member_number', card),
          clock.now(),
          {
            'attribute:生日': [{ value: `1990-03-${10 + i}`, first: 1, last: 1, times: 1 }],
            'attribute:收货地址': [{ value: `${place}世纪大道${100 + i}号`, first: 1, last: 1, times: 1 }],
          },
        ],
      )
    }
  }
  later()
  const search = async () =>
    (await shop.ended((await shop.admin.ask('POST', '/identity/proposals/search')).json<{ id: string }>().id)).job.state
  expect(await search()).toBe('done')
  const queue = await shop.get<IdentityProposals>('/identity/proposals?limit=200')
  expect(queue.items.length).toBeGreaterThanOrEqual(11)
  expect(JSON.stringify(queue)).not.toMatch(/136\d{8}/u)
  const [first, second] = queue.items
  expect(first?.evidence).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ field: 'birthday', level: 'same' }),
      expect.objectContaining({ field: 'address', level: 'contained' }),
    ]),
  )
  expect(JSON.stringify(queue)).not.toContain('世纪大道')
  const bits = first?.evidence.reduce((sum, one) => sum + one.bits, 0) ?? 0
  expect(1 / (1 + 2 ** -bits)).toBeCloseTo(first?.chance ?? 0, 6)

  const say = async (id: string | undefined, body: object) => await shop.admin.ask('POST', `/identity/proposals/${id ?? ''}`, body)
  const asked = await say(first?.id, { verdict: 'accept' })
  expect([asked.statusCode, asked.json<{ code: string }>().code]).toEqual([409, 'identity-confirm'])
  const accepted = await say(first?.id, { verdict: 'accept', confirmed: true })
  expect(accepted.json<ProposalDecided>()).toMatchObject({ counts: { open: queue.counts.open - 1, accepted: 1 } })
  expect([first?.a.customerId, first?.b.customerId]).toContain(accepted.json<ProposalDecided>().customerId)
  expect((await say(second?.id, { verdict: 'reject' })).statusCode).toBe(200)
  expect((await say(second?.id, { verdict: 'skip' })).statusCode).toBe(404)
  later()
  await search()
  const after = await shop.get<IdentityProposals>('/identity/proposals?limit=200')
  expect(after.counts).toEqual({ open: queue.counts.open - 2, accepted: 1, rejected: 1 })
  expect(after.items.map(({ id }) => id)).not.toContain(second?.id)
})

test('after any sequence of decisions and records the customers are those that the edges say', async () => {
  const random = new Rng(7)
  const pick = <T>(list: readonly T[]): T => random.pick(list)
  const members = Array.from({ length: 8 }, (_, i) => `R${i}`)
  const phones = Array.from({ length: 8 }, (_, i) => `1391234000${i}`)
  const values = [...members.map((value) => ({ kind: 'member_number', value })), ...phones.map((value) => ({ kind: 'phone', value }))]
  const { handDecisions, identity, engines } = shop.house
  const claim = (...identifiers: { kind: 'member_number' | 'phone'; value: string }[]) => ({
    identifiers,
    source: 'test',
    seenAt: clock.now(),
  })
  await identity.resolve(members.map((value) => claim({ kind: 'member_number', value })))
  const done = { bind: 0, unbind: 0, unmerge: 0, record: 0 }
  for (let step = 0; step < 80; step += 1) {
    later()
    const id = await identity.find('member_number', pick(members))
    const act = pick(['bind', 'bind', 'unbind', 'unmerge', 'unmerge', 'record', 'record'] as const)
    if (act === 'record') {
      await identity.resolve([claim({ kind: 'member_number', value: pick(members) }, { kind: 'phone', value: pick(phones) })])
      done.record += 1
      continue
    }
    const merges = await engines.pg.query<{ id: string }>(
      `SELECT e.id::text FROM identity_edges e JOIN customers c ON c.id = e.customer_id
       WHERE e.rule IN ('merged', 'bound') AND e.other_customer_id IS NOT NULL AND coalesce(c.merged_into, c.id) = $1
         AND NOT EXISTS (SELECT FROM identity_edges r WHERE r.removes = e.id) ORDER BY e.id`,
      [id],
    )
    if (act === 'unmerge' && merges.rows.length === 0) continue
    const theirs = await engines.pg.query<{ kind: string; index: string }>(
      "SELECT kind, encode(blind_index, 'base64') AS index FROM identifiers WHERE customer_id = $1 ORDER BY kind, blind_index",
      [id],
    )
    const wish: HandWish =
      act === 'unmerge' ? { act, merge: pick(merges.rows).id } : act === 'unbind' ? { act, ...pick(theirs.rows) } : { act, ...pick(values) }
    try {
      const { state } = await handDecisions.preview(id ?? '', wish)
      await handDecisions.decide(id ?? '', wish, { state, confirmed: true, reason: 'test', actor: 'user:test' })
      done[act] += 1
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'identity-refused') throw error
    }
  }
  expect(Math.min(...Object.values(done))).toBeGreaterThan(2)

  const { rows: origins } = await engines.pg.query<{ id: string; created_at: Date; customer: string }>(
    'SELECT id, created_at, coalesce(merged_into, id) AS customer FROM customers',
  )
  const { rows: edges } = await engines.pg.query<{ id: string; a: string; b: string; removes: string | null; rule: string }>(
    `SELECT id::text, customer_id AS a, other_customer_id AS b, removes::text, rule FROM identity_edges
     WHERE removes IS NOT NULL OR rule IN ('merged', 'bound') AND other_customer_id IS NOT NULL`,
  )
  const said = edges.map(({ id, a, b, removes }): OriginEdge => (removes === null ? { id, a, b } : { id, removes }))
  const mapping = customersOf(
    origins.map(({ id, created_at }) => ({ id, createdAt: created_at.getTime() })),
    said,
  )
  expect(origins.map(({ id, customer }) => [id, customer])).toEqual(origins.map(({ id }) => [id, mapping.get(id)]))
  const { rows: identifiers } = await engines.pg.query<{ customer_id: string; origin_id: string }>(
    'SELECT customer_id, origin_id FROM identifiers',
  )
  expect(identifiers.map((one) => one.customer_id)).toEqual(identifiers.map((one) => mapping.get(one.origin_id)))
})
