import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BroadcastDefinition } from '#act/broadcasts/broadcast.ts'
import { leftOut, NO_SUMS } from '#act/broadcasts/broadcast.ts'
import { BroadcastPlanner } from '#act/broadcasts/broadcast-planner.ts'
import type { PlannerPorts } from '#act/broadcasts/broadcast-planner.ts'
import type { MessageContent } from '#act/content/message-content.ts'
import { DEFAULT_RULES } from '#act/policy/contact-rules.ts'
import { createCustomerZones } from '#act/policy/customer-moment.ts'
import { createRulesPolicy } from '#act/policy/rules-policy.ts'
import type { ClaimedSend, PlannedContact } from '#act/send-store.ts'
import { assignArm } from '#decide/assign-arm.ts'
import type { Channel } from '#decide/strategy.ts'
import { ManualClock } from '#kernel/clock.ts'
import { newId, stableId } from '#kernel/id.ts'
import { createBroadcastAudience } from '#store/broadcast-audience.ts'
import { createBroadcastLedger } from '#store/relational/broadcast-ledger.ts'
import { createBroadcastStore } from '#store/relational/broadcast-store.ts'
import { createRecipientReader } from '#store/relational/recipient-store.ts'
import { createSendFactReader } from '#store/relational/send-fact-store.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import type { ShopServer } from '../http/support/shop-server.ts'
import { openShopServer } from '../http/support/shop-server.ts'

// A broadcast over real engines: everybody of the audience has one row with one reason, whatever dies when, and however many nodes plan.

const clock = new ManualClock(new Date('2026-03-16T04:00:00Z')) // Monday noon in Beijing
const CUSTOMERS = 120
const BLOCK = 25
const text = (words: string) => ({ zh: words, en: words })
const CONTENT: MessageContent = {
  name: 'News',
  purpose: 'marketing',
  sms: { text: text('hello'), templates: {} },
  email: { subject: text('hello'), preheader: text(''), body: { kind: 'text', text: text('hello') } },
  fallbacks: {},
  utm: null,
}
const PINNED = { id: stableId('content'), version: 3 }
const WISH: BroadcastDefinition = {
  name: 'Spring',
  audience: { all: [] },
  content: PINNED,
  channels: ['email', 'sms'],
  when: { kind: 'now' },
  holdout: 0.2,
  holdoutWaiver: '',
  expiresHours: 72,
  priority: 50,
  windowDays: 14,
  unitCosts: { sms: 5 },
}

let shop: ShopServer

beforeAll(async () => {
  shop = await openShopServer(clock)
  // Every fourth has no word on mail, every sixth no mail; a third may get text messages.
  const rows = Array.from({ length: CUSTOMERS }, (_, i) =>
    [`1390000${1_000 + i}`, i % 6 === 5 ? '' : `c${i}@example.com`, i % 4 === 3 ? '' : 'yes', i % 3 === 0 ? 'yes' : ''].join(','),
  )
  const file = ['phone,email,email consent,sms consent', ...rows].join('\n')
  await shop.ended((await shop.startImport('customers.csv', file, 'customers')).id)
})
afterAll(() => shop?.close())

const parts = () => {
  const { house } = shop
  const store = createBroadcastStore(house.engines.pg)
  const ledger = createBroadcastLedger(house.db, house.engines.pg)
  const zones = createCustomerZones(() => 'Asia/Shanghai')
  const ports: PlannerPorts = {
    store,
    audience: createBroadcastAudience(house.engines.clickhouse, house.segments),
    recipients: createRecipientReader({ pool: house.engines.pg, reach: house.contacts, country: () => 'CN' }),
    contents: {
      find: (id, version) => Promise.resolve(id === PINNED.id && version === PINNED.version ? { ...PINNED, content: CONTENT } : null),
    },
    ledger,
    rules: () => Promise.resolve(DEFAULT_RULES),
    readiness: { unready: () => Promise.resolve(new Map()) },
    accounts: { of: () => Promise.resolve([]) },
    zones,
    clock,
    blockSize: BLOCK,
  }
  return { store, ledger, ports, zones }
}
const scheduled = async (wish: Partial<BroadcastDefinition> = {}): Promise<string> => {
  const { store } = parts()
  const id = newId(clock.now())
  await store.add({ id, definition: { ...WISH, ...wish }, createdAt: clock.now(), createdBy: 'user:test' })
  expect(await store.schedule(id, 1, { by: 'user:test', at: clock.now() })).toBe(true)
  return id
}
const rowsOf = (id: string) => shop.house.db.selectFrom('send_ledger').selectAll().where('run_id', '=', id).orderBy('customer_id').execute()
const forgetSends = () => shop.house.db.deleteFrom('send_ledger').execute()

