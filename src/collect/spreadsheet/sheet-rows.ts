import { FILE_LIMITS, recordTooLong } from '../import/file-limits.ts'
import type { TableRow } from '../import/table-row.ts'
import { dateText, numberText } from './cell-text.ts'
import { plainText } from './shared-strings.ts'
import type { MergedCells } from './merged-cells.ts'
import type { Workbook } from './workbook.ts'
import { attributeOf, XmlFault, type XmlHandler } from './xml-scanner.ts'

const MAX_ROW = 1_048_576
const MAX_COLUMN = 16_384
const FIRST_ROWS = 100

/**
 * Makes rows of what a scan of a sheet meets. Of the cells beyond the width of the table a row keeps the first few, so that it is refused for them;
 * the others never exist.
 */
export class SheetRows implements XmlHandler {
  #rows: TableRow[] = []
  readonly #name: string
  readonly #workbook: Pick<Workbook, 'dateStyles' | 'startsIn1904'>
  readonly #strings: (index: number) => string
  readonly #width: number
  readonly #merged: MergedCells | undefined
  #row = 0
  #column = 0
  #cells: string[] = []
  #extra: string[] = []
  #characters = 0
  #emitted = 0
  #inRow = false
  #inText = false
  #inHint = false
  #type = ''
  #style = -1
  #text = ''

  constructor(
    name: string,
    workbook: Pick<Workbook, 'dateStyles' | 'startsIn1904'>,
    strings: (index: number) => string,
    { width = FILE_LIMITS.columns, merged }: { readonly width?: number | undefined; readonly merged?: MergedCells | undefined } = {},
  ) {
    this.#name = name
    this.#workbook = workbook
    this.#strings = strings
    this.#width = width
    this.#merged = merged
  }

  /** Hands out the rows that have ended since. */
  take(): TableRow[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  open(name: string, attributes: string): void {
    switch (name) {
      case 'row':
        this.#openRow(attributeOf(attributes, 'r'))
        break
      case 'c':
        if (this.#inRow) this.#openCell(attributes)
        break
      case 'v':
      case 't':
        this.#inText = this.#inRow && !this.#inHint
        break
      case 'rPh':
        this.#inHint = true
        break
      default:
    }
  }

  text(piece: string): void {
    if (!this.#inText) return
    this.#text += piece
    if (this.#text.length > FILE_LIMITS.recordCharacters) throw recordTooLong(this.#name, this.#row)
  }

  close(name: string): void {
    switch (name) {
      case 'v':
      case 't':
        this.#inText = false
        break
      case 'rPh':
        this.#inHint = false
        break
      case 'c':
        if (this.#inRow) this.#closeCell()
        break
      case 'row':
        if (this.#inRow) this.#closeRow()
        break
      default:
    }
  }

  #openRow(reference: string): void {
    const number = reference === '' ? this.#row + 1 : Number(reference)
    if (!Number.isInteger(number) || number < 1 || number > MAX_ROW) throw new XmlFault('a row has an impossible number')
    this.#row = number
    this.#column = 0
    this.#cells = []
    this.#extra = []
    this.#characters = 0
    this.#inRow = true
  }

  #openCell(attributes: string): void {
    const reference = attributeOf(attributes, 'r')
    this.#column = reference === '' ? this.#column + 1 : columnOf(reference)
    if (this.#column > MAX_COLUMN) throw new XmlFault('a cell has an impossible place')
    this.#type = attributeOf(attributes, 't')
    const style = attributeOf(attributes, 's')
    this.#style = style === '' ? -1 : Number(style)
    this.#text = ''
  }

  #closeCell(): void {
    const text = this.#text === '' ? '' : this.#valueOf(this.#text)
    this.#text = ''
    if (text === '') return
    this.#characters += text.length
    if (this.#characters > FILE_LIMITS.recordCharacters) throw recordTooLong(this.#name, this.#row)
    const place = this.#column - 1
    if (place >= this.#width) {
      if (this.#extra.length < FILE_LIMITS.extraCells) this.#extra.push(text)
      return
    }
    if ((this.#cells[place] ?? '') !== '') throw new XmlFault('a row has two cells at one place')
    while (this.#cells.length < place) this.#cells.push('')
    this.#cells[place] = text
  }

  #closeRow(): void {
    this.#inRow = false
    if (this.#cells.length === 0 && this.#extra.length === 0) return
    this.#merged?.fill(this.#row, this.#cells, this.#width)
    // Spreadsheets leave out empty cells at the end of a row.
    // Before the width is known only rows that may be the heading have to show that they are too wide.
    const known = this.#width < FILE_LIMITS.columns
    if (!known && this.#emitted >= FIRST_ROWS) this.#extra = []
    const whole = known || this.#extra.length > 0
    this.#emitted += 1
    if (whole) while (this.#cells.length < this.#width) this.#cells.push('')
    this.#rows.push({ line: this.#row, cells: this.#extra.length === 0 ? this.#cells : [...this.#cells, ...this.#extra] })
  }

  #valueOf(text: string): string {
    switch (this.#type) {
      case 's':
        return this.#strings(Number(text))
      case 'str':
      case 'inlineStr':
        return plainText(text)
      case 'b':
        return text === '1' || text.toLowerCase() === 'true' ? 'true' : 'false'
      case 'd':
        return text.replace('T', ' ')
      case 'e':
        return text
      default:
        return this.#workbook.dateStyles.has(this.#style) ? dateText(text, this.#workbook.startsIn1904) : numberText(text)
    }
  }
}

/** 'AB12' is 28. */
function columnOf(reference: string): number {
  let column = 0
  for (let i = 0; i < reference.length; i += 1) {
    const code = reference.charCodeAt(i) & ~32
    if (code < 65 || code > 90) break
    column = column * 26 + code - 64
  }
  if (column < 1 || column > MAX_COLUMN) throw new XmlFault('a cell has an impossible place')
  return column
}
