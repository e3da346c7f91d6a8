import type { ChurnAudience } from '#predict/churn/definition/churn-definition.ts'
import {
  CHURN_FEATURE_NAMES,
  type ChurnFeatureRow,
  CONTRACT_FEATURES_FROM,
  MEASURE_SLOTS,
  SHOP_FEATURE_COUNT,
  SHOP_FEATURES,
  type SlottedMeasure,
} from '#predict/churn/features/churn-features.ts'
import { CHURN_FEATURE_EXPRESSIONS } from './churn-feature-expressions.ts'
import { CONTACTS, LATER, ORDER_FACTS, ORDER_TOTALS, PEOPLE, TICKETS, VISITS } from './churn-feature-sources.ts'
import { ofSomeone } from '../sold-line.ts'
import {
  CONTRACT_EXPRESSIONS,
  CONTRACT_PLANS,
  CONTRACT_STATES,
  CONTRACT_TOTALS,
  LATER_CONTRACTS,
  MEASURED,
  measureColumns,
  PAYMENT_TICKETS,
} from './contract-sources.ts'

export interface ChurnFeaturesRequest {
  readonly asOf: Date
  /** Days after `asOf` in which an order means "stayed". */
  readonly horizonDays: number
  /** Only customers whose last order is at most this many days old; 0 takes everyone who ever ordered. */
  readonly activeWithinDays: number
  readonly audience: ChurnAudience
  /** Whether churn is about contracts: who has a running one, instead of who ordered. */
  readonly ofContracts?: boolean
  /** The project's, in which alone prices of contracts can be compared. */
  readonly currency?: string
  /** The measures to read, in their slots. */
  readonly measures?: readonly SlottedMeasure[]
  /** Whether the horizon has passed, so that labels can be read; without it every label is null. */
  readonly labelled: boolean
  /** Days begin and end in this zone (IANA). */
  readonly timeZone: string
  /** The share of customers to read, in (0, 1], by hash: the same ones at every time. */
  readonly share: number
}

/** Features that are about what people do, not about what they bought: they have a value without any order. */
const WITHOUT_ORDERS: ReadonlySet<string> = new Set([
  'visits_down_50',
  'visit_trend_7',
  'visit_trend_90',
  'registered_days',
  'age_years',
  'region_share',
  'month_sin',
  'month_cos',
])
const OF_ORDERS: ReadonlySet<string> = new Set(['transactions', 'cadence', 'trend', 'profile', 'season'])

export interface ChurnFeaturesQuery {
  readonly query: string
  readonly params: Readonly<Record<string, string | number | readonly string[]>>
  /** Features that its rows hold, from the first of CHURN_FEATURES on. */
  readonly features: number
}

/**
 * The SQL of all churn features of one as-of time in RowBinary: customer id as text, label (0, 1, or 2 for unknown), then a float for each of CHURN_FEATURES. Text with a
 * hundred numbers a row would take most of the time to write and read. Read the bytes by `churnFeatureReader`.
 */
export function churnFeaturesQuery(request: ChurnFeaturesRequest): ChurnFeaturesQuery {
  return {
    query: `${featuresSql(request.audience, request.ofContracts === true, (request.measures ?? []).length)}\nFORMAT RowBinary`,
    params: {
      asOf: request.asOf.toISOString().slice(0, 23).replace('T', ' '),
      horizonDays: request.horizonDays,
      activeWithinDays: request.activeWithinDays,
      labelled: request.labelled ? 1 : 0,
      timeZone: request.timeZone,
      currency: request.currency ?? '',
      measures: (request.measures ?? []).slice(0, MEASURE_SLOTS.length).map(({ name, unit }) => `${name}\u0001${unit}`),
      share: Math.max(1, Math.round(10_000 * Math.min(request.share, 1))),
    },
    features: columnsOf(request.ofContracts === true, (request.measures ?? []).length).length,
  }
}

const ID_LENGTH = 36

/** Turns blocks of bytes, cut anywhere, into rows: give it each block in turn, it returns the rows that are complete. */
export function churnFeatureReader(features = CHURN_FEATURE_NAMES.length): (block: Uint8Array) => ChurnFeatureRow[] {
  const rowLength = 1 + ID_LENGTH + 1 + 8 * features
  let rest: Uint8Array = new Uint8Array(0)
  return (block) => {
    const bytes = rest.length === 0 ? block : Buffer.concat([rest, block])
    const rows: ChurnFeatureRow[] = []
    let at = 0
    for (; at + rowLength <= bytes.length; at += rowLength) rows.push(readRow(bytes, at, features))
    rest = bytes.slice(at)
    return rows
  }
}

function readRow(bytes: Uint8Array, at: number, features: number): ChurnFeatureRow {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 2 + ID_LENGTH + 8 * features)
  const label = view.getUint8(1 + ID_LENGTH)
  const values = new Float64Array(features)
  for (let j = 0; j < values.length; j += 1) values[j] = view.getFloat64(2 + ID_LENGTH + 8 * j, true)
  return {
    customerId: Buffer.from(bytes.buffer, bytes.byteOffset + at + 1, ID_LENGTH).toString('latin1'),
    label: label === 0 || label === 1 ? label : null,
    values,
  }
}

