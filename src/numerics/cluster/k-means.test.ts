import { describe, expect, it } from 'vitest'
import { featureTable, tableRow } from '../table/feature-table.ts'
import { fitKMeans, nearestCentre, type KMeansOptions } from './k-means.ts'
import { compareClusterCounts, simplifiedSilhouette, standardiseTable } from './k-means-count.ts'

function sequence(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

function shuffle<T>(list: T[], random: () => number): T[] {
  for (let i = list.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1))
    ;[list[i], list[j]] = [list[j] as T, list[i] as T]
  }
  return list
}

/** Round clouds of 60 points around the given centres. */
function clouds(centres: readonly (readonly number[])[], spread = 0.5) {
  const random = sequence(7)
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const rows = centres.flatMap((centre) => Array.from({ length: 60 }, () => centre.map((value) => value + spread * normal())))
  return featureTable(
    (centres[0] ?? []).map((_, j) => `x${j}`),
    rows,
  )
}

const CENTRES = [
  [0, 0],
  [6, 0],
  [0, 6],
  [6, 6],
]

describe('fitKMeans', () => {
  it('by hand: two pairs', () => {
    const { centres, sizes, inertia, converged } = fitKMeans(featureTable(['x'], [[1], [3], [11], [13]]), 2, { random: sequence(1) })
    expect(centres.map(([x]) => x).sort((a = 0, b = 0) => a - b)).toEqual([2, 12])
    expect({ sizes, inertia, converged }).toEqual({ sizes: [2, 2], inertia: 4, converged: true })
  })

  it('finds clouds and puts every row to its nearest centre', () => {
    const table = clouds(CENTRES)
    const found = fitKMeans(table, 4, { random: sequence(2) })
    expect(found.sizes).toEqual([60, 60, 60, 60])
    for (const [x, y] of CENTRES as [number, number][]) {
      expect(found.centres.some((centre) => Math.hypot((centre[0] ?? 9) - x, (centre[1] ?? 9) - y) < 0.25)).toBe(true)
    }
    // The bounds skip distances but never change a result.
    expect(Array.from(found.labels)).toEqual(Array.from({ length: 240 }, (_, i) => nearestCentre(found, tableRow(table, i))))
  })

  it('is the same for the same numbers, and no worse with more starts', () => {
    const table = clouds(CENTRES, 2.5)
    const fit = (starts: number) => fitKMeans(table, 5, { random: sequence(3), starts })
    expect(fit(4)).toEqual(fit(4))
    expect(fit(8).inertia).toBeLessThanOrEqual(fit(1).inertia)
    expect(fit(4).labels).toEqual(Int32Array.from({ length: 240 }, (_, i) => nearestCentre(fit(4), tableRow(table, i))))
  })

  it.each([
    ['a start on all rows', 7],
    ['a start that settles on a sample first', 60],
  ])('compiled or plain, on one thread or two: the same to the last bit (%s)', (_case, times) => {
    const table = clouds(Array.from({ length: times }, () => [...CENTRES, [3, 2.5]]).flat(), 1.5)
    const fit = (options: Partial<KMeansOptions>) => fitKMeans(table, 6, { random: sequence(3), starts: 64, ...options })
    const compiled = fit({})
    expect(fit({ plain: true })).toEqual(compiled)
    expect(fit({ threads: 2 })).toEqual(compiled)
    const odd = { ...table, names: ['x', 'y', 'z'], columns: [...table.columns, new Float64Array(table.rowCount).fill(5)] }
    const padded = fitKMeans(odd, 6, { random: sequence(3), starts: 4 })
    expect(padded).toEqual(fitKMeans(odd, 6, { random: sequence(3), starts: 4, plain: true }))
    expect(padded.centres.map((centre) => centre.length)).toEqual([3, 3, 3, 3, 3, 3])
  })

  it('does not mind the order of the rows: 99 of 100 rows stay together, whatever numbers are drawn', () => {
    const table = clouds(Array.from({ length: 100 }, () => CENTRES).flat(), 1.6)
    const order = shuffle(
      Array.from({ length: table.rowCount }, (_, i) => i),
      sequence(11),
    )
    const shuffled = { ...table, columns: table.columns.map((column) => Float64Array.from(order, (i) => column[i] as number)) }
    const [one, other] = [fitKMeans(table, 4, { random: sequence(3) }), fitKMeans(shuffled, 4, { random: sequence(4) })]
    const same = order.filter(
      (i, at) => nearestCentre(other, one.centres[one.labels[i] as number] as readonly number[]) === other.labels[at],
    )
    expect(same.length / order.length).toBeGreaterThan(0.99)
    expect(other.inertia / one.inertia).toBeCloseTo(1, 5)
  })

  it('keeps the centres of before where none is tighter', () => {
    const table = clouds(CENTRES, 2.5)
    const before = fitKMeans(table, 5, { random: sequence(3) })
    const initial = [...before.centres].reverse()
    expect(fitKMeans(table, 5, { random: sequence(99), initial }).centres).toEqual(initial)
    const bad = Array.from({ length: 5 }, (_, c) => [100 + c, 100])
    expect(fitKMeans(table, 5, { random: sequence(3), initial: bad }).inertia).toBeLessThan(before.inertia * 1.001)
    expect(() => fitKMeans(table, 5, { random: sequence(3), initial: [[1, 2]] })).toThrow(RangeError)
  })

  it('fills every cluster where enough rows differ, however many are equal', () => {
    const rows = [...Array.from({ length: 5000 }, () => [0, 0]), [9, 9], [9, 8], [-7, 3], [4, -6]]
    const { sizes, inertia } = fitKMeans(featureTable(['x', 'y'], rows), 5, { random: sequence(5) })
    expect({ sizes: [...sizes].sort((a, b) => a - b), inertia }).toEqual({ sizes: [1, 1, 1, 1, 5000], inertia: 0 })
    const far = [
      [0, 0],
      [1e9, 0],
      [1e9, 1],
      [1e9, 2],
    ]
    expect(
      fitKMeans(featureTable(['x', 'y'], far), 2, {
        random: sequence(5),
        starts: 1,
        initial: [
          [5, 5],
          [7, 7],
        ],
      }).sizes,
    ).not.toContain(0)
  })

  it.each([
    [[[1], [1], [1]], 2, /only 1 rows differ/],
    [[[0], [-0]], 2, /only 1 rows differ/],
    [[[1], [2]], 3, /cannot be 3 clusters of 2 rows/],
    [[[1], [2]], 0, /cannot be 0 clusters of 2 rows/],
    [[[1], [2]], 1.5, /cannot be 1.5 clusters of 2 rows/],
    [[[1], [Number.NaN]], 1, /Row 1 of x is NaN; clusters need finite values/],
    [[], 1, /no rows to cluster/],
  ])('%j in %d clusters is refused', (rows, k, sentence) => {
    const refused = () => fitKMeans(featureTable(['x'], rows), k, { random: sequence(5) })
    expect(refused).toThrow(RangeError)
    expect(refused).toThrow(sentence)
  })

  it('a table without columns is refused', () => {
    expect(() => fitKMeans({ names: [], rowCount: 3, columns: [] }, 1, { random: sequence(5) })).toThrow(/no columns/)
  })
})

