import type { ChurnAudience } from '#predict/churn/definition/churn-definition.ts'
import { CHURN_FEATURES, CHURN_FEATURE_NAMES, type ChurnFeatureRow } from '#predict/churn/features/churn-features.ts'
import { CHURN_FEATURE_EXPRESSIONS } from './churn-feature-expressions.ts'
import { CONTACTS, LATER, ORDER_FACTS, ORDER_TOTALS, PEOPLE, TICKETS, VISITS } from './churn-feature-sources.ts'
import { ofSomeone } from '../sold-line.ts'

export interface ChurnFeaturesRequest {
  readonly asOf: Date
  /** Days after `asOf` in which an order means "stayed". */
  readonly horizonDays: number
  /** Only customers whose last order is at most this many days old; 0 takes everyone who ever ordered. */
  readonly activeWithinDays: number
  readonly audience: ChurnAudience
  /** Whether the horizon has passed, so that labels can be read; without it every label is null. */
  readonly labelled: boolean
  /** Days begin and end in this zone (IANA). */
  readonly timeZone: string
  /** The share of customers to read, in (0, 1], by hash: the same ones at every time. */
  readonly share: number
}

export interface ChurnFeaturesQuery {
  readonly query: string
  readonly params: Readonly<Record<string, string | number>>
}

/**
 * The SQL of all churn features of one as-of time in RowBinary: customer id as text, label (0, 1, or 2 for unknown), then a float for each of CHURN_FEATURES. Text with a
 * hundred numbers a row would take most of the time to write and read. Read the bytes by `churnFeatureReader`.
 */
export function churnFeaturesQuery(request: ChurnFeaturesRequest): ChurnFeaturesQuery {
  return {
    query: `${featuresSql(request.audience)}\nFORMAT RowBinary`,
    params: {
      asOf: request.asOf.toISOString().slice(0, 23).replace('T', ' '),
      horizonDays: request.horizonDays,
      activeWithinDays: request.activeWithinDays,
      labelled: request.labelled ? 1 : 0,
      timeZone: request.timeZone,
      share: Math.max(1, Math.round(10_000 * Math.min(request.share, 1))),
    },
  }
}

const ID_LENGTH = 36
const ROW_LENGTH = 1 + ID_LENGTH + 1 + 8 * CHURN_FEATURE_NAMES.length

/** Turns blocks of bytes, cut anywhere, into rows: give it each block in turn, it returns the rows that are complete. */
export function churnFeatureReader(): (block: Uint8Array) => ChurnFeatureRow[] {
  let rest: Uint8Array = new Uint8Array(0)
  return (block) => {
    const bytes = rest.length === 0 ? block : Buffer.concat([rest, block])
    const rows: ChurnFeatureRow[] = []
    let at = 0
    for (; at + ROW_LENGTH <= bytes.length; at += ROW_LENGTH) rows.push(readRow(bytes, at))
    rest = bytes.slice(at)
    return rows
  }
}

function readRow(bytes: Uint8Array, at: number): ChurnFeatureRow {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, ROW_LENGTH)
  const label = view.getUint8(1 + ID_LENGTH)
  const values = new Float64Array(CHURN_FEATURE_NAMES.length)
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

/** Grain: customer. Shares of regions and spends of member levels are those of the audience itself. */
function featuresSql(audience: ChurnAudience): string {
  const columns = CHURN_FEATURES.map(({ name }) => `  ifNull(toFloat64(${CHURN_FEATURE_EXPRESSIONS[name]}), nan) AS ${name}`).join(',\n')
  return `
WITH
  {asOf:DateTime64(3, 'UTC')} AS as_of,
  toInt32(toDate(as_of, {timeZone:String})) AS today,
  order_facts AS (${ORDER_FACTS}
  ),
  order_totals AS (${ORDER_TOTALS}
  ),
  audience AS (${AUDIENCES[audience]}),
  visits AS (${VISITS}
  ),
  tickets AS (${TICKETS}
  ),
  contacts AS (${CONTACTS}
  ),
  people AS (${PEOPLE}
  ),
  later AS (${LATER}
  ),
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
    LEFT ANY JOIN later AS f ON f.customer_id = t.customer_id
    WHERE is_test_customer = 0
  )
SELECT
  toString(id) AS customer_id,
  toUInt8(if({labelled:UInt8} = 1, 1 - ordered_later, 2)) AS label,
${columns}
FROM joined
ORDER BY id`
}
