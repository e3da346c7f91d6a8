import { randomBytes } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@clickhouse/client'
import pg from 'pg'
import { expect } from 'vitest'
import type { Job } from '#http/collect/data-schemas.ts'
import type { ImportKind, ImportPreview } from '#http/collect/import-preview-schemas.ts'
import { DAY_MS } from '#kernel/clock.ts'
import { createWorld } from '#simulate/world.ts'
import type { HistoryFiles } from '#simulate/history-files.ts'
import { catchMail } from '../contract/retention-world.ts'
import { startCommand } from '../journey/start-command.ts'
import type { Ended, Running } from '../journey/start-command.ts'
import { startRunningEngines } from './running-engines.ts'
import type { RunningEngines } from './running-engines.ts'

/** A real server process beside others on the same two databases. */
export interface ServerNode {
  readonly url: string
  readonly pid: number
  readonly running: Running
  kill(): Promise<void>
  /** As an operator does. */
  stop(): Promise<Ended>
}

/** What a browser holds, whichever server gave it. */
export interface Login {
  cookie: string
  csrfToken: string
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  json<T>(): T
}

/** Databases, a mail server and any number of servers, all of which end with it. */
export interface SharedHouse {
  readonly engines: RunningEngines
  readonly mailbox: Awaited<ReturnType<typeof catchMail>>
  readonly setupCodes: string[]
  start(): Promise<ServerNode>
  /** The command that would be a node, whatever comes of it. */
  tryStart(): Promise<Ended>
  close(): Promise<void>
}

export async function openSharedHouse(options: { readonly mailDelayMs: number }): Promise<SharedHouse> {
  const engines = await startRunningEngines()
  const mailbox = await catchMail({ delayMs: options.mailDelayMs })
  const folders: string[] = []
  const nodes: ServerNode[] = []
  const setupCodes: string[] = []
  const env = {
    ...engines.env,
    LIUKE_MASTER_KEY: randomBytes(32).toString('base64'),
    LIUKE_SMTP_URL: `smtp://127.0.0.1:${mailbox.port}`,
    LIUKE_MAIL_FROM: 'care@shop.example',
    // Each part of the test is a caller of its own.
    LIUKE_TRUST_PROXY: '1',
    LIUKE_PUBLIC_URL: 'http://127.0.0.1',
    LIUKE_LOG: 'error',
  }
  const serve = async (): Promise<Running> => {
    const folder = await mkdtemp(join(tmpdir(), 'liuke-node-'))
    folders.push(folder)
    return startCommand(['serve', '--data', folder, '--port', '0'], env)
  }
  return {
    engines,
    mailbox,
    setupCodes,
    async start() {
      const running = await serve()
      const url = (await running.says(/Liuke listens on (http:\/\/\S+)/))[1] ?? ''
      const { child, ended } = running
      const node: ServerNode = {
        url,
        pid: child.pid ?? 0,
        running,
        async kill() {
          child.kill('SIGKILL')
          await ended
        },
        async stop() {
          child.kill('SIGTERM')
          return await ended
        },
      }
      if (nodes.length < 2) setupCodes.push((await running.says(/\/setup\?code=(\S+)/))[1] ?? '')
      nodes.push(node)
      return node
    },
    tryStart: async () => await (await serve()).ended,
    async close() {
      for (const { running } of nodes) running.child.kill('SIGKILL')
      await Promise.all(nodes.map(({ running }) => running.ended))
      await mailbox.close()
      await engines.stop()
      for (const folder of folders) await rm(folder, { recursive: true, force: true })
    },
  }
}

export const ADMIN = { email: 'admin@example.com', name: 'Ada', password: 'a long password 1', language: 'en' }
/** People of the shop whose days the tests play. */
export const CUSTOMERS = 500

/** Two servers, a login that both know, and a shop whose files are there to be imported. */
export interface TwoServers {
  readonly house: SharedHouse
  a: ServerNode
  b: ServerNode
  readonly login: Login
  readonly files: HistoryFiles
  readonly db: pg.Pool
  /** Starts another server in the place of each that is gone. */
  replaceDead(): Promise<void>
  /** Uploads to one, starts on the other, watches on the first. */
  importShop(kind: Exclude<ImportKind, 'accounts' | 'sign_ins' | 'subscriptions'>): Promise<void>
  rows<T>(query: string): Promise<T[]>
  close(): Promise<void>
}

