import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Import, Job } from '#http/collect/data-schemas.ts'
import type { DecisionRun } from '#http/decide/retain-schemas.ts'
import { ordersFile } from '../support/import-crash.ts'
import { halfImport, importOrders, runnerOf, strategiesBy, trainShop } from '../support/jobs-of-two.ts'
import { get, isOver, jobWhen, openTwoServers, post, until } from '../support/two-servers.ts'
import type { ServerNode, TwoServers } from '../support/two-servers.ts'
import { MOST_IN_FLIGHT } from '../support/most-in-flight.ts'

// A server that is not dead but frozen (SIGSTOP), as a virtual machine that is moved: its connections stay open, it renews nothing, and it wakes up long after its
// work has become another's.

const BIG_ROWS = 20_000
/** Leases are at most a minute. */
const RECOVERED_MS = 300_000
/** So that it would do what it still wants to do. */
const AWAKE_MS = 8_000

let two: TwoServers

beforeAll(async () => {
  two = await openTwoServers({ mailDelayMs: 1_000 })
}, 300_000)
afterAll(() => two?.close(), 120_000)

const signal = ({ running }: ServerNode, name: 'SIGSTOP' | 'SIGCONT'): boolean => running.child.kill(name)

/** Of what the files brought in: changes with every row and every value. */
async function linesOf(prefix: string): Promise<unknown> {
  return await two.rows(
    `SELECT count() AS n, toString(sum(cityHash64(customer_id, * EXCEPT (owner_id, received_at, import_id)))) AS sum
     FROM order_lines FINAL WHERE startsWith(order_id, '${prefix}')`,
  )
}

test('an import whose server is frozen is done by the other, and the first one changes nothing when it wakes', async () => {
  const half = await halfImport(two, ordersFile(BIG_ROWS, 'ICE'))
  const { runner, other } = runnerOf(two, half)
  signal(runner, 'SIGSTOP')
  const left = await get<Job>(other, two.login, `/jobs/${half.id}`)
  expect(left.state).toBe('running')
  const ended = await jobWhen(other, two.login, half.id, isOver, RECOVERED_MS)
  expect([ended.state, ended.error, ended.node === half.node]).toEqual(['done', null, false])
  const sessions = await two.db.query(`SELECT FROM pg_stat_activity WHERE application_name LIKE $1`, [`%/${runner.pid}-%`])
  expect(sessions.rows).toHaveLength(0)

  const lines = await linesOf('ICE')
  const imports = async () => (await get<{ items: Import[] }>(other, two.login, '/imports')).items
  const before = await imports()
  expect(before.filter(({ state }) => state === 'done')).toHaveLength(1)
  signal(runner, 'SIGCONT')
  await sleep(AWAKE_MS)
  expect(await get<Job>(other, two.login, `/jobs/${half.id}`)).toEqual(ended)
  expect(await linesOf('ICE')).toEqual(lines)
  expect((await imports()).map(({ id, state }) => [id, state])).toEqual(before.map(({ id, state }) => [id, state]))
  const { rows, stored, duplicates, quarantined } = ended.result as unknown as Record<
    'rows' | 'stored' | 'duplicates' | 'quarantined',
    number
  >
  expect(stored + duplicates + quarantined).toBe(rows)
  // It goes on as a server, and takes work again.
  expect(runner.running.child.exitCode).toBeNull()
  const small = await post<Job>(runner, two.login, '/tiers/refresh')
  expect(await jobWhen(runner, two.login, small.id, isOver, RECOVERED_MS)).toMatchObject({ state: 'done', error: null })
})

test('the same file without any trouble leaves the same rows', async () => {
  const lines = await linesOf('ICE')
  const again = await importOrders(two, two.b, ordersFile(BIG_ROWS, 'ICE'))
  const ended = await jobWhen(two.a, two.login, again.id, isOver, RECOVERED_MS)
  expect([ended.state, ended.error]).toEqual(['done', null])
  expect(ended.result).toMatchObject({ stored: 0 })
  expect(await linesOf('ICE')).toEqual(lines)
})

