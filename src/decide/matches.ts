import type { Arm } from './assign-arm.ts'
import type { CandidateTable } from './candidate-table.ts'
import type { DrawUnit } from './draw-units.ts'
import { checkLetters } from './check-letters.ts'
import type { Choice } from './choose-option.ts'
import type { Draw } from './matcher.ts'
import type { OptionColumns } from './option-columns.ts'
import type { SkipReason } from './skip-reason.ts'
import { SKIP_REASONS } from './skip-reason.ts'
import type { Channel, Strategy } from './strategy.ts'

/** A strategy that a customer may get. Money in minor units. */
export interface Option {
  readonly strategyId: string
  readonly gain: number
  readonly cost: number
}

/** One decision, for either group. */
export interface Matched {
  /** Place in the table. */
  readonly at: number
  readonly strategy: Strategy
  readonly channel: Channel
  readonly arm: Arm
  readonly assignmentProbability: number
  /** Its id is that of the draw. Null: drawn alone. */
  readonly unit: DrawUnit | null
  readonly choiceProbability: number
  readonly expectedGain: number
  /** Minor units; 0 for the control group. */
  readonly cost: number
}

interface MatchesOf {
  readonly table: CandidateTable
  readonly strategies: readonly Strategy[]
  readonly channels: readonly Channel[]
  readonly options: OptionColumns
  /** By customer, then strategy: the check that failed, or that none did. */
  readonly checks: Uint8Array
}

const REASONS = Object.keys(SKIP_REASONS) as SkipReason[]
const CHOSEN = 255

/** Who got what, in the order in which it was decided, and why everybody else got nothing. Kept as columns; what is read is made on the way. */
export class Matches {
  readonly of: MatchesOf
  readonly skipped = new Map<SkipReason, number>()
  treated = 0
  readonly #outcomes: Uint8Array
  readonly #places: Uint32Array
  readonly #options: Uint32Array
  readonly #treated: Uint8Array
  readonly #probabilities: Float64Array
  readonly #choices: Float64Array
  readonly #units = new Map<number, DrawUnit>()
  #size = 0

  constructor(of: MatchesOf) {
    const { size } = of.table
    this.of = of
    this.#outcomes = new Uint8Array(size)
    this.#places = new Uint32Array(size)
    this.#options = new Uint32Array(size)
    this.#treated = new Uint8Array(size)
    this.#probabilities = new Float64Array(size)
    this.#choices = new Float64Array(size)
  }

  get size(): number {
    return this.#size
  }

  skip(at: number, reason: SkipReason): void {
    this.skipped.set(reason, (this.skipped.get(reason) ?? 0) + 1)
    this.#outcomes[at] = REASONS.indexOf(reason)
  }

  match(at: number, choice: Choice, { arm, probability }: Draw, unit: DrawUnit | null): void {
    const next = this.#size
    this.#outcomes[at] = CHOSEN
    this.#places[next] = at
    this.#options[next] = choice.option
    this.#choices[next] = choice.probability
    this.#treated[next] = arm === 'treated' ? 1 : 0
    this.#probabilities[next] = probability
    if (unit !== null) this.#units.set(next, { ...unit, id: unit.given?.unit ?? unit.id })
    if (arm === 'treated') this.treated += 1
    this.#size += 1
  }

  /** One by its place in the order of decisions. */
  get(i: number): Matched {
    const { options, strategies, channels } = this.of
    const option = this.#options[i] as number
    const arm = this.#treated[i] === 1 ? 'treated' : 'control'
    return {
      at: this.#places[i] as number,
      strategy: strategies[options.strategy(option)] as Strategy,
      channel: channels[options.channel(option)] as Channel,
      arm,
      assignmentProbability: this.#probabilities[i] as number,
      choiceProbability: this.#choices[i] as number,
      unit: this.#units.get(i) ?? null,
      expectedGain: options.gain(option),
      cost: arm === 'treated' ? options.cost(option) : 0,
    }
  }

  *[Symbol.iterator](): Generator<Matched> {
    for (let i = 0; i < this.#size; i += 1) yield this.get(i)
  }

  /** Those that were drawn with their company, or follow its arm. */
  *ofUnits(): Generator<{ readonly at: number; readonly unit: DrawUnit }> {
    for (const [i, unit] of this.#units) yield { at: this.#places[i] as number, unit }
  }

  /** The best options of a customer, the best first. */
  optionsOf(at: number): Option[] {
    const { options, strategies } = this.of
    const first = options.first(at)
    return Array.from({ length: options.count(at) }, (_, i) => ({
      strategyId: (strategies[options.strategy(first + i)] as Strategy).id,
      gain: options.gain(first + i),
      cost: options.cost(first + i),
    }))
  }

  /** Where each strategy ended for a customer (check-letters.ts). */
  checksOf(at: number): string {
    const { strategies, checks } = this.of
    return checkLetters(checks.subarray(at * strategies.length, (at + 1) * strategies.length))
  }

  /** Why a customer got nothing; null: they got something. */
  reasonOf(at: number): SkipReason | null {
    const outcome = this.#outcomes[at] as number
    return outcome === CHOSEN ? null : (REASONS[outcome] as SkipReason)
  }
}
