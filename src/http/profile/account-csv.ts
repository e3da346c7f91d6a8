import { Readable } from 'node:stream'
import { toMajor } from '#kernel/money.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import { csvFile, zonedMinute } from '../csv-file.ts'
import type { CsvColumn } from '../csv-file.ts'
import type { ExportLanguage } from '../export-language.ts'
import type { ListedAccount } from './account-schemas.ts'

/** Each page asks the whole filter again. */
const PAGE = 5_000
const MOST = 100_000

type Read = (page: PageRequest) => Promise<Page<ListedAccount>>

/** The list as a CSV file for people: headings in their language, times in the zone of the project. @param measure The one that was asked for */
export function csvOfAccounts(read: Read, language: ExportLanguage, timeZone: string, measure: string | undefined): Readable {
  const column = (zh: string, en: string, value: CsvColumn<ListedAccount>['value']): CsvColumn<ListedAccount> => ({
    heading: language === 'zh' ? zh : en,
    value,
  })
  return csvFile(
    [
      column('编号', 'ID', (row) => row.id),
      column('企业编号', 'Account ID', (row) => row.accountId),
      column('企业名称', 'Account name', (row) => row.name),
      column('成员数', 'Members', (row) => row.members),
      column('已离开', 'Left', (row) => row.formerMembers),
      column('近 30 天活跃成员', 'Active members, 30 days', (row) => row.activePeople),
      column(`最近活跃（${timeZone}）`, `Last active (${timeZone})`, (row) => zonedMinute(row.lastActiveAt, timeZone)),
      column('近 365 天消费', 'Spent, 365 days', (row) => (row.spend === null ? null : toMajor(row.spend.minor, row.spend.currency))),
      column('币种', 'Currency', (row) => row.spend?.currency ?? null),
      column('有未换算的其他币种', 'Has other currencies, not converted', (row) => (row.hasOtherSpend ? 1 : 0)),
      ...(measure === undefined
        ? []
        : [
            column(measure, measure, (row) => row.measure?.value ?? null),
            column(`${measure}（近 30 天变化）`, `${measure} (change, 30 days)`, (row) => row.measure?.change ?? null),
          ]),
      column(`更新时间（${timeZone}）`, `Updated (${timeZone})`, (row) => zonedMinute(row.updatedAt, timeZone)),
    ],
    pages(read),
  )
}

/** The same rows as newline-delimited JSON, as the API answers them. */
export function ndjsonOfAccounts(read: Read): Readable {
  return Readable.from(
    (async function* lines() {
      for await (const rows of pages(read)) yield rows.map((row) => `${JSON.stringify(row)}\n`).join('')
    })(),
  )
}

async function* pages(read: Read): AsyncGenerator<readonly ListedAccount[]> {
  let cursor: string | null = null
  for (let written = 0; written < MOST;) {
    const page: Page<ListedAccount> = await read({ limit: PAGE, cursor })
    yield page.items
    written += page.items.length
    cursor = page.nextCursor
    if (cursor === null) return
  }
}
