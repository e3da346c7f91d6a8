import type { FeatureTable } from '#numerics/table/feature-table.ts'
import { cellReader, levelColumn, numberColumn, type ColumnEncoding } from './column-encoding.ts'
import type { ColumnSample } from './column-sample.ts'

/** One input feature of the models. */
export interface EncodedFeature {
  readonly name: string
  /** Index of its column in the encoding. */
  readonly column: number
  readonly part:
    | { readonly kind: 'value' }
    | { readonly kind: 'knot'; readonly at: number }
    | { readonly kind: 'level'; readonly place: number }
    | { readonly kind: 'code' }
    | { readonly kind: 'month' }
    | { readonly kind: 'weekday' }
}

/** Levels with their own feature for the linear models; trees take all levels of a column at once. */
const LINEAR_LEVELS = 40
const DAY_MS = 86_400_000

/**
 * The features of an encoding, in a fixed order. A number gives its value and a bend at each knot, a date its day and, where it spans enough, its month and
 * weekday. A category gives one feature a level, missing
 * cells counting as a level where training had any, and the place of its level as a code; one with two levels and nothing else gives one feature.
 */
export function encodedFeatures(encodings: readonly ColumnEncoding[]): EncodedFeature[] {
  return encodings.flatMap((encoding, column): EncodedFeature[] => {
    const { name } = encoding
    if (encoding.kind !== 'category') {
      const knots = encoding.knots.map((at): EncodedFeature => ({ name: `${name} > ${at}`, column, part: { kind: 'knot', at } }))
      const month: EncodedFeature[] = encoding.calendar?.month === true ? [{ name: `${name}: month`, column, part: { kind: 'month' } }] : []
      const weekday: EncodedFeature[] =
        encoding.calendar?.weekday === true ? [{ name: `${name}: weekday`, column, part: { kind: 'weekday' } }] : []
      return [{ name, column, part: { kind: 'value' } }, ...month, ...weekday, ...knots]
    }
    const { levels, missingLevel } = encoding
    const levelAt = (place: number): EncodedFeature => ({
      name: `${name} = ${place < 0 ? '' : levels[place]}`,
      column,
      part: { kind: 'level', place },
    })
    if (isTwofold(encoding)) return [levelAt(0)]
    const shown = levels.slice(0, LINEAR_LEVELS).map((_, place) => levelAt(place))
    if (missingLevel) shown.push(levelAt(-1))
    return [...shown, { name, column, part: { kind: 'code' } }]
  })
}

/** Which features each family of models uses: the linear ones with or without bends, and trees, which find bends themselves. */
export interface FeatureViews {
  readonly plain: readonly number[]
  readonly bent: readonly number[]
  readonly trees: readonly number[]
  /** Positions of codes among `trees`. */
  readonly categorical: readonly number[]
}

export function featureViews(encodings: readonly ColumnEncoding[]): FeatureViews {
  const features = encodedFeatures(encodings)
  const those = (test: (feature: EncodedFeature) => boolean): number[] => features.flatMap((feature, j) => (test(feature) ? [j] : []))
  const coded = new Set(features.flatMap(({ part, column }) => (part.kind === 'code' ? [column] : [])))
  const trees = those(({ part, column }) => part.kind !== 'knot' && (part.kind === 'code' || !coded.has(column)))
  return {
    plain: those(({ part }) => part.kind !== 'knot' && part.kind !== 'code'),
    bent: those(({ part }) => part.kind !== 'code'),
    trees,
    categorical: trees.flatMap((j, k) => (features[j]?.part.kind === 'code' ? [k] : [])),
  }
}

function isTwofold({ levels, missingLevel }: Extract<ColumnEncoding, { kind: 'category' }>): boolean {
  return levels.length + (missingLevel ? 1 : 0) <= 2
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

/** Makes an encoder of single rows; `positions[k]` is the position in a row of the cell for column k of the encoding. The array is reused. */
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

/** `value`: a number (NaN is missing), or for categories the index of a level. */
export function featureValue({ part }: EncodedFeature, value: number): number {
  if (part.kind === 'value') return value
  if (part.kind === 'level') return value === part.place ? 1 : 0
  if (part.kind === 'code') return value < 0 ? Number.NaN : value
  if (part.kind === 'month') return Number.isNaN(value) ? Number.NaN : new Date(value * DAY_MS).getUTCMonth() + 1
  // 1 is Monday; day 0 was a Thursday.
  if (part.kind === 'weekday') return Number.isNaN(value) ? Number.NaN : ((((Math.floor(value) + 3) % 7) + 7) % 7) + 1
  return Number.isNaN(value) ? Number.NaN : Math.max(0, value - part.at)
}
