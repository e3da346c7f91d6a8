import { describe, expect, it } from 'vitest'
import { factorScore, fitImplicitAls, type FactorModel } from './implicit-als.ts'
import { interactionMatrix, transpose, type InteractionMatrix } from './interaction-matrix.ts'
import { addNeighbourScores, itemNeighbours } from './item-neighbours.ts'
import { rankingQuality } from './ranking-quality.ts'
import { weighInteractions } from './weigh-interactions.ts'

describe('an interaction matrix', () => {
  it('adds up strengths of the same place and sorts columns; exchanging rows and columns keeps the entries', () => {
    const matrix = interactionMatrix(3, 3, { rows: [2, 0, 2, 2], columns: [1, 2, 0, 1], values: [1, 5, 2, 3] })
    expect([...matrix.offsets]).toEqual([0, 1, 1, 3])
    expect([...matrix.indices]).toEqual([2, 0, 1])
    expect([...matrix.values]).toEqual([5, 2, 4])
    const turned = transpose(matrix)
    expect([...turned.offsets]).toEqual([0, 1, 2, 3])
    expect([...turned.indices]).toEqual([2, 2, 0])
    expect([...turned.values]).toEqual([2, 4, 5])
  })

  it('leaves out what cancels and refuses what is outside or not a number', () => {
    expect(interactionMatrix(1, 1, { rows: [0, 0], columns: [0, 0], values: [1, -1] }).indices).toHaveLength(0)
    expect(() => interactionMatrix(1, 1, { rows: [1], columns: [0] })).toThrow('outside a matrix of 1 x 1')
    expect(() => interactionMatrix(1, 1, { rows: [0], columns: [0], values: [Number.NaN] })).toThrow('not a number')
  })
})

describe('item neighbours', () => {
  const matrix = interactionMatrix(4, 4, { rows: [0, 0, 1, 1, 2, 3], columns: [0, 1, 0, 1, 1, 2] })

  it('are those with the largest cosine', () => {
    const found = itemNeighbours(matrix, { neighbours: 2 })
    expect([...found.counts]).toEqual([1, 1, 0, 0])
    expect(found.ids[0]).toBe(1)
    expect(found.scores[0]).toBeCloseTo(2 / Math.sqrt(2 * 3), 6)
  })

  it('equal those from comparing all pairs, for every similarity and number of threads', () => {
    const random = stream(3)
    const many = randomMatrix(300, 40, 2500, random)
    for (const similarity of ['cosine', 'tf-idf', 'bm25'] as const) {
      const found = itemNeighbours(many, { neighbours: 5, similarity })
      const threaded = itemNeighbours(many, { neighbours: 5, similarity, threads: 2 })
      expect(threaded.ids).toEqual(found.ids)
      const weighed = dense(weighInteractions(many, similarity === 'cosine' ? 'plain' : similarity))
      const like = (a: number, b: number): number => {
        const product = (c: number, d: number) => weighed.reduce((sum, row) => sum + (row[c] as number) * (row[d] as number), 0)
        return similarity === 'bm25' ? product(a, b) : product(a, b) / Math.sqrt(product(a, a) * product(b, b))
      }
      const expected = Array.from({ length: 40 }, (_, b) => ({ b, score: b === 7 ? 0 : like(7, b) }))
        .sort((x, y) => y.score - x.score)
        .slice(0, 5)
      expect([...found.ids.subarray(35, 40)]).toEqual(expected.map(({ b }) => b))
      for (const [k, { score }] of expected.entries()) expect(found.scores[35 + k]).toBeCloseTo(score, 4)
    }
  })

  it('say which part of the history spoke for a column', () => {
    const found = itemNeighbours(matrix, { neighbours: 2 })
    const scores = new Float64Array(4)
    const strongest = { column: new Int32Array(4).fill(-1), strength: new Float64Array(4) }
    addNeighbourScores(found, { columns: [1], strengths: [2] }, scores, strongest)
    expect(scores[0]).toBeCloseTo(2 * 0.8165, 3)
    expect(strongest.column[0]).toBe(1)
    expect(strongest.column[3]).toBe(-1)
  })
})

