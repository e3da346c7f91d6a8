import { addressLevel } from './compare-address.ts'
import { birthdayLevel } from './compare-birthday.ts'

/** What is compared of two customers, readable: lives in memory only while pairs are scored. '' and 0 and an empty list mean unknown. */
export interface ComparedPerson {
  readonly customerId: string
  readonly name: string
  /** YYYY-MM-DD, of an attribute of the shop's own: the fixed field keeps the year alone. */
  readonly birthday: string
  readonly birthYear: number
  /** Its parts, see `addressParts`. */
  readonly address: readonly string[]
  /** So many others have the address that it says little: an office, a dormitory. */
  readonly isAddressCommon: boolean
  readonly gender: string
  readonly region: string
  /** Normalised: +8613812345678. */
  readonly phones: readonly string[]
  /** Normalised: in lower case. */
  readonly emails: readonly string[]
}

export const FIELDS = ['name', 'phone', 'email', 'birthday', 'birthYear', 'address', 'region', 'gender'] as const
export type Field = (typeof FIELDS)[number]

/** Levels of a field, the most alike first; the last one is «different». */
export const LEVELS: Readonly<Record<Field, readonly string[]>> = {
  name: ['same', 'similar', 'same-family', 'different'],
  phone: ['one-digit', 'same-tail', 'different'],
  email: ['same-local', 'one-letter', 'different'],
  birthday: ['same', 'swapped', 'same-year', 'different'],
  birthYear: ['same', 'one-year', 'different'],
  address: ['same', 'contained', 'same-road', 'same-common', 'different'],
  region: ['same', 'different'],
  gender: ['same', 'different'],
}

/** The level of each field, by its place in LEVELS; -1 where one of the two is unknown, which says nothing. */
export type Comparison = readonly number[]

export function comparePeople(a: ComparedPerson, b: ComparedPerson): Comparison {
  const birthday = birthdayLevel(a.birthday, b.birthday)
  return [
    nameLevel(a.name, b.name),
    best(a.phones, b.phones, phoneLevel, 2),
    best(a.emails, b.emails, emailLevel, 2),
    birthday,
    // What the birthdays say of the year counts once.
    birthday >= 0 || a.birthYear === 0 || b.birthYear === 0 ? -1 : Math.min(2, Math.abs(a.birthYear - b.birthYear)),
    addressOf(a, b),
    sameOrNot(a.region, b.region),
    sameOrNot(a.gender, b.gender),
  ]
}

/** How often an address comes is told by a level of its own, so that m and u are estimated for it. */
function addressOf(a: ComparedPerson, b: ComparedPerson): number {
  const level = addressLevel(a.address, b.address)
  if (level === 3) return 4
  return (level === 0 || level === 1) && (a.isAddressCommon || b.isAddressCommon) ? 3 : level
}

const HAN = /\p{Script=Han}/u
const DOUBLE_FAMILIES: ReadonlySet<string> = new Set([
  '欧阳',
  '司马',
  '上官',
  '诸葛',
  '司徒',
  '东方',
  '皇甫',
  '尉迟',
  '公孙',
  '慕容',
  '令狐',
  '长孙',
])

/** A name as it is compared: without spaces and points in Chinese, words in alphabetical order else, since «Li Ming» and «Ming Li» are both written. */
export function plainName(name: string): string {
  const text = name.normalize('NFKC').toLowerCase().trim().slice(0, 100)
  if (HAN.test(text)) return text.replaceAll(/[\s·.]/gu, '')
  return text
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .toSorted()
    .join(' ')
}

function nameLevel(a: string, b: string): number {
  const [one, other] = [plainName(a), plainName(b)]
  if (one === '' || other === '') return -1
  if (one === other) return 0
  const chinese = HAN.test(one)
  // A name in Chinese and one in Latin letters cannot be told apart without knowing how the person spells it.
  if (chinese !== HAN.test(other)) return -1
  if (chinese) {
    const sameFamily = familyOf(one) === familyOf(other)
    if (sameFamily && [...one].length > 2 && distance(one, other, 1) <= 1) return 1
    return sameFamily ? 2 : 3
  }
  if (one.length > 4 && distance(one, other, 2) <= (one.length > 8 ? 2 : 1)) return 1
  return new Set(one.split(' ')).isDisjointFrom(new Set(other.split(' '))) ? 3 : 2
}

function familyOf(name: string): string {
  const two = [...name].slice(0, 2).join('')
  return DOUBLE_FAMILIES.has(two) ? two : ([...name][0] ?? '')
}

function phoneLevel(a: string, b: string): number {
  if (distance(a, b, 1) <= 1) return 0
  return a.slice(-4) === b.slice(-4) ? 1 : 2
}

function emailLevel(a: string, b: string): number {
  const [one, other] = [localOf(a), localOf(b)]
  if (one === other && one.length > 3) return 0
  return one.length > 5 && distance(one, other, 1) <= 1 ? 1 : 2
}

/** What stands before the @, without what mail services ignore. */
export function localOf(email: string): string {
  const local = email.slice(0, email.lastIndexOf('@') >>> 0)
  return (local.split('+')[0] ?? '').replaceAll('.', '')
}

function sameOrNot(a: string, b: string): number {
  if (a === '' || b === '') return -1
  return a === b ? 0 : 1
}

/** The most alike of all values of both; at most eight of each. */
function best(a: readonly string[], b: readonly string[], level: (a: string, b: string) => number, worst: number): number {
  if (a.length === 0 || b.length === 0) return -1
  let least = worst
  for (const one of a.slice(0, 8)) for (const other of b.slice(0, 8)) least = Math.min(least, level(one, other))
  return least
}

/**
 * Letters that differ, are missing or stand in each other's place (restricted Damerau-Levenshtein distance); `most + 1` where there are more than `most`.
 * Texts longer than 100 count as different.
 */
export function distance(a: string, b: string, most: number): number {
  if (a === b) return 0
  if (Math.abs(a.length - b.length) > most || a.length > 100 || b.length > 100) return most + 1
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let least = Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] as number) + 1)
      next.push(least)
    }
    before = row
    row = next
  }
  return Math.min(row[b.length] as number, most + 1)
}
