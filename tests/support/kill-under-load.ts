import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { newId } from '#kernel/id.ts'
import { Rng } from '#kernel/rng.ts'
import { connect } from '#store/relational/connect.ts'
import { freePort } from '../../src/demo/run-demo.ts'
import { commandLineOf, descendantsOf, startCommand } from '../journey/start-command.ts'
import type { Running } from '../journey/start-command.ts'
import { openEngines } from './data-folder.ts'

export type KillVictim = 'server' | 'postgres' | 'clickhouse'

const KEY = 'wk_kill_under_load'
const SHOPS = 4
const READY_MS = 90_000
const ENGINES: Readonly<Record<Exclude<KillVictim, 'server'>, RegExp>> = { postgres: /postgres.* -D/, clickhouse: /front-main/ }

/** Programs of a shop that send each batch again, with the same ids, until it is acknowledged. */
export interface ShopUnderLoad {
  readonly acknowledged: Set<string>
  /** Answers other than 200, 429 and 503, and those of the two that do not say when to come again. */
  readonly wrongAnswers: string[]
  /** Answers by their status; 0 for none. */
  readonly statuses: Map<number, number>
  stop(): Promise<void>
}

export async function addKeyedSource(dataDir: string): Promise<void> {
  const { engines, stop } = await openEngines({ dataDir })
  const now = new Date()
  const write_key_hash = createHash('sha256').update(KEY).digest()
  await connect(engines.pg)
    .insertInto('sources')
    .values({
      id: newId(now),
      name: 'shop',
      kind: 'web',
      user_id_kind: 'member_number',
      write_key_hash,
      write_key_hint: 'load',
      created_at: now,
    })
    .execute()
  await stop()
}

/** A server on the folder that is started again when it is gone. */
export class ServerUnderLoad {
  readonly #dataDir: string
  #running: Running | undefined
  url = ''

  constructor(dataDir: string) {
    this.#dataDir = dataDir
  }

  async start(): Promise<void> {
    this.#running = startCommand(['serve', '--data', this.#dataDir, '--port', String(await freePort())], { LIUKE_LOG: 'error' })
    this.url = (await this.#running.says(/Liuke listens on (http:\/\/\S+)/))[1] ?? ''
  }

  /** Kills it, or an engine under it, without warning, and resolves when it works again: the server is started anew, an engine comes back by itself. */
  async strike(victim: KillVictim): Promise<void> {
    if (victim === 'server') {
      this.kill()
      await this.#running?.ended
      await this.start()
      return
    }
    const engine = this.engine(victim)
    if (engine === undefined) throw new Error(`The server has no process of ${victim}.`)
    process.kill(engine, 'SIGKILL')
    await sleep(300)
    await this.ready()
  }

  /** Its process; 0 before it was started. */
  get pid(): number {
    return this.#running?.child.pid ?? 0
  }

  /** The process of an engine. */
  engine(victim: Exclude<KillVictim, 'server'>): number | undefined {
    return descendantsOf(this.pid).find((pid) => ENGINES[victim].test(commandLineOf(pid)))
  }

  /** Both databases answer. */
  async ready(): Promise<void> {
    await this.#until(2, ({ isReady }) => isReady)
  }

  /** Nothing that was acknowledged waits any more, for longer than a request is too young to be counted in seconds. */
  async drained(): Promise<void> {
    await this.#until(8, ({ isReady, waiting }) => isReady && waiting === 0)
  }

  /** What is worked off may take long on a busy machine: it is given up when the oldest request that waits stays the same for so long. */
  async #until(looks: number, isSo: (health: Health) => boolean): Promise<void> {
    let [until, oldest] = [performance.now() + READY_MS, Number.NEGATIVE_INFINITY]
    for (let quiet = 0; quiet < looks;) {
      if (performance.now() > until) throw new Error(`The server did not come on in ${READY_MS / 1_000} seconds.`)
      await sleep(250)
      const health = await healthOf(this.url)
      quiet = isSo(health) ? quiet + 1 : 0
      const since = performance.now() - health.waiting * 1_000
      if (!health.isReady || since < oldest + 2_000) continue
      oldest = since
      until = performance.now() + READY_MS
    }
  }

