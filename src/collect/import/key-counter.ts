/**
 * How often each 64-bit key was seen: open addressing over typed arrays, 12 bytes a slot, so that ten million keys take 400 MB at most
 * where a Map would take more than a gigabyte.
 */
export class KeyCounter {
  #low = new Uint32Array(1 << 12)
  #high = new Uint32Array(1 << 12)
  #count = new Uint32Array(1 << 12)
  #size = 0

  /** Number of different keys. */
  get size(): number {
    return this.#size
  }

  /** Counts the key and returns how often it had been seen before. */
  add(key: bigint): number {
    return this.#add(Number(key & 0xffff_ffffn), Number(key >> 32n))
  }

  /**
   * Counts a text by an unkeyed 64-bit hash that is never stored: for figures only, where SHA-256 would take as long as reading the
   * row. Use one counter for either keys or texts.
   */
  addText(text: string): number {
    let [a, b] = [0xdead_beef, 0x41c6_ce57]
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i)
      a = Math.imul(a ^ code, 0x9e37_79b1)
      b = Math.imul(b ^ code, 0x5f35_6495)
    }
    a = Math.imul(a ^ (a >>> 16), 0x85eb_ca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2_ae35)
    b = Math.imul(b ^ (b >>> 16), 0x85eb_ca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2_ae35)
    return this.#add(a >>> 0, b >>> 0)
  }

  #add(low: number, high: number): number {
    const slot = this.#find(low, high)
    const before = this.#count[slot] as number
    this.#count[slot] = before + 1
    if (before === 0) {
      this.#low[slot] = low
      this.#high[slot] = high
      this.#size += 1
      if (this.#size * 2 > this.#count.length) this.#grow()
    }
    return before
  }

  has(key: bigint): boolean {
    return this.#count[this.#find(Number(key & 0xffff_ffffn), Number(key >> 32n))] !== 0
  }

  #find(low: number, high: number): number {
    const mask = this.#count.length - 1
    let slot = (low ^ Math.imul(high, 0x9e37_79b1)) & mask
    while (this.#count[slot] !== 0 && (this.#low[slot] !== low || this.#high[slot] !== high)) slot = (slot + 1) & mask
    return slot
  }

  #grow(): void {
    const [low, high, count] = [this.#low, this.#high, this.#count]
    const length = count.length * 2
    this.#low = new Uint32Array(length)
    this.#high = new Uint32Array(length)
    this.#count = new Uint32Array(length)
    for (let i = 0; i < count.length; i += 1) {
      if (count[i] === 0) continue
      const slot = this.#find(low[i] as number, high[i] as number)
      this.#low[slot] = low[i] as number
      this.#high[slot] = high[i] as number
      this.#count[slot] = count[i] as number
    }
  }
}
