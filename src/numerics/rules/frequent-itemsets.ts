/** Sets of items with the number of baskets that contain all of them, concatenated: set s is `items[offsets[s] .. offsets[s + 1])`, ascending. */
export interface FrequentItemsets {
  readonly baskets: number
  /** Smallest count of a set that is kept. */
  readonly minimumCount: number
  readonly size: number
  readonly offsets: Int32Array
  readonly items: Int32Array
  readonly counts: Int32Array
}

/** Concatenated baskets: basket b holds `items[offsets[b] .. offsets[b + 1])`, whole numbers from 0; repeats within a basket count once. */
export interface Baskets {
  readonly offsets: Int32Array
  readonly items: Int32Array
}

export interface ItemsetOptions {
  /** Share of the baskets, in (0, 1]: a set is frequent with at least ceil(minimumSupport * baskets) of them. */
  readonly minimumSupport: number
  /** Longest set; by default any. */
  readonly maximumLength?: number
}

/** `baskets([[0, 2], [1]])` as the flat form that the miner reads. */
export function basketsOf(lists: readonly (readonly number[])[]): Baskets {
  const offsets = new Int32Array(lists.length + 1)
  lists.forEach((list, b) => (offsets[b + 1] = (offsets[b] as number) + list.length))
  const items = new Int32Array(offsets[lists.length] as number)
  lists.forEach((list, b) => items.set(list, offsets[b] as number))
  return { offsets, items }
}

/** Smallest count that reaches a support: ceil(support * baskets), and 1 at least. A rounding error in the product does not increase it. */
export function minimumCount(support: number, baskets: number): number {
  return Math.max(1, Math.ceil(support * baskets - 1e-9))
}

/**
 * All frequent itemsets by FP-growth (Han, Pei & Yin 2000), on arrays: baskets are sorted into a prefix tree whose items go from frequent to rare;
 * for each item, from the rarest, the paths above it make a smaller tree, and so on.
 * The order of the result is that of the search and the same for the same baskets. Throws a RangeError when the support is outside (0, 1]
 * or an item is not a whole number from 0.
 *
 * `frequentItemsets(basketsOf([[0, 1], [0, 1], [0]]), { minimumSupport: 0.6 })` finds {0}: 3, {1}: 2 and {0, 1}: 2.
 */
export function frequentItemsets(baskets: Baskets, options: ItemsetOptions): FrequentItemsets {
  const { minimumSupport, maximumLength = Number.POSITIVE_INFINITY } = options
  if (!(minimumSupport > 0 && minimumSupport <= 1)) {
    throw new RangeError(`The minimum support must be above 0 and at most 1, not ${minimumSupport}.`)
  }
  const basketCount = baskets.offsets.length - 1
  const least = minimumCount(minimumSupport, basketCount)
  const { counts, order, rankOf } = rankItems(baskets, least)
  const found = new ItemsetList()
  const tree = new PrefixTree(order.length)
  insertBaskets(tree, baskets, rankOf)
  const rankCounts = Int32Array.from(order, (item) => counts[item] as number)
  grow({ least, maximumLength, found, order }, tree, rankCounts, [])
  return found.finish(basketCount, least)
}

interface Search {
  readonly least: number
  readonly maximumLength: number
  readonly found: ItemsetList
  /** Item of each rank, the most frequent first. */
  readonly order: Int32Array
}

/** Mines one conditional tree. `counts[rank]` is the count of each rank in this tree; `suffix` holds the ranks it is conditional on. */
function grow(search: Search, tree: PrefixTree, counts: Int32Array, suffix: number[]): void {
  if (suffix.length >= search.maximumLength) return
  for (let rank = counts.length - 1; rank >= 0; rank -= 1) {
    const count = counts[rank] as number
    if (count < search.least) continue
    suffix.push(rank)
    search.found.add(suffix, search.order, count)
    if (rank > 0 && suffix.length < search.maximumLength) growAbove(search, tree, rank, suffix)
    suffix.pop()
  }
}

