import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'

/** A column of a printed table. */
export interface Column<T> {
  readonly title: BilingualText
  readonly cell: (row: T) => string | number
  /** An id or key, never cut, so that it can be copied into the next command. */
  readonly whole?: true
}

const GAP = '  '
const NARROWEST = 8

/** A table with headings. Wide characters count as two columns; rows are cut to the width of the terminal if one is given. */
export function tableText<T>(rows: readonly T[], columns: readonly Column<T>[], language: TextLanguage, width?: number): string {
  const cells = rows.map((row) => columns.map(({ cell }) => printable(String(cell(row)))))
  const lines = [columns.map(({ title }) => title[language]), ...cells]
  const widths = columns.map((_column, i) => Math.max(...lines.map((line) => displayWidth(line[i] ?? ''))))
  if (width !== undefined) shrink(widths, columns, width)
  return lines
    .map((line) =>
      line
        .map((text, i) => fit(text, widths[i] ?? 0))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n')
}

/** Names and values, one per line. */
export function fieldsText(fields: readonly (readonly [BilingualText, string | number])[], language: TextLanguage): string {
  const widest = Math.max(...fields.map(([name]) => displayWidth(name[language])))
  return fields.map(([name, value]) => `${fit(name[language], widest)}${GAP}${printable(String(value))}`.trimEnd()).join('\n')
}

/** Replaces characters that would move the cursor, colour the terminal or change the writing direction. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD')
}

/** Terminal columns of a text: two for Chinese characters and emoji, none for combining marks. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += widthOf(character.codePointAt(0) ?? 0, character)
  return width
}

function widthOf(code: number, character: string): number {
  if (/\p{Mn}|\p{Me}/u.test(character)) return 0
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1
}

/** Wide and full-width ranges of UAX #11, Unicode 16, rounded to blocks. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
]

/** Narrows the widest column that may be cut until the line fits or none can be narrowed. */
function shrink<T>(widths: number[], columns: readonly Column<T>[], width: number): void {
  const gaps = GAP.length * (widths.length - 1)
  for (let over = widths.reduce((sum, each) => sum + each, gaps) - width; over > 0; over -= 1) {
    let widest = -1
    widths.forEach((each, i) => {
      if (columns[i]?.whole !== true && each > NARROWEST && each > (widths[widest] ?? 0)) widest = i
    })
    if (widest < 0) return
    widths[widest] = (widths[widest] ?? 0) - 1
  }
}

function fit(text: string, width: number): string {
  const own = displayWidth(text)
  if (own <= width) return text + ' '.repeat(width - own)
  let cut = ''
  let used = 0
  for (const character of text) {
    const next = displayWidth(character)
    if (used + next > width - 1) break
    cut += character
    used += next
  }
  return `${cut}…${' '.repeat(width - 1 - used)}`
}