export async function openTwoServers(options: { readonly mailDelayMs: number }): Promise<TwoServers> {
  const house = await openSharedHouse(options)
  // Both at once: one migrates, the other waits.
  const [a, b] = await Promise.all([house.start(), house.start()])
  const db = new pg.Pool({ connectionString: house.engines.env.DATABASE_URL, max: 2 })
  // Its connections may be cut when the database stops.
  db.on('error', () => undefined).on('connect', (client) => void client.on('error', () => undefined))
  const folder = await mkdtemp(join(tmpdir(), 'liuke-two-'))
  const end = new Date((Math.floor(Date.now() / DAY_MS) - 1) * DAY_MS)
  const files = await createWorld({ seed: 'two-servers', customers: CUSTOMERS, end, months: 18, answerDays: 1 }).writeHistory(folder)
  // The code that one of them printed, said to the other.
  const login = loginOf(await ask(a, null, 'POST', '/setup', { code: house.setupCodes[1], ...ADMIN }))
  const two: TwoServers = {
    house,
    a,
    b,
    login,
    files,
    db,
    async replaceDead() {
      const alive = ({ running: { child } }: ServerNode): boolean => child.exitCode === null && child.signalCode === null
      const [nextA, nextB] = await Promise.all([two.a, two.b].map(async (node) => (alive(node) ? node : await house.start())))
      two.a = nextA ?? two.a
      two.b = nextB ?? two.b
    },
    async importShop(kind) {
      const { uploadId } = await upload(two.a, login, await openAsBlob(files[kind]), `${kind}.csv`, kind)
      const job = await post<Job>(two.b, login, '/imports', { uploadId, kind, preset: `liuke-${kind}` })
      const ended = await jobWhen(two.a, login, job.id, isOver)
      expect([kind, ended.state, ended.error]).toEqual([kind, 'done', null])
    },
    async rows<T>(query: string) {
      const client = createClient({ url: house.engines.env.CLICKHOUSE_URL })
      try {
        return await (await client.query({ query, format: 'JSONEachRow' })).json<T>()
      } finally {
        await client.close()
      }
    },
    async close() {
      await db.end()
      await house.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return two
}

/** Asks a server as a browser with this login would. */
export async function ask(
  node: ServerNode,
  login: Login | null,
  method: string,
  path: string,
  body?: object | FormData,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const isForm = body instanceof FormData
  const response = await fetch(`${node.url}/api/v1${path}`, {
    method,
    headers: {
      ...(login === null ? {} : { cookie: login.cookie, 'x-csrf-token': login.csrfToken }),
      ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, json: <T>() => JSON.parse(text) as T }
}

/** What an answer gave a browser to keep. */
export function loginOf(answer: Answer): Login {
  return { cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '', csrfToken: answer.json<{ csrfToken: string }>().csrfToken }
}

/** The answer of a request that must succeed. */
export async function get<T>(node: ServerNode, login: Login, path: string): Promise<T> {
  const answer = await ask(node, login, 'GET', path)
  expect([path, answer.status]).toEqual([path, 200])
  return answer.json<T>()
}

export async function post<T>(
  node: ServerNode,
  login: Login,
  path: string,
  body: object | FormData = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  const answer = await ask(node, login, 'POST', path, body, headers)
  expect([path, answer.status, answer.status < 300 ? '' : answer.json()]).toEqual([path, expect.any(Number), ''])
  return answer.json<T>()
}

export async function upload(node: ServerNode, login: Login, file: Blob, name: string, kind: ImportKind): Promise<ImportPreview> {
  const form = new FormData()
  form.set('kind', kind)
  form.set('file', file, name)
  return await post<ImportPreview>(node, login, '/imports/preview', form)
}

const OVER: ReadonlySet<Job['state']> = new Set<Job['state']>(['done', 'failed', 'cancelled'])

/** The job as soon as it is what is asked for, seen from this node. */
export async function jobWhen(node: ServerNode, login: Login, id: string, is: (job: Job) => boolean, withinMs = 120_000): Promise<Job> {
  const until = performance.now() + withinMs
  for (;;) {
    const job = await get<Job>(node, login, `/jobs/${id}`)
    if (is(job)) return job
    if (performance.now() > until) throw new Error(`The job ${job.kind} is still ${job.state} (${job.stage}, ${job.done} of ${job.total}).`)
    await sleep(50)
  }
}

export const isOver = ({ state }: Job): boolean => OVER.has(state)

/** Waits until a condition holds. */
export async function until(what: string, holds: () => Promise<boolean> | boolean, withinMs: number): Promise<number> {
  const began = performance.now()
  while (!(await holds())) {
    if (performance.now() - began > withinMs) throw new Error(`Not within ${withinMs / 1000} s: ${what}.`)
    await sleep(100)
  }
  return performance.now() - began
}

/** Sends events as a shop's page does. */
export async function sendBatch(node: ServerNode, key: string, ids: readonly string[]): Promise<Response> {
  return await fetch(`${node.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      batch: ids.map((messageId) => ({ type: 'track', event: 'Product Viewed', userId: `M${messageId.length}`, messageId })),
    }),
  })
}

/** A shop that sends to either server and tries again at the other, as behind a load balancer, until it is stopped. Answers what was acknowledged. */
export function startShop(two: Pick<TwoServers, 'a' | 'b'>, key: string): { stop(): Promise<ReadonlySet<string>> } {
  const acknowledged = new Set<string>()
  let open = true
  const visitor = async (number: number): Promise<void> => {
    for (let round = 0; open; round += 1) {
      const ids = Array.from({ length: 5 }, (_, i) => `v${number}-${round}-${i}`)
      for (const node of round % 2 === 0 ? [two.a, two.b] : [two.b, two.a]) {
        const ok = await sendBatch(node, key, ids).then(
          (response) => response.ok,
          () => false,
        )
        if (!ok) continue
        for (const id of ids) acknowledged.add(id)
        break
      }
      await sleep(50)
    }
  }
  const visitors = Array.from({ length: 3 }, (_, number) => visitor(number))
  return {
    async stop() {
      open = false
      await Promise.all(visitors)
      return acknowledged
    },
  }
}
