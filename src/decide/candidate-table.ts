import type { Candidate } from './candidate.ts'

/** What candidates have in common with many others: one object for all of them. */
export type CandidateLabels = Pick<
  Candidate,
  'riskTier' | 'cause' | 'lifecycleTier' | 'valueClass' | 'favouriteCategory' | 'modelId' | 'modelVersion'
>

/** The audiences of a candidate are the bits of some words. */
const WORD = 32

/** Scored customers as columns: a million of them take a hundred megabytes, and as objects with lists ten times that. */
export class CandidateTable {
  /** Ids of the audiences, by bit. */
  readonly audienceIds: readonly string[]
  readonly words: number
  readonly customerIds: string[] = []
  riskProbability = new Float64Array(1_024)
  valueMinor = new Float64Array(1_024)
  averageOrderMinor = new Float64Array(1_024)
  /** Not a number: never ordered. */
  daysSinceLastOrder = new Float64Array(1_024)
  audiences: Uint32Array
  readonly labels: CandidateLabels[] = []

  constructor(audienceIds: readonly string[]) {
    this.audienceIds = audienceIds
    this.words = wordsOf(audienceIds.length)
    this.audiences = new Uint32Array(1_024 * this.words)
  }

  static of(candidates: readonly Candidate[], audienceIds: readonly string[]): CandidateTable {
    const table = new CandidateTable(audienceIds)
    const place = new Map(audienceIds.map((id, i) => [id, i]))
    for (const { customerId, riskProbability, valueMinor, averageOrderMinor, daysSinceLastOrder, audiences, ...labels } of candidates) {
      const bits = new Array<number>(table.words).fill(0)
      for (const id of audiences) {
        const bit = place.get(id)
        if (bit !== undefined) bits[bit >> 5] = (bits[bit >> 5] as number) | (1 << (bit & 31))
      }
      table.add(customerId, [riskProbability, valueMinor, averageOrderMinor, daysSinceLastOrder ?? Number.NaN], bits, labels)
    }
    return table
  }

  get size(): number {
    return this.customerIds.length
  }

  /** @param figures probability, value, average order, days since the last order */
  add(
    customerId: string,
    [probability, value, average, days]: readonly [number, number, number, number],
    bits: readonly number[],
    labels: CandidateLabels,
  ): void {
    const at = this.customerIds.length
    if (at === this.riskProbability.length) this.#grow()
    this.customerIds.push(customerId)
    this.riskProbability[at] = probability
    this.valueMinor[at] = value
    this.averageOrderMinor[at] = average
    this.daysSinceLastOrder[at] = days
    for (let word = 0; word < this.words; word += 1) this.audiences[at * this.words + word] = bits[word] ?? 0
    this.labels.push(labels)
  }

  isIn(at: number, audience: number): boolean {
    return (((this.audiences[at * this.words + (audience >> 5)] as number) >>> (audience & 31)) & 1) === 1
  }

  audiencesOf(at: number): string[] {
    return this.audienceIds.filter((_, bit) => this.isIn(at, bit))
  }

  /** The candidate as one object. */
  at(at: number): Candidate {
    const days = this.daysSinceLastOrder[at] as number
    return {
      ...(this.labels[at] as CandidateLabels),
      customerId: this.customerIds[at] as string,
      riskProbability: this.riskProbability[at] as number,
      valueMinor: this.valueMinor[at] as number,
      averageOrderMinor: this.averageOrderMinor[at] as number,
      daysSinceLastOrder: Number.isNaN(days) ? null : days,
      audiences: this.audiencesOf(at),
    }
  }

  *[Symbol.iterator](): Generator<Candidate> {
    for (let at = 0; at < this.size; at += 1) yield this.at(at)
  }

  /** Only these customers, in the same order. */
  only(customerIds: ReadonlySet<string>): CandidateTable {
    const table = new CandidateTable(this.audienceIds)
    for (const [at, id] of this.customerIds.entries()) {
      if (!customerIds.has(id)) continue
      const [from, to] = [at * this.words, (at + 1) * this.words]
      table.add(
        id,
        [
          this.riskProbability[at] as number,
          this.valueMinor[at] as number,
          this.averageOrderMinor[at] as number,
          this.daysSinceLastOrder[at] as number,
        ],
        [...this.audiences.subarray(from, to)],
        this.labels[at] as CandidateLabels,
      )
    }
    return table
  }

  #grow(): void {
    this.riskProbability = twice(this.riskProbability)
    this.valueMinor = twice(this.valueMinor)
    this.averageOrderMinor = twice(this.averageOrderMinor)
    this.daysSinceLastOrder = twice(this.daysSinceLastOrder)
    const audiences = new Uint32Array(this.audiences.length * 2)
    audiences.set(this.audiences)
    this.audiences = audiences
  }
}

/** How many words hold a bit for each of so many audiences. */
export function wordsOf(audiences: number): number {
  return Math.max(1, Math.ceil(audiences / WORD))
}

function twice(column: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(column.length * 2)
  larger.set(column)
  return larger
}
