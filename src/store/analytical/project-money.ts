import { createHash } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { DAY_MS } from '#kernel/clock.ts'
import type { DatedRate } from '#quality/currency-rate.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { readRows } from './queries/read-rows.ts'

/** What turns an amount of a line into the project's money. */
export interface MoneyRule {
  /** ISO 4217. */
  readonly currency: string
  /** IANA zone whose days the rates are of. */
  readonly timeZone: string
  readonly rates: readonly DatedRate[]
}

/**
 * The one definition of a line's amount in the project's currency: the rate of its currency at its day, 1 for the project's own, null before the first rate and
 * without any. A column that is worked out when it is read: nothing stored changes when a rate does, sums leave nulls out, and with one currency the cost is
 * one comparison of a dictionary code. Days between rates are spelt out, so that a look-up is one step.
 */
export function projectRateSql({ currency, timeZone, rates }: MoneyRule): string {
  if (!/^[A-Z]{3}$/u.test(currency) || !/^[\w+\-/]+$/u.test(timeZone)) throw new TypeError('Not a currency and a zone of the project.')
  const day = `toInt32(toDate(occurred_at, '${timeZone}'))`
  const branches = [...byCurrency(rates)].map(([code, own]) => `currency = '${code}', ${rateSql(day, own)}`)
  return `multiIf(currency IN ('${currency}', ''), toNullable(toFloat64(1)), ${branches.map((branch) => `${branch}, `).join('')}NULL)`
}

/** Amount times rate; an amount that no longer fits is not converted. The project's own amounts are taken as they are, to the last digit. */
export function projectAmountSql(currency: string): string {
  return `if(currency IN ('${currency}', ''), toNullable(amount), accurateCastOrNull(round(toFloat64(amount) * project_rate, 6), 'Decimal(18, 6)'))`
}

/** Sets the rule. Changes what the table says about itself, not its rows; the same rule again does nothing. */
export async function applyMoneyRule(client: ClickHouseClient, rule: MoneyRule): Promise<boolean> {
  const [rate, amount] = [projectRateSql(rule), projectAmountSql(rule.currency)]
  const mark = createHash('sha256').update(`${rate}\n${amount}`).digest('hex')
  return await withEngineErrors('clickhouse', async () => {
    const rows = await readRows<{ comment: string }>(
      client,
      `SELECT comment FROM system.columns WHERE database = currentDatabase() AND table = 'order_lines' AND name = 'project_amount'`,
    )
    if (rows[0]?.comment === mark) return false
    const settings = { max_query_size: String(16 * 1024 * 1024) }
    await client.command({
      query: `ALTER TABLE order_lines MODIFY COLUMN project_rate Nullable(Float64) ALIAS ${rate}`,
      clickhouse_settings: settings,
    })
    await client.command({
      query: `ALTER TABLE order_lines MODIFY COLUMN project_amount Nullable(Decimal(18, 6)) ALIAS ${amount} COMMENT '${mark}'`,
      clickhouse_settings: settings,
    })
    return true
  })
}

function byCurrency(rates: readonly DatedRate[]): Map<string, DatedRate[]> {
  const groups = new Map<string, DatedRate[]>()
  for (const rate of rates.toSorted((a, b) => a.day.localeCompare(b.day))) {
    if (!/^[A-Z]{3}$/u.test(rate.currency)) throw new TypeError('Not a currency.')
    groups.set(rate.currency, [...(groups.get(rate.currency) ?? []), rate])
  }
  return groups
}

/** `own` is of one currency, by day. */
function rateSql(day: string, own: readonly DatedRate[]): string {
  const last = own.at(-1)
  if (last === undefined) return 'NULL'
  const [days, values]: [number[], number[]] = [[], []]
  for (const [i, { day: from, rate }] of own.entries()) {
    const next = own[i + 1]
    for (let at = dayNumber(from); next !== undefined && at < dayNumber(next.day); at += 1) {
      days.push(at)
      values.push(Number(rate))
    }
  }
  const first = dayNumber(own[0]?.day ?? last.day)
  const between = days.length === 0 ? '0.' : `transform(${day}, [${days.join(',')}], [${values.map(float).join(',')}], 0.)`
  return `if(${day} < ${first}, NULL, if(${day} >= ${dayNumber(last.day)}, ${float(Number(last.rate))}, ${between}))`
}

function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS
}

/** With a point, so that the engine reads a fraction. */
function float(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError('Not a rate.')
  const text = String(value)
  return /[.e]/u.test(text) ? text : `${text}.`
}
