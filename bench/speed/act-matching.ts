// npm run -s bench -- act-matching [--json] [--customers 1000000] [--strategies 50]
//
// Matching customers with strategies over the engines: everybody has a score, a profile, a phone and a mail address, and consent to most channels.
//   matchSeconds    a preview: candidates with their audiences out of ClickHouse, who can be reached on every channel, reservations, decisions drafted and summed up
//   matchRssMb      most memory of the product's process meanwhile, all of it
//   engineRssMb     the same of the embedded ClickHouse
//   cpuSeconds      processor time of both and of PostgreSQL meanwhile, which tells more than the clock beside other work
//   startSeconds    the run of that preview: drafted once more, reserved, decisions written to the ledger and sends planned
//   startRssMb      most memory of the product's process meanwhile
import { readdirSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { DecisionService } from '#decide/decision-service.ts'
import type { Strategy } from '#decide/strategy.ts'
import { CHANNELS } from '#decide/strategy.ts'
import { strategyLibrary } from '#decide/strategy-library.ts'
import { systemClock } from '#kernel/clock.ts'
import { parseCondition } from '#segment/conditions/parse-condition.ts'
import { readConditionText } from '#segment/conditions/read-condition-text.ts'
import { PRODUCT_SCHEME } from '#segment/tier-scheme-keeper.ts'
import { createAccountCopy } from '#store/account-copy.ts'
import { createDecisionLedger } from '#store/analytical/decisions-store.ts'
import { createProfileStore } from '#store/analytical/profiles-store.ts'
import { readRows } from '#store/analytical/queries/read-rows.ts'
import { createCandidateReader } from '#store/candidate-reader.ts'
import { createConsentCopy } from '#store/consent-copy.ts'
import { createInputMarkReader } from '#store/input-mark-reader.ts'
import { createMemberReader } from '#store/relational/account-members.ts'
import { createContactStore } from '#store/relational/contact-store.ts'
import { createDecisionRunStore } from '#store/relational/decision-run-store.ts'
import { createPreviewStore } from '#store/relational/preview-store.ts'
import { createReservationStore } from '#store/relational/reservation-store.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { createStrategyStore } from '#store/relational/strategy-store.ts'
import type { House } from '../../src/main/house.ts'
import { GROSS_MARGIN } from '../../src/main/house-decide.ts'
import { openWholeHouse } from '../../tests/support/whole-house.ts'
import { fillGroupsData, GROUPS_DATA } from './groups-data.ts'

const MB = 1_048_576
const BLOCK = 50_000
const EARLIER_RUN = '00000000-0000-8000-8000-000000000001'

export interface MatchingSpeed {
  readonly matchSeconds: number
  readonly matchRssMb: number
  readonly engineRssMb: number
  readonly cpuSeconds: number
  readonly startSeconds: number
  readonly startRssMb: number
  readonly candidates: number
  readonly decided: number
}

const SCORES = `
INSERT INTO scores (kind, as_of, customer_id, model_id, model_version, probability, value, tier, cause, reasons, computed_at)
SELECT 'churn', {asOf:DateTime64(3,'UTC')}, customer_id, 'churn', 1, p, 200 + 2000 * cityHash64(customer_id, 2) / 18446744073709551616.,
  multiIf(p > 0.8, 'high', p > 0.5, 'medium', p > 0.3, 'watch', 'low'),
  ['lapsed-cadence', 'spend-drop', 'visit-drop', 'service-problem', 'one-time-buyer', 'price-sensitive', 'other'][1 + cityHash64(customer_id, 3) % 7], '[]', {asOf:DateTime64(3,'UTC')}
FROM (SELECT customer_id, cityHash64(customer_id, 1) / 18446744073709551616. AS p FROM customers WHERE is_test = 0)`

/** Ten ways of saying whom; each with other figures for every fifth strategy. */
const AUDIENCES: readonly ((n: number) => string)[] = [
  (n) => `churn.probability >= ${(30 + n * 5) / 100}`,
  (n) => `churn.tier in ("high", "medium") and profile.recency_days >= ${30 + n * 20}`,
  (n) => `churn.cause in ("lapsed-cadence", "spend-drop") and profile.frequency >= ${1 + n}`,
  (n) => `profile.monetary >= ${100 + n * 200} and churn.probability >= 0.4`,
  (n) => `customer.region in ("Shanghai", "Jiangsu", "Zhejiang") and profile.recency_days >= ${10 + n * 10}`,
  (n) => `customer.member_level is set and churn.probability >= ${(40 + n * 5) / 100}`,
  (n) => `did(order in last ${180 + n * 30} days) and churn.tier is "medium"`,
  (n) => `count(event "Product Viewed" in last 365 days) >= ${1 + n} and churn.tier in ("high", "medium", "watch")`,
  (n) => `profile.tier in ("dormant", "at_risk") and not did(order in last ${30 + n * 10} days)`,
  (n) => `sum(amount of order in last 365 days) >= ${50 + n * 100} and not churn.cause is "other"`,
]

async function fillPeople({ engines: { clickhouse, pg } }: House, customers: number): Promise<void> {
  await pg.query(
    `INSERT INTO decision_runs (id, as_of, state, settings, summary, created_by, created_at, finished_at, reserved)
     VALUES ('${EARLIER_RUN}', now(), 'decided', '{"strategies": [], "maxContacts": null}', '{}', 'bench', now(), now(), true)`,
  )
  for (let start = 0; start < customers; start += BLOCK) {
    const rows = await readRows<{ id: string }>(
      clickhouse,
      `SELECT toString(customer_id) AS id FROM customers ORDER BY customer_id LIMIT ${BLOCK} OFFSET ${start}`,
      {},
      { max_execution_time: 600 },
    )
    const ids = [rows.map(({ id }) => id)]
    await pg.query(
      `INSERT INTO customers (id, data_key, masked_name, preferred_language, source, created_at, updated_at)
       SELECT id, '\\x00', '张*', 'zh', 'filled', '2025-01-01', '2025-01-01' FROM unnest($1::uuid[]) AS c (id)`,
      ids,
    )
    await pg.query(
      `INSERT INTO identifiers (kind, blind_index, customer_id, origin_id, ciphertext, masked, source, first_seen_at, last_seen_at)
       SELECT kind, sha256((kind || id::text)::bytea), id, id, '\\x00', '139****0000', 'filled', '2025-01-01', '2025-01-01'
       FROM unnest($1::uuid[]) AS c (id) CROSS JOIN (VALUES ('phone'), ('email')) AS k (kind)`,
      ids,
    )
    await pg.query(
      `INSERT INTO consents (customer_id, purpose, channel, granted, source, changed_at)
       SELECT id, 'marketing', channel, hashtext(id::text || channel) % 10 <> 0, 'import', '2025-01-01'
       FROM unnest($1::uuid[]) AS c (id) CROSS JOIN (VALUES ('sms'), ('email'), ('webhook')) AS k (channel)`,
      ids,
    )
    // An opened address per app for one in five of each.
    await pg.query(
      `INSERT INTO channel_addresses (id, channel, kind, app, blind_index, customer_id, origin_id, sealed, masked, state, source, since, changed_at, last_seen_at)
       SELECT gen_random_uuid(), channel, kind, 'a', sha256((kind || id::text)::bytea), id, id, '\\x00', '***', 'active', 'filled', '2025-01-01', '2025-01-01', '2025-01-01'
       FROM unnest($1::uuid[]) AS c (id) CROSS JOIN (VALUES ('wechat', 'openid'), ('push', 'jpush')) AS k (channel, kind) WHERE hashtext(id::text) % 5 = 0`,
      ids,
    )
    // Some refused mails, and some of them everything.
    await pg.query(
      `INSERT INTO suppressions (kind, blind_index, channel, reason, source, created_at, masked)
       SELECT 'email', sha256(('email' || id::text)::bytea), 'email', 'unsubscribed', 'filled', timestamptz '2025-01-01', '' FROM unnest($1::uuid[]) AS c (id) WHERE hashtext('no' || id::text) % 40 = 0
       UNION ALL
       SELECT 'customer', uuid_send(id), 'sms', 'unsubscribed', 'filled', timestamptz '2025-01-01', '' FROM unnest($1::uuid[]) AS c (id) WHERE hashtext('no' || id::text) % 80 = 0`,
      ids,
    )
    // One in ten is with an earlier run.
    await pg.query(
      `INSERT INTO contact_reservations (customer_id, decision_id, run_id, reserved_at, until)
       SELECT id, gen_random_uuid(), '${EARLIER_RUN}', now() - interval '5 days', now() + interval '50 days' FROM unnest($1::uuid[]) AS c (id)
       WHERE hashtext('taken' || id::text) % 10 = 0`,
      ids,
    )
  }
  // Addresses of apps count where an account can send to them.
  await pg.query(
    `INSERT INTO channel_accounts (id, provider, side, name, settings, secrets, callback_secret, preference, state, state_at, created_at, created_by, updated_at)
     VALUES (gen_random_uuid(), 'wechat_official', 'wechat', 'bench', '{"appId": "a"}', '\\x00', '\\x00', 1, 'on', now(), now(), 'bench', now()),
       (gen_random_uuid(), 'jpush', 'push', 'bench', '{"appId": "a"}', '\\x00', '\\x00', 2, 'on', now(), now(), 'bench', now())`,
  )
  await pg.query('ANALYZE customers, identifiers, consents, channel_addresses, suppressions, contact_reservations')
}

async function fillStrategies(house: House, count: number): Promise<void> {
  const store = createStrategyStore(house.db)
  for (const one of await store.current()) await store.add({ ...one, version: one.version + 1, state: 'paused' })
  const { catalogue } = await house.segments.language()
  const library = strategyLibrary(house.project.currency)
  for (let i = 0; i < count; i += 1) {
    const base = library[i % library.length]?.definition
    const where = AUDIENCES[i % AUDIENCES.length]?.(Math.floor(i / AUDIENCES.length))
    const channel = CHANNELS[i % CHANNELS.length]
    if (base === undefined || where === undefined || channel === undefined) throw new Error('There is no strategy to measure with.')
    const strategy: Strategy = {
      id: `bench-${String(i).padStart(2, '0')}`,
      version: 1,
      state: 'active',
      definition: {
        ...base,
        audience: parseCondition(readConditionText(where), catalogue),
        channel,
        // A budget for one in five, which some of them use up.
        budget: i % 5 === 0 ? { minor: 5_000_000, currency: house.project.currency } : null,
      },
      createdAt: house.clock.now(),
      createdBy: 'bench',
    }
    await store.add(strategy)
  }
}

function decisionsOf(house: House): DecisionService {
  const { clickhouse, pg } = house.engines
  const { db, project, clock } = house
  return new DecisionService({
    candidates: createCandidateReader({
      client: clickhouse,
      consents: createConsentCopy(pg, clickhouse),
      accounts: createAccountCopy(pg, clickhouse),
      project,
      grossMargin: GROSS_MARGIN,
    }),
    language: () => house.segments.language(),
    reach: createContactStore(db, house.keyring, clock),
    strategies: createStrategyStore(db),
    ledger: createDecisionLedger(clickhouse, () => project.currency),
    runs: createDecisionRunStore(db),
    previews: createPreviewStore(db),
    reservations: createReservationStore(db),
    // Every channel sends.
    readiness: { unready: () => Promise.resolve(new Map()) },
    members: createMemberReader(pg),
    marks: createInputMarkReader(clickhouse, db),
    sends: createSendStore(db),
    clock,
    project,
  })
}

interface Watched<T> {
  readonly value: T
  readonly seconds: number
  readonly rssMb: number
  readonly engineMb: number
  readonly cpuSeconds: number
}

/** Runs some work and watches the memory of this process and of the engine's. */
async function watched<T>(house: House, work: () => Promise<T>): Promise<Watched<T>> {
  const [engine] = house.engines.processes()
  let [rss, engineMb] = [0, 0]
  const look = () => {
    rss = Math.max(rss, process.memoryUsage.rss())
    if (engine !== undefined) engineMb = Math.max(engineMb, residentMb(engine))
  }
  const timer = setInterval(look, 50)
  const [began, used] = [performance.now(), cpuSeconds()]
  try {
    const value = await work()
    const seconds = (performance.now() - began) / 1_000
    look()
    return { value, seconds, rssMb: rss / MB, engineMb, cpuSeconds: cpuSeconds() - used }
  } finally {
    clearInterval(timer)
  }
}

function residentMb(pid: number): number {
  const pages = /^VmRSS:\s+(\d+) kB/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(pages ?? 0) / 1_024
}

/** Ticks of a process in a second, as Linux counts them. */
const TICKS = 100

/** Processor time of this process and of all that it began, those that ended included. */
function cpuSeconds(): number {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((name) => {
      try {
        // What follows the name, which may hold anything.
        const fields = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
        const [parent, ...times] = [1, 11, 12, 13, 14].map((field) => Number(fields[field]))
        return [{ pid: Number(name), parent, ticks: times.reduce((sum, ticks) => sum + ticks, 0) }]
      } catch {
        return []
      }
    })
  const ours = new Set([process.pid])
  for (let before = 0; before < ours.size;) {
    before = ours.size
    for (const { pid, parent } of processes) if (parent !== undefined && ours.has(parent)) ours.add(pid)
  }
  return processes.filter(({ pid }) => ours.has(pid)).reduce((sum, { ticks }) => sum + ticks, 0) / TICKS
}

/** Fills a house with scored customers and strategies, and matches them. */
export async function measureMatching(house: House, customers: number, strategies = 50): Promise<MatchingSpeed> {
  const { clickhouse } = house.engines
  const asOf = house.clock.now()
  await fillGroupsData(clickhouse, { ...GROUPS_DATA, customers, events: customers * 2, orders: customers, asOf })
  await createProfileStore(clickhouse).refresh(asOf, PRODUCT_SCHEME)
  await clickhouse.command({ query: SCORES, query_params: { asOf: asOf.toISOString().replace('T', ' ').replace('Z', '') } })
  await fillPeople(house, customers)
  await fillStrategies(house, strategies)
  const decisions = decisionsOf(house)
  const matched = await watched(house, () => decisions.preview({}, house.clock.now(), 'bench'))
  const { previewId, candidates, decided } = matched.value
  const started = await watched(house, () => decisions.start({ previewId }, house.clock.now(), 'bench'))
  if (started.value.summary?.decided !== decided) throw new Error(`The run decided ${started.value.summary?.decided} of ${decided}.`)
  return {
    matchSeconds: matched.seconds,
    matchRssMb: matched.rssMb,
    engineRssMb: matched.engineMb,
    cpuSeconds: matched.cpuSeconds,
    startSeconds: started.seconds,
    startRssMb: started.rssMb,
    candidates,
    decided,
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      customers: { type: 'string', default: '1000000' },
      strategies: { type: 'string', default: '50' },
    },
  })
  const shop = await openWholeHouse({ clock: systemClock })
  try {
    const speed = await measureMatching(shop.house, Number(values.customers), Number(values.strategies))
    const rounded = Object.fromEntries(Object.entries(speed).map(([name, value]) => [name, Math.round(value * 10) / 10]))
    process.stdout.write(
      values.json
        ? `${JSON.stringify(rounded)}\n`
        : `${rounded['decided']} of ${rounded['candidates']} decided in ${rounded['matchSeconds']} s with ${rounded['matchRssMb']} MB; the run took ${rounded['startSeconds']} s\n`,
    )
  } finally {
    await shop.stop()
  }
}
