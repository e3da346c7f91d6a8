/** What spreadsheets, databases and exports write where nothing is. Compared as it stands: a person may be called Null. */
const NOTHING: ReadonlySet<string> = new Set([
  '-',
  '--',
  '---',
  '—',
  '——',
  '–',
  '/',
  '\\N',
  'N/A',
  'n/a',
  '#N/A',
  '#n/a',
  '#N/A N/A',
  '#NA',
  '#NULL!',
  '#REF!',
  '#VALUE!',
  '#DIV/0!',
  '#NAME?',
  '#NUM!',
  'NULL',
  'null',
  '(null)',
  '<null>',
  '(NULL)',
  '<NULL>',
  'NaN',
  'NaT',
  '<NA>',
  'undefined',
])
const LONGEST_NOTHING = 9
/** Longer than anything that is kept: such a text stays as it came, and a file full of them holds nobody up. */
const LONG = 2_000
/** First characters of `NOTHING` and of what else the fast path must not pass: = ' ` " # ( - / < N n u \ */
const SUSPECT = new Uint8Array(128)
for (const sign of '=\'`"#(-/<Nnu\\') SUSPECT[sign.charCodeAt(0)] = 1
/** Wide forms of letters, digits and signs. */
const WIDE_FROM = 0xff01
const WIDE_TO = 0xff5e

/**
 * The visible text of a cell, without what exports put around it: `="001"`, an apostrophe that keeps a number as text, tabs, blanks and invisible
 * marks, leftover quotation marks, markers of empty cells. Ids, numbers and dates in full-width characters become plain; other texts stay.
 */
export function cleanCell(text: string): string {
  const { length } = text
  if (length === 0 || length > LONG) return text
  for (let i = 0; i < length; i += 1) {
    const code = text.charCodeAt(i)
    if (code < 32 || code > 126) return cleanSlowly(text)
  }
  const first = text.charCodeAt(0)
  if (first === 32 || text.charCodeAt(length - 1) === 32) return cleanSlowly(text)
  return SUSPECT[first] === 1 ? unwrapped(text) : text
}

function cleanSlowly(text: string): string {
  let [clean, wide, digit, other] = ['', false, false, false]
  let from = 0
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (code >= 32 && code <= 126) {
      if (code >= 48 && code <= 57) digit = true
      continue
    }
    if (isUnseen(code)) {
      clean += text.slice(from, i)
      from = i + 1
    } else if (isBlank(code)) {
      clean += text.slice(from, i) + ' '
      from = i + 1
    } else if (code >= WIDE_FROM && code <= WIDE_TO) {
      wide = true
      if (code >= 0xff10 && code <= 0xff19) digit = true
    } else if (code !== 0xffe5 && code !== 10 && code !== 13 && !isOfDates(code)) other = true
  }
  clean = trimmed(from === 0 ? text : clean + text.slice(from))
  if (wide && digit && !other) clean = clean.normalize('NFKC')
  return clean === '' ? '' : unwrapped(clean)
}

/** Takes off what stands around the value of a text without blanks at its ends. */
function unwrapped(text: string): string {
  if (text.length <= LONGEST_NOTHING && NOTHING.has(text)) return ''
  const first = text.charCodeAt(0)
  if (first === 61) return unwrappedFormula(text)
  if (first === 34) {
    // "x" with its quotation marks, not "a" and "b".
    if (text.length < 2 || text.charCodeAt(text.length - 1) !== 34 || text.indexOf('"', 1) !== text.length - 1) return text
    return trimmed(text.slice(1, -1))
  }
  if (first === 39) {
    const rest = text.slice(1)
    if (rest.length > 1 && rest.endsWith("'") && !rest.slice(0, -1).includes("'")) return trimmed(rest.slice(0, -1))
    return keepsText(rest) ? trimmed(rest) : text
  }
  return first === 96
    ? trimmed(text.slice(text.endsWith('`') && text.length > 1 ? 1 : 1, text.length > 2 && text.endsWith('`') ? -1 : undefined))
    : text
}

/** `="001"` and `=001`, which spreadsheets are given to keep the zeros; a formula that computes stays. */
function unwrappedFormula(text: string): string {
  const rest = text.charCodeAt(1) === 34 && text.length > 2 && text.endsWith('"') ? text.slice(2, -1) : undefined
  if (rest !== undefined) return rest.includes('"') && !/^(?:[^"]|"")*$/.test(rest) ? text : cleanCell(rest.replaceAll('""', '"'))
  const bare = text.slice(1)
  return /^[\w.]+$/.test(bare) ? bare : text
}

/** An apostrophe before a number, an id or a text that looks like a formula is a mark of spreadsheets; before a small letter it begins a name, as in 's-Hertogenbosch. */
function keepsText(rest: string): boolean {
  if (rest === '') return true
  const first = rest.charCodeAt(0)
  return !(first >= 97 && first <= 122) || /[\d@]/.test(rest)
}

/** Zero-width blanks, direction marks, byte-order marks inside, soft hyphens, and control characters but tab, line end and the zero, by which damage shows. */
function isUnseen(code: number): boolean {
  if (code < 32) return code !== 0 && code !== 9 && code !== 10 && code !== 13
  return (
    code === 0x7f ||
    code === 0xad ||
    code === 0x200b ||
    code === 0x200e ||
    code === 0x200f ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x2069) ||
    code === 0x061c ||
    code === 0x180e ||
    code === 0xfeff
  )
}

function isBlank(code: number): boolean {
  return (
    code === 9 ||
    code === 32 ||
    code === 0xa0 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  )
}

/** 年 月 日 时 分 秒 元 and the signs of money: what numbers and dates in full width hold beside digits. */
function isOfDates(code: number): boolean {
  return '年月日时時分秒元¥€£'.includes(String.fromCharCode(code))
}

/** Without blanks, line ends and joiners at its ends. */
function trimmed(text: string): string {
  let [from, to] = [0, text.length]
  while (from < to && isEdge(text.charCodeAt(from))) from += 1
  while (to > from && isEdge(text.charCodeAt(to - 1))) to -= 1
  return from === 0 && to === text.length ? text : text.slice(from, to)
}

function isEdge(code: number): boolean {
  return (
    code === 32 || code === 10 || code === 13 || code === 0x200c || code === 0x200d || code === 0x2028 || code === 0x2029 || isBlank(code)
  )
}
