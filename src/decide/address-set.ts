const FREE = 0
/** From here on the set grows: the share of its places that are taken. */
const FULL = 0.5

/** A set of addresses, each two words of its hash that are not both zero: sixteen bytes each where a Set of texts takes a hundred. */
export class AddressSet {
  #words = new Uint32Array(2 * 1_024)
  #size = 0

  has(high: number, low: number): boolean {
    const at = place(this.#words, high, low)
    return this.#words[at] !== FREE || this.#words[at + 1] !== FREE
  }

  add(high: number, low: number): void {
    if (this.has(high, low)) return
    if (this.#size * 2 >= this.#words.length * FULL) this.#grow()
    const at = place(this.#words, high, low)
    this.#words[at] = high
    this.#words[at + 1] = low
    this.#size += 1
  }

  #grow(): void {
    const larger = new Uint32Array(this.#words.length * 2)
    for (let from = 0; from < this.#words.length; from += 2) {
      const [high, low] = [this.#words[from] as number, this.#words[from + 1] as number]
      if (high === FREE && low === FREE) continue
      const at = place(larger, high, low)
      larger[at] = high
      larger[at + 1] = low
    }
    this.#words = larger
  }
}

/** Where a pair is, or would be. The words are those of a hash already; a multiplication spreads small numbers as well. */
function place(words: Uint32Array, high: number, low: number): number {
  const mask = words.length / 2 - 1
  let slot = (Math.imul(high ^ (low >>> 7), 2_654_435_761) >>> 4) & mask
  for (;;) {
    const at = slot * 2
    if ((words[at] === high && words[at + 1] === low) || (words[at] === FREE && words[at + 1] === FREE)) return at
    slot = (slot + 1) & mask
  }
}
