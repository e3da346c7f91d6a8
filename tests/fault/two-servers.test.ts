import { openAsBlob } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Job, NewSource, Source } from '#http/collect/data-schemas.ts'
import type { Strategy } from '#http/decide/retain-schemas.ts'
import {
  ADMIN,
  ask,
  get,
  isOver,
  jobWhen,
  loginOf,
  openTwoServers,
  post,
  sendBatch,
  startShop,
  until,
  upload,
} from '../support/two-servers.ts'
import type { ServerNode, TwoServers } from '../support/two-servers.ts'
import { MOST_IN_FLIGHT } from '../support/most-in-flight.ts'

// Two real servers on one PostgreSQL and one ClickHouse, reached by their addresses. A test goes on where the one before it stopped, as a shop's days do.

/** So that messages are on their way for a while. */
const MAIL_DELAY_MS = 1_000

let two: TwoServers

beforeAll(async () => {
  two = await openTwoServers({ mailDelayMs: MAIL_DELAY_MS })
}, 300_000)
afterAll(() => two?.close(), 120_000)

test('the set-up code of one server opens the other, and a login of one is a login of both', async () => {
  expect(two.house.setupCodes[0]).toBe(two.house.setupCodes[1])
  expect((await ask(two.b, two.login, 'GET', '/me')).status).toBe(200)
  const second = loginOf(await ask(two.b, null, 'POST', '/login', { email: ADMIN.email, password: ADMIN.password }))
  expect((await ask(two.a, second, 'POST', '/logout')).status).toBe(204)
  expect((await ask(two.b, second, 'GET', '/me')).status).toBe(401)
})

test('guesses count on both servers together, by account and by address', async () => {
  const guess = (node: ServerNode, email: string, from: string) =>
    ask(node, null, 'POST', '/login', { email, password: 'wrong' }, { 'x-forwarded-for': from })
  const answers = []
  for (let i = 0; i < 6; i += 1) answers.push(await guess([two.a, two.b][i % 2] ?? two.a, 'nobody@example.com', '198.51.100.1'))
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429])
  const many = await Promise.all(
    Array.from({ length: 30 }, (_, i) => guess([two.a, two.b][i % 2] ?? two.a, `guess${i}@example.com`, '198.51.100.2')),
  )
  expect(many.filter(({ status }) => status === 401)).toHaveLength(20)
  expect(many.filter(({ status }) => status === 429)).toHaveLength(10)
})

test('a setting that is changed on one server holds on the other within five seconds', async () => {
  expect((await ask(two.a, two.login, 'PATCH', '/project', { shopName: 'Tea House' })).status).toBe(200)
  const took = await until(
    'the shop is called so on the other server',
    async () => JSON.stringify(await get(two.b, two.login, '/project')).includes('Tea House'),
    5_000,
  )
  expect(took).toBeLessThan(5_000)
})

test('a key that is made on one server opens the other, and is closed there within eleven seconds', async () => {
  const { source, writeKey } = await post<NewSource>(two.a, two.login, '/sources', {
    name: 'app',
    kind: 'web',
    userIdKind: 'member_number',
  })
  const track = async (node: ServerNode) => (await sendBatch(node, writeKey, ['k1'])).status
  expect(await track(two.b)).toBe(200)
  expect((await ask(two.a, two.login, 'DELETE', `/sources/${source.id}`)).status).toBeLessThan(300)
  await until('the other server refuses the key', async () => (await track(two.b)) === 401, 11_000)
})

test('a file that was uploaded to one server is looked at again, imported and watched on the other, and once for one key', async () => {
  const { uploadId } = await upload(two.a, two.login, await openAsBlob(two.files.customers), 'customers.csv', 'customers')
  const again = await post<{ uploadId: string }>(two.b, two.login, `/imports/${uploadId}/preview`, { kind: 'customers' })
  expect(again.uploadId).toBe(uploadId)
  const order = { uploadId, kind: 'customers', preset: 'liuke-customers' }
  const key = { 'idempotency-key': 'customers-1' }
  const jobs = await Promise.all([two.a, two.b, two.a, two.b].map((node) => post<Job>(node, two.login, '/imports', order, key)))
  expect(new Set(jobs.map(({ id }) => id)).size).toBe(1)
  const done = await jobWhen(two.a, two.login, jobs[0]?.id ?? '', isOver)
  expect([done.state, done.error]).toEqual(['done', null])
  await two.importShop('orders')
  await two.importShop('tickets')
})

