import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createClient, type ClickHouseClient } from '@clickhouse/client'
import pg from 'pg'
import { PERMISSIONS } from '#access/permission.ts'
import type { EffectReport } from '#http/measure/effect-schemas.ts'
import type { Job } from '#http/collect/data-schemas.ts'
import { DAY_MS, MINUTE_MS } from '#kernel/clock.ts'
import { stableId } from '#kernel/id.ts'
import { parseKeyring } from '#privacy/keyring.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import type { Mailbox } from '#simulate/mailbox.ts'
import { startWebhookReceiver } from '#simulate/webhook-receiver.ts'
import type { WebhookReceiver } from '#simulate/webhook-receiver.ts'
import { createWorld } from '#simulate/world.ts'
import { startEmbeddedClickhouse } from '#store/engines/embedded-clickhouse.ts'
import { silentEngineLog } from '#store/engines/engine-log.ts'
import { connect } from '#store/relational/connect.ts'
import { findMembers } from '#store/relational/find-members.ts'
import { DemoApi } from '../../src/demo/demo-api.ts'
import { ANSWER_DAYS, tellStory } from '../../src/demo/demo-story.ts'
import type { DemoHouse, DemoResult, ShopAccount } from '../../src/demo/demo-story.ts'
import { startCommand } from '../journey/start-command.ts'
import { SharedClock } from './clock-file.ts'
import { emptyDataFolder } from './data-folder.ts'
import { startLoadBalancer } from './load-balancer.ts'
import { ADMIN, ask, loginOf, until } from './two-servers.ts'
import type { ServerNode } from './two-servers.ts'

const PROGRAM = fileURLToPath(new URL('story-node.ts', import.meta.url))
const TODAY = new Date('2026-06-01T00:00:00+08:00')
/** Ids of customers follow from it, and who is held out from the ids. */
const MASTER_KEY = Buffer.alloc(32, 7).toString('base64')
/** Longer than the rest of any round that sends. */
const ROUND_MS = 6_000

export interface StoryPlan {
  /** An empty database. */
  readonly databaseUrl: string
  readonly nodes: number
  readonly customers: number
  readonly seed: string
  /** Of the mail server, for each message. */
  readonly mailDelayMs: number
  /** Called as each stage begins, while the story goes on. */
  readonly disturb?: (stage: string, scene: Scene) => Promise<void>
}

/** Events as the sources count them, and as they lie in the analytical store. */
export interface StoredEvents {
  readonly received: number
  readonly stored: number
  readonly duplicates: number
  readonly quarantined: number
  readonly rows: number
  /** Of different message ids. */
  readonly messages: number
}

/** What a test may do to the servers in the middle of the story. */
export interface Scene {
  readonly nodes: readonly ServerNode[]
  readonly db: pg.Pool
  readonly mailbox: Mailbox
  /** Kills a server and starts another in its place. */
  lose(node: ServerNode): Promise<void>
}

export interface ToldStory {
  readonly result: DemoResult
  readonly shop: ShopAccount
  readonly effect: EffectReport
  /** In any order: who was decided on, and how. */
  readonly decisions: readonly { customerId: string; strategyId: string; arm: 'treated' | 'control'; channel: string }[]
  readonly jobs: readonly Job[]
  readonly intake: StoredEvents
  /** Requests that each server answered for the shop. */
  readonly answered: ReadonlyMap<string, number>
  readonly nodes: readonly ServerNode[]
  readonly db: pg.Pool
  readonly mailbox: Mailbox
  readonly receiver: WebhookReceiver
  close(): Promise<void>
}

