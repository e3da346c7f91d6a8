// What the tracking API carries to the end of its pipeline: acknowledged on disk, loaded, identified and seen by queries.
// npm run -s bench -- ingest [--json] [--rounds 5] [--batches 150] [--seconds 20] [--rate 1000] [--course 1000000] [--customers 1000000]
//
// The product and a bare Fastify route that parses the same JSON and does nothing each run in a process of their own; one round is batches of 100 against the one
// and then the other, so that whatever else the machine does falls on both.
//   batchRatio      messages a second of the product, to the end of the pipeline, out of those of the bare route; median of the rounds
//   batchPerSecond  messages a second of the product
//   p99Ms           99 of 100 single messages, sent at a steady rate while the loader runs, are acknowledged within; from the moment at which each was due
//   visibleMs       the slowest of some of them to be seen by a query, from its acknowledgement
//   identityRatio   identity of a block of senders among 1 million customers out of the same among 10,000, asked in turn (bench/identity-at-scale.ts)
//   memoryGrowth    resident memory of the product at the end of a course of a million further events out of that after the first 200,000 of it, when the heaps of
//                   the server have taken the size that they keep; each the median of five looks, since it goes up and down by a few percent with every collection
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import Fastify from 'fastify'
import { systemClock } from '../../src/kernel/clock.ts'
import { NO_CUSTOMER } from '../../src/kernel/id.ts'
import { readConfig } from '../../src/config.ts'
import { openHouse } from '../../src/main.ts'
import { startServer } from '../../src/main/server.ts'
import { temporaryDataDir } from '../../src/main/temporary-data-dir.ts'
import { identityRatio } from '../identity-at-scale.ts'

const PER_BATCH = 100
const AT_ONCE = 8
const USERS = 2_000
/** One of so many single messages is looked for until a query sees it. */
const PROBE_EVERY = 200
const PROBE_MS = 20
const LONGEST_WAIT_MS = 120_000
const FEW_CUSTOMERS = 10_000
const IDENTITY_ROUNDS = 9
/** Of the course: events of one round, those of its beginning that say nothing, and looks at either end. */
const [COURSE_ROUND, COURSE_WARM, LOOKS] = [20_000, 200_000, 5]

type Question = { readonly ask: 'memory' | 'stored' | 'identified' | 'stop' } | { readonly ask: 'seen'; readonly messageId: string }

const agent = new Agent({ keepAlive: true, maxSockets: 256 })

const role = process.env['LIUKE_BENCH_ROLE']
if (role === 'product') await serveProduct()
else if (role === 'bare') await serveBare()
else await measure()

async function serveBare(): Promise<void> {
  const app = Fastify({ bodyLimit: 10_000_000 })
  app.post('/v1/batch', () => ({ success: true }))
  process.send?.({ url: await app.listen({ port: 0, host: '127.0.0.1' }), writeKey: 'none' })
  process.once('disconnect', () => process.exit(1))
  process.on('message', () => void app.close().then(() => process.exit(0)))
}

async function serveProduct(): Promise<void> {
  const dataDir = await temporaryDataDir('liuke-bench-')
  const house = await openHouse(readConfig({ LIUKE_DATA: dataDir, LIUKE_PORT: '0' }), { clock: systemClock })
  const { writeKey } = await house.sourceCatalogue.create(
    { name: 'bench', kind: 'server', userIdKind: 'user_id', consent: null },
    systemClock.now(),
  )
  const server = await startServer(house, { logger: null, unlimited: true })
  const one = async (query: string, params: Record<string, unknown> = {}): Promise<number> => {
    const result = await house.engines.clickhouse.query({ query, query_params: params, format: 'JSONEachRow' })
    return Number((await result.json<{ n: string }>())[0]?.n ?? 0)
  }
  const answer = async (question: Question): Promise<number> => {
    switch (question.ask) {
      case 'memory':
        return process.memoryUsage().rss
      case 'stored': {
        const { rows } = await house.engines.pg.query<{ n: string }>(
          'SELECT coalesce(sum(stored + duplicates + quarantined), 0) AS n FROM intake_counts',
        )
        return Number(rows[0]?.n ?? 0)
      }
      case 'identified':
        return await one(`SELECT countIf(customer_id != toUUID('${NO_CUSTOMER}')) / count() AS n FROM events`)
      case 'seen':
        return await one('SELECT count() AS n FROM events WHERE message_id = {id:String}', { id: question.messageId })
      case 'stop':
        await server.stop()
        await rm(dataDir, { recursive: true, force: true })
        return 0
    }
  }
  process.send?.({ url: server.url, writeKey })
  process.once('disconnect', () => void answer({ ask: 'stop' }).then(() => process.exit(1)))
  process.on('message', ({ id, question }: { id: number; question: Question }) => {
    void answer(question).then((value) => {
      process.send?.({ id, value })
      if (question.ask === 'stop') process.exit(0)
    })
  })
}

