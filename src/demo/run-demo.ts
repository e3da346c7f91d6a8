import { everyone } from '#access/scope.ts'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PERMISSIONS } from '#access/permission.ts'
import { actorOfUser } from '#access/actor.ts'
import type { Actor } from '#access/actor.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { newId, stableId } from '#kernel/id.ts'
import { startMailbox } from '#simulate/mailbox.ts'
import { startWebhookReceiver } from '#simulate/webhook-receiver.ts'
import { createWorld } from '#simulate/world.ts'
import type { Config } from '../config.ts'
import { openHouse } from '../main.ts'
import { drainInbox, followBroadcasts, runJourneys, sendDue } from '../main/background.ts'
import { findMembers } from '#store/relational/find-members.ts'
import type { House } from '../main/house.ts'
import type { HouseLog } from '../main/house-log.ts'
import { DEMO_TRUTH } from '../main/demo-truth.ts'
import type { Server } from '../main/server.ts'
import { startServer } from '../main/server.ts'
import { DemoApi } from './demo-api.ts'
import { DemoClock } from './demo-clock.ts'
import type { DemoCampaigns, DemoResult, ShopAccount } from './demo-story.ts'
import { ANSWER_DAYS, tellStory } from './demo-story.ts'
import { startDemoProviders } from './demo-providers.ts'
import type { DemoProviders } from './demo-providers.ts'

const OLD_ALERTS_LEFT = 5

export interface DemoOptions {
  /** With a fixed master key the same seed draws the same hold-out again; customer ids follow from the key. */
  readonly config: Config
  readonly customers: number
  readonly seed: string
  /** The demo's "today" is the beginning of this day in the project's time zone. */
  readonly today: Date
  readonly log: HouseLog
  readonly onStage: (stage: string, text: string) => void
}

export interface DemoLogin {
  readonly email: string
  readonly password: string
}

export interface RunningDemo {
  readonly result: DemoResult
  readonly shop: ShopAccount
  readonly server: Server
  readonly house: House
  readonly clock: DemoClock
  readonly login: DemoLogin
  /** Stops the server, then the shop's mailbox and webhook receiver: until then the console's own runs find them open. */
  stop(): Promise<void>
}

/** Runs the demo on the configured data folder, which must be empty, and leaves its server and the shop's mailbox running. The caller stops them. */
export async function runDemo(options: DemoOptions): Promise<RunningDemo> {
  const today = startOfDay(options.today)
  const end = new Date(today.getTime() - ANSWER_DAYS * DAY_MS)
  const clock = new DemoClock(end)
  const world = createWorld({ seed: options.seed, customers: options.customers, end, answerDays: ANSWER_DAYS })
  const mailbox = await startMailbox({ port: 0, clock, verdict: (address) => world.mailVerdict(address) })
  const receiver = await startWebhookReceiver({ port: 0, clock })
  const providers = await startDemoProviders(clock)
  const workDir = await mkdtemp(join(tmpdir(), 'liuke-shop-'))
  let house: House | null = null
  let server: Server | null = null
  const stop = async (): Promise<void> => {
    await (server?.stop() ?? house?.close())
    await Promise.allSettled([mailbox.close(), receiver.close(), providers.close()])
  }
  try {
    const config: Config = {
      ...options.config,
      smtpUrl: `smtp://${mailbox.host}:${mailbox.port}`,
      mailFrom: 'care@shop.example',
      shopName: '留客小铺',
      currency: 'CNY',
      timeZone: 'Asia/Shanghai',
      allowPrivateWebhooks: true,
    }
    house = await openHouse(config, { clock, log: options.log, newRunId: fixedOnce(stableId('demo-run', options.seed)) })
    const { lineRunner } = await import('../commands/run-line.ts')
    server = await startServer(house, { logger: null, demo: true, background: false, unlimited: true, runCommand: lineRunner(house) })
    const { login, admin } = await createAdmin(house)
    const { key: apiKey } = await house.access.apiKeys.create(admin, 'Demo shop', [...PERMISSIONS])
    const { result, shop } = await tellStory({
      world,
      api: new DemoApi(server.url, apiKey),
      baseUrl: server.url,
      apiKey,
      clock,
      house: demoHouse(house),
      mailbox,
      receiver,
      campaigns: demoCampaigns(house, providers),
      workDir,
      onStage: options.onStage,
    })
    clock.release()
    return { result, shop, server, house, clock, login, stop }
  } catch (error) {
    await stop()
    throw error
  } finally {
    await rm(workDir, { recursive: true, force: true })
  }
}

/** The demo's own run draws the same arms every time; every run after it gets an id of its own. */
function fixedOnce(runId: string): (now: Date) => string {
  let left: string | null = runId
  return (now) => {
    const id = left ?? newId(now)
    left = null
    return id
  }
}

/** A port that nothing listens on: links in messages carry it before the server is open. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function demoCampaigns(house: House, providers: DemoProviders): DemoCampaigns {
  return {
    providers,
    runJourneys: async () => {
      await sendDue(house)
      await runJourneys(house)
      await sendDue(house)
    },
    runBroadcasts: async () => {
      await followBroadcasts(house)
      await sendDue(house)
      await followBroadcasts(house)
    },
  }
}

function demoHouse(house: House): Parameters<typeof tellStory>[0]['house'] {
  return {
    customerIdOf: (memberNumbers) => findMembers(house, memberNumbers),
    decisionsOf: (runId) => house.ledger.ofRun(runId),
    refreshProfiles: (asOf) => house.profiles.refresh(asOf),
    trainAndScore: async (asOf) => {
      await house.churn.train({ horizonDays: ANSWER_DAYS, activeWithinDays: 180 }, asOf)
      await house.churn.score(asOf)
      // A month earlier too, so that there is a flow between tiers to look at; being of the past, it raises no alerts.
      await house.churn.score(new Date(asOf.getTime() - 30 * DAY_MS))
    },
    scoreAt: async (asOf) => {
      await house.churn.score(asOf)
      await workOldAlerts(house, asOf)
    },
    loadInbox: async () => {
      await drainInbox(house)
    },
    sendDue: () => sendDue(house),
    rememberTruth: (runId, truth) => house.settings.write(DEMO_TRUTH, { runId, ...truth }, house.clock.now()),
  }
}

/** The shop's people have long worked what came up at the run, all but a few. */
async function workOldAlerts(house: House, asOf: Date): Promise<void> {
  const all = everyone('the demo plays the shop’s people')
  const { items } = await house.churnAlerts.list(all, { state: 'open', overdue: true, limit: 200 })
  const old = items.filter(({ raisedAt }) => raisedAt.getTime() < asOf.getTime() - 30 * DAY_MS)
  for (const { id } of old.slice(OLD_ALERTS_LEFT)) await house.churnAlerts.move(all, id, 'closed', '已致电', 'demo')
}

async function createAdmin(house: House): Promise<{ login: DemoLogin; admin: Actor }> {
  const login = { email: 'admin@shop.example', password: readablePassword() }
  const user = await house.access.setup.createFirst({ ...login, name: 'Admin', language: 'zh-CN' })
  return { login, admin: actorOfUser(user) }
}

/** Four groups of letters and digits that cannot be mistaken for one another: about 77 bits. */
function readablePassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
  return Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')).join('-')
}

/** Midnight in Shanghai at or before a time. */
function startOfDay(time: Date): Date {
  const offset = 8 * 3_600_000
  return new Date(Math.floor((time.getTime() + offset) / DAY_MS) * DAY_MS - offset)
}