/** The demo's story on real servers behind a load balancer, which all work on one PostgreSQL and one ClickHouse. The caller closes what it answers. */
export async function tellOnNodes(plan: StoryPlan): Promise<ToldStory> {
  const closers: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    for (const step of closers.splice(0).toReversed()) await step()
  }
  try {
    return await tell(plan, closers, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function tell(plan: StoryPlan, closers: (() => Promise<unknown>)[], close: () => Promise<void>): Promise<ToldStory> {
  const folder = await mkdtemp(join(tmpdir(), 'liuke-story-'))
  closers.push(() => rm(folder, { recursive: true, force: true }))
  const end = new Date(TODAY.getTime() - ANSWER_DAYS * DAY_MS)
  const clockFile = join(folder, 'clock')
  const clock = new SharedClock(end, clockFile)
  const world = createWorld({ seed: plan.seed, customers: plan.customers, end, answerDays: ANSWER_DAYS })
  const mailbox = await startMailbox({
    port: 0,
    clock,
    verdict: (address) => world.mailVerdict(address),
    answerAfterMs: plan.mailDelayMs,
  })
  closers.push(() => mailbox.close())
  const receiver = await startWebhookReceiver({ port: 0, clock })
  closers.push(() => receiver.close())
  const dataDir = await emptyDataFolder()
  closers.push(() => rm(dataDir, { recursive: true, force: true }))
  const clickhouse = await startEmbeddedClickhouse({ dataDir: join(dataDir, 'clickhouse'), log: silentEngineLog })
  closers.push(() => clickhouse.stop())
  const analytical = createClient({
    url: clickhouse.url,
    username: clickhouse.username,
    password: clickhouse.password,
    database: clickhouse.database,
  })
  closers.push(() => analytical.close())
  const db = new pg.Pool({ connectionString: plan.databaseUrl, max: 4 })
  closers.push(() => db.end())

  const nodes: ServerNode[] = []
  const balancer = await startLoadBalancer(() => nodes.map(({ url }) => url))
  closers.push(() => balancer.close())
  const { username, password, database } = clickhouse
  const env = {
    DATABASE_URL: plan.databaseUrl,
    CLICKHOUSE_URL: Object.assign(new URL(clickhouse.url), { username, password, pathname: `/${database}` }).href,
    LIUKE_MASTER_KEY: MASTER_KEY,
    LIUKE_PORT: '0',
    LIUKE_PUBLIC_URL: balancer.url,
    LIUKE_SMTP_URL: `smtp://${mailbox.host}:${mailbox.port}`,
    LIUKE_MAIL_FROM: 'care@shop.example',
    LIUKE_SHOP_NAME: '留客小铺',
    LIUKE_CURRENCY: 'CNY',
    LIUKE_TIME_ZONE: 'Asia/Shanghai',
    LIUKE_ALLOW_PRIVATE_WEBHOOKS: '1',
    LIUKE_TRUST_PROXY: '1',
  }
  let code = ''
  const start = async (): Promise<ServerNode> => {
    const data = join(folder, `node-${randomBytes(4).toString('hex')}`)
    const running = startCommand([clockFile, stableId('demo-run', plan.seed)], { ...env, LIUKE_DATA: data }, { program: PROGRAM })
    const { child, ended } = running
    const stop = async (signal: 'SIGKILL' | 'SIGTERM') => {
      child.kill(signal)
      return await ended
    }
    closers.push(() => stop('SIGKILL'))
    const url = (await running.says(/Liuke listens on (http:\/\/\S+)/))[1] ?? ''
    code = (await running.says(/code=(\S+)/))[1] ?? ''
    return { url, pid: child.pid ?? 0, running, kill: () => stop('SIGKILL').then(() => undefined), stop: () => stop('SIGTERM') }
  }
  // All at once: one migrates, the others wait.
  nodes.push(...(await Promise.all(Array.from({ length: plan.nodes }, start))))

  const front: ServerNode = { ...(nodes[0] as ServerNode), url: balancer.url }
  const login = loginOf(await ask(front, null, 'POST', '/setup', { code, ...ADMIN }))
  const { key } = (await ask(front, login, 'POST', '/api-keys', { name: 'Shop', permissions: [...PERMISSIONS] })).json<{ key: string }>()
  const api = new DemoApi(balancer.url, key)
  const scene: Scene = {
    nodes,
    db,
    mailbox,
    async lose(node) {
      nodes.splice(nodes.indexOf(node), 1)
      await node.kill()
      nodes.push(await start())
    },
  }
  const disturbed: Promise<void>[] = []
  let decisions: ToldStory['decisions'] = []
  const house: DemoHouse = {
    customerIdOf: (numbers) => findMembers({ db: connect(db), keyring: parseKeyring(MASTER_KEY, 'test') }, numbers),
    async decisionsOf(runId) {
      const query = `SELECT customer_id AS "customerId", strategy_id AS "strategyId", arm, channel FROM decisions FINAL WHERE run_id = {runId: UUID}`
      const rows = await analytical.query({ query, format: 'JSONEachRow', query_params: { runId } })
      decisions = await rows.json<ToldStory['decisions'][number]>()
      return decisions
    },
    async refreshProfiles(asOf) {
      // There is no way in for the past.
      if (asOf >= clock.now()) await api.finished(await api.post<Job>('/tiers/refresh'))
    },
    async trainAndScore() {
      await api.finished(await api.post<Job>('/churn/train', { horizonDays: ANSWER_DAYS, activeWithinDays: 180 }))
    },
    scoreAt: () => Promise.resolve(),
    async loadInbox() {
      await until('the inbox is empty', async () => (await db.query('SELECT FROM inbox LIMIT 1')).rows.length === 0, 600_000)
    },
    async sendDue() {
      await whenAllIsSent(db, clock)
      return false
    },
    rememberTruth: () => Promise.resolve(),
  }
  const { result, shop } = await tellStory({
    world,
    api,
    baseUrl: balancer.url,
    apiKey: key,
    clock,
    house,
    mailbox,
    receiver,
    campaigns: null,
    workDir: join(folder, 'shop'),
    onStage: (stage) => {
      const trouble = plan.disturb?.(stage, scene) ?? Promise.resolve()
      // It is looked at when the story is over.
      trouble.catch(() => undefined)
      disturbed.push(trouble)
    },
  })
  await Promise.all(disturbed)
  // The days that went by had their nights.
  await until(
    'no job is open',
    async () => (await db.query(`SELECT FROM jobs WHERE state IN ('queued', 'running')`)).rows.length === 0,
    600_000,
  )
  const [effect] = (await api.get<{ items: EffectReport[] }>('/effects')).items
  if (effect === undefined) throw new Error('Nothing was measured.')
  const { items: jobs } = await api.get<{ items: Job[] }>('/jobs?limit=100')
  const intake = await storedEvents(db, analytical)
  return { result, shop, effect, decisions, jobs, intake, answered: balancer.answered, nodes, db, mailbox, receiver, close }
}

async function storedEvents(db: pg.Pool, analytical: ClickHouseClient): Promise<StoredEvents> {
  const counts = await db.query<Omit<StoredEvents, 'rows' | 'messages'>>(
    `SELECT sum(received)::integer AS received, sum(stored)::integer AS stored, sum(duplicates)::integer AS duplicates,
       sum(quarantined)::integer AS quarantined FROM intake_counts`,
  )
  const query = 'SELECT toUInt32(count()) AS rows, toUInt32(uniqExact(source_id, message_id)) AS messages FROM events FINAL'
  const rows = await (await analytical.query({ query, format: 'JSONEachRow' })).json<Pick<StoredEvents, 'rows' | 'messages'>>()
  return { ...(counts.rows[0] as StoredEvents), ...(rows[0] as StoredEvents) }
}

interface OpenSends {
  readonly open: number
  /** When the next one may go; null when none waits. */
  readonly next: Date | null
  /** Changes with everything that happens. */
  readonly mark: string
}

/** Waits until the servers have sent everything; where nothing happens, time goes on: leases of a dead server run out, a busy mail server is tried again. */
async function whenAllIsSent(db: pg.Pool, clock: SharedClock): Promise<void> {
  for (let last = ''; ;) {
    const { open, next, mark } = await openSends(db)
    if (open === 0) return
    if (mark === last) clock.moveTo(new Date(Math.max(clock.now().getTime() + 5 * MINUTE_MS, next?.getTime() ?? 0)))
    last = mark
    await sleep(ROUND_MS)
  }
}

async function openSends(db: pg.Pool): Promise<OpenSends> {
  const { rows } = await db.query<OpenSends>(
    `SELECT
       (SELECT count(*) FROM send_ledger WHERE state IN ('planned', 'claimed', 'handed'))::integer
         + (SELECT count(*) FROM webhook_deliveries WHERE state = 'pending')::integer AS open,
       (SELECT min(not_before) FROM send_ledger WHERE state = 'planned') AS next,
       (SELECT string_agg(state || n || attempts, ' ' ORDER BY state)
        FROM (SELECT state, count(*) AS n, sum(attempts) AS attempts FROM send_ledger GROUP BY state
              UNION ALL SELECT 'hook ' || state, count(*), sum(attempts) FROM webhook_deliveries GROUP BY state) AS each) AS mark`,
  )
  return rows[0] as OpenSends
}
