import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewSource } from '#http/collect/data-schemas.ts'
import type { Task } from '#http/decide/retain-schemas.ts'
import type { TaskRulesState } from '#http/act/task-rule-schemas.ts'
import type { CustomerPage } from '#http/profile/customer-schemas.ts'
import { HOUR_MS, MINUTE_MS, ManualClock } from '#kernel/clock.ts'
import { drainInbox } from '../../src/main/background.ts'
import { NOW } from './support/house.ts'
import type { ShopServer } from './support/shop-server.ts'
import { openShopServer } from './support/shop-server.ts'

const clock = new ManualClock(NOW)
let shop: ShopServer
const people: Record<string, string> = {}

beforeAll(async () => {
  shop = await openShopServer(clock)
  for (const name of ['ann', 'bo', 'lead']) {
    const body = { email: `${name}@example.com`, name, role: 'operator', password: 'a long sentence of words', language: 'en' }
    const made = await shop.admin.ask('POST', '/users', body)
    if (made.statusCode !== 201) throw new Error(made.body)
    people[name] = made.json<{ id: string }>().id
  }
  const source = (await shop.admin.ask('POST', '/sources', { name: 'App', kind: 'web', userIdKind: 'member_number' })).json<NewSource>()
  for (const [i, region] of ['上海', '北京', '北京', '北京'].entries()) {
    const answer = await shop.server.app.inject({
      method: 'POST',
      url: '/v1/identify',
      headers: { host: '127.0.0.1', authorization: `Basic ${Buffer.from(`${source.writeKey}:`).toString('base64')}` },
      payload: JSON.stringify({ messageId: `m${i}`, userId: `C${i}`, traits: { region, home_store: `S${i}` } }),
    })
    if (answer.statusCode !== 200) throw new Error(answer.body)
  }
  await drainInbox(shop.house)
})
afterAll(() => shop?.close())

const idOf = async (member: string) => (await shop.get<CustomerPage>(`/customers?q=${member}`)).items[0]?.id ?? ''
async function taskFor(member: string, dueInHours = 24): Promise<string> {
  // One after the other: turns go by when tasks were made.
  clock.moveTo(new Date(clock.now().getTime() + 1_000))
  const made = await shop.admin.ask('POST', `/customers/${await idOf(member)}/tasks`, { title: 'Call back', dueInHours })
  expect(made.statusCode).toBe(201)
  return made.json<Task>().id
}
const task = (id: string) => shop.get<Task>(`/tasks/${id}`)
const ownerOf = async (id: string) => (await task(id)).owner?.name ?? null
const save = (rules: object) =>
  shop.admin.ask('PUT', '/tasks/rules', { owners: [], rotation: null, escalation: null, outcomes: [], ...rules })

test('without rules nobody gets a task', async () => {
  const id = await taskFor('C0')
  await shop.house.taskKeeper.work()
  expect(await ownerOf(id)).toBeNull()
  expect((await shop.get<TaskRulesState>('/tasks/rules')).all.map(({ code }) => code)).toEqual([
    'reached_accepted',
    'reached_declined',
    'not_reached',
    'problem_solved',
  ])
})

test('the region or an attribute gives the owner, the others go round, and what a person gave back stays free', async () => {
  const rules = {
    owners: [
      { attribute: 'region', values: ['上海'], owner: people['ann'] },
      { attribute: 'home_store', values: ['S3'], owner: people['lead'] },
    ],
    rotation: [people['ann'], people['bo']],
  }
  expect((await save(rules)).statusCode).toBe(200)
  const ids = [await taskFor('C0'), await taskFor('C3'), await taskFor('C1'), await taskFor('C2')]
  await shop.house.taskKeeper.work()
  expect(await Promise.all(ids.map(ownerOf))).toEqual(['ann', 'lead', 'ann', 'bo'])
  const later = [await taskFor('C1'), await taskFor('C2')]
  await shop.house.taskKeeper.work()
  expect(await Promise.all(later.map(ownerOf))).toEqual(['ann', 'bo'])
  expect((await shop.admin.ask('POST', `/tasks/${later[0]}/assign`, { ownerId: null })).statusCode).toBe(200)
  await shop.house.taskKeeper.work()
  expect(await ownerOf(later[0] ?? '')).toBeNull()
})

test('an overdue task is brought before the second person once, and is listed as such', async () => {
  expect((await save({ escalation: { afterMinutes: 30, to: people['lead'] } })).statusCode).toBe(200)
  const id = await taskFor('C1', 1)
  clock.moveTo(new Date(clock.now().getTime() + HOUR_MS + 29 * MINUTE_MS))
  await shop.house.taskKeeper.work()
  expect((await task(id)).escalatedAt).toBeNull()
  clock.moveTo(new Date(clock.now().getTime() + 2 * MINUTE_MS))
  await shop.house.taskKeeper.work()
  const { escalatedAt, escalatedTo } = await task(id)
  expect([escalatedAt, escalatedTo?.name]).toEqual([clock.now().toISOString(), 'lead'])
  clock.moveTo(new Date(clock.now().getTime() + HOUR_MS))
  await shop.house.taskKeeper.work()
  expect((await task(id)).escalatedAt).toBe(escalatedAt)
  const listed = await shop.get<{ items: Task[] }>('/tasks?escalated=true')
  expect(listed.items.map((one) => one.id)).toEqual([id])
})

test('own outcomes are taken with their words, hidden ones no more, and unknown ones never', async () => {
  const later = { code: 'call_later', label: { zh: '稍后再联系', en: 'Call later' }, meaning: 'neutral', hidden: false }
  expect((await save({ outcomes: [later] })).statusCode).toBe(200)
  const [id, other] = [await taskFor('C1'), await taskFor('C2')]
  const complete = (of: string, outcome: string) => shop.admin.ask('POST', `/tasks/${of}/complete`, { outcome })
  expect((await complete(id, 'gone_fishing')).json<{ code: string }>().code).toBe('task-outcome-unknown')
  expect((await complete(id, 'call_later')).json<Task>().outcome).toBe('call_later')
  expect((await save({ outcomes: [{ ...later, hidden: true }] })).statusCode).toBe(200)
  expect((await complete(other, 'call_later')).statusCode).toBe(400)
  expect((await shop.get<TaskRulesState>('/tasks/rules')).all.at(-1)).toMatchObject({ code: 'call_later', hidden: true })
})

test('rules that name somebody who cannot work on tasks are refused with the place, and a change is in the audit log', async () => {
  const answer = await save({ rotation: ['00000000-0000-4000-8000-000000000001'] })
  expect([answer.statusCode, answer.json<{ code: string; params: object }>()]).toMatchObject([
    400,
    { code: 'task-rules-wrong', params: { field: 'rotation.0', reason: 'owner' } },
  ])
  const { rows } = await shop.house.engines.pg.query("SELECT count(*)::int AS n FROM audit_log WHERE action = 'task-rules-changed'")
  expect((rows as { n: number }[])[0]?.n).toBe(4)
})