test('what a frozen server was sending is sent by the other, and nothing twice when it wakes', async () => {
  await trainShop(two)
  const byEmail = await strategiesBy(two, 'email')
  const run = await post<Job>(two.a, two.login, '/decision-runs', { strategyIds: byEmail })
  expect((await jobWhen(two.b, two.login, run.id, isOver, RECOVERED_MS)).state).toBe('done')
  const { mails } = two.house.mailbox
  await until('some of the messages are out', () => mails.length >= 5, 60_000)
  signal(two.a, 'SIGSTOP')
  const stateOf = async (): Promise<Record<string, number>> =>
    Object.fromEntries(
      (await two.db.query<{ state: string; n: number }>('SELECT state, count(*)::integer AS n FROM send_ledger GROUP BY state')).rows.map(
        ({ state, n }) => [state, n],
      ),
    )
  const open = async (): Promise<number> => {
    const { planned = 0, claimed = 0, handed = 0 } = await stateOf()
    return planned + claimed + handed
  }
  expect(await open()).toBeGreaterThan(0)
  await until('the other has sent the rest', async () => (await open()) === 0, RECOVERED_MS)
  const asleep = await stateOf()
  const sent = () => mails.map(({ sendKey }) => sendKey).filter((key) => key !== '')
  const before = sent()
  signal(two.a, 'SIGCONT')
  await sleep(AWAKE_MS)
  const keys = sent()
  expect(new Set(keys).size).toBe(keys.length)
  // Those that were on their way may arrive now; nothing that it had only claimed is sent by it any more.
  expect(keys.length - before.length).toBeLessThanOrEqual(asleep['uncertain'] ?? 0)
  expect(asleep['uncertain'] ?? 0).toBeLessThanOrEqual(MOST_IN_FLIGHT)
  const { accepted: delivered = 0, uncertain = 0 } = await stateOf()
  expect(delivered).toBeGreaterThan(20)
  expect(keys.length).toBeGreaterThanOrEqual(delivered)
  expect(keys.length).toBeLessThanOrEqual(delivered + uncertain)
  expect(await open()).toBe(0)
})

test('a run whose server is frozen decides once', async () => {
  const strategyIds = await strategiesBy(two, 'agent_task')
  // A short job may be over before its server is frozen: then another is started.
  for (let turn = 1; turn <= 8; turn += 1) {
    const { id } = await post<Job>(two.a, two.login, '/decision-runs', { strategyIds }, { 'idempotency-key': `frozen-${turn}` })
    const begun = await jobWhen(two.b, two.login, id, ({ state }) => state !== 'queued')
    const { runner, other } = runnerOf(two, begun)
    signal(runner, 'SIGSTOP')
    const left = await get<Job>(other, two.login, `/jobs/${id}`)
    if (isOver(left)) {
      signal(runner, 'SIGCONT')
      continue
    }
    const ended = await jobWhen(other, two.login, id, isOver, RECOVERED_MS)
    signal(runner, 'SIGCONT')
    await sleep(AWAKE_MS)
    expect([ended.state, ended.error, ended.node === begun.node]).toEqual(['done', null, false])
    expect(await get<Job>(other, two.login, `/jobs/${id}`)).toEqual(ended)
    const { items: runs } = await get<{ items: DecisionRun[] }>(other, two.login, '/decision-runs')
    expect(runs.map(({ state }) => state)).toEqual(Array.from({ length: turn + 1 }, () => 'decided'))
    const doubled = await two.rows('SELECT run_id, customer_id FROM decisions FINAL GROUP BY run_id, customer_id HAVING count() > 1')
    expect(doubled).toEqual([])
    const tasks = await two.db.query('SELECT customer_id, strategy_id FROM tasks GROUP BY 1, 2 HAVING count(*) > 1')
    expect(tasks.rows).toEqual([])
    return
  }
  throw new Error('Every run was over before its server was frozen.')
})
