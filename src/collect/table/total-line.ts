import { isValue } from './cell-shape.ts'

/** What the first cell of a line of totals says, in lower case and without a colon at its end. */
const TOTALS: ReadonlySet<string> = new Set([
  '合计',
  '总计',
  '小计',
  '汇总',
  '共计',
  '总和',
  '合計',
  '總計',
  '小計',
  '総計',
  '합계',
  '총계',
  '소계',
  '本页合计',
  '本页小计',
  '当页合计',
  '全部合计',
  '合计金额',
  '总合计',
  'total',
  'totals',
  'subtotal',
  'sub-total',
  'sub total',
  'subtotals',
  'grand total',
  'grand totals',
  'sum',
  'sums',
  'overall',
  'column total',
  'report total',
  'summe',
  'gesamt',
  'gesamtsumme',
  'zwischensumme',
  'endsumme',
  'total general',
  'total général',
  'sous-total',
  'totale',
  'totale generale',
  'total geral',
  'totaal',
  'totalt',
  'suma',
  'razem',
  'итого',
  'всего',
  'toplam',
  // As SAP marks its sums.
  '*',
  '**',
  '***',
])
/** The sum of a group, before its name: Subtotal March, Total for Acme. */
const BEFORE_GROUP = /^(?:sub-?total|total for|zwischensumme|sous-total|subtotale|小计|小計|итого по)[\s:：]/i
/** A line across the page, or a remark of one cell. A number sign before a digit is an order. */
const REMARK = /^(?:#+(?!\s*\d)|-{5,}|={5,}|\*{5,})/
/** What exports write below or above a table: who made it, when, of how many records. */
const FOOTERS =
  /^(?:\d*\s*records?(?:\(s\))? downloaded|\d+ (?:rows?|records?|orders?|results?)(?:$| (?:found|exported|downloaded|total))|seller id\s*[:：]|(?:export|download|generat|print|report)\w*(?: (?:on|at|by|date|time))*\s*[:：]|end of (?:file|report)|导出(?:时间|人|日期)|下载时间|制表|打印(?:时间|人|日期)|统计时间|共\s*\d+\s*[条笔行单项页件])/i
const RECORDS = /^records?(?:\(s\))? downloaded/i
const TOTAL_WITH_COUNT = /^(?:合计|总计|小计|共计|合計|總計|total)\s*(?:[:：(（]|\d)/i
/** The sum of a group, behind its name: 王伟 小计. */
const OF_GROUP = /[小合]计$/
/** First characters of `TOTALS` and `FOOTERS`, so that other rows are told apart by one look. */
const FIRST = new Set('合总總小汇共本当全总総합총소tTsSgGoOcCrReEdDpPzZиИвВ#-=*导下制打统0123456789')

/**
 * Whether a clean row is no record but a line that says a total or something about the file. Never by its words alone: a line of totals holds nothing
 * but the word and numbers, and leaves cells empty that records fill, so that a product or a customer called "Total" stays.
 */
export function isTotalLine(cells: readonly string[], filledOfRecords: number): boolean {
  let first = 0
  while (first < cells.length && cells[first] === '') first += 1
  const word = cells[first]
  if (word === undefined || (!FIRST.has(word.charAt(0)) && !OF_GROUP.test(word))) return false
  // Merged cells repeat the word.
  let filled = 0
  for (const cell of cells) if (cell !== '' && cell !== word) filled += 1
  filled += 1
  if (filled >= filledOfRecords && filled > 2) return false
  // "3","record(s) downloaded" has its count in a cell of its own.
  const second = cells[first + 1] ?? ''
  if (filledOfRecords >= 3 && filled === 1 && (REMARK.test(word) || FOOTERS.test(word))) return true
  if (filledOfRecords >= 4 && ((filled <= filledOfRecords / 2 && FOOTERS.test(word)) || RECORDS.test(second))) return true
  const plain = word
    .toLowerCase()
    .replace(/[:：]$/, '')
    .trimEnd()
    .replaceAll(/(?<=[^a-z\s])\s+(?=[^a-z\s])/g, '')
  const ofGroup = BEFORE_GROUP.test(word) || (OF_GROUP.test(word) && filled <= filledOfRecords / 2)
  if (!TOTALS.has(plain) && !TOTAL_WITH_COUNT.test(word) && !ofGroup) return false
  if (filled >= filledOfRecords) return false
  for (let j = first + 1; j < cells.length; j += 1) {
    const cell = cells[j] as string
    if (cell !== '' && cell !== word && !(isValue(cell) && isAmount(cell)) && !TOTALS.has(cell.toLowerCase())) return false
  }
  return true
}

/** A number of a line of totals: no day, no address, no long id. */
function isAmount(cell: string): boolean {
  return !/[@:/]|\d-\d|年/.test(cell) && cell.length <= 24
}
