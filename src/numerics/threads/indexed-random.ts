/**
 * Uniform numbers in [0, 1) for one piece of work, whichever thread does it: a Weyl sequence through the finaliser of MurmurHash3. `seed` is a
 * whole number of 32 bits, `index` the piece's own.
 */
export function indexedRandom(seed: number, index: number): () => number {
  let state = Math.imul(seed ^ Math.imul(index + 1, 0x85eb_ca6b), 0xc2b2_ae35) >>> 0
  return () => {
    state = (state + 0x9e37_79b9) >>> 0
    let hash = state
    hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35)
    return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296
  }
}
