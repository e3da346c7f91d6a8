import { describe, expect, it } from 'vitest'
import { tableRow } from '../table/feature-table.ts'
import { boostingMargins, forestProbabilities } from './batch-scoring.ts'
import { boostingMargin, fitGradientBoosting } from './gradient-boosting.ts'
import { fitRandomForest, forestProbability } from './random-forest.ts'

function generator(seed: number): () => number {
  let state = seed
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
}

const n = 5_003
const random = generator(1)
const columns = Array.from({ length: 9 }, (_, j) => {
  const value = (): number => (random() < 0.1 ? Number.NaN : random() * 2 - 1)
  return j < 4 ? Float64Array.from({ length: n }, value) : Float32Array.from({ length: n }, value)
})
columns[8] = Float64Array.from({ length: n }, () => Math.floor(random() * 9))
const table = { names: columns.map((_, j) => `f${j}`), rowCount: n, columns }
const labels = Float64Array.from({ length: n }, (_, i) => {
  const [a = 0, b = 0] = [columns[0]?.[i], columns[5]?.[i]]
  return (Number.isNaN(a) ? 0.7 : a) * (Number.isNaN(b) ? 1 : b) + random() > 0.5 ? 1 : 0
})
const rows = Array.from({ length: n }, (_, i) => tableRow(table, i))
const few = { ...table, rowCount: 1500, columns: columns.map((column) => column.subarray(0, 1500)) }

describe('boostingMargins', () => {
  it.each([
    ['shallow', { maxDepth: 2 }],
    ['deep', { maxDepth: 10, minChildWeight: 0 }],
    ['with categories', { categorical: [8] }],
  ])('equals boostingMargin row by row: %s', (_, options) => {
    const model = fitGradientBoosting(few, labels.subarray(0, 1500), { rounds: 12, ...options })
    const one = rows.map((row) => boostingMargin(model, row))
    expect(Array.from(boostingMargins(model, table))).toEqual(one)
    expect(Array.from(boostingMargins(model, table, { plain: true }))).toEqual(one)
  })

  it('is the same on two threads', () => {
    const model = fitGradientBoosting(few, labels.subarray(0, 1500), { rounds: 900, maxDepth: 1 })
    expect(boostingMargins(model, table, { threads: 2 })).toEqual(boostingMargins(model, table))
  })

  it('treats infinities as missing and rejects another table', () => {
    const model = fitGradientBoosting(few, labels.subarray(0, 1500), { rounds: 5 })
    const infinite = { ...table, columns: columns.map((column) => column.map((value) => (value > 0.9 ? Number.POSITIVE_INFINITY : value))) }
    const margins = boostingMargins(model, infinite)
    for (let i = 0; i < n; i += 50) expect(margins[i]).toBe(boostingMargin(model, tableRow(infinite, i)))
    expect(() => boostingMargins(model, { ...table, names: table.names.toReversed() })).toThrow('other features')
  })
})

describe('forestProbabilities', () => {
  it('equals forestProbability row by row', () => {
    const forest = fitRandomForest(few, labels.subarray(0, 1500), { trees: 10, random: generator(3) })
    expect(Array.from(forestProbabilities(forest, table))).toEqual(rows.map((row) => forestProbability(forest, row)))
  })
})
