import type { FeatureTable } from '#numerics/feature-table.ts'
import { cellReader, levelColumn, numberColumn, type ColumnEncoding } from './column-encoding.ts'
import type { ColumnSample } from './column-sample.ts'

/** One number that the models see. */
export interface EncodedFeature {
  readonly name: string
  /** Place of its column in the encoding. */
  readonly column: number
  readonly part:
    | { readonly kind: 'value' }
    | { readonly kind: 'knot'; readonly at: number }
    | { readonly kind: 'level'; readonly place: number }
}

/**
 * The features of an encoding, in a fixed order. A number gives its value and a bend at each knot; a category one feature a level (one
 * alone when it has two levels and nothing else), missing cells counting as a level where training had any.
 */
export function encodedFeatures(encodings: readonly ColumnEncoding[]): EncodedFeature[] {
  return encodings.flatMap((encoding, column): EncodedFeature[] => {
    if (encoding.kind !== 'category') {
      const knots = encoding.knots.map((at): EncodedFeature => ({ name: `${encoding.name} > ${at}`, column, part: { kind: 'knot', at } }))
      return [{ name: encoding.name, column, part: { kind: 'value' } }, ...knots]
    }
    const places = encoding.levels.map((_, place) => place)
    if (encoding.missingLevel) places.push(-1)
    const shown = places.length === 2 ? places.slice(0, 1) : places
    return shown.map((place) => ({
      name: `${encoding.name} = ${place < 0 ? '' : encoding.levels[place]}`,
      column,
      part: { kind: 'level', place },
    }))
  })
}

/** Which features the models of each family use: the linear ones all of them, trees find bends by themselves. */
export function treeFeatures(features: readonly EncodedFeature[]): number[] {
  return features.flatMap(({ part }, j) => (part.kind === 'knot' ? [] : [j]))
}

/** Encodes the given rows of a sample. */
export function encodeSample(
  columns: readonly ColumnSample[],
  encodings: readonly ColumnEncoding[],
  features: readonly EncodedFeature[],
  rows: ArrayLike<number>,
): FeatureTable {
  const raw = encodings.map((encoding) => {
    const column = columns.find(({ name }) => name === encoding.name) as ColumnSample
    return encoding.kind === 'category' ? levelColumn(column, encoding) : numberColumn(column, encoding)
  })
  const out = features.map((feature) => {
    const source = raw[feature.column] as Int32Array | Float64Array
    const values = new Float64Array(rows.length)
    for (let i = 0; i < rows.length; i += 1) values[i] = featureValue(feature, source[rows[i] as number] as number)
    return values
  })
  return { names: features.map(({ name }) => name), rowCount: rows.length, columns: out }
}

/** Makes an encoder of single rows; `positions[k]` is where the cells of column k of the encoding stand in a row. The array is used again. */
export function rowEncoder(
  encodings: readonly ColumnEncoding[],
  features: readonly EncodedFeature[],
  positions: readonly number[],
): (cells: readonly string[]) => Float64Array {
  const readers = encodings.map(cellReader)
  const values = new Float64Array(encodings.length)
  const row = new Float64Array(features.length)
  return (cells) => {
    for (let k = 0; k < readers.length; k += 1)
      values[k] = (readers[k] as (cell: string | undefined) => number)(cells[positions[k] as number])
    for (let j = 0; j < features.length; j += 1) {
      const feature = features[j] as EncodedFeature
      row[j] = featureValue(feature, values[feature.column] as number)
    }
    return row
  }
}

/** `value`: a number (NaN is missing), or for categories the place of a level. */
export function featureValue({ part }: EncodedFeature, value: number): number {
  if (part.kind === 'value') return value
  if (part.kind === 'level') return value === part.place ? 1 : 0
  return Number.isNaN(value) ? Number.NaN : Math.max(0, value - part.at)
}
