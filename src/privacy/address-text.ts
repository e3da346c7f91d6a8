/** Words for a street: without one of these a number does not locate a home. */
const STREETS = ['路', '街', '道', '巷', '弄', '胡同', '村', '小区', '大厦', '花园', '公寓', '社区', '组', '苑']
/** Words after a number: for a house, a flat, a floor. */
const HOUSES = ['号', '室', '栋', '幢', '单元', '弄', '楼']
const ENGLISH = new Set(
  'street st road rd avenue ave lane ln boulevard blvd drive dr court ct highway hwy terrace parkway pkwy apartment apt suite'.split(' '),
)
const LONGEST = 300

/**
 * Whether a text is a postal address down to the house: a street and a numbered house (建国路88号, 12 Baker Street). A city or a district alone is not.
 * Linear in the length, which is cut.
 */
export function isAddress(text: string): boolean {
  const plain = text.slice(0, LONGEST).normalize('NFKC')
  return isChineseAddress(plain) || isWesternAddress(plain)
}

function isChineseAddress(text: string): boolean {
  const street = STREETS.map((word) => text.indexOf(word)).filter((at) => at > 0)
  if (street.length === 0) return false
  const first = Math.min(...street)
  return HOUSES.some((word) => {
    for (let at = text.indexOf(word, first); at >= 0; at = text.indexOf(word, at + 1)) if (isDigit(text.charCodeAt(at - 1))) return true
    return false
  })
}

/** A number followed by words that include one for a street. */
function isWesternAddress(text: string): boolean {
  const words = text
    .toLowerCase()
    .split(/[\s,.;]+/)
    .filter((word) => word !== '')
  const number = words.findIndex((word) => isDigit(word.charCodeAt(0)) && word.length <= 6)
  return number >= 0 && words.slice(number + 2, number + 6).some((word) => ENGLISH.has(word))
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}