describe('the number of clusters', () => {
  it('is that of the clouds', () => {
    const [best, next] = compareClusterCounts(clouds(CENTRES), 2, 7, { random: sequence(6) })
    expect(best?.k).toBe(4)
    expect(best?.silhouette).toBeGreaterThan(0.8)
    expect(best?.silhouette).toBeGreaterThan((next?.silhouette ?? 1) + 0.05)
  })

  it('silhouette by hand', () => {
    const table = featureTable(['x'], [[0], [2], [10], [12]])
    // Own centres at a distance of 1; the other one at 11, 9, 9 and 11.
    expect(simplifiedSilhouette(table, fitKMeans(table, 2, { random: sequence(8) }))).toBeCloseTo((10 / 11 + 8 / 9) / 2, 12)
  })

  it('stops where the rows hold no more', () => {
    expect(compareClusterCounts(featureTable(['x'], [[1], [1], [2], [2]]), 2, 5, { random: sequence(9) }).map(({ k }) => k)).toEqual([2])
  })
})

it('standardised columns have mean 0 and deviation 1; constant and missing ones become 0', () => {
  const { columns } = standardiseTable(
    featureTable(
      ['a', 'b', 'c'],
      [
        [1, 5, Number.NaN],
        [3, 5, 2],
        [5, 5, 4],
      ],
    ),
  )
  expect(columns[0]).toEqual(Float64Array.of(-Math.sqrt(1.5), 0, Math.sqrt(1.5)))
  expect(columns[1]).toEqual(Float64Array.of(0, 0, 0))
  expect(columns[2]).toEqual(Float64Array.of(0, -1, 1))
})
