import { runTeam, sharedWords } from '../threads/thread-team.ts'
import { sharedFloats, sharedInts, transpose, type InteractionMatrix } from './interaction-matrix.ts'
import { runNeighbours, type NeighbourTask } from './neighbour-program.ts'
import { normaliseColumns, weighInteractions, type Bm25Options, type InteractionWeighting } from './weigh-interactions.ts'

export interface NeighbourOptions extends Bm25Options {
  /** Neighbours kept of each column. Default 50. */
  readonly neighbours?: number
  /** `cosine` uses the angle between plain strengths, `tf-idf` between weighted ones; `bm25` sums weighted strengths without dividing by length. */
  readonly similarity?: 'cosine' | 'tf-idf' | 'bm25'
  /** Default 1. With more the calling thread still waits: call it from a worker. */
  readonly threads?: number
}

/** The nearest columns of column c, nearest first: `ids` and `scores` from `c * width` on, `counts[c]` of them. */
export interface ItemNeighbours {
  readonly columns: number
  readonly width: number
  readonly ids: Int32Array
  readonly scores: Float32Array
  readonly counts: Int32Array
}

/**
 * Item-item collaborative filtering (Sarwar et al. 2001; Deshpande & Karypis 2004): columns are similar when they share rows. Only columns
 * with a common row are neighbours; a column is not its own neighbour. Of equal scores the lower column comes first.
 * Throws a RangeError when `neighbours` is not a whole number above 0.
 */
export function itemNeighbours(matrix: InteractionMatrix, options: NeighbourOptions = {}): ItemNeighbours {
  const { neighbours = 50, similarity = 'cosine', threads = 1 } = options
  if (!(Number.isInteger(neighbours) && neighbours > 0))
    throw new RangeError(`Neighbours must be a whole number above 0, not ${neighbours}.`)
  const weighting: InteractionWeighting = similarity === 'cosine' ? 'plain' : similarity
  const weighed = weighInteractions(matrix, weighting, options)
  const byRow = similarity === 'bm25' ? weighed : normaliseColumns(weighed)
  const found: ItemNeighbours = {
    columns: matrix.columns,
    width: neighbours,
    ids: sharedInts(matrix.columns * neighbours),
    scores: sharedFloats(matrix.columns * neighbours),
    counts: sharedInts(matrix.columns),
  }
  const task: NeighbourTask = { byRow, byColumn: transpose(byRow), found, next: sharedWords(1) }
  const work = { module: new URL('./neighbour-thread.ts', import.meta.url), data: task, threads }
  runTeam(work, (team) => {
    runNeighbours(task)
    team.wait()
  })
  return found
}

/**
 * Adds the evidence of a history to `scores`: for each of its columns, strength x similarity to every neighbour.
 * `strongest` (if given) receives for each column the column of the history that contributed most, -1 for none; `strength` the amount.
 */
export function addNeighbourScores(
  model: ItemNeighbours,
  history: { readonly columns: ArrayLike<number>; readonly strengths: ArrayLike<number> },
  scores: Float64Array,
  strongest?: { readonly column: Int32Array; readonly strength: Float64Array },
): void {
  for (let h = 0; h < history.columns.length; h += 1) {
    const column = history.columns[h] as number
    const weight = history.strengths[h] as number
    const start = column * model.width
    for (let k = start; k < start + (model.counts[column] as number); k += 1) {
      const other = model.ids[k] as number
      const added = weight * (model.scores[k] as number)
      scores[other] = (scores[other] as number) + added
      if (strongest !== undefined && added > (strongest.strength[other] as number)) {
        strongest.strength[other] = added
        strongest.column[other] = column
      }
    }
  }
}
