/** 32-bit columns halve the memory of a large table; trees fit as well with them. */
export type FeatureColumn = Float64Array | Float32Array

/**
 * Numbers by column: `columns[j][i]` is feature j of row i. NaN means missing. Columns all have `rowCount` entries and are treated
 * as immutable once the table is made.
 */
export interface FeatureTable {
  readonly names: readonly string[]
  readonly rowCount: number
  readonly columns: readonly FeatureColumn[]
}

/**
 * Makes a table from rows (each ordered as `names`). Infinite numbers become NaN, so that no model sees them.
 * Throws an Error when a row has another length than `names`.
 *
 * `featureTable(['a', 'b'], [[1, 2], [3, NaN]]).columns[1]` is `[2, NaN]`.
 */
export function featureTable(names: readonly string[], rows: readonly ArrayLike<number>[]): FeatureTable {
  const columns = names.map(() => new Float64Array(rows.length))
  rows.forEach((row, i) => {
    if (row.length !== names.length) throw new Error(`Row ${i} has ${row.length} values, the table has ${names.length} features.`)
    for (let j = 0; j < columns.length; j += 1) {
      const value = row[j] as number
      ;(columns[j] as Float64Array)[i] = Number.isFinite(value) ? value : Number.NaN
    }
  })
  return { names: [...names], rowCount: rows.length, columns }
}

/** Row `i` as a new array, ordered as `names`. */
export function tableRow(table: FeatureTable, i: number): Float64Array {
  return Float64Array.from(table.columns, (column) => column[i] as number)
}

/**
 * Checks what every learner of amounts needs: at least one row, one finite label and one weight per row, weights finite and not negative,
 * some above 0. Throws an Error that says which of these fails.
 */
export function checkNumericData(table: FeatureTable, labels: ArrayLike<number>, weights?: ArrayLike<number>): void {
  if (table.rowCount === 0) throw new Error('There are no rows to train on.')
  if (labels.length !== table.rowCount) throw new Error(`There are ${labels.length} labels for ${table.rowCount} rows.`)
  if (weights !== undefined && weights.length !== table.rowCount) {
    throw new Error(`There are ${weights.length} weights for ${table.rowCount} rows.`)
  }
  let total = 0
  for (let i = 0; i < labels.length; i += 1) {
    const weight = weights === undefined ? 1 : (weights[i] as number)
    if (!Number.isFinite(labels[i])) throw new Error(`Label ${i} is ${labels[i]}; labels must be finite numbers.`)
    if (!(weight >= 0 && Number.isFinite(weight))) throw new Error(`Weight ${i} is ${weight}; weights must be finite and not negative.`)
    total += weight
  }
  if (!(total > 0)) throw new Error('All weights are 0; there is nothing to learn from.')
}

/**
 * Checks what every binary classifier needs: at least one row, one label (0 or 1) and one weight per row, weights finite and not
 * negative, both classes present. Throws an Error that says which of these fails.
 */
export function checkBinaryData(table: FeatureTable, labels: ArrayLike<number>, weights?: ArrayLike<number>): void {
  if (table.rowCount === 0) throw new Error('There are no rows to train on.')
  if (labels.length !== table.rowCount) throw new Error(`There are ${labels.length} labels for ${table.rowCount} rows.`)
  if (weights !== undefined && weights.length !== table.rowCount) {
    throw new Error(`There are ${weights.length} weights for ${table.rowCount} rows.`)
  }
  let positives = 0
  let negatives = 0
  for (let i = 0; i < labels.length; i += 1) {
    const label = labels[i] as number
    const weight = weights === undefined ? 1 : (weights[i] as number)
    if (label !== 0 && label !== 1) throw new Error(`Label ${i} is ${label}; labels must be 0 or 1.`)
    if (!(weight >= 0 && Number.isFinite(weight))) throw new Error(`Weight ${i} is ${weight}; weights must be finite and not negative.`)
    if (weight > 0 && label === 1) positives += 1
    if (weight > 0 && label === 0) negatives += 1
  }
  if (positives === 0 || negatives === 0) {
    throw new Error(`All rows have the label ${positives === 0 ? 0 : 1}; both classes are needed to learn from.`)
  }
}
