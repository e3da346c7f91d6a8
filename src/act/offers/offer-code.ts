/** A code as people type it: in capitals, without spaces and hyphens. Empty for what cannot be a code. */
export function plainCode(text: string): string {
  if (text.length > 120) return ''
  const plain = text.normalize('NFKC').toUpperCase().replaceAll(/[\s-]/gu, '')
  return /^[\p{L}\p{N}._/+=:#]{3,60}$/u.test(plain) ? plain : ''
}

export const MOST_CODES_AT_ONCE = 50_000

export interface CodeList {
  /** As they are shown to customers, each once. */
  readonly codes: readonly string[]
  /** Written twice or more in the list. */
  readonly repeated: number
  /** Lines that are no code, by number from 1; the first ten. */
  readonly wrong: readonly number[]
  readonly wrongCount: number
}

const HEADINGS = new Set(['CODE', 'CODES', 'COUPON', 'COUPONCODE', 'COUPON_CODE', '优惠码', '券码', '兑换码', '卡密', '编码'])

/** Codes of a text or CSV, one a line, the first column of each; a heading is left out. */
export function readCodeList(text: string): CodeList {
  const known = new Set<string>()
  const codes: string[] = []
  const wrong: number[] = []
  let repeated = 0
  let wrongCount = 0
  for (const [i, line] of text
    .replace(/^\uFEFF/u, '')
    .split(/\r\n|\n|\r/u)
    .entries()) {
    const cell = firstCell(line)
    if (cell === '') continue
    const plain = plainCode(cell)
    if (codes.length === 0 && wrongCount === 0 && HEADINGS.has(plain.replaceAll(' ', ''))) continue
    if (plain === '') {
      wrongCount += 1
      if (wrong.length < 10) wrong.push(i + 1)
    } else if (known.has(plain)) repeated += 1
    else {
      known.add(plain)
      codes.push(cell)
    }
  }
  return { codes, repeated, wrong, wrongCount }
}

/** No code has a comma, semicolon or tab in it, so that these can only end the column. */
function firstCell(line: string): string {
  const [cell = ''] = line.split(/[,;\t，；]/u)
  return cell
    .trim()
    .replace(/^"(.*)"$/u, '$1')
    .trim()
}
