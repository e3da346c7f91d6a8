import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Offer } from '#act/offers/offer.ts'
import { contactKey } from '#act/send-source.ts'
import { ManualClock } from '#kernel/clock.ts'
import { createOfferLedger } from '#store/relational/offer-ledger.ts'
import { createOfferStore } from '#store/relational/offer-store.ts'
import { createOfferUseStore } from '#store/relational/offer-use-store.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { openRetentionWorld, seedCustomers } from './retention-world.ts'
import type { RetentionWorld } from './retention-world.ts'

// Several nodes make messages with one offer at the same moment.

const clock = new ManualClock(new Date('2026-03-02T08:00:00Z'))
const TODAY = '2026-03-02'
const MESSAGES = 60
let world: RetentionWorld
let people: string[]

const OFFER: Offer = {
  name: 'Stock',
  kind: 'gift',
  value: null,
  currency: 'CNY',
  minSpend: null,
  products: [],
  categories: [],
  validFrom: null,
  validUntil: null,
  daysToUse: null,
  title: { zh: '赠品', en: 'A gift' },
  terms: { zh: '每人一份', en: 'One each' },
  cost: null,
  costBasis: '',
  stock: null,
  perCustomer: null,
  audience: null,
  audienceReason: '',
  codes: { mode: 'none' },
}

beforeAll(async () => {
  world = await openRetentionWorld(clock)
  const customer = { consent: true, risk: 0.5, tier: 'high', cause: 'lapsed-cadence' } as const
  people = await seedCustomers(world, clock.now(), [
    { ...customer, email: 'a@example.com' },
    { ...customer, email: 'b@example.com' },
  ])
})
afterAll(() => world.stop())

async function live(change: Partial<Offer>): Promise<string> {
  const id = randomUUID()
  const store = createOfferStore(world.engines.pg, world.keyring)
  expect(await store.add(id, { ...OFFER, name: id, ...change }, { at: clock.now(), by: 'test' })).toBe('saved')
  expect(await store.setState(id, ['draft'], 'live')).toBe(true)
  return id
}

/** Messages that are planned, each of another run, for the customers in turn. */
async function messages(count = MESSAGES) {
  const contacts = Array.from({ length: count }, (_, i) => {
    const [runId, customerId] = [randomUUID(), people[i % people.length] ?? '']
    return {
      sendKey: contactKey(runId, customerId),
      runId,
      customerId,
      source: { kind: 'broadcast' as const, id: 'spring' },
      sourceVersion: 1,
      step: 1,
      content: { id: '0198f3a0-0000-7000-8000-000000000001', version: 1 },
      purpose: 'marketing' as const,
      priority: 5,
      channel: 'email' as const,
      nextChannels: [],
      notBefore: clock.now(),
      expiresAt: new Date('2026-03-03T08:00:00Z'),
      plannedAt: clock.now(),
      costMinor: 0,
      suppressed: null,
    }
  })
  expect(await createSendStore(world.db).planContacts(contacts)).toBe(count)
  return contacts.map(({ sendKey, customerId }) => ({ sendKey, customerId, code: null }))
}

/** One node for every five messages, all at once. */
async function takeAtOnce(offerId: string, wants: Awaited<ReturnType<typeof messages>>) {
  const blocks = Array.from({ length: Math.ceil(wants.length / 5) }, (_, i) => wants.slice(i * 5, i * 5 + 5))
  const taken = await Promise.all(
    blocks.map((block) => createOfferLedger(world.engines.pg, world.keyring).take(offerId, 1, block, { now: clock.now(), today: TODAY })),
  )
  return taken.flatMap((outcomes) => [...(outcomes ?? [])])
}
const count = (outcomes: readonly (readonly [string, string])[], wanted: string) =>
  outcomes.filter(([, outcome]) => outcome === wanted).length

