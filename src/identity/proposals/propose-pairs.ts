import { Rng } from '#kernel/rng.ts'
import { blockPeople } from './block-people.ts'
import { type ComparedPerson, comparePeople } from './compare-people.ts'
import { Breather } from '#kernel/breather.ts'
import { chanceOf, estimateModel, type Evidence, evidenceOf, LEAST_PEOPLE, type Pattern, Patterns } from './match-weights.ts'

/** Pairs proposed at most, the most likely ones. */
export const MOST_PROPOSALS = 1_000
const LEAST_CHANCE = 0.8
/** An address that more customers have is no family's. */
const MOST_AT_HOME = 4

export interface Proposal {
  readonly a: string
  readonly b: string
  /** Chance that they are one person, by the model: 0 to 1. */
  readonly chance: number
  /** Of what the fields are worth together, in bits: the first is what holds for any pair that was compared. */
  readonly evidence: readonly Evidence[]
}

export interface Proposed {
  /** Customers of whom two fields or more are known. */
  readonly people: number
  /** Too few of those for an estimate: nothing is proposed. */
  readonly isEnough: boolean
  readonly compared: number
  readonly largeBlocks: number
  readonly complete: boolean
  readonly proposals: readonly Proposal[]
}

/**
 * Pairs of customers that are likely one person, never merged by this. Deterministic given the seed.
 *
 * @param apart Pairs that are never proposed, as `pairKey` writes them
 */
export async function proposePairs(
  all: readonly ComparedPerson[],
  apart: ReadonlySet<string>,
  seed: string,
  signal?: AbortSignal,
): Promise<Proposed> {
  const people = withCommonAddresses(all.filter((one) => knownFields(one) >= 2)).toSorted((a, b) => (a.customerId < b.customerId ? -1 : 1))
  if (people.length < LEAST_PEOPLE) {
    return { people: people.length, isEnough: false, compared: 0, largeBlocks: 0, complete: true, proposals: [] }
  }
  const { pairs, largeBlocks, complete } = await blockPeople(people, apart)
  const of = (i: number): ComparedPerson => people[i] as ComparedPerson
  const patterns = new Patterns()
  const patternOf: Pattern[] = []
  const breather = new Breather()
  for (const [i, j] of pairs) {
    patternOf.push(patterns.add(comparePeople(of(i), of(j))))
    if (breather.isDue) {
      await breather.pause()
      signal?.throwIfAborted()
    }
  }
  const model = estimateModel(people, patterns.list(), new Rng(seed))
  const prior = { field: 'prior', level: 'pair', bits: Math.log2(model.share / (1 - model.share)) }
  const likely = new Set(
    patterns.list().filter(
      // One field alone may be a coincidence, whatever its weight.
      ({ comparison }) => comparison.filter((level) => level === 0).length >= 2 && chanceOf(model, comparison) >= LEAST_CHANCE,
    ),
  )
  const proposals = pairs
    .flatMap(([i, j], n): Proposal[] => {
      const pattern = patternOf[n] as Pattern
      if (!likely.has(pattern)) return []
      const evidence = [prior, ...evidenceOf(model, pattern.comparison)]
      return [{ a: of(i).customerId, b: of(j).customerId, chance: chanceOf(model, pattern.comparison), evidence }]
    })
    .toSorted((x, y) => y.chance - x.chance || (x.a < y.a ? -1 : 1))
    .slice(0, MOST_PROPOSALS)
  return { people: people.length, isEnough: true, compared: pairs.length, largeBlocks, complete, proposals }
}

function withCommonAddresses(people: readonly ComparedPerson[]): ComparedPerson[] {
  const keyOf = ({ address }: ComparedPerson): string => address.join(' ')
  const counts = new Map<string, number>()
  for (const one of people) if (one.address.length > 0) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1)
  return people.map((one) => ((counts.get(keyOf(one)) ?? 0) > MOST_AT_HOME ? { ...one, isAddressCommon: true } : one))
}

function knownFields({ name, phones, emails, birthday, birthYear, address, region }: ComparedPerson): number {
  const isBirthKnown = birthday !== '' || birthYear !== 0
  return [name !== '', phones.length > 0, emails.length > 0, isBirthKnown, address.length > 1, region !== ''].filter(Boolean).length
}
