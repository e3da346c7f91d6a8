import { describe, expect, it } from 'vitest'
import { Rng } from '#kernel/rng.ts'
import type { Portfolio } from './candidate-portfolio.ts'
import { searchCandidates } from './candidate-search.ts'
import { runFitTask, type FitData } from './fit-task.ts'
import { assignFolds } from './fold-assignment.ts'
import { planValidation } from './validation-plan.ts'

const rng = new Rng('candidate-search')
const ROWS = 400
const x = Float64Array.from({ length: ROWS }, () => rng.next())
const y = Float64Array.from({ length: ROWS }, () => rng.next())
/** A checkerboard, which no linear model sees. */
const labels = Float64Array.from(x, (value, i) =>
  rng.chance((Math.floor(4 * value) + Math.floor(4 * (y[i] as number))) % 2 === 1 ? 0.9 : 0.1) ? 1 : 0,
)
const table = { names: ['x', 'y'], rowCount: ROWS, columns: [x, y] }
const features = { plain: [0, 1], bent: [0, 1], trees: [0, 1], categorical: [] }

const trees = (maxDepth: number) => ({
  family: 'trees' as const,
  maxDepth,
  rounds: 60,
  learningRate: 0.3,
  minChildWeight: 1,
  lambda: 1,
  rowSample: 1,
  columnSample: 1,
  categories: 'grouped' as const,
})
const portfolio: Portfolio = { steady: [{ family: 'logistic', bends: false, l2: 1 }], trees: [trees(1), trees(4), trees(2)] }

function search(own: Float64Array, folds: Uint8Array, count: number) {
  const data: FitData = { table, labels: own, features }
  const inner = new Rng('inner')
  const plan = planValidation([folds], { labels: own, groups: undefined, folds: count, random: () => inner.next() })
  return searchCandidates({
    plan,
    portfolio,
    hasCategories: false,
    seed: 7,
    budget: Number.POSITIVE_INFINITY,
    run: async (tasks) => tasks.map((task) => runFitTask(data, task)),
  })
}

describe.each([5, 4, 3, 2])('the search with %i folds', (count) => {
  const folds = assignFolds(labels, count, () => rng.next())

  it('finds the depth that the structure needs', async () => {
    const { overall } = await search(labels, folds, count)
    const best = overall.parts.find(({ family }) => family === 'trees')
    expect(best?.family === 'trees' ? best.maxDepth : 0).toBeGreaterThan(1)
  })

  it('chooses for a fold without its labels: inverting them changes nothing', async () => {
    const turned = labels.map((label, i) => (folds[i] === 0 ? 1 - label : label))
    const [before, after] = [await search(labels, folds, count), await search(turned, folds, count)]
    expect(after.finalists[0]).toEqual(before.finalists[0])
    expect(after.finalists[1]).not.toEqual(before.finalists[1])
  })
})

it('no fit is trained on a row it is evaluated on, nor on one that evaluates the choice', () => {
  for (const count of [2, 3, 4, 5, 7, 10]) {
    const folds = assignFolds(labels, count, () => rng.next())
    const { views, rungs } = planValidation([folds], { labels, groups: undefined, folds: count, random: () => rng.next() })
    const seen = new Set<number>()
    for (const { learn, watch } of rungs.flat()) {
      for (const { view, rows } of watch) {
        seen.add(view)
        const judge = new Set(views[view]?.judge)
        const learnt = new Set(learn)
        expect(rows.some((row) => judge.has(row) || learnt.has(row)) || learn.some((row) => judge.has(row))).toBe(false)
      }
    }
    expect(seen.size).toBe(count)
    expect(new Set((rungs[0] ?? []).flatMap(({ watch }) => watch.map(({ view }) => view))).size).toBe(count)
  }
})
