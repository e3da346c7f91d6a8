import { isRealCustomer } from '../../relational/real-customer.ts'
import { CONTACTED_STATES } from '#decide/decision.ts'
import type { UnconvertedSales } from '#kernel/unconverted-sales.ts'
import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { DAY_MS } from '#kernel/clock.ts'
import { toMinor } from '#kernel/money.ts'
import type { Money } from '#kernel/money.ts'
import { LIFECYCLE_TIERS } from '#segment/lifecycle-tiers.ts'
import type { LifecycleTier } from '#segment/lifecycle-tiers.ts'
import { PRODUCT_SCHEME } from '#segment/tier-scheme-keeper.ts'
import type { Database } from '../../relational/database.ts'
import type { OrderMonths } from './overview-months.ts'
import { IS_ACTIVE, IS_AT_RISK, IS_COUNTED, IS_NEW, IS_PERSON, IS_REACTION } from './customer-groups.ts'
import { readLatestRuns } from './overview-as-of.ts'
import { readRunSchemes } from '../../relational/tier-scheme-store.ts'
import { readRows } from './read-rows.ts'
import { readUnconvertedSales } from './unconverted-sales.ts'

type RiskTier = 'high' | 'medium' | 'watch' | 'low'

export interface Overview {
  asOf: string | null
  customers: number
  activeCustomers: number | null
  newCustomers: number | null
  orders: number
  events: number
  revenue30: Money | null
  revenuePrevious30: Money | null
  unconverted: UnconvertedSales[]
  atRisk: { customers: number; value: Money; high: number; medium: number } | null
  tiers: { tier: LifecycleTier; customers: number; share: number; target: number }[]
  risk: { tier: RiskTier; customers: number }[]
  monthly: { month: string; orders: number; customers: number; revenue: Money; complete: boolean }[]
  funnel: {
    /** The run whose steps these are; null: none yet. */
    runId: string | null
    scored: number
    decided: number
    treated: number
    control: number
    sent: number
    delivered: number
    opened: number
    clicked: number
  }
  freshness: { source: string; lastAt: string | null; records: number }[]
  tasksOverdue: number
  tasksOpen: number
  quarantined: number
  uncertainSends: number
  alertsOverdue: number
  scoresAsOf: string | null
  decidedAsOf: string | null
}

const MONTHS_SHOWN = 18

/** Grain: one row per lifecycle tier of the latest profiles. Cost: one pass over one run. */
const TIERS = `
SELECT lifecycle_tier AS tier, count() AS customers, countIf(${IS_ACTIVE}) AS active
FROM profiles FINAL
WHERE as_of = {asOf:DateTime64(3,'UTC')} AND ${IS_COUNTED}
GROUP BY tier`

/** Grain: one row per risk tier of the latest scores. Cost: one pass over one run. */
const RISK = `
SELECT tier, ${IS_AT_RISK} AS is_at_risk, count() AS customers, sum(probability * value) AS at_risk
FROM scores FINAL
WHERE kind = 'churn' AND as_of = {asOf:DateTime64(3,'UTC')} AND ${IS_COUNTED}
GROUP BY tier, is_at_risk`

/** Grain: one row. Cost: one pass over the customers. */
const NEW_CUSTOMERS = `
SELECT countIf(${IS_NEW}) AS new_customers
FROM customers FINAL
WHERE ${IS_PERSON}`

/** Grain: one row per arm of one run. Cost: one key range. */
const ARMS = `
SELECT toString(arm) AS arm, count() AS customers
FROM decisions FINAL
WHERE run_id = {runId:UUID} AND ${IS_COUNTED}
GROUP BY arm`

/** Grain: one row. Cost: one pass over the touches. What machines opened does not count. */
const REACTIONS = `
SELECT uniqExactIf(send_key, kind = 'opened') AS opened, uniqExactIf(send_key, kind = 'clicked') AS clicked
FROM touches
WHERE ${IS_REACTION}
  AND decision_id IN (SELECT toString(decision_id) FROM decisions WHERE run_id = {runId:UUID})`

