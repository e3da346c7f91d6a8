/**
 * Seeded generator (sfc32, Chris Doty-Humphrey's PractRand). Same seed, same sequence, on every machine.
 * `fork(label)` gives an independent stream, so that adding a draw in one place changes nothing elsewhere.
 */
export class Rng {
  readonly seed: string
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(seed: string | number) {
    this.seed = String(seed)
    const hash = hash128(this.seed)
    this.#a = hash[0]
    this.#b = hash[1]
    this.#c = hash[2]
    for (let i = 0; i < 12; i += 1) this.next()
  }

  /** Uniform in [0, 1), 32 bits of resolution. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum
    return (sum >>> 0) / 4_294_967_296
  }

  /** Integer in [0, n). */
  int(n: number): number {
    return Math.floor(this.next() * n)
  }

  /** Uniform in [low, high). */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.next()
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability
  }

  /** Standard normal (Box-Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next())
  }

  /** Exponential with the given mean. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next())
  }

  /** One element of a non-empty list. */
  pick<T>(list: readonly T[]): T {
    return list[this.int(list.length)] as T
  }

  /** Index drawn with probability proportional to its weight. */
  weighted(weights: readonly number[]): number {
    let total = 0
    for (const weight of weights) total += weight
    let left = this.next() * total
    for (let i = 0; i < weights.length; i += 1) {
      left -= weights[i] as number
      if (left < 0) return i
    }
    return weights.length - 1
  }

  /** Fisher-Yates, in place. */
  shuffle<T>(list: T[]): T[] {
    return shuffle(list, () => this.next())
  }

  fork(label: string | number): Rng {
    return new Rng(`${this.seed}/${label}`)
  }
}

/** Fisher-Yates, in place; `random` is uniform in [0, 1). */
export function shuffle<T>(list: T[], random: () => number): T[] {
  for (let i = list.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1))
    const held = list[i] as T
    list[i] = list[j] as T
    list[j] = held
  }
  return list
}

/** Uniform in [0, 1) from text alone: stable buckets for hold-out assignment and sampling. */
export function hashUnit(text: string): number {
  return hash128(text)[0] / 4_294_967_296
}

/** Four 32-bit words from text (MurmurHash3-style mixing over UTF-16 units). Not cryptographic. */
function hash128(text: string): [number, number, number, number] {
  let h1 = 1_779_033_703
  let h2 = 3_144_134_277
  let h3 = 1_013_904_242
  let h4 = 2_773_480_762
  for (let i = 0; i < text.length; i += 1) {
    const k = text.charCodeAt(i)
    h1 = h2 ^ Math.imul(h1 ^ k, 597_399_067)
    h2 = h3 ^ Math.imul(h2 ^ k, 2_869_860_233)
    h3 = h4 ^ Math.imul(h3 ^ k, 951_274_213)
    h4 = h1 ^ Math.imul(h4 ^ k, 2_716_044_179)
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597_399_067)
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2_869_860_233)
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951_274_213)
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2_716_044_179)
  return [(h1 ^ h2 ^ h3 ^ h4) >>> 0, (h2 ^ h1) >>> 0, (h3 ^ h1) >>> 0, (h4 ^ h1) >>> 0]
}