interface Served {
  readonly url: URL
  readonly authorization: string
  ask(question: Question): Promise<number>
  stop(): Promise<void>
}

async function start(as: 'product' | 'bare'): Promise<Served> {
  const child: ChildProcess = fork(fileURLToPath(import.meta.url), {
    env: { ...process.env, LIUKE_BENCH_ROLE: as },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const waiting = new Map<number, (value: number) => void>()
  let next = 0
  const ready = await new Promise<{ url: string; writeKey: string }>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the ${as} ended with ${code}`)))
    child.once('message', (message) => resolve(message as { url: string; writeKey: string }))
  })
  child.on('message', (message) => {
    const { id, value } = message as { id: number; value: number }
    waiting.get(id)?.(value)
    waiting.delete(id)
  })
  const ask = (question: Question): Promise<number> =>
    new Promise((resolve) => {
      const id = (next += 1)
      waiting.set(id, resolve)
      child.send({ id, question })
    })
  return {
    url: new URL(ready.url),
    authorization: `Basic ${Buffer.from(`${ready.writeKey}:`).toString('base64')}`,
    ask,
    stop: async () => {
      const ended = new Promise((resolve) => void child.once('exit', resolve))
      child.send({ id: 0, question: { ask: 'stop' } })
      await ended
    },
  }
}

function post({ url, authorization }: Served, path: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: url.hostname,
        port: url.port,
        path,
        method: 'POST',
        agent,
        headers: { authorization, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (answer) => {
        answer.resume()
        answer.on('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(`${path} answered ${answer.statusCode}`))))
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

function message(id: string, n: number): object {
  return {
    type: 'track',
    event: n % 3 === 0 ? 'Product Added' : 'Product Viewed',
    userId: `user-${n % USERS}`,
    anonymousId: `device-${n % USERS}`,
    messageId: id,
    timestamp: new Date(systemClock.now().getTime() - 500).toISOString(),
    context: {
      ip: '203.0.113.7',
      locale: 'zh-CN',
      userAgent: 'Mozilla/5.0',
      page: { path: `/p/${n % 500}`, url: `https://shop.example/p/${n % 500}` },
    },
    properties: {
      product_id: `p${n % 500}`,
      name: 'Kettle',
      category: 'kitchen',
      price: 649.5,
      quantity: 1 + (n % 3),
      currency: 'CNY',
      position: n % 40,
    },
  }
}

async function sendAll(to: Served, bodies: readonly string[]): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    for (let at = next++; at < bodies.length; at = next++) await post(to, '/v1/batch', bodies[at] ?? '')
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

