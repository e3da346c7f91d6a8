// A seeded table for the tree benchmarks, written once for both sides: column by column for us, row by row for the peers.
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const FEATURES = 60

/** 32-bit columns of features and the labels, in rows [from, to). */
export interface TabularData {
  readonly columns: readonly Float32Array[]
  readonly labels: Float32Array
}

/** Uniform in [0, 1), quick enough for 60 million numbers. */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0
    let hash = Math.imul(state ^ (state >>> 15), state | 1)
    hash ^= hash + Math.imul(hash ^ (hash >>> 7), hash | 61)
    return ((hash ^ (hash >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The seeds are fixed, so that every run learns from the same customers. Features: numbers, skewed amounts, counts, flags, some with holes. */
function makeColumn(feature: number, rowCount: number): Float32Array {
  const random = generator(1000 + feature)
  const kind = feature % 6
  return Float32Array.from({ length: rowCount }, () => {
    const normal = random() + random() + random() + random() - 2
    if (kind === 0) return random() < 0.1 ? Number.NaN : normal
    if (kind === 1) return Math.exp(2 * normal)
    if (kind === 2) return Math.floor(random() * random() * 40)
    if (kind === 3) return random() < 0.2 ? 1 : 0
    if (kind === 4) return random() < 0.3 ? Number.NaN : Math.floor(100 * Math.exp(normal)) / 100
    return normal
  })
}

function makeLabels(columns: readonly Float32Array[], rowCount: number): Float32Array {
  const random = generator(7)
  const value = (feature: number, i: number, missing: number): number => {
    const found = (columns[feature] as Float32Array)[i] as number
    return Number.isNaN(found) ? missing : found
  }
  return Float32Array.from({ length: rowCount }, (_, i) => {
    const margin =
      1.2 * value(0, i, 0.6) * value(5, i, 0) +
      0.7 * Math.log(value(1, i, 1)) +
      0.05 * value(2, i, 0) * value(3, i, 0) -
      (value(4, i, 2) > 1.2 ? 0.6 : 0) +
      0.4 * (value(6, i, -1) + value(11, i, 0) + value(17, i, 0)) +
      0.3 * Math.log(value(7, i, 1)) * value(9, i, 0) +
      0.03 * value(8, i, 0) -
      0.9
    return random() < 1 / (1 + Math.exp(-1.5 * margin)) ? 1 : 0
  })
}

/** Writes columns.bin (features, then the labels), rows.bin and labels.bin, 32-bit floats, to a new folder; returns it and how to remove it. */
export function writeTable(rowCount: number): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'liuke-bench-'))
  const columns = Array.from({ length: FEATURES }, (_, feature) => makeColumn(feature, rowCount))
  const labels = makeLabels(columns, rowCount)
  const byColumn = openSync(join(folder, 'columns.bin'), 'w')
  for (const column of [...columns, labels]) writeSync(byColumn, column)
  closeSync(byColumn)
  writeFileSync(join(folder, 'labels.bin'), labels)
  const byRow = openSync(join(folder, 'rows.bin'), 'w')
  const width = columns.length
  for (let from = 0; from < rowCount; from += 10_000) {
    const count = Math.min(10_000, rowCount - from)
    const block = new Float32Array(count * width)
    columns.forEach((column, j) => {
      for (let i = 0; i < count; i += 1) block[i * width + j] = column[from + i] as number
    })
    writeSync(byRow, block)
  }
  closeSync(byRow)
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Reads rows [from, to) of a table of `rowCount` rows, each column into memory of its own. */
export function readTable(folder: string, rowCount: number, from: number, to: number): TabularData {
  const file = openSync(join(folder, 'columns.bin'), 'r')
  const read = (column: number): Float32Array => {
    const values = new Float32Array(to - from)
    readSync(file, values, 0, values.byteLength, 4 * (column * rowCount + from))
    return values
  }
  const columns = Array.from({ length: FEATURES }, (_, column) => read(column))
  const labels = read(FEATURES)
  closeSync(file)
  return { columns, labels }
}

/** The table as the models take it. */
export function featureTableOf({ columns, labels }: TabularData) {
  return { names: columns.map((_, j) => `f${j}`), rowCount: labels.length, columns }
}
