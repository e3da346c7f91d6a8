// npm run bench -- identity [--json] [--people 3000] [--seed 1] [--large 200000]: a shop's two years of orders and messages go through a real server; of pairs of records, how many that
// became one customer are one person's (precision), and how many of one person's became one customer (recall). Then what identifying a batch costs with many customers,
// and how long it takes to merge a thousand records. The last line of stdout is one JSON object.
import { parseArgs } from 'node:util'
import { setTimeout as wait } from 'node:timers/promises'
import type { IdentityClaim, PersonKind } from '#collect/identity-claim.ts'
import { DEFAULT_RULES } from '#identity/identity-rules.ts'
import type { Clock } from '#kernel/clock.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'
import { identityWorld, type IdentityRecord, pairScore } from '#simulate/identity-world.ts'
import { openWholeHouse } from '../../tests/support/whole-house.ts'

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    people: { type: 'string', default: '3000' },
    seed: { type: 'string', default: '1' },
    small: { type: 'string', default: '10000' },
    large: { type: 'string', default: '200000' },
  },
})
const START = Date.parse('2024-06-01T00:00:00Z')
const QUARTER_MS = 91 * 86_400_000
const MESSAGES = 500
const BATCH = 500
const began = performance.now()
const clock: Clock = { now: () => new Date(Date.parse('2026-06-01T00:00:00Z') + performance.now() - began) }

const whole = await openWholeHouse({ clock, background: true, unlimited: true, env: { LIUKE_TIME_ZONE: 'UTC', LIUKE_CURRENCY: 'CNY' } })
try {
  const quality = await measureQuality()
  const cost = await measureCost()
  const mergeSeconds = await measureMerge()
  const figures = { ...quality, ...cost, mergeOfThousandSeconds: mergeSeconds }
  for (const [name, value] of Object.entries(figures)) console.error(`${name}: ${value}`)
  console.log(JSON.stringify(figures))
} finally {
  await whole.stop()
}

async function measureQuality() {
  const { url, house } = whole
  const world = identityWorld(flags.seed, Number(flags.people), START)
  const set = await fetch(`${url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      code: await house.access.setup.code(),
      email: 'a@example.com',
      name: 'A',
      password: 'correct horse battery',
      language: 'en',
    }),
  })
  const { csrfToken } = (await set.json()) as { csrfToken: string }
  const admin = { cookie: (set.headers.get('set-cookie') ?? '').split(';')[0] ?? '', 'x-csrf-token': csrfToken }
  const json = { ...admin, 'content-type': 'application/json' }
  const made = await fetch(`${url}/api/v1/sources`, { method: 'POST', headers: json, body: JSON.stringify({ name: 'shop', kind: 'web' }) })
  const { writeKey } = (await made.json()) as { writeKey: string }
  const started = performance.now()
  for (const quarter of quartersOf(world.records)) {
    const messages = quarter.flatMap(({ sent, at }) =>
      sent.kind === 'message' ? [{ ...sent.body, timestamp: new Date(at).toISOString() }] : [],
    )
    for (let i = 0; i < messages.length; i += MESSAGES) {
      const answer = await fetch(`${url}/v1/import`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`, 'content-type': 'application/json' },
        body: JSON.stringify({ batch: messages.slice(i, i + MESSAGES) }),
      })
      if (!answer.ok) throw new Error(`/v1/import answered ${answer.status}: ${await answer.text()}`)
    }
    await importOrders(url, admin, quarter)
    await settled(url)
  }
  const seconds = (performance.now() - started) / 1000
  const customerOf = new Map<string, string>()
  for (const query of [
    'SELECT order_id AS key, toString(customer_id) AS customer FROM order_lines FINAL',
    'SELECT message_id AS key, toString(customer_id) AS customer FROM events FINAL',
  ]) {
    const rows = await house.engines.clickhouse.query({ query, format: 'JSONEachRow' })
    for (const { key, customer } of await rows.json<{ key: string; customer: string }>()) customerOf.set(key, customer)
  }
  const told = world.records.map(({ key, truth }) => {
    const customer = customerOf.get(key) ?? NO_CUSTOMER
    return { key, truth, customer: customer === NO_CUSTOMER ? null : customer }
  })
  // Nobody can know who looked at a kiosk without logging in: such visits must be nobody's, and are not among the pairs of anybody.
  const people = told.filter(({ truth }) => truth !== 'kiosk')
  const kiosk = told.filter(({ truth }) => truth === 'kiosk')
  const score = pairScore(told.map((one) => (one.truth === 'kiosk' ? { truth: one.key, customer: one.customer } : one)))
  const part = (of: ReadonlyMap<string, string>) => pairScore(people.filter(({ truth }) => of.has(truth)))
  const [families, recycled] = [part(world.family), part(world.recycled)]
  return {
    precision: round(score.precision),
    recall: round(score.recall),
    people: new Set(people.map(({ truth }) => truth)).size,
    records: told.length,
    missing: told.filter(({ key }) => !customerOf.has(key)).length,
    familyPrecision: round(families.precision),
    familyRecall: round(families.recall),
    recycledPrecision: round(recycled.precision),
    recycledRecall: round(recycled.recall),
    kioskVisits: kiosk.length,
    kioskVisitsGivenToSomebody: kiosk.filter(({ customer }) => customer !== null).length,
    recordsPerSecond: Math.round(told.length / seconds),
  }
}

