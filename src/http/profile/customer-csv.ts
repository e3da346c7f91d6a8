import { Readable } from 'node:stream'
import { toMajor } from '#kernel/money.ts'
import { CAUSE_LABELS, RISK_LABELS } from '#predict/churn/tiers/churn-labels.ts'
import { LIFECYCLE_LABELS, VALUE_LABELS } from '#segment/segment-labels.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { FilledField } from '#quality/rules/fill-values.ts'
import { CHANNEL_WORDS, IDENTIFIER_WORDS } from './code-words.ts'
import { csvFile, wordOf, zonedMinute } from '../csv-file.ts'
import type { CsvColumn } from '../csv-file.ts'
import type { ExportLanguage } from '../export-language.ts'
import type { CustomerRow } from './customer-schemas.ts'
import type { Page, PageRequest } from '#kernel/page.ts'

const FILLED_WORDS: Readonly<Record<FilledField, BilingualText>> = {
  region: { zh: '地区', en: 'Region' },
  gender: { zh: '性别', en: 'Gender' },
  memberLevel: { zh: '会员等级', en: 'Member level' },
  birthYear: { zh: '出生年份', en: 'Year of birth' },
}

/** Each page asks the whole filter again. */
const PAGE = 2_000
const MOST = 100_000

/** The list as a CSV file for people: headings and codes in their language, times in the zone of the project. */
export function csvOfCustomers(
  read: (page: PageRequest & { readonly withTotal: boolean }) => Promise<Page<CustomerRow>>,
  language: ExportLanguage,
  timeZone: string,
): Readable {
  return csvFile(columnsOf(language, timeZone), pages(read))
}

function columnsOf(language: ExportLanguage, timeZone: string): readonly CsvColumn<CustomerRow>[] {
  const column = (zh: string, en: string, value: CsvColumn<CustomerRow>['value']): CsvColumn<CustomerRow> => ({
    heading: language === 'zh' ? zh : en,
    value,
  })
  return [
    column('客户编号', 'Customer ID', (row) => row.id),
    column('客户', 'Customer', (row) => row.maskedName),
    column('标识', 'Identifiers', (row) =>
      row.identifiers.map(({ kind, masked }) => `${wordOf(IDENTIFIER_WORDS, kind, language)} ${masked}`).join('; '),
    ),
    column('生命周期', 'Lifecycle', (row) => wordOf(LIFECYCLE_LABELS, row.lifecycleTier, language)),
    column('价值分类', 'Value class', (row) => wordOf(VALUE_LABELS, row.valueClass, language)),
    column('风险等级', 'Risk tier', (row) => wordOf(RISK_LABELS, row.riskTier, language)),
    column('流失概率', 'Churn probability', (row) => (row.riskProbability === null ? null : Number(row.riskProbability.toFixed(4)))),
    column('流失原因', 'Churn cause', (row) => wordOf(CAUSE_LABELS, row.cause, language)),
    column('主要原因', 'Main reason', (row) => row.topReason?.[language] ?? null),
    column(`最近下单（${timeZone}）`, `Last order (${timeZone})`, (row) => zonedMinute(row.lastOrderAt, timeZone)),
    column('距今天数', 'Days since last order', (row) => row.recencyDays),
    column('统计窗口内订单数', 'Orders, RFM window', (row) => row.frequency),
    column('统计窗口内消费', 'Spent, RFM window', (row) => majorOf(row.monetary)),
    column('累计订单数', 'Orders, all time', (row) => row.lifetimeOrders),
    column('累计消费', 'Spent, all time', (row) => majorOf(row.lifetimeSpend)),
    column('风险金额', 'Revenue at risk', (row) => majorOf(row.valueAtRisk)),
    column('币种', 'Currency', (row) => (row.lifetimeSpend ?? row.valueAtRisk)?.currency ?? null),
    column('未换算的其他币种', 'Other currencies, not converted', (row) =>
      row.otherSpend.map((amount) => `${amount.currency} ${toMajor(amount.minor, amount.currency)}`).join('; '),
    ),
    column('渠道', 'Channel', (row) => wordOf(CHANNEL_WORDS, row.mainChannel, language)),
    column('地区', 'Region', (row) => row.region),
    column('会员等级', 'Member level', (row) => row.memberLevel),
    // Brought back as they are, guesses would pass for what somebody said.
    column('填补的字段', 'Filled fields', (row) => row.filled.map(({ field }) => wordOf(FILLED_WORDS, field, language)).join('; ')),
  ]
}

function majorOf(money: CustomerRow['monetary']): number | null {
  return money === null ? null : toMajor(money.minor, money.currency)
}

/** The same rows as newline-delimited JSON, as the API answers them. */
export function ndjsonOfCustomers(read: (page: PageRequest & { readonly withTotal: boolean }) => Promise<Page<CustomerRow>>): Readable {
  return Readable.from(
    (async function* lines() {
      for await (const rows of pages(read)) yield rows.map((row) => `${JSON.stringify(row)}\n`).join('')
    })(),
  )
}

async function* pages(
  read: (page: PageRequest & { readonly withTotal: boolean }) => Promise<Page<CustomerRow>>,
): AsyncGenerator<readonly CustomerRow[]> {
  let cursor: string | null = null
  for (let written = 0; written < MOST;) {
    const page: Page<CustomerRow> = await read({ limit: PAGE, cursor, withTotal: false })
    yield page.items
    written += page.items.length
    cursor = page.nextCursor
    if (cursor === null) return
  }
}
