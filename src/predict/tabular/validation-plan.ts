import { assignFolds } from './fold-assignment.ts'

/** The training rows left by one outer fold, and the rows it is evaluated on. No decision for a view may use the labels of its `judge`. */
export interface View {
  readonly learn: Int32Array
  readonly judge: Int32Array
}

/** One fit of the search: its evaluation counts for the given views, and no view's choice sees rows of its own judge. */
export interface SearchFit {
  readonly learn: Int32Array
  readonly watch: readonly { readonly view: number; readonly rows: Int32Array }[]
}

export interface ValidationPlan {
  readonly views: readonly View[]
  /** Fits for all candidates, then those for the better ones, then those for the best. */
  readonly rungs: readonly (readonly SearchFit[])[]
}

export interface ValidationRows {
  readonly labels: Float64Array
  readonly groups: Int32Array | undefined
  readonly folds: number
  readonly random: () => number
}

/**
 * Nested cross-validation at half its price. A model trained without folds i and j is evaluated on j for the choice of fold i, and on i for the choice of fold j: a pair
 * of folds serves two choices with one fit. Pairs of neighbours come first, so that each fold has one after the first rung and two after the second.
 * With two or three folds, where a pair would leave too little, each fold's training rows are split in three instead.
 */
export function planValidation(repeats: readonly Uint8Array[], rows: ValidationRows): ValidationPlan {
  const plans = repeats.map((foldOf) => (rows.folds >= 4 ? pairedPlan(foldOf, rows.folds) : innerPlan(foldOf, rows)))
  let before = 0
  const rungs: SearchFit[][] = [[], [], []]
  for (const { views, rungs: own } of plans) {
    const shift = before
    own.forEach((fits, r) => {
      for (const { learn, watch } of fits) {
        if (!hasBoth(learn, rows.labels)) continue
        rungs[r]?.push({ learn, watch: watch.map((each) => ({ ...each, view: each.view + shift })) })
      }
    })
    before += views.length
  }
  return { views: plans.flatMap(({ views }) => views), rungs }
}

function pairedPlan(foldOf: Uint8Array, folds: number): ValidationPlan {
  const all = Int32Array.from({ length: foldOf.length }, (_, i) => i)
  const inFold = Array.from({ length: folds }, (_, fold) => all.filter((i) => foldOf[i] === fold))
  const pair = (i: number, j: number): SearchFit => ({
    learn: all.filter((row) => foldOf[row] !== i && foldOf[row] !== j),
    watch: [
      { view: i, rows: inFold[j] as Int32Array },
      { view: j, rows: inFold[i] as Int32Array },
    ],
  })
  const next = (i: number, step: number): number => (i + step) % folds
  const ring = Array.from({ length: folds }, (_, i) => i)
  const first = ring.filter((i) => i % 2 === 0)
  const second = ring.filter((i) => i % 2 === 1)
  const across = folds === 4 ? [0, 1] : ring
  return {
    views: inFold.map((judge, fold) => ({ learn: all.filter((i) => foldOf[i] !== fold), judge })),
    rungs: [first.map((i) => pair(i, next(i, 1))), second.map((i) => pair(i, next(i, 1))), across.map((i) => pair(i, next(i, 2)))],
  }
}

const INNER = 3

function innerPlan(foldOf: Uint8Array, { labels, groups, folds, random }: ValidationRows): ValidationPlan {
  const all = Int32Array.from({ length: foldOf.length }, (_, i) => i)
  const views = Array.from({ length: folds }, (_, fold) => ({
    learn: all.filter((i) => foldOf[i] !== fold),
    judge: all.filter((i) => foldOf[i] === fold),
  }))
  const rungs: SearchFit[][] = [[], [], []]
  views.forEach(({ learn }, view) => {
    const at = (values: ArrayLike<number>): Int32Array => Int32Array.from(learn, (i) => values[i] as number)
    const partOf = assignFolds(at(labels), INNER, random, groups === undefined ? undefined : at(groups))
    for (let part = 0; part < INNER; part += 1) {
      const rows = learn.filter((_, k) => partOf[k] === part)
      rungs[part]?.push({ learn: learn.filter((_, k) => partOf[k] !== part), watch: [{ view, rows }] })
    }
  })
  return { views, rungs }
}

function hasBoth(rows: Int32Array, labels: Float64Array): boolean {
  const positives = rows.reduce((sum, i) => sum + (labels[i] as number), 0)
  return positives > 0 && positives < rows.length
}
