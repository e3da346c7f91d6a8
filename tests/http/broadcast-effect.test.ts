import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BroadcastDetail } from '#http/act/broadcast-schemas.ts'
import type { ContentDetail } from '#http/act/content-schemas.ts'
import type { BroadcastEffect } from '#http/measure/effect-schemas.ts'
import { DAY_MS, HOUR_MS, ManualClock } from '#kernel/clock.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import type { Mailbox } from '#simulate/mailbox.ts'
import { followBroadcasts } from '../../src/main/background.ts'
import { ADMIN } from './support/house.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// The effect of a broadcast, counted once more by hand from the ledger and the orders that were imported.

const START = new Date('2026-03-16T04:00:00Z') // Monday noon in Beijing
const clock = new ManualClock(START)
const CUSTOMERS = 240
const WITHOUT_CONSENT = 20
const WINDOW = 14
let shop: ShopServer
let mailbox: Mailbox
let broadcastId: string

const phoneOf = (i: number) => `1390000${1_000 + i}`
const effect = () => shop.get<BroadcastEffect>(`/broadcasts/${broadcastId}/effect`)

beforeAll(async () => {
  // Every seventh address takes no mail.
  mailbox = await startMailbox({ port: 0, clock, verdict: (to) => (Number(/\d+/.exec(to)?.[0]) % 7 === 0 ? 'bounce' : 'deliver') })
  shop = await openShopServer(clock, {
    LIUKE_SMTP_URL: `smtp://${mailbox.host}:${mailbox.port}`,
    LIUKE_MAIL_FROM: 'care@shop.example',
  })
  const rows = Array.from({ length: CUSTOMERS }, (_, i) => `${phoneOf(i)},c${i}@example.com,${i < WITHOUT_CONSENT ? '' : 'yes'}`)
  await shop.ended((await shop.startImport('customers.csv', ['phone,email,email consent', ...rows].join('\n'), 'customers')).id)
  const text = (zh: string, en: string) => ({ zh, en })
  const email = {
    subject: text('新茶到了', 'New tea'),
    preheader: text('', ''),
    body: { kind: 'text', text: text('春茶已到店。', 'The new tea is here.') },
  }
  const content = { name: 'Spring tea', purpose: 'marketing', email, fallbacks: {}, utm: null }
  const saved = (await shop.admin.ask('POST', '/contents', { content })).json<ContentDetail>()
  await shop.admin.ask('POST', `/contents/${saved.id}/publish`, { version: saved.version })
  const body = {
    name: 'Spring',
    audience: { all: [] },
    content: { id: saved.id, version: saved.version },
    channels: ['email'],
    when: { kind: 'now' },
    holdout: 0.4,
    holdoutWaiver: '',
    expiresHours: 48,
    priority: 50,
    windowDays: WINDOW,
    unitCosts: { email: 3 },
  }
  broadcastId = (await shop.admin.ask('POST', '/broadcasts', body)).json<BroadcastDetail>().broadcast.id
})
afterAll(async () => {
  await shop?.close()
  await mailbox?.close()
})

test('the arms are those of the draw, and orders within the window of each person count for theirs', async () => {
  expect(await effect()).toEqual({ report: null })
  await shop.admin.ask('POST', `/broadcasts/${broadcastId}/start`, {
    version: 1,
    confirm: ['everybody', 'not_previewed', 'links_local', 'shop_unnamed'],
  })
  await followBroadcasts(shop.house)
  await shop.house.sender.drain()
  await shop.house.sender.recordTouches()
  const rows = await shop.house.db.selectFrom('send_ledger').selectAll().where('run_id', '=', broadcastId).execute()
  const drawn = rows.filter(({ reason }) => reason !== 'no_consent')
  const heldOut = new Set(drawn.filter(({ reason }) => reason === 'held_out').map(({ customer_id }) => customer_id))
  expect(drawn.length).toBe(CUSTOMERS - WITHOUT_CONSENT)

  const early = (await effect()).report
  expect(early?.overall).toMatchObject({ treated: drawn.length - heldOut.size, control: heldOut.size, verdict: 'not_yet', lift: null })

  // Orders: every third person a day later, every fifth an hour before it, every eleventh after the window.
  const orders: string[] = []
  const order = (i: number, at: number, yuan: number) =>
    orders.push([`o${orders.length}`, phoneOf(i), new Date(at).toISOString(), yuan].join(','))
  for (let i = 0; i < CUSTOMERS; i += 1) {
    if (i % 3 === 0) order(i, START.getTime() + DAY_MS, 100)
    if (i % 5 === 0) order(i, START.getTime() - HOUR_MS, 50)
    if (i % 11 === 0) order(i, START.getTime() + (WINDOW + 1) * DAY_MS, 70)
  }
  clock.moveTo(new Date(START.getTime() + (WINDOW + 2) * DAY_MS))
  shop.admin.remember(await shop.admin.ask('POST', '/login', { email: ADMIN.email, password: ADMIN.password }))
  await shop.ended((await shop.startImport('orders.csv', ['order id,phone,ordered at,amount', ...orders].join('\n'), 'orders')).id)

  const buyers = await shop.house.engines.clickhouse
    .query({
      query: `SELECT DISTINCT toString(customer_id) AS id FROM order_lines FINAL WHERE occurred_at > '2026-03-16 04:00:00' AND occurred_at <= '2026-03-30 04:00:00'`,
      format: 'JSONEachRow',
    })
    .then((found) => found.json<{ id: string }>())
  const bought = new Set(buyers.map(({ id }) => id))
  const count = (isControl: boolean) =>
    drawn.filter((row) => heldOut.has(row.customer_id) === isControl && bought.has(row.customer_id)).length

  const report = (await effect()).report
  expect(report).toMatchObject({ complete: true, windowDays: WINDOW, asOf: START.toISOString() })
  const { overall } = report ?? {}
  expect(overall).toMatchObject({
    treated: drawn.length - heldOut.size,
    control: heldOut.size,
    treatedRetained: count(false),
    controlRetained: count(true),
    sampleRatioOk: true,
  })
  expect(count(false) + count(true)).toBeGreaterThan(60)
  expect(overall?.lift?.estimate).toBeCloseTo(count(false) / (drawn.length - heldOut.size) - count(true) / heldOut.size, 10)
  expect(overall?.revenuePerCustomer?.estimate).toBeCloseTo(
    (count(false) * 10_000) / (drawn.length - heldOut.size) - (count(true) * 10_000) / heldOut.size,
    4,
  )
  // What came back costs nothing.
  const after = await shop.house.db.selectFrom('send_ledger').selectAll().where('run_id', '=', broadcastId).execute()
  const sent = after.filter(({ state }) => state !== 'suppressed' && state !== 'failed').length
  expect(after.some(({ state }) => state === 'failed')).toBe(true)
  expect(overall?.cost.minor).toBe(sent * 3)
})

test('a second copy of the arms changes nothing', async () => {
  const before = await effect()
  await shop.house.engines.pg.query('UPDATE broadcasts SET arms_at = NULL')
  expect(await shop.house.broadcasts.copyArms()).toBe(1)
  expect(await shop.house.broadcasts.copyArms()).toBe(0)
  expect(await effect()).toEqual(before)
})
