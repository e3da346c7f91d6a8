import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { BROADCAST_ASKS } from '#act/broadcasts/broadcast-asks.ts'
import type { BroadcastDetail } from '#http/act/broadcast-schemas.ts'
import type { ContentDetail } from '#http/act/content-schemas.ts'
import { HOUR_MS, MINUTE_MS, systemClock } from '#kernel/clock.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import type { Mailbox } from '#simulate/mailbox.ts'
import { followBroadcasts } from '../../src/main/background.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// The clock of a running server jumps, and that of its database does not: what it plans and sends goes by the latter.

let shop: ShopServer
let mailbox: Mailbox
let content: { id: string; version: number }

beforeAll(async () => {
  mailbox = await startMailbox({ port: 0, clock: systemClock, verdict: () => 'deliver' })
  shop = await openShopServer(systemClock, {
    LIUKE_SMTP_URL: `smtp://${mailbox.host}:${mailbox.port}`,
    LIUKE_MAIL_FROM: 'care@shop.example',
    LIUKE_PUBLIC_URL: 'https://liuke.shop.example',
  })
  await shop.ended((await shop.startImport('customers.csv', 'email,email consent\nanna@example.com,yes', 'customers')).id)
  const words = { zh: '已发货', en: 'It is on its way' }
  const email = { subject: words, preheader: { zh: '', en: '' }, body: { kind: 'text', text: words } }
  // Told at once, at whatever hour this test runs.
  const wish = { name: 'Shipped', purpose: 'transactional', email, fallbacks: {}, utm: null }
  const saved = (await shop.admin.ask('POST', '/contents', { content: wish })).json<ContentDetail>()
  content = { id: saved.id, version: saved.version }
  await shop.admin.ask('POST', `/contents/${saved.id}/publish`, { version: saved.version })
})
afterAll(async () => {
  await shop?.close()
  await mailbox?.close()
})
afterEach(() => void vi.useRealTimers())

test.each([1, -1])('%i hours off: planned for now, sent now, and free again after a minute', async (hours) => {
  const before = mailbox.mails.length
  const began = Date.now()
  vi.useFakeTimers({ toFake: ['Date'], now: began + hours * HOUR_MS })
  const made = await shop.admin.ask('POST', '/broadcasts', {
    name: `Shipped ${hours}`,
    audience: { all: [] },
    content,
    channels: ['email'],
    when: { kind: 'now' },
    holdout: 0,
    holdoutWaiver: 'a receipt',
    expiresHours: 48,
    priority: 50,
    windowDays: 14,
    unitCosts: {},
  })
  const { broadcast } = made.json<BroadcastDetail>()
  const started = await shop.admin.ask('POST', `/broadcasts/${broadcast.id}/start`, { version: 1, confirm: BROADCAST_ASKS })
  expect([started.statusCode, started.statusCode === 200 ? '' : started.body]).toEqual([200, ''])
  await followBroadcasts(shop.house)
  // As it is claimed and nothing has left: its claim ends by the clock of the database, which another server goes by too.
  const { db } = shop.house
  const rowOf = () => db.selectFrom('send_ledger').selectAll().where('run_id', '=', broadcast.id).executeTakeFirstOrThrow()
  const planned = await rowOf()
  await shop.house.sender.drain()
  const row = await rowOf()
  vi.useRealTimers()
  const spentMs = Date.now() - began
  const sinceMs = [planned.not_before, row.handed_at, row.finished_at].map((at) => (at?.getTime() ?? 0) - began)
  expect(row.state).toBe('accepted')
  expect(sinceMs.filter((ms) => ms < -MINUTE_MS || ms > spentMs + MINUTE_MS)).toEqual([])
  expect(mailbox.mails).toHaveLength(before + 1)
})