describe('implicit ALS', () => {
  const matrix = randomMatrix(60, 25, 400, stream(11))

  it('reaches the optimum that exact solutions reach', () => {
    const model = fitImplicitAls(matrix, { factors: 6, iterations: 60, regularization: 0.1, alpha: 3, steps: 6, random: stream(5) })
    // At a fixed point each vector solves its own normal equations.
    expect(loss(matrix, exactRows(matrix, model, 0.1, 3), 0.1, 3)).toBeCloseTo(loss(matrix, model, 0.1, 3), 2)
  })

  it('gives the same in plain TypeScript up to rounding, and the same to the bit with two threads', () => {
    const options = { factors: 10, iterations: 4, alpha: 5 }
    const compiled = fitImplicitAls(matrix, { ...options, random: stream(2) })
    const plain = fitImplicitAls(matrix, { ...options, random: stream(2), plain: true })
    const threaded = fitImplicitAls(matrix, { ...options, random: stream(2), threads: 2 })
    for (let row = 0; row < 60; row += 1) expect(factorScore(plain, row, row % 25)).toBeCloseTo(factorScore(compiled, row, row % 25), 3)
    expect(threaded.rowFactors).toEqual(compiled.rowFactors)
  })

  it('gives a vector of 0 to who has nothing, and refuses no interactions', () => {
    const model = fitImplicitAls(interactionMatrix(2, 2, { rows: [0], columns: [1] }), { factors: 3, random: stream(1) })
    expect(factorScore(model, 1, 1)).toBe(0)
    expect(factorScore(model, 0, 1)).toBeGreaterThan(0.4)
    expect(() => fitImplicitAls(interactionMatrix(1, 1, { rows: [], columns: [] }), { random: stream(1) })).toThrow('no interactions')
  })
})

describe('the quality of lists', () => {
  it('is that of the definitions', () => {
    const quality = rankingQuality([[1, 2], [3], [0]], [[2, 9], [3], []], { length: 10, popularity: [0.5, 0.5, 0.25, 0.25], customers: 4 })
    expect(quality.judged).toBe(2)
    expect(quality.hitRate).toBe(1)
    expect(quality.recall).toBeCloseTo(0.75, 12)
    expect(quality.ndcg).toBeCloseTo((1 / Math.log2(3) / (1 + 1 / Math.log2(3)) + 1) / 2, 12)
    expect(quality.coverage).toBe(1)
    expect(quality.novelty).toBeCloseTo((1 + 2 + 2 + 1) / 4, 12)
  })
})

function stream(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return (state >>> 0) / 4_294_967_296
  }
}

function randomMatrix(rowCount: number, columnCount: number, size: number, random: () => number): InteractionMatrix {
  const rows = Array.from({ length: size }, () => Math.floor(random() * rowCount))
  const columns = rows.map((row) => Math.floor(columnCount * ((random() + (row % 3)) / 3) ** 1.3))
  return interactionMatrix(rowCount, columnCount, { rows, columns })
}

function dense({ rows, columns, offsets, indices, values }: InteractionMatrix): number[][] {
  return Array.from({ length: rows }, (_, r) => {
    const row = new Array<number>(columns).fill(0)
    for (let k = offsets[r] as number; k < (offsets[r + 1] as number); k += 1) row[indices[k] as number] = values[k] as number
    return row
  })
}

function loss(matrix: InteractionMatrix, model: FactorModel, penalty: number, alpha: number): number {
  let sum = 0
  for (const [r, row] of dense(matrix).entries()) {
    for (const [c, strength] of row.entries()) sum += (1 + alpha * strength) * ((strength > 0 ? 1 : 0) - factorScore(model, r, c)) ** 2
  }
  for (const value of model.rowFactors) sum += penalty * value * value
  for (const value of model.columnFactors) sum += penalty * value * value
  return sum
}

/** The model with each row's vector solved exactly, by elimination. */
function exactRows(matrix: InteractionMatrix, model: FactorModel, penalty: number, alpha: number): FactorModel {
  const { factors, width } = model
  const rowFactors = model.rowFactors.slice()
  for (const [r, row] of dense(matrix).entries()) {
    const system = Array.from({ length: factors }, (_, i) => Array.from({ length: factors + 1 }, (_unused, j) => (i === j ? penalty : 0)))
    for (const [c, strength] of row.entries()) {
      const y = model.columnFactors.subarray(c * width, c * width + factors)
      const confidence = 1 + alpha * strength
      for (const [i, equation] of system.entries()) {
        for (let j = 0; j < factors; j += 1) equation[j] = (equation[j] as number) + confidence * (y[i] as number) * (y[j] as number)
        if (strength > 0) equation[factors] = (equation[factors] as number) + confidence * (y[i] as number)
      }
    }
    rowFactors.set(solve(system), r * width)
  }
  return { ...model, rowFactors }
}

function solve(system: number[][]): number[] {
  for (const [i, pivot] of system.entries()) {
    for (const [k, equation] of system.entries()) {
      if (k === i) continue
      const ratio = (equation[i] as number) / (pivot[i] as number)
      for (let j = 0; j < equation.length; j += 1) equation[j] = (equation[j] as number) - ratio * (pivot[j] as number)
    }
  }
  return system.map((equation, i) => (equation.at(-1) as number) / (equation[i] as number))
}
