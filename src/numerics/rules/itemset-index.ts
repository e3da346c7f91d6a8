import type { FrequentItemsets } from './frequent-itemsets.ts'

/** Finds the count of a subset of a frequent set: an open hash table over the items of all sets. */
export class ItemsetIndex {
  readonly #sets: FrequentItemsets
  readonly #slots: Int32Array
  readonly #mask: number

  constructor(sets: FrequentItemsets) {
    this.#sets = sets
    let capacity = 16
    while (capacity < sets.size * 2) capacity *= 2
    this.#slots = new Int32Array(capacity).fill(-1)
    this.#mask = capacity - 1
    for (let s = 0; s < sets.size; s += 1) {
      const start = sets.offsets[s] as number
      const end = sets.offsets[s + 1] as number
      let hash = START
      for (let k = start; k < end; k += 1) hash = mix(hash, sets.items[k] as number)
      let slot = finish(hash) & this.#mask
      while (this.#slots[slot] !== -1) slot = (slot + 1) & this.#mask
      this.#slots[slot] = s
    }
  }

  /** Baskets with the items of set `s` whose bit in `mask` equals `chosen`; all baskets when there are none. Throws when the subset is missing. */
  countOf(s: number, mask: number, chosen: boolean): number {
    const { offsets, items, counts } = this.#sets
    const start = offsets[s] as number
    const length = (offsets[s + 1] as number) - start
    const flip = chosen ? mask : ~mask
    let hash = START
    let size = 0
    for (let k = 0; k < length; k += 1) {
      if (((flip >>> k) & 1) === 0) continue
      hash = mix(hash, items[start + k] as number)
      size += 1
    }
    if (size === 0) return this.#sets.baskets
    for (let slot = finish(hash) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const candidate = this.#slots[slot] as number
      if (candidate === -1) throw new Error('A subset of a frequent itemset is missing; pass all sets that frequentItemsets found.')
      const at = offsets[candidate] as number
      if ((offsets[candidate + 1] as number) - at !== size) continue
      let matched = 0
      for (let k = 0; k < length; k += 1) {
        if (((flip >>> k) & 1) === 0) continue
        if (items[at + matched] !== items[start + k]) break
        matched += 1
      }
      if (matched === size) return counts[candidate] as number
    }
  }
}

const START = 0x811c9dc5

function mix(hash: number, item: number): number {
  return Math.imul(hash ^ item, 0x9e3779b1) ^ (hash >>> 15)
}

function finish(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return mixed ^ (mixed >>> 13)
}
