import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BroadcastDetail } from '#http/act/broadcast-schemas.ts'
import type { ContentDetail } from '#http/act/content-schemas.ts'
import type { Problem } from '#http/shared-schemas.ts'
import { ManualClock } from '#kernel/clock.ts'
import { followBroadcasts } from '../../src/main/background.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

// A broadcast that ends at colleagues and systems of the shop: tasks whose words are kept under the key of their customer, and webhooks without a word about them.

const clock = new ManualClock(new Date('2026-03-16T04:00:00Z')) // Monday noon in Beijing
const PEOPLE = ['张小明', '李雷', '']
let shop: ShopServer

const CONTENT = {
  name: 'Call the regulars',
  purpose: 'marketing',
  agent_task: {
    title: { zh: '回访 {{ customer.firstName }}', en: 'Call {{ customer.firstName }}' },
    script: { zh: '请问候客户。', en: 'Say hello.' },
    slaHours: 12,
  },
  webhook: { note: 'Spring of {{ shop.name }}' },
  fallbacks: {},
  utm: null,
}

beforeAll(async () => {
  shop = await openShopServer(clock, { LIUKE_ALLOW_PRIVATE_WEBHOOKS: '1', LIUKE_SHOP_NAME: '山间茶铺' })
  const rows = PEOPLE.map((name, i) => `1390000100${i},${name},yes`)
  await shop.ended((await shop.startImport('customers.csv', ['phone,name,phone consent', ...rows].join('\n'), 'customers')).id)
})
afterAll(() => shop?.close())

const contentOf = async (content: object) => {
  const saved = (await shop.admin.ask('POST', '/contents', { content })).json<ContentDetail>()
  await shop.admin.ask('POST', `/contents/${saved.id}/publish`, { version: saved.version })
  return { id: saved.id, version: saved.version }
}
const draft = async (channel: string, content: object = CONTENT) => {
  const made = await shop.admin.ask('POST', '/broadcasts', {
    name: 'Spring',
    audience: { all: [] },
    content: await contentOf(content),
    channels: [channel],
    when: { kind: 'now' },
    holdout: 0,
    holdoutWaiver: 'a list of three people',
    expiresHours: 48,
    priority: 50,
    windowDays: 14,
    unitCosts: {},
  })
  expect(made.statusCode).toBe(201)
  return made.json<BroadcastDetail>().broadcast.id
}
const run = async (id: string) => {
  const started = await shop.admin.ask('POST', `/broadcasts/${id}/start`, {
    version: 1,
    confirm: ['not_previewed', 'unmade', 'everybody', 'ten_times_larger'],
  })
  expect(started.statusCode).toBe(200)
  await followBroadcasts(shop.house)
  await shop.house.sender.drain()
  await followBroadcasts(shop.house)
  return await shop.get<BroadcastDetail>(`/broadcasts/${id}`)
}

test('before it starts, the variable that stops messages is named with how many customers lack it', async () => {
  const id = await draft('agent_task')
  await shop.ended((await shop.admin.ask('POST', `/broadcasts/${id}/preview`)).json<{ id: string }>().id)
  const seen = await shop.get<BroadcastDetail>(`/broadcasts/${id}`)
  expect(seen.broadcast.preview?.unmade).toEqual({
    sample: 3,
    reasons: { variable_missing: 1 },
    variables: [{ name: 'customer.firstName', label: { zh: '称呼', en: 'First name' }, customers: 1 }],
  })
  expect(seen.asks).toContain('unmade')
})

test('tasks are made once, with masked names, in words that nobody reads without the key of the customer', async () => {
  const id = await draft('agent_task')
  const done = await run(id)
  expect(done.broadcast).toMatchObject({ state: 'done', sends: { sent: 2, delivered: 2, failed: 1 } })
  interface Row {
    readonly id: string
    readonly title: { readonly zh: string; readonly en: string }
    readonly customerId: string
    readonly strategyId: string | null
  }
  const tasks = (await shop.get<{ items: readonly Row[] }>('/tasks')).items
  expect(tasks.map(({ title }) => title.zh).toSorted()).toEqual(['回访 张**', '回访 李*'])
  expect(tasks.map(({ title }) => title.en).toSorted()).toEqual(['Call 张**', 'Call 李*'])
  const kept = await shop.house.db.selectFrom('tasks').select(['title', 'script', 'words', 'priority', 'due_at']).execute()
  expect(kept.map(({ title, script, priority, due_at: due }) => [title, script, priority, due.toISOString()])).toEqual(
    kept.map(() => [{}, {}, 1, '2026-03-16T16:00:00.000Z']),
  )
  expect(kept.every(({ words }) => words !== null && !words.toString('latin1').includes('Call'))).toBe(true)
  // Working on it, and finding it among the sent ones, is as with every task.
  const [first] = tasks
  const finished = await shop.admin.ask('POST', `/tasks/${first?.id}/complete`, { outcome: 'reached_accepted' })
  expect(finished.statusCode).toBe(200)
  await shop.house.sender.drain()
  expect((await shop.get<{ items: readonly Row[] }>('/tasks')).items).toHaveLength(2)
})

test('a webhook carries the note and ids, and no word about the customer', async () => {
  const refused = await shop.admin.ask('POST', '/contents', {
    content: { ...CONTENT, webhook: { note: 'Write to {{ customer.firstName }}' } },
  })
  expect([refused.statusCode, refused.json<Problem>().params['place']]).toEqual([400, 'webhook.note'])
  await shop.admin.ask('POST', '/webhooks', { name: 'CRM', url: 'https://127.0.0.1:9/hook', events: ['retention.contact'] })
  const id = await draft('webhook', { ...CONTENT, agent_task: undefined })
  const done = await run(id)
  expect(done.broadcast).toMatchObject({ state: 'done', sends: { sent: 3, failed: 0 } })
  const bodies = await shop.house.db.selectFrom('webhook_deliveries').select('body').execute()
  expect(bodies).toHaveLength(3)
  for (const { body } of bodies) {
    expect(body).toMatchObject({
      type: 'retention.contact',
      data: {
        runId: id,
        source: { kind: 'broadcast', id, version: 1 },
        strategyId: null,
        note: 'Spring of 山间茶铺',
        purpose: 'marketing',
      },
    })
    expect(JSON.stringify(body)).not.toMatch(/张小明|李雷|1390000/u)
  }
})
