/**
 * Interactions by row (compressed sparse rows): row r holds columns `indices[offsets[r] .. offsets[r + 1])`, ascending and distinct,
 * with positive strengths at the same positions of `values`. Rows are usually customers and columns products. Immutable. The arrays
 * are in shared memory, so that threads read them without a copy.
 */
export interface InteractionMatrix {
  readonly rows: number
  readonly columns: number
  readonly offsets: Int32Array
  readonly indices: Int32Array
  readonly values: Float32Array
}

/** Parallel arrays: row, column and strength of the same index form one entry. */
export interface InteractionEntries {
  readonly rows: ArrayLike<number>
  readonly columns: ArrayLike<number>
  /** Default 1 each. */
  readonly values?: ArrayLike<number>
}

/**
 * Sorts entries into a matrix by two counting passes, O(entries + rows + columns); strengths of the same row and column are added up, sums that are
 * not above 0 left out. Throws a RangeError when an entry lies outside the matrix or a strength is not finite.
 *
 * `interactionMatrix(2, 2, { rows: [1, 0, 1], columns: [0, 1, 0] }).values` is `[1, 2]`.
 */
export function interactionMatrix(rowCount: number, columnCount: number, entries: InteractionEntries): InteractionMatrix {
  const { rows, columns, values } = entries
  const starts = new Int32Array(columnCount + 1)
  for (let k = 0; k < rows.length; k += 1) {
    const row = rows[k] as number
    const column = columns[k] as number
    if (!(row >= 0 && row < rowCount && column >= 0 && column < columnCount)) {
      throw new RangeError(`Entry ${k} (row ${row}, column ${column}) lies outside a matrix of ${rowCount} x ${columnCount}.`)
    }
    if (values !== undefined && !Number.isFinite(values[k]))
      throw new RangeError(`The strength of entry ${k} is ${values[k]}, not a number.`)
    starts[column + 1] = (starts[column + 1] as number) + 1
  }
  for (let c = 0; c < columnCount; c += 1) starts[c + 1] = (starts[c + 1] as number) + (starts[c] as number)
  const byColumn = new Int32Array(rows.length)
  const next = starts.slice()
  for (let k = 0; k < rows.length; k += 1) {
    const column = columns[k] as number
    const at = next[column] as number
    byColumn[at] = k
    next[column] = at + 1
  }
  // Distributing entries to rows in column order leaves them ascending within each row.
  const width = new Int32Array(rowCount + 1)
  for (let k = 0; k < rows.length; k += 1) width[(rows[k] as number) + 1] = (width[(rows[k] as number) + 1] as number) + 1
  for (let r = 0; r < rowCount; r += 1) width[r + 1] = (width[r + 1] as number) + (width[r] as number)
  const place = width.slice()
  const dealt = new Int32Array(rows.length)
  for (const k of byColumn) {
    const row = rows[k] as number
    const at = place[row] as number
    dealt[at] = k
    place[row] = at + 1
  }
  return merged(rowCount, columnCount, width, dealt, columns, values)
}

function merged(
  rows: number,
  columns: number,
  starts: Int32Array,
  dealt: Int32Array,
  columnOf: ArrayLike<number>,
  values: ArrayLike<number> | undefined,
): InteractionMatrix {
  const offsets = sharedInts(rows + 1)
  const ids = new Int32Array(dealt.length)
  const sums = new Float64Array(dealt.length)
  let size = 0
  for (let r = 0; r < rows; r += 1) {
    const end = starts[r + 1] as number
    for (let k = starts[r] as number; k < end;) {
      const column = columnOf[dealt[k] as number] as number
      let sum = 0
      for (; k < end && columnOf[dealt[k] as number] === column; k += 1)
        sum += values === undefined ? 1 : (values[dealt[k] as number] as number)
      if (!(sum > 0)) continue
      ids[size] = column
      sums[size] = sum
      size += 1
    }
    offsets[r + 1] = size
  }
  const indices = sharedInts(size)
  indices.set(ids.subarray(0, size))
  const strengths = sharedFloats(size)
  for (let k = 0; k < size; k += 1) strengths[k] = sums[k] as number
  return { rows, columns, offsets, indices, values: strengths }
}

/** The same entries with rows and columns exchanged. */
export function transpose(matrix: InteractionMatrix): InteractionMatrix {
  const { rows, columns } = matrix
  const offsets = sharedInts(columns + 1)
  for (const column of matrix.indices) offsets[column + 1] = (offsets[column + 1] as number) + 1
  for (let c = 0; c < columns; c += 1) offsets[c + 1] = (offsets[c + 1] as number) + (offsets[c] as number)
  const next = offsets.slice()
  const indices = sharedInts(matrix.indices.length)
  const values = sharedFloats(matrix.indices.length)
  for (let r = 0; r < rows; r += 1) {
    for (let k = matrix.offsets[r] as number; k < (matrix.offsets[r + 1] as number); k += 1) {
      const column = matrix.indices[k] as number
      const at = next[column] as number
      indices[at] = r
      values[at] = matrix.values[k] as number
      next[column] = at + 1
    }
  }
  return { rows: columns, columns: rows, offsets, indices, values }
}

export function sharedInts(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(length * 4))
}

export function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * 4))
}
