import { sharedFloats, type InteractionMatrix } from './interaction-matrix.ts'

/** Weighting of a customers x products matrix before products are compared. */
export type InteractionWeighting = 'plain' | 'tf-idf' | 'bm25'

export interface Bm25Options {
  /** Saturation of repeated interactions; lower saturates sooner. Default 100. */
  readonly k1?: number
  /** Discount for products with many interactions, 0 to 1. Default 0.8. */
  readonly b?: number
}

/**
 * A matrix with the same entries and weighted strengths. `tf-idf`: sqrt(strength) x ln(products / (1 + products of the customer)): a customer who buys
 * everything says little about any. `bm25` (Robertson & Zaragoza 2009): strength (k1 + 1) / (k1 (1 - b + b size / mean size) + strength) times
 * the same factor, with size = summed strength of the product. A weight never falls below 0.
 */
export function weighInteractions(
  matrix: InteractionMatrix,
  weighting: InteractionWeighting,
  options: Bm25Options = {},
): InteractionMatrix {
  if (weighting === 'plain') return matrix
  const { k1 = 100, b = 0.8 } = options
  const { rows, columns, offsets, indices } = matrix
  const size = new Float64Array(columns)
  let total = 0
  for (let k = 0; k < indices.length; k += 1) {
    const strength = matrix.values[k] as number
    size[indices[k] as number] = (size[indices[k] as number] as number) + strength
    total += strength
  }
  const meanSize = total / Math.max(1, columns)
  const values = sharedFloats(indices.length)
  for (let r = 0; r < rows; r += 1) {
    const start = offsets[r] as number
    const end = offsets[r + 1] as number
    const rarity = Math.max(0, Math.log(columns / (1 + end - start)))
    for (let k = start; k < end; k += 1) {
      const strength = matrix.values[k] as number
      if (weighting === 'tf-idf') {
        values[k] = Math.sqrt(strength) * rarity
      } else {
        const norm = 1 - b + (b * (size[indices[k] as number] as number)) / meanSize
        values[k] = ((strength * (k1 + 1)) / (k1 * norm + strength)) * rarity
      }
    }
  }
  return { ...matrix, values }
}

/** Divides the strengths of every column by their Euclidean length, so that products of columns are cosines. Empty columns stay empty. */
export function normaliseColumns(matrix: InteractionMatrix): InteractionMatrix {
  const { columns, indices } = matrix
  const squares = new Float64Array(columns)
  for (let k = 0; k < indices.length; k += 1) {
    const value = matrix.values[k] as number
    squares[indices[k] as number] = (squares[indices[k] as number] as number) + value * value
  }
  const values = sharedFloats(indices.length)
  for (let k = 0; k < indices.length; k += 1) {
    const square = squares[indices[k] as number] as number
    values[k] = square > 0 ? (matrix.values[k] as number) / Math.sqrt(square) : 0
  }
  return { ...matrix, values }
}