test('everybody has one row: sums before, sums after and the ledger say the same', async () => {
  const { store, ports } = parts()
  const id = await scheduled()
  const planner = new BroadcastPlanner(ports)
  const before = await planner.preview({ id, version: 1, definition: WISH }, newId(clock.now()))
  const sums = await planner.plan(id)
  const rows = await rowsOf(id)
  expect(before.sums).toEqual(sums)
  expect(rows.length).toBe(CUSTOMERS)
  expect(sums).toMatchObject({ audience: CUSTOMERS, invalidZones: 0 })
  expect((sums?.planned ?? 0) + leftOut(sums ?? NO_SUMS)).toBe(CUSTOMERS)
  expect(rows.filter(({ state }) => state === 'planned').length).toBe(sums?.planned)
  expect(
    Object.fromEntries(
      [
        ...Map.groupBy(
          rows.filter(({ state }) => state === 'suppressed'),
          ({ reason }) => reason,
        ),
      ].map(([reason, of]) => [reason, of.length]),
    ),
  ).toEqual(sums?.reasons)
  // Nobody without consent on either channel is among them, and the held out are those of the draw.
  const drawn = (wanted: (row: (typeof rows)[number]) => boolean) =>
    new Set(rows.filter(wanted).map((row) => assignArm(id, id, row.customer_id, WISH.holdout)))
  expect(drawn(({ state }) => state === 'planned')).toEqual(new Set(['treated']))
  expect(drawn(({ reason }) => reason === 'held_out')).toEqual(new Set(['control']))
  expect(new Set(rows.flatMap(({ state, channel }) => (state === 'planned' ? [channel] : [])))).toEqual(new Set(['email', 'sms']))
  expect(sums?.costMinor).toBe((sums?.byChannel.sms ?? 0) * 5)
  expect((await store.get(id))?.state).toBe('sending')
  expect(before.sample.length).toBe(sums?.planned)
})

test('a crash at any block repeats nothing and loses nobody', async () => {
  const { ports } = parts()
  await forgetSends()
  const whole = await scheduled()
  const expected = await new BroadcastPlanner(ports).plan(whole)
  const steps = Math.ceil(CUSTOMERS / BLOCK)
  for (let at = 0; at < steps; at += 1) {
    for (const moment of ['before', 'after', 'cursor'] as const) {
      await forgetSends()
      const id = await scheduled()
      let block = 0
      const dying: PlannerPorts = {
        ...ports,
        ledger: {
          planContacts: async (contacts: readonly PlannedContact[]) => {
            if (block === at && moment === 'before') throw new Error('died')
            const written = await ports.ledger.planContacts(contacts)
            if (block === at && moment === 'after') throw new Error('died')
            return written
          },
        },
        store: {
          get: (one) => ports.store.get(one),
          beginPlanning: (one) => ports.store.beginPlanning(one),
          noteAudience: (one, n) => ports.store.noteAudience(one, n),
          planned: (one) => ports.store.planned(one),
          advance: async (...given) => {
            const done = await ports.store.advance(...given)
            if (block === at && moment === 'cursor') throw new Error('died')
            block += 1
            return done
          },
        },
      }
      await expect(new BroadcastPlanner(dying).plan(id)).rejects.toThrow('died')
      const sums = await new BroadcastPlanner(ports).plan(id)
      const rows = await rowsOf(id)
      expect([at, moment, rows.length, sums?.audience]).toEqual([at, moment, CUSTOMERS, CUSTOMERS])
      expect((sums?.planned ?? 0) + leftOut(sums ?? NO_SUMS)).toBe(CUSTOMERS)
    }
  }
  expect(expected?.audience).toBe(CUSTOMERS)
})

test('two nodes that plan one broadcast write each row once', async () => {
  await forgetSends()
  const id = await scheduled()
  await Promise.all([1, 2].map(() => new BroadcastPlanner(parts().ports).plan(id)))
  await new BroadcastPlanner(parts().ports).plan(id)
  const rows = await rowsOf(id)
  expect(rows.length).toBe(CUSTOMERS)
  const broadcast = await parts().store.get(id)
  expect([broadcast?.state, broadcast?.progress.sums.audience]).toEqual(['sending', CUSTOMERS])
})

