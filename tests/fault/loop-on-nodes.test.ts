import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDebianPostgres } from '../support/debian-postgres.ts'
import type { DebianPostgres } from '../support/debian-postgres.ts'
import { tellOnNodes } from '../support/story-on-nodes.ts'
import type { Scene, StoryPlan, ToldStory } from '../support/story-on-nodes.ts'
import { ADMIN, ask, loginOf, until } from '../support/two-servers.ts'
import type { ServerNode } from '../support/two-servers.ts'
import { MOST_IN_FLIGHT } from '../support/most-in-flight.ts'

// The whole loop of the product on two servers that share Debian's PostgreSQL and one ClickHouse, and of which one is killed in the import, in the training and
// in the sending; beside it the same loop on one server that nothing happens to.

const MINUTES = 60_000
const SHOP: Pick<StoryPlan, 'customers' | 'seed'> = { customers: 300, seed: 'loop-on-nodes' }
/** So that messages are on their way when a server is killed: the mail server has them, and has not said so. */
const MAIL_DELAY_MS = 1_000

let postgres: DebianPostgres
let alone: ToldStory
let two: ToldStory
/** Each begins with the first test: neither knows of the other, and both stand still in time. */
const told = { alone: Promise.resolve<ToldStory | null>(null), two: Promise.resolve<ToldStory | null>(null) }
/** What was lost: the stage, and the job or the messages that the killed server had in hand. */
const lost: { readonly stage: string; readonly job: string; readonly node: string }[] = []

beforeAll(async () => {
  postgres = await startDebianPostgres()
}, 3 * MINUTES)

afterAll(async () => {
  for (const story of await Promise.allSettled([told.alone, told.two])) if (story.status === 'fulfilled') await story.value?.close()
  await postgres?.stop()
}, 2 * MINUTES)

async function disturb(stage: string, scene: Scene): Promise<void> {
  if (stage === 'import')
    await loseRunner(stage, scene, `kind = 'import' AND stage = 'rows' AND EXISTS (SELECT FROM jobs WHERE state = 'done')`)
  if (stage === 'predict') await loseRunner(stage, scene, `kind = 'train-churn' AND stage <> '' AND stage <> 'profiles'`)
  if (stage === 'act') {
    await until('some of the messages are out', () => scene.mailbox.mails.length >= 8, 5 * MINUTES)
    // The one that has most to say to the mail server.
    const [node] = scene.nodes.toSorted((a, b) => connectionsTo(b.pid, scene.mailbox.port) - connectionsTo(a.pid, scene.mailbox.port))
    if (node === undefined || connectionsTo(node.pid, scene.mailbox.port) === 0) throw new Error('No server talks to the mail server.')
    lost.push({ stage, job: '', node: node.url })
    await scene.lose(node)
  }
}

