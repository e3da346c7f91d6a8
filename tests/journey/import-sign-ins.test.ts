import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { guessKind } from '#collect/import/guess-mapping.ts'
import { streamSchema } from '#collect/streams/stream-schema.ts'
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

const fileOf = (name: string, content: string): string => {
  const file = join(newDataDir(), name)
  writeFileSync(file, content)
  return file
}
const take = (name: string, content: string) => world.imports.importFile({ file: fileOf(name, content), kind: 'sign_ins' })

/** Every sign-in that is stored, as text. */
async function signIns(): Promise<string> {
  const { all = '' } = await world.row(
    `SELECT arrayStringConcat(arraySort(groupArray(concat(name, ' ', toString(toDate(occurred_at)), ' ', JSONExtractString(properties, 'activity'), ' ',
       JSONExtractString(properties, 'venue'), ' ', channel))), ', ') AS all FROM events FINAL`,
  )
  return all
}

const LIST =
  '手机号,活动名称,签到时间,门店编号,地点\n13912340001,品鉴会,2026-05-02 14:05,S01,茶室\n13912340002,品鉴会,2026-05-02 14:09,S01,茶室\n,品鉴会,2026-05-02 14:10,S01,茶室\n13912340001,,2026-05-03 10:00,S01,\n13912340001,品鉴会,2026-05-02 14:05,S01,茶室\n'

it('makes behaviour of a list of sign-ins, refuses what names nobody or nothing, and takes a copy once', async () => {
  const preview = await world.imports.previewImport({ file: fileOf('list.csv', LIST) })
  expect(preview).toMatchObject({
    kind: 'sign_ins',
    missing: [],
    records: { kind: 'sign_ins', rows: 3, people: 2, activities: 1, stores: 1 },
  })
  const result = await take('list.csv', LIST)
  expect(result).toMatchObject({ rows: 5, stored: 2, duplicates: 1, quarantined: 2, customers: 2 })
  expect(await signIns()).toBe('Activity Signed In 2026-05-02 品鉴会 茶室 store, Activity Signed In 2026-05-02 品鉴会 茶室 store')
  const id = await world.identity.find('phone', '13912340001')
  expect(await world.row(`SELECT count() AS n FROM events FINAL WHERE customer_id = '${id}' AND type = 'track' AND is_test = 0`)).toEqual({
    n: '1',
  })
})

it('keeps a sign-in that another list has too until both are undone', async () => {
  const first = await take('first.csv', '会员号,活动,签到时间\nM1,会员日,2026-05-02 10:00\nM2,会员日,2026-05-02 10:05\n')
  clock.moveTo(new Date('2026-06-02T00:00:00Z'))
  // Written otherwise, it is the same person, activity and time.
  const second = await take('second.csv', '会员号,活动,签到时间,地点\nM1,会员日,2026-05-02 10:00,大厅\n')
  expect(second).toMatchObject({ stored: 1, duplicates: 0 })
  expect(await signIns()).toBe('Activity Signed In 2026-05-02 会员日  store, Activity Signed In 2026-05-02 会员日  store')
  await world.undos.undo(first.importId, { by: 'ann@shop.cn' })
  expect(await signIns()).toBe('Activity Signed In 2026-05-02 会员日  store')
  await world.undos.undo(second.importId, { by: 'ann@shop.cn' })
  expect(await signIns()).toBe('')
})

it.each(['zh', 'en'] as const)('recognises the sample of sign-ins in %s as what it is', (language) => {
  const { fields, rows } = streamSchema('sign_ins')
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? cell : cell[language])))
  expect(
    guessKind(
      fields.map(({ label }) => label[language]),
      cells,
    ),
  ).toBe('sign_ins')
})
