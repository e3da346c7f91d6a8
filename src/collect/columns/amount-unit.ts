/** Powers of ten of the units that amounts are written in. */
const POWERS: Readonly<Record<string, number>> = {
  分: -2,
  fen: -2,
  cent: -2,
  cents: -2,
  minor: -2,
  'minor units': -2,
  pence: -2,
  centavos: -2,
  centimes: -2,
  'in cents': -2,
  'in thousands': 3,
  thousands: 3,
  tsd: 3,
  百元: 2,
  千元: 3,
  万: 4,
  万元: 4,
  万元人民币: 4,
  人民币万元: 4,
  十万元: 5,
  百万元: 6,
  千万元: 7,
  亿: 8,
  亿元: 8,
}

/** An amount unit other than the currency's own, as written, and its power of ten. */
export interface AmountUnit {
  readonly word: string
  readonly power: number
}

/** The unit that an amount heading names, in brackets at its end or as its last word. @example unitOfHeading('合同金额(万元)') // power 4 */
export function unitOfHeading(heading: string): AmountUnit | undefined {
  const text = heading.normalize('NFKC').trim().toLowerCase()
  const last = text.at(-1) ?? ''
  const open = ')]】'.includes(last) ? Math.max(...[...'([【'].map((sign) => text.lastIndexOf(sign))) : -1
  if (last !== '' && open > 0) return unitOf(text.slice(open + 1, -1))
  const words = text.split(/[^\p{L}\p{N}]+/u)
  const word = words.at(-1) ?? ''
  const found = words.length > 1 ? unitOf(word) : undefined
  if (found !== undefined) return found
  const tail = ['百万元', '千万元', '万元', '千元', '亿元'].find((unit) => text.endsWith(unit))
  return tail === undefined || tail === text ? undefined : unitOf(tail)
}

/** The unit that a line above a table gives for all amounts. @example unitOfLine('单位：万元') // power 4 */
export function unitOfLine(cells: readonly string[]): AmountUnit | undefined {
  for (const cell of cells) {
    const text = cell.normalize('NFKC')
    const at = text.lastIndexOf('单位')
    const unit =
      at < 0
        ? undefined
        : unitOf(
            text
              .slice(at + 2)
              .replace(/^[\s:]+/, '')
              .replace(/[\s)\]】].*$/, ''),
          )
    if (unit !== undefined) return unit
  }
  return undefined
}

function unitOf(text: string): AmountUnit | undefined {
  const word = text
    .replace(/^单位\s*:?/, '')
    .trim()
    .toLowerCase()
  const power = Object.hasOwn(POWERS, word) ? POWERS[word] : undefined
  return power === undefined ? undefined : { word, power }
}
