import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { ImportKind } from '#collect/import/import-fields.ts'
import { ManualClock } from '#kernel/clock.ts'
import { emptyShop, type OpenEngines, openEngines } from '../support/data-folder.ts'
import { type IntakeWorld, newDataDir, openIntakeWorld } from './intake-world.ts'

const dir = newDataDir()
let open: OpenEngines
let world: IntakeWorld
let clock: ManualClock

beforeAll(async () => {
  open = await openEngines()
})
beforeEach(async () => {
  await emptyShop(open.engines)
  clock = new ManualClock(new Date('2026-06-01T00:00:00Z'))
  world = await openIntakeWorld({ clock, open })
})
afterAll(async () => {
  await open?.stop()
  rmSync(dir, { recursive: true, force: true })
})

type Options = Partial<Parameters<IntakeWorld['imports']['importFile']>[0]>

const fileOf = (name: string, content: string): string => {
  const file = join(newDataDir(), name)
  writeFileSync(file, content)
  return file
}
const take = (name: string, kind: ImportKind, content: string, options: Options = {}) =>
  world.imports.importFile({ file: fileOf(name, content), kind, ...options })
const undo = (id: string) => world.undos.undo(id, { by: 'ann@shop.cn' })

/** Every value that is stored, as text. */
async function values(): Promise<string> {
  const { all = '' } = await world.row(
    `SELECT arrayStringConcat(arraySort(groupArray(concat(name, ' ', toString(toDate(measured_at)), ' ', toString(value), ' ', unit))), ', ') AS all FROM measures FINAL`,
  )
  return all
}

async function answers(): Promise<string> {
  const { all = '' } = await world.row(
    `SELECT arrayStringConcat(arraySort(groupArray(concat(kind, ' ', toString(score), '/', toString(most), ' ', comment))), ', ') AS all FROM feedback FINAL WHERE is_removed = 0`,
  )
  return all
}

const WIDE =
  '会员号,统计日期,余额（元）,席位,备注\nM1,2026-04-30,"1,200.50",5,\nM2,2026-04-30,,3,续费\nM3,2026-04-30,很多,2,\nM4,2026-04-30,,,\n'

it('reads a wide file: a value for each filled column of a row, with the unit of its heading', async () => {
  const preview = await world.imports.previewImport({ file: fileOf('wide.csv', WIDE) })
  expect(preview).toMatchObject({ kind: 'measures', missing: [], records: { kind: 'measures', values: 3, people: 2, replaced: 0 } })
  expect(preview.mapping).toMatchObject({ 'measure:余额': '余额（元）', 'measure:席位': '席位', measuredAt: '统计日期' })
  const result = await take('wide.csv', 'measures', WIDE)
  expect(result).toMatchObject({ rows: 4, stored: 2, duplicates: 0, quarantined: 2, customers: 2 })
  expect(result.issues.map(({ row, field, reason }) => [row, field, reason])).toEqual([
    [4, 'measure:余额', 'unreadable-number'],
    [5, 'measure:余额', 'missing-value'],
  ])
  expect(await values()).toBe('余额 2026-04-29 1200.5 元, 席位 2026-04-29 3 , 席位 2026-04-29 5 ')

  clock.moveTo(new Date('2026-06-01T00:01:00Z'))
  const again = await take('wide.csv', 'measures', WIDE)
  expect(again).toMatchObject({ rows: 4, stored: 0, duplicates: 2, quarantined: 2 })

  const { rows } = await world.engines.pg.query<{ id: string }>(`SELECT id FROM quarantine WHERE position = 4`)
  const put = await world.repairs.replay(rows[0]?.id ?? '', { '余额（元）': '80' }, 'ann@shop.cn')
  expect(put.outcome).toBe('stored')
  expect(await values()).toContain('余额 2026-04-29 80 元')

  // A later run over the same file goes with the first one.
  expect(await undo(result.importId)).toMatchObject({ measures: 5, measuresStay: 0, customers: 3 })
  await expect(undo(again.importId)).rejects.toMatchObject({ code: 'import-undone' })
  expect(await values()).toBe('')
})

it('reads a long file, tells it from orders, and asks before one value hides another', async () => {
  const long =
    'customer_id,metric,value,unit,date\nC1,seats,5,seats,2026-05-01\nC1,usage,"1.234,5",GB,2026-05-01\nC2,seats,7,seats,2026-05-01\n'
  expect((await world.imports.previewImport({ file: fileOf('long.csv', long) })).kind).toBe('measures')
  expect(await take('long.csv', 'measures', long)).toMatchObject({ rows: 3, stored: 3, customers: 2, quarantined: 0 })
  expect(await values()).toBe('seats 2026-04-30 5 seats, seats 2026-04-30 7 seats, usage 2026-04-30 1234.5 GB')

  const twice = 'customer_id,metric,value,date\nC1,balance,5,2026-05-01\nC1,balance,6,2026-05-01\n'
  await expect(take('twice.csv', 'measures', twice)).rejects.toMatchObject({ code: 'questions-open' })
  const accepted = await take('twice.csv', 'measures', twice, { corrections: { accept: ['measures-replaced'] } })
  expect(accepted).toMatchObject({ rows: 2, stored: 2, records: { replaced: 1 } })
  expect(await values()).toContain('balance 2026-04-30 6 ')
})