/** Mines the tree of all paths above the nodes of one rank. */
function growAbove(search: Search, tree: PrefixTree, rank: number, suffix: number[]): void {
  const counts = new Int32Array(rank)
  let longest = 0
  for (let node = tree.firstOf[rank] as number; node !== 0; node = tree.nextSame[node] as number) {
    const count = tree.count[node] as number
    for (let above = tree.parent[node] as number; above !== 0; above = tree.parent[above] as number) {
      const at = tree.rank[above] as number
      counts[at] = (counts[at] as number) + count
    }
  }
  for (let r = 0; r < rank; r += 1) if ((counts[r] as number) >= search.least) longest += 1
  if (longest === 0) return
  if (longest === 1 || suffix.length + 1 >= search.maximumLength) {
    // Nothing can be added after the next item, so no tree is needed.
    for (let r = rank - 1; r >= 0; r -= 1) {
      if ((counts[r] as number) < search.least) continue
      suffix.push(r)
      search.found.add(suffix, search.order, counts[r] as number)
      suffix.pop()
    }
    return
  }
  const smaller = new PrefixTree(rank)
  const path = new Int32Array(rank)
  for (let node = tree.firstOf[rank] as number; node !== 0; node = tree.nextSame[node] as number) {
    let length = 0
    for (let above = tree.parent[node] as number; above !== 0; above = tree.parent[above] as number) {
      const at = tree.rank[above] as number
      if ((counts[at] as number) >= search.least) path[length++] = at
    }
    // The way up goes from rare to frequent; the tree is entered from the frequent end.
    smaller.insertReversed(path, length, tree.count[node] as number)
  }
  grow(search, smaller, counts, suffix)
}

function rankItems(baskets: Baskets, least: number): { counts: Int32Array; order: Int32Array; rankOf: Int32Array } {
  let largest = -1
  for (const item of baskets.items) {
    if (item < 0) throw new RangeError(`Item ${item} is below 0; items are whole numbers from 0.`)
    if (item > largest) largest = item
  }
  const counts = new Int32Array(largest + 1)
  const lastSeen = new Int32Array(largest + 1).fill(-1)
  for (let b = 0; b + 1 < baskets.offsets.length; b += 1) {
    for (let k = baskets.offsets[b] as number; k < (baskets.offsets[b + 1] as number); k += 1) {
      const item = baskets.items[k] as number
      if (lastSeen[item] === b) continue
      lastSeen[item] = b
      counts[item] = (counts[item] as number) + 1
    }
  }
  const kept: number[] = []
  counts.forEach((count, item) => {
    if (count >= least) kept.push(item)
  })
  const order = Int32Array.from(kept.sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b))
  const rankOf = new Int32Array(largest + 1).fill(-1)
  order.forEach((item, rank) => (rankOf[item] = rank))
  return { counts, order, rankOf }
}

function insertBaskets(tree: PrefixTree, baskets: Baskets, rankOf: Int32Array): void {
  let ranks = new Int32Array(64)
  for (let b = 0; b + 1 < baskets.offsets.length; b += 1) {
    const start = baskets.offsets[b] as number
    const end = baskets.offsets[b + 1] as number
    if (end - start > ranks.length) ranks = new Int32Array(2 * (end - start))
    let length = 0
    for (let k = start; k < end; k += 1) {
      const rank = rankOf[baskets.items[k] as number] as number
      if (rank >= 0) ranks[length++] = rank
    }
    // Insertion sort, rarest first: baskets are short, and sorting typed arrays would cost more than everything else.
    let distinct = 0
    for (let k = 0; k < length; k += 1) {
      const rank = ranks[k] as number
      let place = distinct
      while (place > 0 && (ranks[place - 1] as number) < rank) place -= 1
      if (place > 0 && ranks[place - 1] === rank) continue
      for (let at = distinct; at > place; at -= 1) ranks[at] = ranks[at - 1] as number
      ranks[place] = rank
      distinct += 1
    }
    tree.insertReversed(ranks, distinct, 1)
  }
}