  async stop(): Promise<number | null> {
    this.#running?.child.kill('SIGTERM')
    return (await this.#running?.ended)?.code ?? null
  }

  kill(): void {
    this.#running?.child.kill('SIGKILL')
  }
}

interface Health {
  readonly isReady: boolean
  readonly waiting: number
}

async function healthOf(url: string): Promise<Health> {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) })
    const { oldestWaitingSeconds = 1 } = (await answer.json()) as { readonly oldestWaitingSeconds?: number }
    return { isReady: answer.ok, waiting: oldestWaitingSeconds }
  } catch {
    return { isReady: false, waiting: 1 }
  }
}

export function startShopUnderLoad(server: ServerUnderLoad, seed: string): ShopUnderLoad {
  const acknowledged = new Set<string>()
  const wrongAnswers: string[] = []
  const statuses = new Map<number, number>()
  let alive = true
  let next = 0
  const shops = Array.from({ length: SHOPS }, async (_, shop) => {
    const rng = new Rng(`${seed}/${shop}`)
    while (alive) {
      const ids = Array.from({ length: 1 + rng.int(40) }, () => `m${shop}-${(next += 1)}`)
      for (let tries = 0; ; tries += 1) {
        const { status, said } = await sendAsShop(server.url, ids)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        if (status === 200) {
          for (const id of ids) acknowledged.add(id)
          break
        }
        if (said !== '') wrongAnswers.push(said)
        // What nobody has acknowledged may be there or not.
        if (!alive && tries > 0) break
        await sleep(50 + rng.int(150))
      }
    }
  })
  return {
    acknowledged,
    wrongAnswers,
    statuses,
    async stop() {
      alive = false
      await Promise.all(shops)
    },
  }
}

/** One request of the source. Status 0 for no answer; `said` is what an answer says that is neither 200 nor an invitation to come again. */
export async function sendAsShop(url: string, ids: readonly string[]): Promise<{ readonly status: number; readonly said: string }> {
  const batch = ids.map((messageId, i) => ({
    type: i % 9 === 0 ? 'identify' : 'track',
    event: 'Product Viewed',
    userId: `M${messageId.length}${i}`,
    anonymousId: `d${i}`,
    traits: i % 9 === 0 ? { email: `p${i}@example.com` } : {},
    messageId,
  }))
  try {
    const answer = await fetch(`${url}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${KEY}:`).toString('base64')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ batch }),
      signal: AbortSignal.timeout(30_000),
    })
    const text = await answer.text()
    const { status } = answer
    const mayCome = (status === 429 || status === 503) && Number(answer.headers.get('retry-after')) > 0
    return { status, said: status === 200 || mayCome ? '' : `${status} ${text.slice(0, 300)}` }
  } catch {
    return { status: 0, said: '' }
  }
}

export interface Kept {
  readonly messageIds: readonly string[]
  readonly counts: Readonly<Record<'received' | 'stored' | 'duplicates' | 'quarantined' | 'dropped', number>>
  readonly waiting: number
}

/** What lies in both stores of a folder whose server has stopped. */
export async function readKept(dataDir: string): Promise<Kept> {
  const { engines, stop } = await openEngines({ dataDir })
  try {
    const answer = await engines.clickhouse.query({ query: 'SELECT message_id FROM events FINAL', format: 'JSONEachRow' })
    const messageIds = (await answer.json<{ message_id: string }>()).map(({ message_id: id }) => id)
    const { rows } = await engines.pg.query<Record<string, string>>(
      `SELECT coalesce(sum(received), 0) AS received, coalesce(sum(stored), 0) AS stored, coalesce(sum(duplicates), 0) AS duplicates,
         coalesce(sum(quarantined), 0) AS quarantined, coalesce(sum(dropped_by_consent), 0) AS dropped, (SELECT count(*) FROM inbox) AS waiting
       FROM intake_counts`,
    )
    const of = (name: string): number => Number(rows[0]?.[name] ?? 0)
    const counts = {
      received: of('received'),
      stored: of('stored'),
      duplicates: of('duplicates'),
      quarantined: of('quarantined'),
      dropped: of('dropped'),
    }
    return { messageIds, counts, waiting: of('waiting') }
  } finally {
    await stop()
  }
}
