import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'
import { tableRows } from '../table/table-rows.ts'
import { customerRowStep } from './customer-row-step.ts'
import type { ImportKind } from './import-fields.ts'
import { type ImportPlan, planImport } from './import-plan.ts'
import { CustomerTally, TicketTally } from './record-tally.ts'
import { eachRow, heard, type RowReader } from './row-reader.ts'
import { ticketRowStep } from './ticket-row-step.ts'

const folder = mkdtempSync(join(tmpdir(), 'liuke-records-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function planOf(kind: ImportKind, text: string): Promise<ImportPlan> {
  const file = join(folder, `${kind}.csv`)
  writeFileSync(file, text)
  const settings = {
    timeZone: 'Asia/Shanghai',
    currency: 'CNY',
    normaliseIdentifier: (name: Parameters<typeof normaliseIdentifier>[0], value: string) => normaliseIdentifier(name, value, 'CN'),
  }
  return planImport({ file, kind }, settings, 'salt', new Date('2026-11-28T00:00:00Z'))
}

async function walk({ table }: ImportPlan, reader: RowReader<unknown>): Promise<void> {
  for await (const rows of tableRows(table)) for (const { line, cells } of rows) reader.push(line, cells)
}

const NOT_SAID = { yes: 0, no: 0, unclear: 0, notSaid: 15 }

test('a file of customers comes to people, by what they are known, and what they agreed to', async () => {
  const plan = await planOf(
    'customers',
    `会员号,手机号,邮箱,注册时间,营销授权,外部系统授权
M1,13900000701,,2026-01-05,是,
M2,13900000701,a@example.com,2026-02-05,是,否
,,A@example.com ,2026-03-05,退订,
M4,138****8000,,2026-04-05,随便,是
M5,,,,,
M11,13900000711,,,,
M12,13900000712,,,,
M13,13900000713,,,,
M14,13900000714,,,,
M15,13900000715,,,,
M16,13900000716,,,,
M17,13900000717,,,,
M18,13900000718,,,,
M19,13900000719,,,,
,,b@example.com,2025-12-31,,
,,,2026-01-01,是,
`,
  )
  const tally = new CustomerTally(true)
  await walk(
    plan,
    heard(eachRow(customerRowStep(plan.rowPlan)), (row) => tally.add(row)),
  )
  expect(tally.figures()).toEqual({
    kind: 'customers',
    rows: 15,
    people: 13,
    withPhone: 11,
    withEmail: 3,
    withNeither: 2,
    unusable: 1,
    consents: {
      marketing: { yes: 2, no: 1, unclear: 1, notSaid: 11 },
      webhook: { yes: 1, no: 1, unclear: 0, notSaid: 13 },
      email: NOT_SAID,
      sms: NOT_SAID,
      phone: NOT_SAID,
      wechat: NOT_SAID,
    },
    firstAt: '2025-12-30T16:00:00.000Z',
    lastAt: '2026-04-04T16:00:00.000Z',
  })
  // A count by identity takes precedence.
  expect(tally.figures(3).people).toBe(3)
})

test('a file of tickets comes to open and closed ones by kind, each once', async () => {
  const plan = await planOf(
    'tickets',
    `工单号,创建时间,手机号,类型,关闭时间
T1,2026-05-01 10:00,13900000801,投诉,2026-05-02 10:00
T1,2026-05-01 10:00,13900000801,投诉,2026-05-02 10:00
T2,2026-05-03 10:00,13900000802,咨询,
T3,2026-05-04 10:00,,投诉,
`,
  )
  const tally = new TicketTally(true)
  await walk(
    plan,
    heard(eachRow(ticketRowStep(plan.rowPlan)), (row) => tally.add(row)),
  )
  expect(tally.figures()).toEqual({
    kind: 'tickets',
    rows: 4,
    tickets: 3,
    open: 2,
    closed: 1,
    kinds: { complaint: 2, consultation: 1 },
    people: 2,
    withoutCustomer: 1,
    firstAt: '2026-05-01T02:00:00.000Z',
    lastAt: '2026-05-04T02:00:00.000Z',
  })
})
