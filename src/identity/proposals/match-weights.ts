import type { Rng } from '#kernel/rng.ts'
import { type ComparedPerson, comparePeople, type Comparison, FIELDS, LEVELS } from './compare-people.ts'

/** With fewer customers who have two known fields or more nothing is estimated. */
export const LEAST_PEOPLE = 300
const RANDOM_PAIRS = 50_000
const ROUNDS = 50
/** Added to every count, so that a level nobody had is rare and not impossible. */
const SMOOTHING = 0.5

/** How often each level of each field comes among pairs of one person (m) and of two people (u), and the share of all pairs that are of one person. */
export interface MatchModel {
  readonly m: readonly (readonly number[])[]
  readonly u: readonly (readonly number[])[]
  readonly share: number
}

/** What one field says about a pair, in bits: above zero for one person, below for two. */
export interface Evidence {
  readonly field: string
  readonly level: string
  readonly bits: number
}

/**
 * A model of record linkage (Fellegi and Sunter, A theory for record linkage, JASA 1969): fields are taken as independent given whether the pair is one person. u comes from random
 * pairs, nearly all of which are two people; m and the share of one person by expectation maximisation with u fixed (Winkler 1988) over all pairs, of which those that share no key are taken to be two
 * people: a key only spares comparing them, so what it says counts once.
 */
export function estimateModel(people: readonly ComparedPerson[], patterns: readonly Pattern[], rng: Rng): MatchModel {
  const random = new Patterns()
  const draws = Math.min(RANDOM_PAIRS, people.length * 50)
  for (let n = 0; n < draws; n += 1) {
    const i = rng.int(people.length)
    const j = (i + 1 + rng.int(people.length - 1)) % people.length
    random.add(comparePeople(people[i] as ComparedPerson, people[j] as ComparedPerson))
  }
  const u = countLevels(random.list(), () => 1)
  // One person is mostly written alike: the start only says which of the two groups is which.
  let m: readonly (readonly number[])[] = FIELDS.map((field) =>
    LEVELS[field].map((_, level, all) => (level === 0 ? 0.8 : 0.2 / (all.length - 1))),
  )
  const pairs = (people.length * (people.length - 1)) / 2
  let share = 1 / people.length
  for (let round = 0; round < ROUNDS; round += 1) {
    const model = { m, u, share }
    const chances = patterns.map(({ comparison }) => chanceOf(model, comparison))
    m = countLevels(patterns, (i) => chances[i] as number)
    const next = (patterns.reduce((sum, { count }, i) => sum + count * (chances[i] as number), 0) + SMOOTHING) / (pairs + 2 * SMOOTHING)
    if (Math.abs(next - share) < share * 1e-6) break
    share = next
  }
  return { m, u, share }
}

/** A comparison, and how many pairs came out so. */
export interface Pattern {
  readonly comparison: Comparison
  count: number
}

/** Comparisons, counted: a few thousand at most, however many pairs. */
export class Patterns {
  readonly #byText = new Map<string, Pattern>()

  /** Returns the pattern of a comparison. */
  add(comparison: Comparison): Pattern {
    const text = comparison.join(' ')
    let pattern = this.#byText.get(text)
    if (pattern === undefined) this.#byText.set(text, (pattern = { comparison, count: 0 }))
    pattern.count += 1
    return pattern
  }

  list(): Pattern[] {
    return [...this.#byText.values()]
  }
}

/** The chance that a pair is of one person, 0 to 1. */
export function chanceOf(model: MatchModel, comparison: Comparison): number {
  const bits = Math.log2(model.share / (1 - model.share)) + evidenceOf(model, comparison).reduce((sum, one) => sum + one.bits, 0)
  return 1 / (1 + 2 ** -bits)
}

/** What each known field says, in the order of FIELDS; the weights of a pair add up to its match weight. */
export function evidenceOf({ m, u }: MatchModel, comparison: Comparison): Evidence[] {
  return FIELDS.flatMap((field, f) => {
    const level = comparison[f] ?? -1
    if (level < 0) return []
    const bits = Math.log2((m[f]?.[level] as number) / (u[f]?.[level] as number))
    return [{ field, level: LEVELS[field][level] as string, bits }]
  })
}

function countLevels(patterns: readonly Pattern[], weightOf: (i: number) => number): number[][] {
  const counts = FIELDS.map((field) => LEVELS[field].map(() => SMOOTHING))
  for (const [i, { comparison, count }] of patterns.entries()) {
    const weight = weightOf(i) * count
    for (const [f, level] of comparison.entries()) {
      const levels = counts[f] as number[]
      if (level >= 0) levels[level] = (levels[level] as number) + weight
    }
  }
  return counts.map((levels) => {
    const all = levels.reduce((sum, n) => sum + n, 0)
    return levels.map((n) => n / all)
  })
}