test('every event that a killed server had acknowledged is stored, and once', async () => {
  const { source, writeKey } = await post<NewSource>(two.a, two.login, '/sources', {
    name: 'shop',
    kind: 'web',
    userIdKind: 'member_number',
  })
  const shop = startShop(two, writeKey)
  await sleep(4_000)
  await two.a.kill()
  await sleep(4_000)
  const acknowledged = await shop.stop()
  await until('the inbox is empty', async () => (await two.db.query('SELECT id FROM inbox LIMIT 1')).rows.length === 0, 90_000)
  const events = await two.rows<{ message_id: string; copies: string }>(
    'SELECT message_id, count() AS copies FROM events FINAL GROUP BY message_id',
  )
  expect(events.filter(({ copies }) => Number(copies) !== 1)).toEqual([])
  const there = new Set(events.map(({ message_id: id }) => id))
  expect(acknowledged.size).toBeGreaterThan(50)
  expect([...acknowledged].filter((id) => !there.has(id))).toEqual([])
  const counts = (await get<{ items: Source[] }>(two.b, two.login, '/sources')).items.find(({ id }) => id === source.id)
  expect((counts?.stored ?? 0) + (counts?.duplicates ?? 0) + (counts?.quarantined ?? 0) + (counts?.droppedByConsent ?? 0)).toBe(
    counts?.received,
  )
  await two.replaceDead()
})

test('nothing is sent twice when a server is killed in the middle of sending', async () => {
  const trained = await jobWhen(two.b, two.login, (await post<Job>(two.a, two.login, '/churn/train')).id, isOver, 300_000)
  expect([trained.state, trained.error]).toEqual(['done', null])
  const { items } = await get<{ items: Strategy[] }>(two.a, two.login, '/strategies')
  const byEmail = items.filter(({ state, definition }) => state === 'active' && definition.channel === 'email').map(({ id }) => id)
  expect(byEmail.length).toBeGreaterThan(0)

  const before = two.house.mailbox.mails.length
  const job = await post<Job>(two.a, two.login, '/decision-runs', { strategyIds: byEmail })
  expect((await jobWhen(two.b, two.login, job.id, isOver)).state).toBe('done')
  await until('some of the messages are out', () => two.house.mailbox.mails.length >= before + 5, 60_000)
  await two.a.kill()
  const sends = async () => {
    const counts = (await two.db.query<{ state: string; n: string }>('SELECT state, count(*) AS n FROM send_ledger GROUP BY state')).rows
    const of = (state: string): number => Number(counts.find((row) => row.state === state)?.n ?? 0)
    return { open: of('planned') + of('claimed') + of('handed'), delivered: of('accepted') + of('delivered'), uncertain: of('uncertain') }
  }
  expect((await sends()).open).toBeGreaterThan(0)
  await until('no message is on its way', async () => (await sends()).open === 0, 180_000)
  const { delivered, uncertain } = await sends()
  // The scoring of the training has its alerts mailed to the team: once, whichever server does it.
  const digests = two.house.mailbox.mails.filter(({ sendKey }) => sendKey === '')
  expect(digests.length).toBeLessThanOrEqual(1)
  const keys = two.house.mailbox.mails.map(({ sendKey }) => sendKey).filter((key) => key !== '')
  expect(new Set(keys).size).toBe(keys.length)
  expect(uncertain).toBeLessThanOrEqual(MOST_IN_FLIGHT)
  expect(keys.length).toBeGreaterThanOrEqual(delivered)
  expect(keys.length).toBeLessThanOrEqual(delivered + uncertain)
  expect(delivered).toBeGreaterThan(20)
  await two.replaceDead()
})

test.each([
  ['the first', 0],
  ['the second', 1],
])('%s of them stops in good order while the other goes on', async (_name, which) => {
  const [victim, other] = which === 0 ? [two.a, two.b] : [two.b, two.a]
  const [ended, ...answers] = await Promise.all([
    victim.stop(),
    ...Array.from({ length: 20 }, () => ask(other, two.login, 'GET', '/overview')),
  ])
  expect(ended.code).toBe(0)
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  await two.replaceDead()
  expect((await ask(which === 0 ? two.a : two.b, two.login, 'GET', '/me')).status).toBe(200)
})

test('a server older than the database does not start', async () => {
  await two.db.query(`INSERT INTO schema_migrations VALUES (9999, '9999-newer.sql', 'x', now())`)
  const { code, err } = await two.house.tryStart()
  expect(code).not.toBe(0)
  expect(err).toContain('newer version')
  await two.db.query('DELETE FROM schema_migrations WHERE number = 9999')
})
