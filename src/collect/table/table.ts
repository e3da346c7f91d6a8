import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { AmountUnit } from '../columns/amount-unit.ts'
import type { InspectedFile } from '../import/inspect-file.ts'
import type { TableShape } from './row-filter.ts'

/** What was done to find the table in a file, said to its owner before anything is written. */
export interface TableNote {
  readonly code:
    | 'encoding-guessed'
    | 'encoding-unsure'
    | 'sheet-chosen'
    | 'lines-above-heading'
    | 'no-heading'
    | 'mixed-encodings'
    | 'total-lines'
    | 'headings-repeated'
    | 'columns-of-one-name'
    | 'cells-merged'
    | 'end-cut'
  readonly text: BilingualText
}

/** What the owner of a file says about it where we would guess. */
export interface TableWish {
  /** Of a spreadsheet: the name of the sheet, or its place from 1. */
  readonly sheet?: string
  /** As iconv names them. */
  readonly encoding?: string
  /** Line of the heading, from 1. */
  readonly headingLine?: number
}

/** A file with one table, its heading found. Cells are clean: see `cleanCell`. */
export interface Table {
  readonly file: InspectedFile
  readonly delimiter: string
  readonly sheet: string | null
  readonly sheets: readonly string[]
  /** From 1; 0 for a file without a heading. */
  readonly headingLine: number
  /** Names of the columns, each its own: an empty heading becomes `column 3`, a repeated one `name (2)`. */
  readonly columns: readonly string[]
  /** The first rows below the heading. */
  readonly sample: readonly (readonly string[])[]
  /** Whether the file has no rows beyond those. */
  readonly sampleIsAll: boolean
  readonly notes: readonly TableNote[]
  /** What tells records from other rows. */
  readonly shape: TableShape
  /** The unit that a line above the table gives for its amounts, where it is not the currency's own: 单位：万元. */
  readonly amountUnit?: AmountUnit
  /** Other sheets of the same headings, where the sheet was not named by hand. */
  readonly alikeSheets?: readonly string[]
}

/** How many rows below the heading are looked at to recognise the columns. */
export const SAMPLE_ROWS = 2_000