/** Open connections of a process to a port of this machine. */
function connectionsTo(pid: number, port: number): number {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  const lines = readFileSync(`/proc/${pid}/net/tcp`, 'utf8').trim().split('\n').slice(1)
  const inodes = lines
    .map((line) => line.trim().split(/ +/u))
    .filter(([, , remote = '', state]) => remote.endsWith(`:${hex}`) && state === '01')
    .map((fields) => `socket:[${fields[9]}]`)
  const held = readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`))
  return inodes.filter((inode) => held.includes(inode)).length
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    // Closed meanwhile.
    return ''
  }
}

/** Kills the server that runs such a job. */
async function loseRunner(stage: string, { nodes, db, lose }: Scene, condition: string): Promise<void> {
  let found: { id: string; node: string } | undefined
  const look = async () => {
    found = (await db.query<{ id: string; node: string }>(`SELECT id, node FROM jobs WHERE state = 'running' AND ${condition}`)).rows[0]
    return found !== undefined
  }
  await until(`a job of the stage "${stage}" runs`, look, 10 * MINUTES)
  const victim = nodes.find(({ pid }) => new RegExp(`/${pid}-`).test(found?.node ?? ''))
  if (victim === undefined || found === undefined) throw new Error(`Nobody runs ${JSON.stringify(found)}.`)
  lost.push({ stage, job: found.id, node: found.node })
  await lose(victim)
}

test('one server tells the story to its end', async () => {
  told.alone = tellOnNodes({ ...SHOP, databaseUrl: await postgres.newDatabase('alone'), nodes: 1, mailDelayMs: 50 })
  told.two = tellOnNodes({ ...SHOP, databaseUrl: await postgres.newDatabase('two'), nodes: 2, mailDelayMs: MAIL_DELAY_MS, disturb })
  told.two.catch(() => undefined)
  alone = (await told.alone) as ToldStory
  expect(alone.shop.unknownCustomers).toBe(0)
  expect(alone.effect.overall).toMatchObject({ treatedRetained: alone.shop.treatedOrdered, controlRetained: alone.shop.controlOrdered })
})

test('so do two, of which one is killed in the import, in the training and in the sending', async () => {
  two = (await told.two) as ToldStory
  expect(two.shop.unknownCustomers).toBe(0)
})

test("it is Debian's PostgreSQL, and both servers and their successors answered the shop", () => {
  expect(postgres.versionNumber).toBeGreaterThanOrEqual(150_000)
  expect(lost.map(({ stage }) => stage)).toEqual(['import', 'predict', 'act'])
  expect(two.answered.size).toBe(2 + lost.length)
  for (const answers of two.answered.values()) expect(answers).toBeGreaterThan(0)
})

test('each job is done once, by the other server where the first one was lost', async () => {
  expect(two.jobs.filter(({ state }) => state !== 'done')).toEqual([])
  const counts = ({ jobs }: ToldStory) => {
    const started = jobs.filter(({ scheduled }) => !scheduled).map(({ kind }) => kind)
    return Object.fromEntries([...new Set(started)].toSorted().map((kind) => [kind, started.filter((each) => each === kind).length]))
  }
  expect(counts(two)).toEqual(counts(alone))
  expect(counts(two)).toMatchObject({ import: 8, 'train-churn': 1, 'decision-run': 1 })
  const slots = two.jobs.filter(({ scheduled }) => scheduled).map(({ kind, createdAt }) => `${kind} ${createdAt}`)
  expect(new Set(slots).size).toBe(slots.length)
  const again = await two.db.query<{ id: string; node: string }>('SELECT id, node FROM jobs WHERE losses > 0 ORDER BY created_at')
  const jobs = lost.filter(({ job }) => job !== '')
  expect(again.rows.map(({ id }) => id)).toEqual(jobs.map(({ job }) => job))
  for (const [i, { node }] of again.rows.entries()) expect(node).not.toBe(jobs[i]?.node)
})

test('what came in and what was decided is the same as on one server', () => {
  // Whether a message that was sent again counts as stored or as a copy shows in the time of its receipt; the clock of this story stands still, so that both
  // servers may have received it in one millisecond. What lies in the store does not depend on it.
  for (const { received, stored, duplicates, quarantined, rows, messages } of [two.intake, alone.intake]) {
    expect(stored + duplicates + quarantined).toBe(received)
    expect(messages).toBe(rows)
  }
  expect([two.intake.rows, two.intake.quarantined]).toEqual([alone.intake.rows, alone.intake.quarantined])
  expect(alone.intake.stored).toBe(alone.intake.rows)
  const of = ({ result: { customers, orders, quarantined, decisions, treated, control } }: ToldStory) => ({
    customers,
    orders,
    quarantined,
    decisions,
    treated,
    control,
  })
  expect(of(two)).toEqual(of(alone))
  // Sums of the same rows in another order.
  const close = Object.entries(alone.result.churn ?? {}).map(([name, value]) => [name, expect.closeTo(value, 9) as unknown])
  expect(close).not.toEqual([])
  expect(two.result.churn).toEqual(Object.fromEntries(close))
  expect(two.result.treated).toBeGreaterThan(10)
  const words = ({ decisions }: ToldStory) => decisions.map((each) => Object.values(each).join(' ')).toSorted()
  expect(words(two)).toEqual(words(alone))
  expect(two.shop.messages).toEqual(alone.shop.messages)
})

test('each message is sent at most once, each task and webhook exactly once', async () => {
  const { mails } = two.mailbox
  expect(new Set(mails.map(({ sendKey }) => sendKey)).size).toBe(mails.length)
  // The team has mails of its own: who came to be at risk.
  const keys = mails.filter(({ to }) => to !== ADMIN.email).map(({ sendKey }) => sendKey)
  const ledger = await two.db.query<{ send_key: string; state: string; channel: string; reason: string }>(
    'SELECT send_key, state, channel, reason FROM send_ledger',
  )
  const of = (channel: string, state: string) => ledger.rows.filter((row) => row.channel === channel && row.state === state)
  expect(of('email', 'accepted').length).toBeGreaterThan(5)
  expect(of('email', 'accepted').filter(({ send_key: key }) => !keys.includes(key))).toEqual([])
  // What the lost server was handing over; nobody sends it a second time.
  expect(of('email', 'uncertain').length).toBeLessThanOrEqual(MOST_IN_FLIGHT)
  const arrived = ledger.rows.filter(({ send_key: key }) => keys.includes(key))
  expect(arrived.filter(({ state }) => state !== 'accepted' && state !== 'uncertain')).toEqual([])
  expect(arrived).toHaveLength(keys.length)

  const tasks = await two.db.query<{ send_key: string }>('SELECT send_key FROM tasks')
  expect(tasks.rows.map(({ send_key: key }) => key).toSorted()).toEqual(
    of('agent_task', 'delivered')
      .map(({ send_key: key }) => key)
      .toSorted(),
  )
  const calls = ({ receiver }: ToldStory) => receiver.webhooks.map(({ customerId }) => String(customerId)).toSorted()
  expect(calls(two)).toEqual(calls(alone))
  expect(new Set(calls(two)).size).toBe(calls(two).length)
  const treated = two.decisions.filter(({ arm }) => arm === 'treated')
  expect(tasks.rows).toHaveLength(treated.filter(({ channel }) => channel === 'agent_task').length)
  expect(calls(two)).toHaveLength(treated.filter(({ channel }) => channel === 'webhook').length)
})

test('the effect is that of one server, up to messages that were lost with theirs', async () => {
  const { rows } = await two.db.query<{ send_key: string }>(`SELECT send_key FROM send_ledger WHERE state = 'uncertain'`)
  const arrived = new Set(two.mailbox.mails.map(({ sendKey }) => sendKey))
  const gone = rows.filter(({ send_key: key }) => !arrived.has(key)).length
  const [ours, theirs] = [two.effect.overall, alone.effect.overall]
  expect(ours).toMatchObject({
    treated: theirs.treated,
    control: theirs.control,
    controlRetained: theirs.controlRetained,
    sampleRatioOk: true,
  })
  expect(Math.abs(ours.treatedRetained - theirs.treatedRetained)).toBeLessThanOrEqual(gone)
  expect([ours.treatedRetained, ours.controlRetained]).toEqual([two.shop.treatedOrdered, two.shop.controlOrdered])
  expect(ours.lift).not.toBeNull()
})

test('a login of one server is a login of the other, and so is the end of it', async () => {
  const [a, b] = two.nodes as [ServerNode, ServerNode]
  const login = loginOf(await ask(a, null, 'POST', '/login', { email: ADMIN.email, password: ADMIN.password }))
  expect((await ask(b, login, 'GET', '/me')).status).toBe(200)
  expect((await ask(b, login, 'POST', '/logout')).status).toBe(204)
  expect((await ask(a, login, 'GET', '/me')).status).toBe(401)
})