/** The figures of the first page, from both stores at once. */
export async function readOverview(parts: {
  readonly client: ClickHouseClient
  readonly db: Kysely<Database>
  readonly now: Date
  readonly timeZone: string
  readonly currency: string
  readonly months: OrderMonths
}): Promise<Overview> {
  const { client, db, now, timeZone, currency } = parts
  const money = (major: number): Money => ({ minor: toMinor(major, currency), currency })
  const [latest, run] = await Promise.all([readLatestRuns(client), latestRun(db)])
  const asOf = latest.profiles ?? latest.scores
  const [tiers, risk, newcomers, months, events, funnel, people, freshness, tasks, unconverted, [runScheme]] = await Promise.all([
    latest.profiles === null
      ? []
      : readRows<{ tier: LifecycleTier; customers: string; active: string }>(client, TIERS, { asOf: latest.profiles }),
    latest.scores === null
      ? []
      : readRows<{ tier: string; is_at_risk: number; customers: string; at_risk: number }>(client, RISK, { asOf: latest.scores }),
    asOf === null ? [] : readRows<{ new_customers: string }>(client, NEW_CUSTOMERS, { groupsAsOf: asOf }),
    parts.months.read(client, timeZone, asOf ?? now),
    readRows<{ events: string }>(client, 'SELECT count() AS events FROM events'),
    readFunnel(client, db, run?.id ?? null),
    countCustomers(db, now),
    readFreshness(db),
    countTasks(db, now),
    readUnconvertedSales(client),
    readRunSchemes(db, latest.profiles === null ? [] : [latest.profiles]),
  ])
  const tierScheme = (runScheme ?? { scheme: PRODUCT_SCHEME }).scheme.scheme
  const profiled = sum(tiers, (row) => Number(row.customers))
  const riskOf = (tier: RiskTier) => Number(risk.find((row) => row.tier === tier)?.customers ?? 0)
  const lastOrderAt = months.reduce((last, row) => Math.max(last, Date.parse(row.last_at)), 0)
  return {
    asOf: asOf?.toISOString() ?? null,
    customers: people.customers,
    activeCustomers: latest.profiles === null ? null : sum(tiers, (row) => Number(row.active)),
    newCustomers: newcomers[0] === undefined ? null : Number(newcomers[0].new_customers),
    orders: sum(months, (row) => Number(row.orders)),
    events: Number(events[0]?.events ?? 0),
    revenue30: asOf === null || months.length === 0 ? null : money(sum(months, (row) => row.last_30)),
    revenuePrevious30: asOf === null || months.length === 0 ? null : money(sum(months, (row) => row.before_30)),
    unconverted,
    atRisk:
      latest.scores === null
        ? null
        : {
            customers: sum(risk, (row) => (row.is_at_risk === 1 ? Number(row.customers) : 0)),
            high: riskOf('high'),
            medium: riskOf('medium'),
            value: money(sum(risk, (row) => (row.is_at_risk === 1 ? row.at_risk : 0))),
          },
    tiers:
      profiled === 0
        ? []
        : LIFECYCLE_TIERS.map((tier) => {
            const customers = Number(tiers.find((row) => row.tier === tier)?.customers ?? 0)
            return { tier, customers, share: customers / profiled, target: tierScheme.tiers.targets[tier] }
          }),
    risk:
      latest.scores === null
        ? []
        : (['high', 'medium', 'watch', 'low'] as const)
            .map((tier) => ({ tier, customers: riskOf(tier) }))
            .filter(({ tier, customers }) => tier !== 'watch' || customers > 0),
    monthly: months.slice(-MONTHS_SHOWN).map((row) => ({
      month: `${Math.floor(row.month / 100)}-${String(row.month % 100).padStart(2, '0')}`,
      orders: Number(row.orders),
      customers: Number(row.customers),
      revenue: money(row.revenue),
      complete: monthEnd(row.month) <= Math.max(lastOrderAt + DAY_MS, asOf?.getTime() ?? 0),
    })),
    funnel: { scored: sum(risk, (row) => Number(row.customers)), ...funnel },
    freshness,
    tasksOverdue: tasks.overdue,
    tasksOpen: tasks.open,
    quarantined: people.quarantined,
    uncertainSends: people.uncertain,
    alertsOverdue: people.alertsOverdue,
    scoresAsOf: latest.scores?.toISOString() ?? null,
    decidedAsOf: run?.as_of.toISOString() ?? null,
  }
}