/** The audience beside the age of the last order; what spent most is counted among the customers of that age. */
const AUDIENCES: Readonly<Record<ChurnAudience, string>> = {
  all: 'SELECT * FROM order_totals',
  repeat: 'SELECT * FROM order_totals WHERE orders_all >= 2',
  high_value: 'SELECT * FROM (SELECT *, quantileExact(0.8)(s365) OVER () AS top_from FROM order_totals) WHERE s365 >= top_from',
}

/** The columns of the features that are read, in the order of CHURN_FEATURES: those of measures and contracts only where a definition has them. */
function columnsOf(ofContracts: boolean, measures: number): readonly (readonly [name: string, sql: string])[] {
  const shop = SHOP_FEATURES.map(({ name, group }) => {
    const sql = CHURN_FEATURE_EXPRESSIONS[name]
    return [
      name,
      ofContracts && (OF_ORDERS.has(group) || name === 'coupon_order_share') && !WITHOUT_ORDERS.has(name)
        ? `if(has_orders, ${sql}, NULL)`
        : sql,
    ] as const
  })
  if (!ofContracts && measures === 0) return shop
  const filled = new Set(measureColumns(measures))
  const inSlots = CHURN_FEATURE_NAMES.slice(SHOP_FEATURE_COUNT, CONTRACT_FEATURES_FROM).map(
    (name) => [name, filled.has(name) ? `${name}_now` : 'NULL'] as const,
  )
  if (!ofContracts) return [...shop, ...inSlots.slice(0, filled.size)]
  const contracts = CHURN_FEATURE_NAMES.slice(CONTRACT_FEATURES_FROM).map((name) => [name, CONTRACT_EXPRESSIONS[name] ?? 'NULL'] as const)
  return [...shop, ...inSlots, ...contracts]
}

/** Grain: customer. Shares of regions and spends of member levels are those of the audience itself. */
function featuresSql(audience: ChurnAudience, ofContracts: boolean, measures: number): string {
  const columns = columnsOf(ofContracts, measures)
    .map(([name, sql]) => `  ifNull(toFloat64(${sql}), nan) AS ${name}`)
    .join(',\n')
  const people = ofContracts
    ? `contract_states AS (${CONTRACT_STATES}
  ),
  contract_plans AS (${CONTRACT_PLANS}
  ),
  contract_totals AS (${CONTRACT_TOTALS}
  ),
  payments AS (${PAYMENT_TICKETS}
  ),
  audience AS (
    SELECT g.*, o.* EXCEPT (customer_id), ${ofSomeone('o')} AS has_orders, count() OVER (PARTITION BY main_plan) AS of_plan
    FROM contract_totals AS g LEFT ANY JOIN order_totals AS o ON o.customer_id = g.customer_id
  )`
    : `audience AS (${AUDIENCES[audience]})`
  return `
WITH
  {asOf:DateTime64(3, 'UTC')} AS as_of,
  toInt32(toDate(as_of, {timeZone:String})) AS today,
  order_facts AS (${ORDER_FACTS}
  ),
  order_totals AS (${ORDER_TOTALS}
  ),
  ${people},
  visits AS (${VISITS}
  ),
  tickets AS (${TICKETS}
  ),
  contacts AS (${CONTACTS}
  ),
  people AS (${PEOPLE}
  ),
  later AS (${ofContracts ? LATER_CONTRACTS : LATER}
  ),${measures === 0 ? '' : `\n  measured AS (${MEASURED}\n  ),`}
  joined AS (
    SELECT
      *,
      t.customer_id AS id,
      ${ofSomeone('v')} AS has_visits,
      count() OVER () AS of_all,
      count() OVER (PARTITION BY region) AS of_region,
      avg(s365) OVER (PARTITION BY member_level) AS level_spend,
      avg(was_changed) OVER () AS changed_share
    FROM audience AS t
    LEFT ANY JOIN visits AS v ON v.customer_id = t.customer_id
    LEFT ANY JOIN tickets AS k ON k.customer_id = t.customer_id
    LEFT ANY JOIN contacts AS c ON c.customer_id = t.customer_id
    LEFT ANY JOIN people AS p ON p.customer_id = t.customer_id
    LEFT ANY JOIN later AS f ON f.customer_id = t.customer_id${
      ofContracts
        ? `
    LEFT ANY JOIN contract_plans AS n ON n.plan_name = t.main_plan
    LEFT ANY JOIN payments AS y ON y.customer_id = t.customer_id`
        : ''
    }${measures === 0 ? '' : '\n    LEFT ANY JOIN measured AS m ON m.customer_id = t.customer_id'}
    WHERE is_test_customer = 0
  )
SELECT
  toString(id) AS customer_id,
  toUInt8(if({labelled:UInt8} = 1, 1 - ${ofContracts ? 'stayed' : 'ordered_later'}, 2)) AS label,
${columns}
FROM joined
ORDER BY id`
}