/** Nodes as columns; node 0 is the root and also stands for "none". */
class PrefixTree {
  rank = new Int32Array(64)
  count = new Int32Array(64)
  parent = new Int32Array(64)
  /** The next node of the same rank anywhere in the tree. */
  nextSame = new Int32Array(64)
  readonly firstOf: Int32Array
  /** Children by hash of parent and rank: the root and the nodes near it have too many to search one by one. */
  #slots = new Int32Array(128)
  #size = 1

  constructor(ranks: number) {
    this.firstOf = new Int32Array(ranks)
  }

  /** Adds a path given from its deepest rank to its most frequent one. */
  insertReversed(path: Int32Array, length: number, count: number): void {
    let node = 0
    for (let k = length - 1; k >= 0; k -= 1) {
      node = this.#child(node, path[k] as number)
      this.count[node] = (this.count[node] as number) + count
    }
  }

  #child(parent: number, rank: number): number {
    let slot = this.#slotOf(parent, rank)
    for (let node = this.#slots[slot] as number; node !== 0; node = this.#slots[slot] as number) {
      if (this.parent[node] === parent && this.rank[node] === rank) return node
      slot = (slot + 1) & (this.#slots.length - 1)
    }
    const node = this.#size
    this.#slots[slot] = node
    this.#size += 1
    this.rank[node] = rank
    this.parent[node] = parent
    this.nextSame[node] = this.firstOf[rank] as number
    this.firstOf[rank] = node
    if (this.#size === this.rank.length) this.#widen()
    return node
  }

  #slotOf(parent: number, rank: number): number {
    const mixed = Math.imul(parent, 0x9e3779b1) ^ Math.imul(rank, 0x85ebca6b)
    return (mixed ^ (mixed >>> 15)) & (this.#slots.length - 1)
  }

  #widen(): void {
    this.rank = widened(this.rank)
    this.count = widened(this.count)
    this.parent = widened(this.parent)
    this.nextSame = widened(this.nextSame)
    this.#slots = new Int32Array(this.#slots.length * 2)
    for (let node = 1; node < this.#size; node += 1) {
      let slot = this.#slotOf(this.parent[node] as number, this.rank[node] as number)
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (this.#slots.length - 1)
      this.#slots[slot] = node
    }
  }
}

class ItemsetList {
  #size = 0
  #length = 0
  #offsets = new Int32Array(1024)
  #items = new Int32Array(4096)
  #counts = new Int32Array(1024)

  add(ranks: readonly number[], order: Int32Array, count: number): void {
    if (this.#size + 2 > this.#offsets.length) this.#offsets = widened(this.#offsets)
    if (this.#size + 1 > this.#counts.length) this.#counts = widened(this.#counts)
    while (this.#length + ranks.length > this.#items.length) this.#items = widened(this.#items)
    const start = this.#length
    for (let k = 0; k < ranks.length; k += 1) {
      // Insertion keeps each set ascending; sets are short.
      const item = order[ranks[k] as number] as number
      let at = start + k
      while (at > start && (this.#items[at - 1] as number) > item) {
        this.#items[at] = this.#items[at - 1] as number
        at -= 1
      }
      this.#items[at] = item
    }
    this.#length += ranks.length
    this.#counts[this.#size] = count
    this.#size += 1
    this.#offsets[this.#size] = this.#length
  }

  finish(baskets: number, least: number): FrequentItemsets {
    return {
      baskets,
      minimumCount: least,
      size: this.#size,
      offsets: this.#offsets.slice(0, this.#size + 1),
      items: this.#items.slice(0, this.#length),
      counts: this.#counts.slice(0, this.#size),
    }
  }
}

function widened(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(array.length * 2)
  wider.set(array)
  return wider
}
