import { Readable } from 'node:stream'
import { toMajor } from '#kernel/money.ts'
import type { CustomerRow } from './schemas/customers.ts'
import type { PageAnswer, PageAsk } from './services.ts'

const PAGE = 200
const MOST = 100_000

const COLUMNS: readonly (readonly [string, (row: CustomerRow) => string | number | null])[] = [
  ['id', (row) => row.id],
  ['name', (row) => row.maskedName],
  ['identifiers', (row) => row.identifiers.map(({ kind, masked }) => `${kind} ${masked}`).join('; ')],
  ['lifecycle_tier', (row) => row.lifecycleTier],
  ['value_class', (row) => row.valueClass],
  ['risk_tier', (row) => row.riskTier],
  ['risk_probability', (row) => row.riskProbability],
  ['cause', (row) => row.cause],
  ['reason_zh', (row) => row.topReason?.zh ?? null],
  ['reason_en', (row) => row.topReason?.en ?? null],
  ['last_order_at', (row) => row.lastOrderAt],
  ['recency_days', (row) => row.recencyDays],
  ['frequency', (row) => row.frequency],
  ['monetary', (row) => majorOf(row.monetary)],
  ['lifetime_orders', (row) => row.lifetimeOrders],
  ['lifetime_spend', (row) => majorOf(row.lifetimeSpend)],
  ['value_at_risk', (row) => majorOf(row.valueAtRisk)],
  ['currency', (row) => (row.monetary ?? row.valueAtRisk)?.currency ?? null],
  ['main_channel', (row) => row.mainChannel],
  ['region', (row) => row.region],
  ['member_level', (row) => row.memberLevel],
]

function majorOf(money: CustomerRow['monetary']): number | null {
  return money === null ? null : toMajor(money.minor, money.currency)
}

/** The list as CSV (RFC 4180) with a byte order mark, so that Excel reads Chinese; page after page, so that memory stays flat. */
export function csvOfCustomers(read: (page: PageAsk & { readonly withTotal: boolean }) => Promise<PageAnswer<CustomerRow>>): Readable {
  return Readable.from(lines(read))
}

async function* lines(read: (page: PageAsk & { readonly withTotal: boolean }) => Promise<PageAnswer<CustomerRow>>): AsyncGenerator<string> {
  yield `\uFEFF${COLUMNS.map(([name]) => name).join(',')}\r\n`
  let after: string | null = null
  for (let written = 0; written < MOST;) {
    const page: PageAnswer<CustomerRow> = await read({ limit: PAGE, after, withTotal: false })
    yield page.items.map((row) => `${COLUMNS.map(([, value]) => csvCell(value(row))).join(',')}\r\n`).join('')
    written += page.items.length
    after = page.next
    if (after === null) return
  }
}

/** A cell that no spreadsheet takes for a formula (OWASP): text that starts like one gets an apostrophe in front. */
export function csvCell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