async function importOrders(url: string, admin: Readonly<Record<string, string>>, records: readonly IdentityRecord[]): Promise<void> {
  const rows = records.flatMap(({ key, at, sent }) =>
    sent.kind === 'order'
      ? [`${key},${sent.member},${sent.phone},${sent.email},${new Date(at).toISOString().slice(0, 19).replace('T', ' ')},P1,1,10.00\n`]
      : [],
  )
  if (rows.length === 0) return
  const form = new FormData()
  form.set('kind', 'orders')
  form.set(
    'file',
    new Blob([`order_id,member_number,phone,email,ordered_at,product_id,quantity,unit_price\n${rows.join('')}`]),
    'orders.csv',
  )
  const preview = await fetch(`${url}/api/v1/imports/preview`, { method: 'POST', headers: admin, body: form })
  if (!preview.ok) throw new Error(`The preview answered ${preview.status}: ${await preview.text()}`)
  const { uploadId } = (await preview.json()) as { uploadId: string }
  const started = await fetch(`${url}/api/v1/imports`, {
    method: 'POST',
    headers: { ...admin, 'content-type': 'application/json' },
    body: JSON.stringify({ uploadId, kind: 'orders' }),
  })
  if (!started.ok) throw new Error(`The import answered ${started.status}: ${await started.text()}`)
  const { id } = (await started.json()) as { id: string }
  for (;;) {
    const job = (await (await fetch(`${url}/api/v1/jobs/${id}`, { headers: admin })).json()) as { state: string; error: string | null }
    if (job.state === 'done') return
    if (job.state !== 'queued' && job.state !== 'running') throw new Error(`The import ended ${job.state}: ${job.error}`)
    await wait(50)
  }
}

/** Nothing has waited for two seconds. */
async function settled(url: string): Promise<void> {
  for (let quiet = 0; quiet < 4;) {
    await wait(250)
    const { oldestWaitingSeconds } = (await (await fetch(`${url}/health/ready`)).json()) as { oldestWaitingSeconds?: number }
    quiet = oldestWaitingSeconds === 0 ? quiet + 1 : 0
  }
}

function quartersOf(records: readonly IdentityRecord[]): IdentityRecord[][] {
  return [...Map.groupBy(records, ({ at }) => Math.floor((at - START) / QUARTER_MS)).values()]
}

/** Milliseconds to identify 500 records, of which one in ten names somebody new, the median of 15 after 3. */
async function measureCost() {
  const { identity } = whole.house
  const random = (n: number) => (n * 7_919) % 1_000_003
  const claim = (n: number): IdentityClaim => ({
    identifiers: [
      { kind: 'member_number', value: `C${n}` },
      { kind: 'phone', value: `17${String(100_000_000 + n)}` },
    ],
    source: 'bench',
    seenAt: new Date(START + (n % 700) * 86_400_000),
  })
  let customers = 0
  const grow = async (to: number): Promise<void> => {
    for (; customers < to; customers += 2_500) {
      await identity.resolve(Array.from({ length: Math.min(2_500, to - customers) }, (_, i) => claim(customers + i)))
    }
    customers = to
  }
  const measure = async (): Promise<number> => {
    const times: number[] = []
    for (let round = 0; round < 18; round += 1) {
      const fresh = customers
      const batch = Array.from({ length: BATCH }, (_, i) => claim(i % 10 === 0 ? fresh + i : random(round * BATCH + i) % fresh))
      customers += BATCH
      const started = performance.now()
      await identity.resolve(batch)
      if (round >= 3) times.push(performance.now() - started)
    }
    return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN
  }
  await grow(Number(flags.small))
  const small = await measure()
  await grow(Number(flags.large))
  const large = await measure()
  return {
    batchOf500MsAtSmall: round(small, 1),
    batchOf500MsAtLarge: round(large, 1),
    smallCustomers: Number(flags.small),
    largeCustomers: Number(flags.large),
    costRatio: round(large / small, 2),
  }
}

/** Seconds until a record that names a thousand customers by identifiers of ten kinds has made them one. */
async function measureMerge(): Promise<number> {
  const { identity, identityRules } = whole.house
  const kinds = Array.from({ length: 10 }, (_, n): PersonKind => `custom:card${n}`)
  const own = kinds.map((kind) => ({ kind, joins: true, perCustomer: 100, perValue: 3, recycles: false }))
  await identityRules.save(
    { ...DEFAULT_RULES, kinds: [...DEFAULT_RULES.kinds, ...own], maxRecords: 1_000 },
    { base: identityRules.version, author: 'bench', note: '' },
  )
  const cards = Array.from({ length: 1_000 }, (_, n) => ({ kind: kinds[n % 10] as PersonKind, value: `card-${n}` }))
  const claim = (identifiers: IdentityClaim['identifiers']): IdentityClaim => ({ identifiers, source: 'bench', seenAt: clock.now() })
  await identity.resolve(cards.map((card) => claim([card])))
  const started = performance.now()
  const { merges } = await identity.resolve([claim(cards)])
  const seconds = (performance.now() - started) / 1000
  if (merges.length !== 999) throw new Error(`${merges.length} records were merged instead of 999.`)
  return round(seconds, 2)
}

function round(value: number, digits = 4): number {
  return Number(value.toFixed(digits))
}
