import type { FileHandle } from 'node:fs/promises'
import { FILE_LIMITS } from '../import/file-limits.ts'
import { unpackEntry, type ZipEntry } from './zip-archive.ts'

/** Cells shown as one. Rows and columns from 1. */
export interface MergedRange {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

const MARK = Buffer.from('mergeCell', 'latin1')
const MOST_TEXT = 8 << 20
const MOST_RANGES = 100_000

/**
 * The merged ranges of a sheet. They stand behind its rows, so all of it is unpacked once, without being read. Of a sheet that unpacks to more than
 * `most` none are known.
 */
export async function readMergedRanges(
  file: FileHandle,
  entry: ZipEntry,
  guard: (bytes: number) => void,
  most = Number.POSITIVE_INFINITY,
): Promise<MergedRange[]> {
  let text = ''
  let edge: Buffer = Buffer.alloc(0)
  let bytes = 0
  for await (const chunk of unpackEntry(file, entry)) {
    guard(chunk.length)
    bytes += chunk.length
    if (bytes > most) return []
    if (text !== '') {
      if (text.length < MOST_TEXT) text += chunk.toString('latin1')
      continue
    }
    const piece = edge.length === 0 ? chunk : Buffer.concat([edge, chunk])
    const at = piece.indexOf(MARK)
    if (at >= 0) text = `<${piece.toString('latin1', at)}`
    else edge = piece.subarray(-MARK.length)
  }
  const ranges: MergedRange[] = []
  for (const [, reference = ''] of text.matchAll(/<(?:\w{1,20}:)?mergeCell\s[^<>]{0,200}?\bref="([^"]{1,30})"/g)) {
    const range = rangeOf(reference)
    if (range !== undefined) ranges.push(range)
    if (ranges.length >= MOST_RANGES) break
  }
  return ranges.toSorted((a, b) => a.top - b.top)
}

/** 'B2:D5'. Undefined for one that is none, or wider or longer than a table is. */
function rangeOf(reference: string): MergedRange | undefined {
  const found = /^\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(reference)
  if (found === null) return undefined
  const [left, top, right, bottom] = [columnOf(found[1] ?? ''), Number(found[2]), columnOf(found[3] ?? ''), Number(found[4])]
  return top < 1 || bottom < top || right < left || right > FILE_LIMITS.columns ? undefined : { top, left, bottom, right }
}

function columnOf(letters: string): number {
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return column
}

/** Gives every cell of a merged range the value of its first, as a person sees it. Rows must come in their order. */
export class MergedCells {
  readonly #ranges: readonly MergedRange[]
  /** Columns, from 0, that keep their gaps: figures that stand once for several rows must not be counted on each. */
  readonly #unfilled: ReadonlySet<number>
  #next = 0
  #open: { readonly range: MergedRange; readonly value: string }[] = []

  constructor(ranges: readonly MergedRange[], unfilled: readonly number[] = []) {
    this.#ranges = ranges
    this.#unfilled = new Set(unfilled)
  }

  /** Fills the cells of a row in place. `room` is the width beyond which cells are no part of a row. */
  fill(row: number, cells: string[], room: number): void {
    if (this.#open.length > 0) this.#open = this.#open.filter(({ range }) => range.bottom >= row)
    for (; this.#next < this.#ranges.length; this.#next += 1) {
      const range = this.#ranges[this.#next] as MergedRange
      if (range.top > row) break
      // A range whose first row holds nothing at all has no value.
      const value = range.top === row ? (cells[range.left - 1] ?? '') : ''
      if (value !== '') this.#open.push({ range, value })
    }
    for (const { range, value } of this.#open) {
      for (let column = range.left - 1; column < Math.min(range.right, room); column += 1) {
        if (this.#unfilled.has(column)) continue
        while (cells.length <= column) cells.push('')
        if (cells[column] === '') cells[column] = value
      }
    }
  }
}
