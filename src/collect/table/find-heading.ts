import type { TableRow } from '../import/table-row.ts'
import { filledCells, isValue, usedWidth, usualFill } from './cell-shape.ts'

/** Where the names of the columns stand in the first rows of a file. */
export interface Heading {
  /** Of the rows given: the first that is data. */
  readonly dataFrom: number
  /** Line of the row with the names, the lower one of two; 0 where there is none. */
  readonly line: number
  /** Names as they stand, clean; empty where a column has none. */
  readonly names: readonly string[]
  /** Rows above the names that are no part of them. */
  readonly above: number
}

/** Number of rows searched for a heading. */
const SEARCHED = 100
/** A heading fills at least this share of what the rows below it fill. */
const SPANS = 0.5
/** Of a heading's cells at most this share may look like values: the years of a cross table, say. */
const MOST_VALUES = 0.25
/** The name of a column in a cross table. */
const YEAR = /^(?:19|20)\d\d(?:[-/.年]?(?:0?[1-9]|1[0-2])月?)?年?$/
/** From this many rows like those below it on, what stands above a heading is no preamble. */
const DATA_ABOVE = 2

/**
 * Finds the heading among clean rows without blank ones. Titles, notes and name-value pairs may precede it, and above the names may be a row of
 * groups. A row whose cells are values like those below it is data: then the file has no heading.
 */
export function findHeading(rows: readonly TableRow[], wanted?: number): Heading {
  const told = wanted === undefined ? -1 : rows.findIndex(({ line }) => line >= wanted)
  if (told >= 0) return withGroups(rows, told)
  const body = new BodyShape(rows)
  let best = -1
  let bestNames = 0
  let dataAbove = 0
  const until = Math.min(rows.length, SEARCHED)
  for (let i = 0; i < until; i += 1) {
    const { cells } = rows[i] as TableRow
    const filled = filledCells(cells)
    if (body.holds(cells, filled)) {
      if (best >= 0) break
      dataAbove += 1
      continue
    }
    if (filled < SPANS * body.filled) continue
    const names = namesOf(cells)
    if (names.values > MOST_VALUES * filled) continue
    if (best >= 0 && filledCells((rows[best] as TableRow).cells) >= body.filled && !isGroupRow((rows[best] as TableRow).cells)) break
    if (names.distinct > bestNames) [best, bestNames] = [i, names.distinct]
  }
  if (best < 0 || dataAbove >= DATA_ABOVE) {
    // Nothing that can be a name: the first row as wide as the others is data already.
    const first = rows.findIndex(({ cells }) => filledCells(cells) >= SPANS * body.filled)
    const row = rows[Math.max(0, first)] as TableRow
    if (best < 0 && !body.holds(row.cells, filledCells(row.cells))) return withGroups(rows, Math.max(0, first))
    return { dataFrom: Math.max(0, first), line: 0, names: Array.from({ length: body.width }, () => ''), above: Math.max(0, first) }
  }
  return withGroups(rows, best)
}

/** What most rows of a sample look like: which columns hold values, and how many cells are filled. */
class BodyShape {
  /** What records fill. */
  readonly filled: number
  readonly width: number
  readonly #valueColumns: readonly number[]

  constructor(rows: readonly TableRow[]) {
    this.filled = usualFill(rows)
    const widths = rows.map(({ cells }) => usedWidth(cells)).toSorted((a, b) => a - b)
    this.width = widths[Math.floor(widths.length * 0.9)] ?? 0
    const all: number[] = []
    const values: number[] = []
    for (const { cells } of rows.slice(0, 500)) {
      if (filledCells(cells) < SPANS * this.filled) continue
      for (const [j, cell] of cells.entries()) {
        if (cell === '') continue
        all[j] = (all[j] ?? 0) + 1
        if (isValue(cell)) values[j] = (values[j] ?? 0) + 1
      }
    }
    this.#valueColumns = [...all.keys()].filter((j) => (values[j] ?? 0) * 2 > (all[j] ?? 0) - 1 && (values[j] ?? 0) > 0)
  }