test('who has another offer on its way is left out, unless this one comes first', async () => {
  await forgetSends()
  const first = await scheduled({ priority: 50 })
  await new BroadcastPlanner(parts().ports).plan(first)
  const planned = (await rowsOf(first)).filter(({ state }) => state === 'planned').map((row) => row.customer_id)
  const second = await scheduled({ priority: 50, holdout: 0 })
  const sums = await new BroadcastPlanner(parts().ports).plan(second)
  expect(sums?.reasons.other_offer).toBe(planned.length)
  const higher = await scheduled({ priority: 80, holdout: 0 })
  expect((await new BroadcastPlanner(parts().ports).plan(higher))?.reasons.other_offer).toBeUndefined()
  // As it is about to leave, the lower one gives way.
  const policy = createRulesPolicy({
    facts: createSendFactReader(shop.house.engines.pg, () => 'CN'),
    rules: () => Promise.resolve(DEFAULT_RULES),
    zones: parts().zones,
  })
  const verdictsOf = async (id: string) => {
    const rows = (await rowsOf(id)).filter(({ state }) => state === 'planned')
    const sends = rows.map((row): ClaimedSend => ({
      sendKey: row.send_key,
      decisionId: null,
      runId: row.run_id,
      customerId: row.customer_id,
      source: { kind: 'broadcast', id },
      sourceVersion: 1,
      step: 1,
      content: PINNED,
      purpose: 'marketing',
      priority: row.priority,
      nextChannels: [],
      expiresAt: row.expires_at,
      repeatUntil: null,
      channel: row.channel as Channel,
      attempts: 0,
      plannedAt: row.planned_at,
      draw: null,
      variables: { daysSinceLastOrder: null, favouriteCategory: '' },
    }))
    return new Set((await policy.check(sends, clock.now())).map((verdict) => JSON.stringify(verdict)))
  }
  const reached = new Set((await rowsOf(higher)).flatMap((row) => (row.state === 'planned' ? [row.customer_id] : [])))
  expect(planned.filter((customer) => !reached.has(customer))).toEqual([])
  expect(await verdictsOf(first)).toEqual(new Set(['{"kind":"never","reason":"other_offer"}']))
  expect(await verdictsOf(higher)).toEqual(new Set(['{"kind":"allowed"}']))
})

test('a contact of the day is counted, and what is stopped or paused does not leave', async () => {
  await forgetSends()
  const { ledger, store } = parts()
  const sent = await scheduled({ holdout: 0 })
  await new BroadcastPlanner(parts().ports).plan(sent)
  await shop.house.db
    .updateTable('send_ledger')
    .set({ state: 'delivered', handed_at: clock.now(), finished_at: clock.now() })
    .where('state', '=', 'planned')
    .execute()
  const next = await scheduled({ holdout: 0 })
  const sums = await new BroadcastPlanner(parts().ports).plan(next)
  // Mail has a cap of one a day, so that everybody waits for tomorrow.
  expect(sums?.waiting.cap_day).toBe(sums?.planned)
  const due = async () => (await rowsOf(next)).filter(({ state, held_at }) => state === 'planned' && held_at === null)
  const before = await rowsOf(next)
  expect(await store.pause(next, clock.now())).toBe(true)
  await ledger.hold(next, clock.now())
  expect(await due()).toEqual([])
  await ledger.hold(next, clock.now())
  await store.pause(next, null)
  await ledger.hold(next, null)
  expect(await rowsOf(next)).toEqual(before)
  await store.stop(next, 'wrong price', clock.now())
  expect(await ledger.suppressRun(next, 'stopped', clock.now())).toBe(sums?.planned)
  expect(await due()).toEqual([])
})

test('while a broadcast is paused other offers reach its customers, and what was on its way is given back', async () => {
  await forgetSends()
  const { ledger, store, ports } = parts()
  const { house } = shop
  const sends = createSendStore(house.db)
  const paused = await scheduled({ holdout: 0 })
  const planned = (await new BroadcastPlanner(ports).plan(paused))?.planned ?? 0
  const claim = () => sends.claim('node-1', { channel: 'email', dueBy: clock.now(), now: clock.now(), leaseMs: 60_000, limit: 7 })
  const claimed = await claim()
  expect(claimed.length).toBe(7)
  const handed = claimed[0]?.sendKey ?? ''
  expect(await sends.hand(handed, 'node-1', clock.now(), 60_000)).toBe(true)
  await store.pause(paused, clock.now())
  await ledger.hold(paused, clock.now())
  // The six that were claimed do not leave, and nothing more is found.
  for (const { sendKey } of claimed.slice(1)) expect(await sends.hand(sendKey, 'node-1', clock.now(), 60_000)).toBe(false)
  expect(await claim()).toEqual([])
  // The one that a provider has comes back: it waits as well.
  expect(await sends.settle(handed, 'node-1', { kind: 'deferred', reason: 'busy', retryAfterMs: 0 }, clock.now())).toBe(true)
  expect((await rowsOf(paused)).filter(({ state, held_reason }) => state === 'planned' && held_reason === 'paused').length).toBe(planned)

  const other = await scheduled({ holdout: 0 })
  const sums = await new BroadcastPlanner(ports).plan(other)
  expect(sums).toMatchObject({ planned })
  expect(sums?.reasons.other_offer).toBeUndefined()
  // Nobody is asked about what waits because a person paused it.
  expect(await sends.countHeld()).toBe(0)
  await house.db.updateTable('send_ledger').set({ held_reason: 'overdue' }).where('send_key', '=', handed).execute()
  expect(await sends.countHeld()).toBe(1)
  expect(await sends.settleHeld('send', clock.now())).toBe(1)
  expect((await rowsOf(paused)).every(({ state, held_reason }) => state !== 'planned' || held_reason === 'paused')).toBe(true)

  // It goes on, and the server dies before it said so to its sends.
  await store.pause(paused, null)
  await ledger.releaseLeft()
  expect((await rowsOf(paused)).every(({ held_at }) => held_at === null)).toBe(true)
})
