import { describe, expect, it } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { compactDay, describeColumn } from './column-type.ts'
import { sampleOf } from './test-table.ts'
import { TableSampler } from './table-sample.ts'

const rng = new Rng('column-type')
const words = ['red', 'green', 'blue']

describe('describeColumn', () => {
  it.each<[string, string, (i: number) => string | number]>([
    ['number', 'amount', () => rng.normal().toFixed(3)],
    ['number', 'age', () => 18 + rng.int(60)],
    ['number', 'price', () => `¥${1 + rng.int(900)}.50`],
    ['number', 'visits', (i) => (i % 9 === 0 ? 'NaN' : i % 10 === 0 ? 'Infinity' : rng.int(50))],
    ['boolean', 'member', () => (rng.chance(0.4) ? 'Y' : 'N')],
    ['boolean', 'flag', (i) => i % 2],
    ['boolean', 'opt in', (i) => (i % 3 === 0 ? 'yes' : '')],
    ['category', 'colour', () => rng.pick(words)],
    ['category', 'zip code', () => rng.pick(['10115', '20095', '80331'])],
    ['category', 'store', () => rng.pick(['007', '012', '031'])],
    ['date', 'signup', () => `2024-${1 + rng.int(12)}-${1 + rng.int(28)}`],
    ['date', '注册时间', () => `2024年${1 + rng.int(12)}月${1 + rng.int(28)}日`],
    ['date', 'signup date', () => 20_240_101 + 100 * rng.int(12) + rng.int(28)],
    ['id', 'customer_id', (i) => i],
    ['id', 'key', (i) => `C${i}`],
    ['id', 'row', (i) => i + 1],
    ['id', '会员编号', (i) => `M${i % 90}`],
    ['text', 'comment', (i) => `The parcel number ${i} came late and one of the boxes was open`],
    ['many-values', 'surname', (i) => `Name${i % 150}`],
    ['constant', 'country', () => 'CN'],
    ['empty', 'nothing', (i) => (i % 2 === 0 ? '' : 'null')],
  ])('%s: %s', (type, name, cell) => {
    const sample = sampleOf(
      [name],
      Array.from({ length: 300 }, (_, i) => [cell(i)]),
    )
    expect(describeColumn(sample.columns[0] as (typeof sample.columns)[number]).type).toBe(type)
  })

  it('counts cells that are not numbers in a number column', () => {
    const sample = sampleOf(
      ['x'],
      Array.from({ length: 100 }, (_, i) => [i % 50 === 7 ? 'many' : i / 3]),
    )
    expect(describeColumn(sample.columns[0] as (typeof sample.columns)[number])).toMatchObject({
      type: 'number',
      unreadable: 2,
      missing: 0,
    })
  })

  it('reads day and month as the column means them', () => {
    const sample = sampleOf(['when'], [['03/04/2024'], ['25/04/2024'], ['01/05/2024']])
    expect(sample.columns[0]?.dateOrder).toBe('dmy')
    expect(sample.columns[0]?.days?.[0]).toBe(Date.UTC(2024, 3, 3) / 86_400_000)
  })
})

describe('the column decides how its cells are read', () => {
  const columnOf = (name: string, cells: readonly (string | number)[]) => {
    const sample = sampleOf(
      [name],
      cells.map((cell) => [cell]),
    )
    return sample.columns[0] as (typeof sample.columns)[number]
  }

  it.each<[string, string, string, (i: number) => string, readonly string[]]>([
    ['two-digit years', 'joined', 'date', (i) => `${1 + (i % 28)}/${1 + (i % 12)}/${20 + (i % 5)}`, ['day-first', 'two-digit-years']],
    [
      'years of two digits first',
      'joined',
      'date',
      (i) => `${23 + (i % 2)}-0${1 + (i % 9)}-${10 + (i % 18)}`,
      ['order-guessed', 'two-digit-years'],
    ],
    ['months first', 'joined', 'date', (i) => `${1 + (i % 12)}/${1 + (i % 28)}/2024`, ['month-first']],
    ['month names', 'joined', 'date', (i) => `${1 + (i % 28)}-${['Jan', 'Feb', 'Mar'][i % 3]}-24`, ['two-digit-years', 'month-names']],
    ['offsets', 'joined', 'date', (i) => `2024-0${1 + (i % 9)}-${10 + (i % 18)}T10:00:00+08:00`, ['offsets']],
    ['nothing decides', 'joined', 'date', (i) => `0${1 + (i % 9)}/0${1 + ((i * 7) % 9)}/2024`, ['order-guessed']],
    ['decimal commas', 'amount', 'number', (i) => `${1 + (i % 9)}.${100 + i},${10 + (i % 90)}`, ['decimal-comma']],
    ['percent', 'share', 'number', (i) => `${i % 97},5%`, ['decimal-comma', 'percent']],
    ['euros', 'paid', 'number', (i) => `€ ${i},50`, ['decimal-comma', 'currency']],
  ])('%s', (_, name, type, cell, reading) => {
    const column = columnOf(
      name,
      Array.from({ length: 300 }, (__, i) => cell(i)),
    )
    expect(describeColumn(column)).toMatchObject({ type, reading, unreadable: 0 })
  })

  it('also when only later cells show it', () => {
    const sampler = new TableSampler(['paid', 'on'], () => 0)
    const rows = [...Array.from({ length: 50 }, () => ['1.000', '03/04/24']), ['12,50', '04/25/24']]
    sampler.observe(rows.slice(0, 10))
    for (const row of rows) sampler.add(row)
    const [paid, on] = sampler.finish().columns
    expect([paid?.numbers[0], paid?.numbers[50]]).toEqual([1_000, 12.5])
    expect(on?.days?.[0]).toBe(Date.UTC(2024, 2, 4) / 86_400_000)
  })
})

it('20240230 is no day, 20240131 is', () => {
  expect(compactDay(20_240_131)).toBe(Date.UTC(2024, 0, 31) / 86_400_000)
  expect(compactDay(20_241_301)).toBeNaN()
})

it('a table of more rows than allowed becomes a uniform sample in bounded memory', () => {
  const draw = new Rng('reservoir')
  const sampler = new TableSampler(['n', 'id'], () => draw.next(), { rows: 2_000 })
  for (let i = 0; i < 50_000; i += 1) sampler.add([String(i), `id${i}`])
  const sample = sampler.finish()
  expect(sample).toMatchObject({ rowCount: 2_000, rowsSeen: 50_000 })
  expect(sample.rowNumbers.every((row, slot) => sample.columns[0]?.numbers[slot] === row)).toBe(true)
  const mean = sample.rowNumbers.reduce((sum, row) => sum + row / 2_000, 0)
  expect(Math.abs(mean - 25_000)).toBeLessThan(5 * (50_000 / Math.sqrt(12 * 2_000)))
  expect(describeColumn(sample.columns[1] as (typeof sample.columns)[number]).type).toBe('id')
})
