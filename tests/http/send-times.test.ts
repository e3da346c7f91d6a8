import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BroadcastDetail } from '#http/act/broadcast-schemas.ts'
import type { ContentDetail } from '#http/act/content-schemas.ts'
import type { CustomerSendTimes, SendTimesOfAll } from '#http/act/send-time-schemas.ts'
import type { Job } from '#http/collect/data-schemas.ts'
import { newTouch } from '#act/touch.ts'
import { DAY_MS, HOUR_MS, ManualClock } from '#kernel/clock.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import type { Mailbox } from '#simulate/mailbox.ts'
import { createTouchWriter } from '#store/analytical/touches-store.ts'
import { followBroadcasts } from '../../src/main/background.ts'
import { ADMIN } from './support/house.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// When customers look, from their orders to the hour at which their message leaves and what that is worth.

/** Wednesday noon in Shanghai. */
const clock = new ManualClock(new Date('2026-03-18T04:00:00Z'))
const DAY = '2026-03-19'
const CUSTOMERS = 400
let shop: ShopServer
let mailbox: Mailbox
let broadcastId: string

const phone = (i: number) => `139${String(10_000_000 + i)}`
/** Three of four order about nine in the evening, one about ten in the morning; c0 was never seen, c1 orders at four at night. */
const hourOf = (i: number) => (i === 1 ? '04' : i % 4 === 0 ? '10' : '20')

beforeAll(async () => {
  mailbox = await startMailbox({ port: 0, clock, verdict: () => 'deliver' })
  shop = await openShopServer(clock, {
    LIUKE_SMTP_URL: `smtp://${mailbox.host}:${mailbox.port}`,
    LIUKE_MAIL_FROM: 'care@shop.example',
    LIUKE_SHOP_NAME: 'Tea House',
    LIUKE_PUBLIC_URL: 'https://liuke.shop.example',
  })
  const people = Array.from({ length: CUSTOMERS }, (_, i) => `${phone(i)},c${i}@example.com,yes`)
  await shop.ended((await shop.startImport('customers.csv', ['phone,email,email consent', ...people].join('\n'), 'customers')).id)
  const orders = Array.from({ length: CUSTOMERS }, (_, i) =>
    i === 0
      ? []
      : Array.from(
          { length: 6 },
          (_each, n) => `o${i}-${n},${phone(i)},2026-02-${String(3 + n * 4).padStart(2, '0')} ${hourOf(i)}:${10 + n}:00,tea,Tea,1,20`,
        ),
  ).flat()
  const head = 'order id,phone,order time,product id,product name,quantity,unit price'
  await shop.ended((await shop.startImport('orders.csv', [head, ...orders].join('\n'), 'orders')).id)
  await shop.ended((await shop.admin.ask('POST', '/tiers/refresh')).json<Job>().id)
})
afterAll(async () => {
  await shop?.close()
  await mailbox?.close()
})

const logIn = async () => shop.admin.remember(await shop.admin.ask('POST', '/login', { email: ADMIN.email, password: ADMIN.password }))
const idOf = async (i: number) => {
  const found = await shop.get<{ items: { id: string }[] }>(`/customers?q=${encodeURIComponent(`c${i}@example.com`)}`)
  return found.items[0]?.id ?? ''
}
const emailOf = async (i: number) =>
  (await shop.get<CustomerSendTimes>(`/customers/${await idOf(i)}/send-times`)).channels.find(({ channel }) => channel === 'email')

test('a customer who was seen has hours of their own, one who was not those of others, and nobody is written to at night', async () => {
  expect(await emailOf(2)).toMatchObject({ best: 20, active: 6, reacted: 0 })
  expect(await emailOf(4)).toMatchObject({ best: 10, active: 6 })
  // As most do.
  const unseen = await emailOf(0)
  expect([unseen?.best, unseen?.active, unseen?.kind === 'own']).toEqual([20, 0, false])
  const owl = await emailOf(1)
  expect(owl?.active).toBe(6)
  expect(owl?.best).not.toBe(4)
  expect((owl?.chances ?? []).reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9)
})

