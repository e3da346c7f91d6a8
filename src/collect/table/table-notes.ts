import type { TableWalk } from './row-filter.ts'
import type { TableNote } from './table.ts'

const NAMED = 5

export function sheetNote(sheet: string, others: readonly string[]): TableNote {
  return {
    code: 'sheet-chosen',
    text: {
      zh: `读取的是工作表“${sheet}”；未读取：${listed(others, '、')}。`,
      en: `Sheet "${sheet}" is read. Not read: ${listed(others, ', ')}.`,
    },
  }
}

/** @param unsure Whether another encoding was nearly as plausible. */
export function encodingNote(encoding: string, unsure = false): TableNote {
  const name = encoding.toUpperCase()
  if (unsure)
    return {
      code: 'encoding-unsure',
      text: {
        zh: `文件没有注明文字编码，文字太少，看不准：按 ${name} 读取。请核对姓名和商品名；如果是乱码，请指定编码。`,
        en: `The file doesn't say its text encoding, and its text is too short to tell for sure. It is read as ${name}. Check the names: if they look garbled, set the encoding.`,
      },
    }
  return {
    code: 'encoding-guessed',
    text: {
      zh: `文件没有注明文字编码，按 ${name} 读取；如果出现乱码，请指定编码。`,
      en: `The file doesn't say its text encoding. It is read as ${name}. If names look garbled, set the encoding.`,
    },
  }
}

export function mixedNote(line: number): TableNote {
  return {
    code: 'mixed-encodings',
    text: {
      zh: `文件按 UTF-8 读取，但从第 ${line} 行起有些行是别的编码：含有乱码的行不会导入，请改好后再导入这些行。`,
      en: `The file is read as UTF-8, but some lines, the first of them line ${line}, are in another encoding. Rows that can't be read are refused. Correct them and import them again.`,
    },
  }
}

/** `figures` are the columns whose cells are not repeated. */
export function mergedNote(ranges: number, figures: readonly string[]): TableNote {
  return {
    code: 'cells-merged',
    text: {
      zh: `有 ${ranges} 处合并单元格，合并区域的每一行都按第一格的值读取${figures.length === 0 ? '' : `；${listed(figures, '、')}是金额或数量，只在第一行计一次`}。`,
      en: `${ranges} merged ${ranges === 1 ? 'range is' : 'ranges are'} read with the value of the first cell in each row${figures.length === 0 ? '' : `. Figures (${listed(figures, ', ')}) count once, in the first row`}.`,
    },
  }
}

export function aboveNote(lines: number, headingLine: number): TableNote {
  return {
    code: 'lines-above-heading',
    text: {
      zh: `表头在第 ${headingLine} 行，它上面的 ${lines} 行说明没有读取。`,
      en: `The heading is line ${headingLine}. ${lines} ${lines === 1 ? 'line' : 'lines'} above it ${lines === 1 ? 'is' : 'are'} not read.`,
    },
  }
}

export function noHeadingNote(columns: number): TableNote {
  return {
    code: 'no-heading',
    text: {
      zh: `文件没有表头，第一行就是数据；各列按“column 1”到“column ${columns}”称呼，请核对每一列的含义。`,
      en: `The file has no heading: its first row is data. Its columns are called "column 1" to "column ${columns}". Check what each holds.`,
    },
  }
}

/** `columns` are the names that tell them apart. */
export function sameNameNote(name: string, columns: readonly string[]): TableNote {
  return {
    code: 'columns-of-one-name',
    text: {
      zh: `有 ${columns.length} 列都叫“${name}”，分别记为${columns.map((column) => `“${column}”`).join('、')}；请核对用的是哪一列。`,
      en: `${columns.length} columns are called "${name}". They are told apart as ${columns.map((column) => `"${column}"`).join(' and ')}. Check which one is used.`,
    },
  }
}

export function cutNote(): TableNote {
  return {
    code: 'end-cut',
    text: {
      zh: '文件最后没有换行，最后一行和前面的行不一样，可能被截断：请核对最后一行，或重新导出。',
      en: "The file doesn't end with a line break, and its last row is unlike the others: it may be cut off. Check that row, or export again.",
    },
  }
}

/** What a walk left out. */
export function walkNotes({ totalLines, totalsAt, headingsRepeated, headingsAt }: TableWalk): TableNote[] {
  const notes: TableNote[] = []
  if (totalLines > 0) {
    notes.push({
      code: 'total-lines',
      text: {
        zh: `有 ${totalLines} 行是合计或说明，没有算作数据（第 ${lines(totalsAt, totalLines, '、')} 行）。`,
        en: `${totalLines} ${totalLines === 1 ? 'line is a total or a note' : 'lines are totals or notes'}, not data, and left out (line ${lines(totalsAt, totalLines, ', ')}).`,
      },
    })
  }
  if (headingsRepeated > 0) {
    notes.push({
      code: 'headings-repeated',
      text: {
        zh: `表头在数据中间又出现了 ${headingsRepeated} 次，没有算作数据（第 ${lines(headingsAt, headingsRepeated, '、')} 行）。`,
        en: `The heading is repeated ${headingsRepeated} ${headingsRepeated === 1 ? 'time' : 'times'} among the rows and left out there (line ${lines(headingsAt, headingsRepeated, ', ')}).`,
      },
    })
  }
  return notes
}

function lines(at: readonly number[], count: number, comma: string): string {
  return at.slice(0, NAMED).join(comma) + (count > NAMED ? ' …' : '')
}

function listed(names: readonly string[], comma: string): string {
  return names.slice(0, NAMED).join(comma) + (names.length > NAMED ? ' …' : '')
}
