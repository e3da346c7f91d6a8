import { afterAll, beforeAll, expect, test } from 'vitest'
import { BROADCAST_ASKS } from '#act/broadcasts/broadcast-asks.ts'
import type { BroadcastDetail } from '#http/act/broadcast-schemas.ts'
import type { ContactRulesState } from '#http/act/contact-rule-schemas.ts'
import type { ContentDetail } from '#http/act/content-schemas.ts'
import { DEFAULT_RULES } from '#act/policy/contact-rules.ts'
import { ManualClock } from '#kernel/clock.ts'
import { blindIndex } from '#privacy/blind-index.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import type { Mailbox } from '#simulate/mailbox.ts'
import { followBroadcasts } from '../../src/main/background.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// A message that must not leave, from the plan over the product's own sender to a mail server: it is not sent, and the API says why.

const clock = new ManualClock(new Date('2026-03-16T15:00:00Z')) // 23:00 in Beijing, 11:00 in New York
const LONG = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(5)
/** By their mail address, with the name that is put into the message. */
const PEOPLE = { fine: 'Anna', withdraws: 'Bert', nameless: '', endless: LONG, nowhere: 'Eva' } as const
type Person = keyof typeof PEOPLE
let shop: ShopServer
let mailbox: Mailbox
const ids = new Map<Person, string>()

beforeAll(async () => {
  mailbox = await startMailbox({ port: 0, clock, verdict: () => 'deliver' })
  shop = await openShopServer(clock, {
    LIUKE_SMTP_URL: `smtp://${mailbox.host}:${mailbox.port}`,
    LIUKE_MAIL_FROM: 'care@shop.example',
    LIUKE_PUBLIC_URL: 'https://liuke.shop.example',
  })
  const rows = Object.entries(PEOPLE).map(([person, name]) => `${person}@example.com,${name},yes`)
  await shop.ended((await shop.startImport('customers.csv', ['email,name,email consent', ...rows].join('\n'), 'customers')).id)
  for (const person of Object.keys(PEOPLE) as Person[]) {
    const index = blindIndex(shop.house.keyring, 'email', `${person}@example.com`)
    const { customer_id: id } = await shop.house.db
      .selectFrom('identifiers')
      .select('customer_id')
      .where('blind_index', '=', index)
      .executeTakeFirstOrThrow()
    ids.set(person, id)
    const zone = person === 'nowhere' ? 'Mars/Olympus' : 'America/New_York'
    await shop.house.db.updateTable('customers').set({ time_zone: zone }).where('id', '=', id).execute()
  }
  const quiet = [{ channel: 'email', country: '*', quiet: { from: '21:00', to: '09:00' } }]
  await shop.admin.ask('PUT', '/contact-rules', { base: 0, rules: { ...DEFAULT_RULES, quiet } })
})
afterAll(async () => {
  await shop?.close()
  await mailbox?.close()
})

async function startBroadcast(): Promise<string> {
  // Fine for a name; with one that is very long more text than any message may have.
  const text = `{% assign n = customer.firstName %}${'{{n}}'.repeat(3_000)}`
  const email = {
    subject: { zh: '新茶', en: 'New tea' },
    preheader: { zh: '', en: '' },
    body: { kind: 'text', text: { zh: text, en: text } },
  }
  const content = { name: 'Tea', purpose: 'marketing', email, fallbacks: {}, utm: null }
  const saved = await shop.admin.ask('POST', '/contents', { content })
  expect([saved.statusCode, saved.statusCode < 300 ? '' : saved.body]).toEqual([201, ''])
  const { id, version } = saved.json<ContentDetail>()
  await shop.admin.ask('POST', `/contents/${id}/publish`, { version })
  const made = await shop.admin.ask('POST', '/broadcasts', {
    name: 'Spring',
    audience: { all: [] },
    content: { id, version },
    channels: ['email'],
    when: { kind: 'now' },
    holdout: 0,
    holdoutWaiver: 'a list of five people',
    expiresHours: 48,
    priority: 50,
    windowDays: 14,
    unitCosts: {},
  })
  const { broadcast } = made.json<BroadcastDetail>()
  const confirm = BROADCAST_ASKS
  expect((await shop.admin.ask('POST', `/broadcasts/${broadcast.id}/start`, { version: 1, confirm })).statusCode).toBe(200)
  await followBroadcasts(shop.house)
  return broadcast.id
}

/** What the API says of the message of each, and who got one. */
async function said(broadcastId: string): Promise<{ readonly states: Readonly<Record<string, string>>; readonly got: readonly string[] }> {
  interface Row {
    readonly customerId: string
    readonly state: string
    readonly reason: string
  }
  const { items } = await shop.get<{ items: readonly Row[] }>(`/sends?sourceKind=broadcast&sourceId=${broadcastId}`)
  const states = [...ids].map(([person, id]) => {
    const row = items.find(({ customerId }) => customerId === id)
    return [person, `${row?.state} ${row?.reason}`.trim()] as const
  })
  return { states: Object.fromEntries(states), got: mailbox.mails.map(({ to }) => to.split('@')[0] ?? '').toSorted() }
}

test('a project has no time zone that is none', async () => {
  const refused = await shop.admin.ask('PATCH', '/project', { timeZone: 'Mars/Olympus' })
  expect([refused.statusCode, refused.json<{ params?: object }>().params]).toEqual([400, expect.objectContaining({ field: 'timeZone' })])
})

test('consent withdrawn after the plan, a variable without a value, a template that fails, a time zone that is none', async () => {
  const id = await startBroadcast()
  const no = { purpose: 'marketing', channel: 'email', granted: false, evidence: 'said so on the phone' }
  expect((await shop.admin.ask('POST', `/customers/${ids.get('withdraws')}/consents`, no)).statusCode).toBeLessThan(300)
  await shop.house.sender.drain()
  expect(await said(id)).toEqual({
    states: {
      fine: 'accepted',
      withdraws: 'suppressed no_consent',
      nameless: 'failed variable_missing',
      endless: 'failed template_error',
      nowhere: 'suppressed zone_invalid',
    },
    got: ['fine'],
  })
  expect((await shop.get<ContactRulesState>('/contact-rules')).invalidZones).toEqual({
    customers: 1,
    kinds: 1,
    values: [{ value: 'Mars/Olympus', customers: 1 }],
  })
  const { broadcast } = await shop.get<BroadcastDetail>(`/broadcasts/${id}`)
  expect(broadcast.sums).toMatchObject({ invalidZones: 1, waiting: {}, reasons: { zone_invalid: 1 } })
  // Whoever mends the zone of a customer lets the next message go; this one stays as it was decided.
  clock.moveTo(new Date('2026-03-17T01:00:00Z')) // 09:00 in Beijing
  await shop.house.sender.drain()
  expect(mailbox.mails.map(({ to }) => to)).toEqual(['fine@example.com'])
})
