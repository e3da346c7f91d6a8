import type { Candidate, TreesCandidate } from './tabular-learner.ts'

/** The candidates for a table: linear models and forests with fixed settings, boosted trees as the start of a search. */
export interface Portfolio {
  readonly steady: readonly Candidate[]
  /** The most promising first, so that a short search has tried the best ones. */
  readonly trees: readonly TreesCandidate[]
}

const MOST_ROUNDS = 2_000

/** The portfolio for a table, from its number of training rows and the count of the rarer class (`rarer`) alone. */
export function portfolioFor(rows: number, rarer: number, hasCategories: boolean): Portfolio {
  if (rarer < 50) {
    return {
      steady: [
        { family: 'logistic', bends: false, l2: 10 },
        { family: 'logistic', bends: false, l2: 1 },
      ],
      trees: [trees(1, 0.1, 2, 2, 0.8, 0.6), trees(2, 0.08, 2, 5, 0.8, 0.6), trees(3, 0.05, 3, 10, 0.7, 0.5)],
    }
  }
  const steady: Candidate[] = [
    { family: 'logistic', bends: true, l2: 3 },
    { family: 'logistic', bends: false, l2: 1 },
    { family: 'logistic', bends: true, l2: 30 },
  ]
  if (rows < 30_000) {
    steady.push(
      { family: 'forest', trees: 100, maxDepth: 8, minLeaf: Math.max(5, Math.round(rows / 500)) },
      { family: 'forest', trees: 100, maxDepth: 20, minLeaf: 2 },
    )
  }
  const single = hasCategories ? 'single' : 'grouped'
  return {
    steady,
    trees: [
      trees(4, 0.08, 5, 2, 0.75, 0.5),
      trees(6, 0.1, 1, 1, 0.8, 0.7, single),
      trees(3, 0.1, 5, 2, 0.8, 0.6, single),
      trees(8, 0.1, 0.3, 0.3, 0.8, 0.7, single),
      trees(6, 0.08, 10, 5, 0.7, 0.5),
      trees(2, 0.12, 5, 2, 0.8, 0.6),
      trees(10, 0.1, 0.1, 0.1, 0.85, 0.8, single),
      trees(8, 0.08, 3, 3, 0.7, 0.5),
      trees(1, 0.15, 5, 2, 0.8, 0.7),
      trees(5, 0.06, 20, 10, 0.6, 0.4),
      trees(7, 0.1, 1, 1, 0.9, 1),
      trees(4, 0.1, 1, 0.5, 0.9, 0.8, single),
    ],
  }
}

/** Settings next to those that did best, one or two changed at a time; the boldest changes first. */
export function neighboursOf(best: TreesCandidate, hasCategories: boolean): TreesCandidate[] {
  const at = (depth: number): number => Math.max(1, Math.min(10, depth))
  const share = (value: number): number => Math.max(0.3, Math.min(1, Number(value.toFixed(2))))
  const other = best.categories === 'single' ? 'grouped' : 'single'
  return [
    { ...best, minChildWeight: best.minChildWeight / 3, lambda: best.lambda / 3 },
    { ...best, minChildWeight: best.minChildWeight * 3, lambda: best.lambda * 3 },
    { ...best, maxDepth: at(best.maxDepth + (best.maxDepth > 4 ? 2 : 1)) },
    ...(hasCategories ? [{ ...best, categories: other } as const] : []),
    { ...best, columnSample: share(best.columnSample - 0.25) },
    { ...best, maxDepth: at(best.maxDepth - (best.maxDepth > 5 ? 2 : 1)) },
    { ...best, columnSample: share(best.columnSample + 0.25), rowSample: share(best.rowSample + 0.1) },
  ]
}

/** The same with half the learning rate, which needs twice the trees and is a little better. */
export function slower(best: TreesCandidate): TreesCandidate {
  return { ...best, learningRate: best.learningRate / 2 }
}

function trees(
  maxDepth: number,
  learningRate: number,
  minChildWeight: number,
  lambda: number,
  rowSample: number,
  columnSample: number,
  categories: TreesCandidate['categories'] = 'grouped',
): TreesCandidate {
  return { family: 'trees', maxDepth, learningRate, minChildWeight, lambda, rowSample, columnSample, categories, rounds: MOST_ROUNDS }
}
