import { Breather } from '#kernel/breather.ts'
import { type ComparedPerson, localOf, plainName } from './compare-people.ts'

/** Customers under one key beyond which the key says nothing: a name that hundreds have. */
export const MOST_IN_A_BLOCK = 40
/** Pairs that are compared at most. */
export const MOST_PAIRS = 400_000

export interface Blocked {
  /** Pairs to compare, by place in the list, the smaller first. */
  readonly pairs: readonly (readonly [number, number])[]
  /** Keys left out because too many have them, and whether pairs were left out because there were too many. */
  readonly largeBlocks: number
  readonly complete: boolean
}

/**
 * Pairs that are worth comparing: they share a name, all but one digit of a phone, what stands before the @, an address, or a birthday and the first letter of the name. Each pair once.
 *
 * @param apart Pairs that are never proposed, as `a b` with the smaller id first
 */
export async function blockPeople(people: readonly ComparedPerson[], apart: ReadonlySet<string>): Promise<Blocked> {
  const breather = new Breather()
  const blocks = new Map<string, number[]>()
  for (const [i, person] of people.entries()) {
    if (breather.isDue) await breather.pause()
    for (const key of keysOf(person)) {
      const block = blocks.get(key)
      if (block === undefined) blocks.set(key, [i])
      else if (block.length <= MOST_IN_A_BLOCK) block.push(i)
    }
  }
  const seen = new Set<number>()
  const pairs: [number, number][] = []
  let largeBlocks = 0
  for (const block of blocks.values()) {
    if (breather.isDue) await breather.pause()
    if (block.length > MOST_IN_A_BLOCK) {
      largeBlocks += 1
      continue
    }
    for (const [n, i] of block.entries()) {
      for (const j of block.slice(n + 1)) {
        const key = i * people.length + j
        if (i === j || seen.has(key) || apart.has(pairKey(people[i]?.customerId ?? '', people[j]?.customerId ?? ''))) continue
        if (pairs.length >= MOST_PAIRS) return { pairs, largeBlocks, complete: false }
        seen.add(key)
        pairs.push([i, j])
      }
    }
  }
  return { pairs, largeBlocks, complete: true }
}

/** Two customers in one text, whichever comes first. */
export function pairKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`
}

function keysOf({ name, phones, emails, address, birthday }: ComparedPerson): Set<string> {
  const keys = new Set<string>()
  const plain = plainName(name)
  if (plain.length > 1) keys.add(`n ${plain}`)
  if (address.length > 2) keys.add(`d ${address.join(' ')}`)
  if (birthday !== '' && plain !== '') keys.add(`b ${birthday} ${[...plain][0] ?? ''}`)
  for (const phone of phones.slice(0, 8)) {
    // A wrong digit leaves one half as it was.
    const digits = phone.replaceAll(/\D/gu, '').slice(-11)
    if (digits.length >= 9) {
      keys.add(`a ${digits.slice(0, -5)} ${plain}`)
      keys.add(`z ${digits.slice(-6)}`)
    }
  }
  for (const email of emails.slice(0, 8)) {
    const local = localOf(email)
    if (local.length > 3) keys.add(`e ${local}`)
  }
  return keys
}