async function latestRun(db: Kysely<Database>) {
  return await db.selectFrom('decision_runs').select(['id', 'as_of']).orderBy('created_at', 'desc').limit(1).executeTakeFirst()
}

async function readFunnel(client: ClickHouseClient, db: Kysely<Database>, runId: string | null) {
  if (runId === null) return { runId, decided: 0, treated: 0, control: 0, sent: 0, delivered: 0, opened: 0, clicked: 0 }
  const [arms, reactions, sends] = await Promise.all([
    readRows<{ arm: string; customers: string }>(client, ARMS, { runId }),
    readRows<{ opened: string; clicked: string }>(client, REACTIONS, { runId }),
    db
      .selectFrom('send_ledger')
      .select(['state', (eb) => eb.fn.countAll().as('sends')])
      .where('run_id', '=', runId)
      .groupBy('state')
      .execute(),
  ])
  const arm = (name: string) => Number(arms.find((row) => row.arm === name)?.customers ?? 0)
  const inStates = (...states: string[]) => sum(sends, (row) => (states.includes(row.state) ? Number(row.sends) : 0))
  return {
    runId,
    decided: arm('treated') + arm('control'),
    treated: arm('treated'),
    control: arm('control'),
    sent: inStates(...CONTACTED_STATES),
    delivered: inStates('delivered'),
    opened: Number(reactions[0]?.opened ?? 0),
    clicked: Number(reactions[0]?.clicked ?? 0),
  }
}

async function countCustomers(db: Kysely<Database>, now: Date) {
  const { rows } = await sql<{ customers: string; quarantined: string; uncertain: string; alerts_overdue: string }>`
    SELECT
      (SELECT count(*) FROM customers c WHERE merged_into IS NULL AND ${sql.raw(isRealCustomer('c'))}) AS customers,
      (SELECT count(*) FROM quarantine WHERE state = 'open') AS quarantined,
      (SELECT count(*) FROM send_ledger WHERE phase = 1) AS uncertain,
      (SELECT count(*) FROM churn_alerts WHERE state <> 'closed' AND due_at < ${now}) AS alerts_overdue`.execute(db)
  const [row] = rows
  return {
    customers: Number(row?.customers ?? 0),
    quarantined: Number(row?.quarantined ?? 0),
    uncertain: Number(row?.uncertain ?? 0),
    alertsOverdue: Number(row?.alerts_overdue ?? 0),
  }
}

async function countTasks(db: Kysely<Database>, now: Date): Promise<{ open: number; overdue: number }> {
  const { rows } = await sql<{ open: string; overdue: string }>`
    SELECT count(*) AS open, count(*) FILTER (WHERE due_at < ${now}) AS overdue FROM tasks WHERE state = 'open'`.execute(db)
  return { open: Number(rows[0]?.open ?? 0), overdue: Number(rows[0]?.overdue ?? 0) }
}

/** When something last came from each source and each kind of file, and how many records in all. */
async function readFreshness(db: Kysely<Database>): Promise<Overview['freshness']> {
  const { rows } = await sql<{ source: string; last_at: Date | null; records: string }>`
    SELECT s.name AS source, s.last_seen_at AS last_at, coalesce(sum(c.received), 0) AS records
    FROM sources s LEFT JOIN intake_counts c ON c.source = s.id::text OR c.source = s.name
    WHERE s.disabled_at IS NULL
    GROUP BY s.id
    UNION ALL
    SELECT 'file:' || kind, max(coalesce(finished_at, started_at)), sum(rows) FROM imports GROUP BY kind
    ORDER BY 1`.execute(db)
  return rows.map((row) => ({ source: row.source, lastAt: row.last_at?.toISOString() ?? null, records: Number(row.records) }))
}

/** Midnight after the month, by UTC: a few hours more or less do not make a month whole. */
function monthEnd(month: number): number {
  return Date.UTC(Math.floor(month / 100), month % 100, 1)
}

function sum<T>(rows: readonly T[], value: (row: T) => number): number {
  return rows.reduce((total, row) => total + value(row), 0)
}
