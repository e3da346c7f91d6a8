import { describe, expect, it } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import { planColumns } from './plan-columns.ts'
import { groupRows, type RowGroupOptions } from './row-groups.ts'
import { sampleOf } from './test-table.ts'

const rng = new Rng('row-groups')
const people = Array.from({ length: 300 }, () => [rng.int(90), rng.uniform(1, 99).toFixed(2), rng.pick(['a', 'b', 'c']), rng.int(2)])
const NAMES = ['age', 'spent', 'plan', 'left']

function group(names: readonly string[], rows: readonly (readonly (string | number)[])[], options: Partial<RowGroupOptions> = {}) {
  const sample = sampleOf(names, rows)
  const all = Int32Array.from({ length: rows.length }, (_, i) => i)
  const plans = planColumns(sample.columns, {
    target: 'left',
    rows: all,
    labels: Float64Array.from(rows, (row) => Number(row.at(-1))),
    folds: Uint8Array.from(all, (i) => i % 5),
    keep: new Set(),
    drop: new Set(),
    mayLeak: false,
  })
  return groupRows(plans, sample.columns, all, { groupColumn: null, scatterRepeats: false, ...options })
}

describe('groupRows', () => {
  it('keeps rows that are repeated three times together', () => {
    const { groups, ...found } = group(NAMES, [...people, ...people, ...people])
    expect(found).toEqual({ repeatedRows: 600, repeatsTogether: true, repeatedIds: false })
    for (let i = 0; i < 300; i += 1) expect([groups?.[i + 300], groups?.[i + 600]]).toEqual([groups?.[i], groups?.[i]])
    expect(new Set(groups).size).toBe(300)
  })

  it('also under another id', () => {
    const rows = [...people, ...people.slice(0, 40)].map((row, i) => [`C${i}`, ...row])
    expect(group(['customer_id', ...NAMES], rows)).toMatchObject({ repeatedRows: 40, repeatsTogether: true })
  })

  it('scatters them when asked, and still counts them', () => {
    expect(group(NAMES, [...people, ...people], { scatterRepeats: true })).toEqual({
      groups: undefined,
      repeatedRows: 300,
      repeatsTogether: false,
      repeatedIds: false,
    })
  })

  it('does not treat rows as repeats when they match because columns have few values', () => {
    const rows = Array.from({ length: 2_000 }, () => [rng.int(2), rng.pick(['a', 'b', 'c']), rng.int(4), rng.int(2)])
    expect(group(NAMES, rows)).toMatchObject({ groups: undefined, repeatedRows: 0, repeatsTogether: false })
  })

  it('keeps the rows of one household together when the column is given', () => {
    const rows = people.map((row, i) => [`h${i % 100}`, ...row])
    const { groups, repeatedIds } = group(['household', ...NAMES], rows, { groupColumn: 'household' })
    expect(repeatedIds).toBe(true)
    expect(new Set(groups).size).toBe(100)
    expect(groups?.[0]).toBe(groups?.[100])
  })
})
