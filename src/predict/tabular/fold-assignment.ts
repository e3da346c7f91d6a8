import { shuffle } from '#kernel/rng.ts'

/**
 * Puts each row into one of `folds` parts with about equal shares of positives. Rows of one group (the same customer) stay together, or a model
 * would be evaluated on customers it was trained on. `random`: uniform in [0, 1).
 */
export function assignFolds(labels: ArrayLike<number>, folds: number, random: () => number, groups?: ArrayLike<number>): Uint8Array {
  const members = new Map<number, number[]>()
  for (let i = 0; i < labels.length; i += 1) {
    const group = groups === undefined ? i : (groups[i] as number)
    const held = members.get(group)
    if (held === undefined) members.set(group, [i])
    else held.push(i)
  }
  const positive: number[][] = []
  const negative: number[][] = []
  for (const rows of members.values()) (rows.some((i) => labels[i] === 1) ? positive : negative).push(rows)
  const out = new Uint8Array(labels.length)
  let next = 0
  for (const list of [positive, negative]) {
    shuffle(list, random)
    for (const rows of list) {
      for (const i of rows) out[i] = next
      next = (next + 1) % folds
    }
  }
  return out
}