test('each message is due at the hour of its customer, one in twenty at one by chance, as its row says', async () => {
  const content = {
    name: 'Spring tea',
    purpose: 'marketing',
    email: {
      subject: { zh: '新茶到了', en: 'New tea' },
      preheader: { zh: '', en: '' },
      body: { kind: 'text', text: { zh: '春茶已到店。', en: 'The new tea is here.' } },
    },
    fallbacks: {},
    utm: null,
  }
  const saved = (await shop.admin.ask('POST', '/contents', { content })).json<ContentDetail>()
  await shop.admin.ask('POST', `/contents/${saved.id}/publish`, { version: saved.version })
  const body = {
    name: 'Best hours',
    audience: { all: [] },
    content: { id: saved.id, version: saved.version },
    channels: ['email'],
    when: { kind: 'best', day: DAY },
    holdout: 0.1,
  }
  expect((await shop.admin.ask('POST', '/broadcasts', { ...body, when: { kind: 'best', day: '2026-02-31' } })).json()).toMatchObject({
    code: 'broadcast-wrong',
    params: { field: 'when.day' },
  })
  broadcastId = (await shop.admin.ask('POST', '/broadcasts', body)).json<BroadcastDetail>().broadcast.id
  const started = await shop.admin.ask('POST', `/broadcasts/${broadcastId}/start`, { version: 1, confirm: ['everybody', 'not_previewed'] })
  expect(started.json()).toMatchObject({ broadcast: { state: 'scheduled' } })
  clock.moveTo(new Date(`${DAY}T00:00:00Z`))
  await followBroadcasts(shop.house)
  const { rows } = await shop.house.engines.pg.query<{ at: Date; hour: number; kind: string; probability: number }>(
    `SELECT l.not_before AS at, h.hour, h.kind, h.probability FROM send_ledger l JOIN send_hours h USING (send_key) WHERE l.run_id = $1 AND l.state = 'planned'`,
    [broadcastId],
  )
  expect(rows.length).toBeGreaterThan(320)
  for (const { at, hour } of rows) {
    expect(at.getUTCHours() + 8).toBe(hour)
    expect(hour).toBeGreaterThanOrEqual(8)
    expect(hour).toBeLessThan(22)
  }
  const random = rows.filter(({ kind }) => kind === 'random')
  expect(random.length).toBeGreaterThan(4)
  expect(random.length).toBeLessThan(45)
  const chosen = rows.filter(({ kind }) => kind !== 'random')
  expect(chosen.every(({ probability }) => probability > 0.95)).toBe(true)
  const at = (hour: number) => chosen.filter((row) => row.hour === hour).length / chosen.length
  expect(at(20)).toBeGreaterThan(0.65)
  expect(at(10)).toBeGreaterThan(0.15)
})

test('what choosing is worth is told when both arms are large enough, and a reaction of a program is none', async () => {
  clock.moveTo(new Date(`${DAY}T15:00:00Z`))
  await logIn()
  await shop.house.sender.drain()
  const before = await shop.get<SendTimesOfAll>('/send-times')
  const email = ({ channels }: SendTimesOfAll) => channels.find(({ channel }) => channel === 'email')
  // They left less than a day ago.
  expect(email(before)?.gain).toMatchObject({ chosen: { messages: 0 }, random: { messages: 0 }, verdict: 'not_enough_data' })
  const { rows } = await shop.house.engines.pg.query<{ send_key: string; customer_id: string; kind: string }>(
    "SELECT l.send_key, l.customer_id, h.kind FROM send_ledger l JOIN send_hours h USING (send_key) WHERE l.run_id = $1 AND l.state IN ('accepted', 'delivered') ORDER BY 1",
    [broadcastId],
  )
  expect(rows.length).toBeGreaterThan(300)
  const writer = createTouchWriter(shop.house.engines.clickhouse)
  const opened = rows.map(({ send_key, customer_id }, i) =>
    newTouch(
      { sendKey: send_key, customerId: customer_id, decisionId: null, source: { kind: 'broadcast', id: broadcastId }, channel: 'email' },
      'opened',
      new Date(clock.now().getTime() + HOUR_MS),
      { isMachine: i % 2 === 1 },
    ),
  )
  await writer.write(opened, clock.now())
  clock.moveTo(new Date(clock.now().getTime() + 2 * DAY_MS))
  await logIn()
  const after = email(await shop.get<SendTimesOfAll>('/send-times'))
  const random = rows.filter(({ kind }) => kind === 'random').length
  expect(after?.gain.random.messages).toBe(random)
  expect(after?.gain.chosen.messages).toBe(rows.length - random)
  expect((after?.gain.chosen.reacted ?? 0) + (after?.gain.random.reacted ?? 0)).toBe(rows.filter((_, i) => i % 2 === 0).length)
  expect(after?.gain.verdict).toBe('not_enough_data')
})