async function untilStored(product: Served, count: number): Promise<void> {
  const from = performance.now()
  while ((await product.ask({ ask: 'stored' })) < count) {
    if (performance.now() - from > LONGEST_WAIT_MS) throw new Error('What was acknowledged was not loaded within two minutes.')
    await sleep(PROBE_MS)
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

async function measure(): Promise<void> {
  const { values: flags } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '5' },
      batches: { type: 'string', default: '150' },
      seconds: { type: 'string', default: '20' },
      rate: { type: 'string', default: '1000' },
      course: { type: 'string', default: '1000000' },
      customers: { type: 'string', default: '1000000' },
    },
  })
  const [rounds, batches, seconds, rate] = [Number(flags.rounds), Number(flags.batches), Number(flags.seconds), Number(flags.rate)]
  const course = Number(flags.course)
  const [product, bare] = await Promise.all([start('product'), start('bare')])
  let sent = 0
  const round = async (name: string, many: number): Promise<{ ours: number; theirs: number }> => {
    const bodies = Array.from({ length: many }, (_, i) =>
      JSON.stringify({
        batch: Array.from({ length: PER_BATCH }, (_unused, j) => message(`${name}-${i}-${j}`, i * PER_BATCH + j)),
        sentAt: systemClock.now().toISOString(),
      }),
    )
    let from = performance.now()
    await sendAll(bare, bodies)
    const theirs = (many * PER_BATCH * 1_000) / (performance.now() - from)
    from = performance.now()
    await sendAll(product, bodies)
    sent += many * PER_BATCH
    await untilStored(product, sent)
    return { ours: (many * PER_BATCH * 1_000) / (performance.now() - from), theirs }
  }
  await round('warm', Math.max(10, Math.ceil(batches / 3)))
  const measured: { ours: number; theirs: number }[] = []
  for (let i = 0; i < rounds; i += 1) {
    const one = await round(`round${i}`, batches)
    measured.push(one)
    console.error(`round ${i + 1}: ${Math.round(one.ours)} messages a second, bare ${Math.round(one.theirs)}`)
  }
  const { latencies, seen } = await singles(product, rate, seconds)
  await untilStored(product, sent + latencies.length)
  const identified = await product.ask({ ask: 'identified' })
  if (identified < 1) throw new Error(`Of the events, which all name a user, only ${identified} of 1 have a customer.`)
  sent += latencies.length
  const looks: number[] = []
  for (let done = 0; done < course; done += COURSE_ROUND) {
    await round(`course${done}`, COURSE_ROUND / PER_BATCH)
    if (done >= COURSE_WARM) looks.push(await product.ask({ ask: 'memory' }))
  }
  const [early, late] = [quantile(looks.slice(0, LOOKS), 0.5), quantile(looks.slice(-LOOKS), 0.5)]
  console.error(
    `resident memory: ${Math.round(early / 1e6)} MB after ${COURSE_WARM} events of the course, ${Math.round(late / 1e6)} MB after ${course}`,
  )
  const memoryGrowth = rounded(late / early, 2)
  await Promise.all([product.stop(), bare.stop()])
  const identity = await identityRatio(FEW_CUSTOMERS, Number(flags.customers), IDENTITY_ROUNDS)
  console.error(
    `identity of a block: ${Math.round(identity.smallMs)} ms among ${FEW_CUSTOMERS} customers, ${Math.round(identity.largeMs)} ms among ${flags.customers}`,
  )
  const result = {
    batchRatio: rounded(
      quantile(
        measured.map(({ ours, theirs }) => ours / theirs),
        0.5,
      ),
      3,
    ),
    batchPerSecond: Math.round(
      quantile(
        measured.map(({ ours }) => ours),
        0.5,
      ),
    ),
    p99Ms: rounded(quantile(latencies, 0.99), 1),
    visibleMs: Math.round(Math.max(...seen)),
    identityRatio: rounded(identity.ratio, 2),
    memoryGrowth,
  }
  agent.destroy()
  console.log(
    flags.json
      ? JSON.stringify(result)
      : Object.entries(result)
          .map(([name, value]) => `${name} ${value}`)
          .join('\n'),
  )
}

/** Single messages at a steady rate, whether or not those before were answered. */
async function singles(product: Served, rate: number, seconds: number): Promise<{ latencies: number[]; seen: number[] }> {
  const latencies: number[] = []
  const seen: number[] = []
  const probes: Promise<void>[] = []
  const started = performance.now()
  const total = rate * seconds
  const sends: Promise<void>[] = []
  for (let n = 0; n < total; n += 1) {
    const due = started + (n * 1_000) / rate
    const ahead = due - performance.now()
    if (ahead > 1) await sleep(ahead)
    const messageId = `single-${n}`
    sends.push(
      post(product, '/v1/track', JSON.stringify(message(messageId, n))).then(() => {
        const acknowledged = performance.now()
        latencies.push(acknowledged - due)
        if (n % PROBE_EVERY === 0) probes.push(probe(product, messageId, acknowledged, seen))
      }),
    )
  }
  await Promise.all(sends)
  await Promise.all(probes)
  return { latencies, seen }
}

async function probe(product: Served, messageId: string, from: number, seen: number[]): Promise<void> {
  while ((await product.ask({ ask: 'seen', messageId })) === 0) {
    if (performance.now() - from > LONGEST_WAIT_MS) throw new Error('An acknowledged message was not seen within two minutes.')
    await sleep(PROBE_MS)
  }
  seen.push(performance.now() - from)
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
