/** Ends of the names of places that are written or left out at will: 广东省深圳市南山区, 广东深圳南山区. */
const PLACE_ENDS = '特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|自治州|地区|省|市|区|县|旗|镇|乡|街道'
const CHINESE_PART = new RegExp(
  `(?<place>[\\p{Script=Han}]{2,8}?)(?:${PLACE_ENDS})|(?<road>[\\p{Script=Han}]{1,10}?(?:大道|大街|胡同|路|街|巷|弄|小区|花园|公寓|大厦|苑))|(?<number>[0-9]{1,6}[a-z]?)`,
  'gu',
)
const HAN = /\p{Script=Han}/u
/** As addresses in Latin letters are shortened. */
const SHORT: Readonly<Record<string, string>> = {
  street: 'st',
  road: 'rd',
  avenue: 'ave',
  boulevard: 'blvd',
  lane: 'ln',
  drive: 'dr',
  square: 'sq',
  apartment: 'apt',
  suite: 'ste',
  unit: 'apt',
  floor: 'fl',
  building: 'bldg',
  north: 'n',
  south: 's',
  east: 'e',
  west: 'w',
}
const LONGEST = 200
const ENDS_A_STREET: ReadonlySet<string> = new Set(['st', 'rd', 'ave', 'blvd', 'ln', 'dr', 'sq'])

/**
 * The parts of an address that tell it from others, each once and in order of their text: places without 省 市 区, roads, numbers; of an address in Latin letters its words, as they are
 * shortened, and numbers. Empty where nothing is left.
 *
 * @example addressParts('广东省深圳市南山区科技路8号501室') // ['501', '8', '南山', '广东', '深圳', '科技路']
 */
export function addressParts(text: string): string[] {
  const plain = text.normalize('NFKC').toLowerCase().slice(0, LONGEST)
  const parts = HAN.test(plain) ? chineseParts(plain) : latinParts(plain)
  return [...new Set(parts)].toSorted()
}

function chineseParts(text: string): string[] {
  return [...text.replaceAll(/[\s,，。;；·#-]|中国|中华人民共和国/gu, ' ').matchAll(CHINESE_PART)].flatMap(({ groups }) => {
    const { place, road, number } = groups ?? {}
    return place ?? road ?? number ?? []
  })
}

function latinParts(text: string): string[] {
  return text
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && word !== 'no')
    .map((word) => SHORT[word] ?? word)
}

/**
 * How alike two addresses are, by their parts: 0 the same; 1 one says all that the other says, a house number among it; 2 the same road and another house, or the
 * same house number in a road that is written otherwise; 3 different; -1 where one says too little to be an address.
 */
export function addressLevel(a: readonly string[], b: readonly string[]): number {
  if (a.length < 2 || b.length < 2) return -1
  const [one, other] = [new Set(a), new Set(b)]
  const shared = one.intersection(other)
  const [less, more] = one.size <= other.size ? [one, other] : [other, one]
  if (shared.size === more.size) return 0
  const hasNumber = [...shared].some((part) => /\d/u.test(part))
  if (shared.size === less.size && hasNumber && less.size >= 2) return 1
  return sharesRoad(shared) ? 2 : 3
}

function sharesRoad(shared: ReadonlySet<string>): boolean {
  const parts = [...shared]
  if (parts.some((part) => HAN.test(part) && /(?:大道|大街|胡同|路|街|巷|弄|小区|花园|公寓|大厦|苑)$/u.test(part))) return true
  return parts.some((part) => ENDS_A_STREET.has(part)) && parts.some((part) => !/\d/u.test(part) && part.length > 3)
}