test('no more than the stock is given out, and what is given back is there for others', async () => {
  const id = await live({ stock: 23 })
  const outcomes = await takeAtOnce(id, await messages())
  expect([count(outcomes, 'taken'), count(outcomes, 'offer_out_of_stock')]).toEqual([23, MESSAGES - 23])
  const store = createOfferStore(world.engines.pg, world.keyring)
  expect((await store.one(id))?.issued).toBe(23)
  const keys = outcomes.filter(([, outcome]) => outcome === 'taken').map(([sendKey]) => sendKey)
  await Promise.all(keys.slice(0, 10).map((key) => createOfferLedger(world.engines.pg, world.keyring).takeBack([key, key])))
  expect((await store.one(id))?.issued).toBe(13)
  expect(count(await takeAtOnce(id, await messages(20)), 'taken')).toBe(10)
})

test('each code of a list goes to one message, and comes back with it', async () => {
  const id = await live({ codes: { mode: 'imported' } })
  const store = createOfferStore(world.engines.pg, world.keyring)
  const codes = Array.from({ length: 40 }, (_, i) => `LIST-${1_000 + i}`)
  expect(await store.addCodes(id, codes, clock.now())).toBe(40)
  const outcomes = await takeAtOnce(id, await messages())
  expect([count(outcomes, 'taken'), count(outcomes, 'offer_out_of_stock')]).toEqual([40, 20])
  const ledger = createOfferLedger(world.engines.pg, world.keyring)
  const keys = outcomes.filter(([, outcome]) => outcome === 'taken').map(([sendKey]) => sendKey)
  const given = [...(await ledger.issuesOf(keys)).values()].map(({ code }) => code ?? '')
  expect(given.toSorted()).toEqual(codes.toSorted())
  await ledger.takeBack(keys.slice(0, 1))
  expect((await store.counts([id])).get(id)).toMatchObject({ issued: 39, codes: 40, codesLeft: 1 })
})

test('the limit of a customer holds over all nodes', async () => {
  const id = await live({ perCustomer: 3 })
  const outcomes = await takeAtOnce(id, await messages())
  expect([count(outcomes, 'taken'), count(outcomes, 'offer_limit')]).toEqual([6, MESSAGES - 6])
})

test('an offer that was changed or paused meanwhile gives nothing out by the old version', async () => {
  const id = await live({})
  const store = createOfferStore(world.engines.pg, world.keyring)
  const ledger = createOfferLedger(world.engines.pg, world.keyring)
  const wants = await messages(5)
  await store.save(id, 1, { ...OFFER, name: id, stock: 1 }, { at: clock.now(), by: 'test' })
  expect(await ledger.take(id, 1, wants, { now: clock.now(), today: TODAY })).toBeNull()
  await store.setState(id, ['live'], 'paused')
  expect(await ledger.take(id, 2, wants, { now: clock.now(), today: TODAY })).toBeNull()
  expect((await store.one(id))?.issued).toBe(0)
})

test('one of many orders that come at once with the same code uses it', async () => {
  const id = await live({ codes: { mode: 'own' } })
  const [want] = await messages(1)
  const ledger = createOfferLedger(world.engines.pg, world.keyring)
  await ledger.take(id, 1, want === undefined ? [] : [{ ...want, code: 'ABCDE-FGHJK' }], { now: clock.now(), today: TODAY })
  const uses = createOfferUseStore(world.engines.pg, world.keyring)
  const ask = (orderId: string) =>
    uses.use(
      { code: 'abcde fghjk', customerId: null, orderId, usedAt: clock.now(), saidBy: 'api', importId: null },
      ({ usedBy }) => (usedBy.length === 0 ? null : 'used'),
      false,
    )
  const results = await Promise.all(Array.from({ length: 12 }, (_, i) => ask(`o${i}`)))
  expect(results.filter(({ kind }) => kind === 'used')).toHaveLength(1)
  const winner = results.findIndex(({ kind }) => kind === 'used')
  expect(await ask(`o${winner}`)).toMatchObject({ kind: 'used', again: true, send: { sendKey: want?.sendKey } })
  expect((await createOfferStore(world.engines.pg, world.keyring).counts([id])).get(id)).toMatchObject({ issued: 1, used: 1 })
})