  /** Whether a row is as wide as the others and has values where they have. */
  holds(cells: readonly string[], filled: number): boolean {
    if (filled < SPANS * this.filled) return false
    let [seen, values] = [0, 0]
    for (const j of this.#valueColumns) {
      const cell = cells[j] ?? ''
      if (cell === '') continue
      seen += 1
      if (isValue(cell) && !YEAR.test(cell)) values += 1
    }
    return values > 0 && values * 2 >= seen && (filled >= 0.75 * this.filled || values >= 2)
  }
}

function namesOf(cells: readonly string[]): { readonly distinct: number; readonly values: number } {
  const names = new Set<string>()
  let values = 0
  for (const cell of cells) {
    if (cell === '') continue
    if (isValue(cell) && !YEAR.test(cell)) values += 1
    names.add(cell)
  }
  return { distinct: names.size, values }
}

/** Names with gaps or repeats side by side, as a row of groups over the names has them. */
function isGroupRow(cells: readonly string[]): boolean {
  const width = usedWidth(cells)
  for (let j = 0; j < width; j += 1) if (cells[j] === '' || (j > 0 && cells[j] === cells[j - 1])) return true
  return false
}

/** Joins the row of names with the one above or below it that says its groups. */
function withGroups(rows: readonly TableRow[], at: number): Heading {
  const row = rows[at] as TableRow
  const below = rows[at + 1]
  if (
    below !== undefined &&
    below.line === row.line + 1 &&
    isGroupRow(row.cells) &&
    fillsGaps(row.cells, below.cells, rows.slice(at + 2))
  ) {
    return { dataFrom: at + 2, line: below.line, names: joined(row.cells, below.cells), above: at }
  }
  const above = at > 0 ? rows[at - 1] : undefined
  if (above !== undefined && above.line === row.line - 1 && isGroupOver(above.cells, row.cells)) {
    return { dataFrom: at + 1, line: row.line, names: joined(above.cells, row.cells), above: at - 1 }
  }
  return { dataFrom: at + 1, line: row.line, names: row.cells.slice(0, usedWidth(row.cells)), above: at }
}

/** Whether a row holds the names that the groups above it lack, and no data: below it, where it has a name, stand values. */
function fillsGaps(groups: readonly string[], names: readonly string[], rows: readonly TableRow[]): boolean {
  let [gaps, filled] = [0, 0]
  const places: number[] = []
  for (let j = 0; j < Math.max(usedWidth(groups), usedWidth(names)); j += 1) {
    const name = names[j] ?? ''
    if (name !== '' && isValue(name)) return false
    if (name !== '') places.push(j)
    if ((groups[j] ?? '') !== '' && (j === 0 || groups[j] !== groups[j - 1])) continue
    gaps += 1
    if (name !== '') filled += 1
  }
  if (gaps === 0 || filled < gaps) return false
  const sample = rows.slice(0, 50)
  return places.some((j) => sample.some(({ cells }) => isValue(cells[j] ?? '')) || sample.length === 0)
}

/** Whether the row above names groups: fewer names than columns, none of them a value, the first of them over the table. */
function isGroupOver(groups: readonly string[], names: readonly string[]): boolean {
  const filled = filledCells(groups)
  if (filled < 2 || usedWidth(groups) > usedWidth(names) || groups.some((cell) => cell !== '' && (isValue(cell) || /[:：]/.test(cell))))
    return false
  if (!isGroupRow(groups) && usedWidth(groups) === filled) return false
  const own = namesOf(names).distinct
  return own < filledCells(names) || filledCells(names) < usedWidth(names)
}

/** The name of the lower row; with its group where that name is there twice, and the group alone where it has none. */
function joined(groups: readonly string[], names: readonly string[]): string[] {
  const width = Math.max(usedWidth(groups), usedWidth(names))
  const count = new Map<string, number>()
  for (const name of names) count.set(name, (count.get(name) ?? 0) + 1)
  let group = ''
  return Array.from({ length: width }, (_, j) => {
    const above = groups[j] ?? ''
    if (above !== '') group = above
    const name = names[j] ?? ''
    if (name === '') return above
    return (count.get(name) ?? 0) > 1 && group !== '' && group !== name ? `${group} ${name}` : name
  })
}