it('asks which day a month means before it stores anything, and reads it so then and for the next file', async () => {
  const months = '会员号,统计月份,余额（元）\nM1,2026-02,10\nM2,2026年3月,20\nM3,202604,30\nM4,2026-05-01,40\n'
  await expect(take('months.csv', 'measures', months)).rejects.toMatchObject({ code: 'questions-open', details: { codes: 'month-alone' } })
  const kept = await take('months.csv', 'measures', months, { dryRun: true, corrections: { accept: ['month-alone'] } })
  expect(kept).toMatchObject({ stored: 1, quarantined: 3 })
  expect(kept.issues[0]).toMatchObject({ field: 'measuredAt', reason: 'unreadable-date' })
  const result = await take('months.csv', 'measures', months, { corrections: { monthDay: 'last' } })
  expect(result).toMatchObject({ stored: 4, quarantined: 0 })
  // Days begin at 16:00 UTC of the day before.
  expect(await values()).toBe('余额 2026-02-27 10 元, 余额 2026-03-30 20 元, 余额 2026-04-29 30 元, 余额 2026-04-30 40 元')
  expect(await take('next.csv', 'measures', '会员号,统计月份,余额（元）\nM1,2026-03,11\n')).toMatchObject({ stored: 1, quarantined: 0 })
  expect(await values()).toContain('余额 2026-03-30 11 元')
})

it('brings back what a file was stored over, also what came by API', async () => {
  const send = (value: number) =>
    world.records.take({
      kind: 'measures',
      sourceId: '00000000-0000-4000-8000-000000000001',
      key: null,
      records: [{ memberNumber: 'M1', measure: '余额', value, unit: '元', measuredAt: '2026-04-30' }],
    })
  await send(10)
  const first = await take('a.csv', 'measures', '会员号,日期,余额（元）\nM1,2026-04-30,20\n')
  const second = await take('b.csv', 'measures', '会员号,日期,余额（元）\nM1,2026-04-30,30\n')
  expect(await values()).toBe('余额 2026-04-29 30 元')
  await undo(second.importId)
  expect(await values()).toBe('余额 2026-04-29 20 元')
  expect(await undo(first.importId)).toMatchObject({ measures: 0, measuresStay: 1 })
  expect(await values()).toBe('余额 2026-04-29 10 元')
})

const SURVEY =
  '答卷编号,手机号,提交时间,推荐度,满意度,意见\nR1,13900001101,2026-05-01 10:00,9,非常满意,很好\nR2,13900001102,2026-05-01 11:00,3,,排队太久\nR3,,2026-05-01 12:00,11,4,\n'

it('reads a survey with a column for each score: each is an answer, and anonymous ones count', async () => {
  const preview = await world.imports.previewImport({ file: fileOf('survey.csv', SURVEY) })
  expect(preview).toMatchObject({ kind: 'feedback', missing: [], records: { answers: 3, withoutCustomer: 0, written: 2 } })
  const result = await take('survey.csv', 'feedback', SURVEY)
  expect(result).toMatchObject({ rows: 3, stored: 2, quarantined: 1, customers: 2 })
  expect(await answers()).toBe('csat 5/5 , nps 3/10 排队太久, nps 9/10 很好')
  const { rows } = await world.engines.pg.query<{ id: string }>(`SELECT id FROM quarantine`)
  expect(await world.repairs.replay(rows[0]?.id ?? '', { 推荐度: '10' }, 'ann@shop.cn')).toMatchObject({ outcome: 'stored' })
  expect(await answers()).toContain('nps 10/10')
  expect(await undo(result.importId)).toMatchObject({ feedback: 5, customers: 2 })
  expect(await answers()).toBe('')
})

it('asks before a scale makes every score wrong, and reads the scale that was confirmed', async () => {
  const rows = Array.from({ length: 30 }, (_, i) => `P${i},M${i},2026-05-01 10:00,${1 + (i % 10)}`)
  const content = `评价编号,会员号,评价时间,星级\n${rows.join('\n')}\n`
  await expect(take('stars.csv', 'feedback', content)).rejects.toMatchObject({ code: 'questions-open', details: { codes: 'score-scale' } })
  const result = await take('stars.csv', 'feedback', content, { corrections: { accept: ['score-scale'] } })
  expect(result).toMatchObject({ stored: 30, quarantined: 0, records: { kinds: [{ kind: 'review', mean: 5.5, most: 10 }] } })

  const five = `会员号,提交时间,NPS\n${Array.from({ length: 30 }, (_, i) => `M${i},2026-05-01 10:${10 + i},${1 + (i % 5)}`).join('\n')}\n`
  await expect(take('nps.csv', 'feedback', five)).rejects.toMatchObject({ code: 'questions-open', details: { codes: 'nps-scale' } })
})

it('asks about ratings of tickets that go beyond five, and keeps them out of five', async () => {
  const rows = Array.from({ length: 12 }, (_, i) => `K${i},M${i},2026-05-01 10:00,${i < 10 ? 1 + i : 0}`)
  const content = `工单号,会员号,创建时间,满意度\n${rows.join('\n')}\n`
  await expect(take('tickets.csv', 'tickets', content)).rejects.toMatchObject({ code: 'questions-open', details: { codes: 'score-scale' } })
  const result = await take('tickets.csv', 'tickets', content, { corrections: { accept: ['score-scale'] } })
  expect(result).toMatchObject({ stored: 12, quarantined: 0 })
  const answer = await world.engines.clickhouse.query({
    query: 'SELECT satisfaction AS score FROM service_tickets FINAL ORDER BY toUInt32(substring(ticket_id, 2))',
    format: 'JSONEachRow',
  })
  expect((await answer.json<{ score: number | null }>()).map(({ score }) => score)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, null, null])
})

it('replaces an answer without a number when it is exported again with another score', async () => {
  await take('one.csv', 'feedback', '会员号,反馈时间,满意度\nM1,2026-05-01 10:00,2\n')
  const second = await take('two.csv', 'feedback', '会员号,反馈时间,满意度\nM1,2026-05-01 10:00,4\n')
  expect(await answers()).toBe('csat 4/5 ')
  await undo(second.importId)
  expect(await answers()).toBe('csat 2/5 ')
})
