import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Import, Job } from '#http/collect/data-schemas.ts'
import type { DecisionRun } from '#http/decide/retain-schemas.ts'
import { ordersFile } from '../support/import-crash.ts'
import { halfImport, runnerOf, strategiesBy, trainShop } from '../support/jobs-of-two.ts'
import { CUSTOMERS, get, isOver, jobWhen, openTwoServers, post, until } from '../support/two-servers.ts'
import type { ServerNode, TwoServers } from '../support/two-servers.ts'

// What becomes of long work when the server that runs it is killed, seen from the other one on the same databases.

const BIG_ROWS = 20_000
/** Leases are at most a minute. */
const RECOVERED_MS = 120_000

let two: TwoServers

beforeAll(async () => {
  two = await openTwoServers({ mailDelayMs: 0 })
}, 300_000)
afterAll(() => two?.close(), 120_000)

/** Kills the server that runs the job. Answers the one that stayed. */
async function killRunnerOf(job: Job): Promise<ServerNode> {
  const { runner, other } = runnerOf(two, job)
  await runner.kill()
  return other
}

/**
 * Starts a job, kills the server that runs it in the middle, and answers the job when it is over on the other. A short job may be over before its server is
 * dead: then another is started.
 */
async function loseRunnerOf(
  start: () => Promise<Job>,
): Promise<{ readonly ended: Job; readonly stayed: ServerNode; readonly lostNode: string | null }> {
  for (let turn = 0; turn < 5; turn += 1) {
    const { id } = await start()
    const begun = await jobWhen(two.b, two.login, id, ({ state }) => state !== 'queued')
    const stayed = await killRunnerOf(begun)
    const left = await get<Job>(stayed, two.login, `/jobs/${id}`)
    if (!isOver(left)) {
      const ended = await jobWhen(stayed, two.login, id, isOver, RECOVERED_MS)
      return { ended, stayed, lostNode: begun.node }
    }
    await two.replaceDead()
  }
  throw new Error('Every job was over before its server was dead.')
}

test('an import whose server is killed is whole, and each row counted once', async () => {
  const text = ordersFile(BIG_ROWS, 'BIG')
  const half = await halfImport(two, text)
  const stayed = await killRunnerOf(half)
  const ended = await jobWhen(stayed, two.login, half.id, isOver, RECOVERED_MS)
  expect([ended.state, ended.error, ended.node === half.node]).toEqual(['done', null, false])
  const result = ended.result as unknown as { rows: number; stored: number; duplicates: number; quarantined: number }
  expect(result.stored + result.duplicates + result.quarantined).toBe(result.rows)
  const { items } = await get<{ items: Import[] }>(stayed, two.login, '/imports')
  expect(items.filter(({ state }) => state === 'running')).toEqual([])

  const wanted = new Set(
    text
      .split('\n')
      .slice(1)
      .filter((row) => row !== '' && !row.includes('两件'))
      .map((row) => row.split(',')[0]),
  )
  const kept = await two.rows<{ order_id: string; copies: string }>(
    `SELECT order_id, count() AS copies FROM order_lines FINAL WHERE startsWith(order_id, 'BIG') AND NOT is_duplicate GROUP BY order_id`,
  )
  expect(kept.filter(({ copies }) => Number(copies) !== 1)).toEqual([])
  expect(new Set(kept.map(({ order_id: id }) => id))).toEqual(wanted)

  await two.replaceDead()
})

test('a strategy run whose server is killed decides once', async () => {
  await trainShop(two)
  const byEmail = await strategiesBy(two, 'email')

  let started = 0
  const lost = await loseRunnerOf(() => {
    started += 1
    return post<Job>(two.a, two.login, '/decision-runs', { strategyIds: byEmail }, { 'idempotency-key': `run-${started}` })
  })
  const { stayed } = lost
  expect([lost.ended.state, lost.ended.error, lost.ended.node === lost.lostNode]).toEqual(['done', null, false])
  const { items: runs } = await get<{ items: DecisionRun[] }>(stayed, two.login, '/decision-runs')
  expect(runs.map(({ state }) => state)).toEqual(Array.from({ length: started }, () => 'decided'))
  const doubled = await two.rows('SELECT customer_id FROM decisions FINAL GROUP BY customer_id HAVING count() > 1')
  expect(doubled).toEqual([])
  const keys = two.house.mailbox.mails.map(({ sendKey }) => sendKey)
  expect(new Set(keys).size).toBe(keys.length)
  await two.replaceDead()
})

test('a refresh of profiles whose server is killed ends on the other', async () => {
  const { ended, stayed, lostNode } = await loseRunnerOf(() => post<Job>(two.a, two.login, '/tiers/refresh'))
  expect([ended.state, ended.error, ended.node === lostNode]).toEqual(['done', null, false])
  const summary = await get<{ tiers: readonly { customers: number }[] }>(stayed, two.login, '/tiers')
  expect(summary.tiers.reduce((sum, { customers }) => sum + customers, 0)).toBeGreaterThan(CUSTOMERS / 2)
  await two.replaceDead()
})

test('what is due by the calendar is done by one of them', async () => {
  const before = new Date()
  await two.db.query(
    `UPDATE settings SET value = jsonb_build_object('slot', to_char((value ->> 'slot')::timestamptz - interval '1 day', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) WHERE name = 'schedule:refresh-profiles'`,
  )
  const due = async () =>
    (await get<{ items: Job[] }>(two.b, two.login, '/jobs?limit=100')).items.filter(
      ({ kind, createdAt, startedAt }) => kind === 'refresh-profiles' && (startedAt ?? createdAt) >= before.toISOString(),
    )
  await until('the slot is done', async () => (await due()).some(({ state }) => state === 'done'), 150_000)
  // Both have looked by then.
  await sleep(65_000)
  expect(await due()).toHaveLength(1)
})

test('no job is left running', async () => {
  const { items } = await get<{ items: Job[] }>(two.a, two.login, '/jobs?limit=100')
  await Promise.all(items.filter((job) => !isOver(job)).map(({ id }) => jobWhen(two.a, two.login, id, isOver)))
  const ended = await Promise.all([two.b.stop(), two.a.stop()])
  expect(ended.map(({ code }) => code)).toEqual([0, 0])
})
