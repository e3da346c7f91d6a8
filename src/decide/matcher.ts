import { AddressSet } from './address-set.ts'
import { assignArm, assignmentProbability, assignUnitArm } from './assign-arm.ts'
import type { Arm } from './assign-arm.ts'
import { CHECKS, ELIGIBLE } from './check-letters.ts'
import { chooseOption } from './choose-option.ts'
import type { CandidateTable } from './candidate-table.ts'
import type { UnreadyReason } from './channel-readiness.ts'
import { drawUnits } from './draw-units.ts'
import type { AccountMember, DrawUnit } from './draw-units.ts'
import { expectedCost } from './expected-gain.ts'
import { Matches } from './matches.ts'
import { OptionColumns } from './option-columns.ts'
import { blocksOf } from './reach-block.ts'
import type { ReachBlock } from './reach-block.ts'
import { isTaken } from './reservation.ts'
import type { Reservation } from './reservation.ts'
import type { SkipReason } from './skip-reason.ts'
import { channelsOf } from './strategy.ts'
import type { Channel, Strategy } from './strategy.ts'

export interface MatcherOrder {
  readonly runId: string
  readonly asOf: Date
  readonly strategies: readonly Strategy[]
  /** Channels that cannot send now. */
  readonly unready: ReadonlyMap<Channel, UnreadyReason>
  /** Strategies that are off because they choose by risk, and the churn model does not rank customers better than chance. Default: none. */
  readonly riskUntested?: ReadonlySet<string>
  readonly maxContacts?: number
  /** Measured effects that replace the expected ones, by strategy id. */
  readonly effects?: ReadonlyMap<string, number>
  /** Share of the choices, 0-1, that fall on another strategy than the best, so that others are learned about. Default: none. */
  readonly exploration?: number
}

/** A strategy as the loop over customers needs it. */
interface Rule {
  readonly strategy: Strategy
  /** Place of its audience among the bits of the table; -1: nobody is in it. */
  readonly audience: number
  /** Places of its channels among `channels`, the preferred one first. */
  readonly channels: readonly number[]
  readonly isUntested: boolean
  readonly effect: number
  /** Place of its id among all in order: of two equal gains the smaller id comes first. */
  readonly rank: number
}

/** Places of a customer's options before they are kept. */
interface Found {
  rule: number
  channel: number
  gain: number
  cost: number
}

const codeOf = (reason: SkipReason): number => (CHECKS as readonly SkipReason[]).indexOf(reason)
const [COOLDOWN, UNREADY, UNTESTED, NEGATIVE] = [
  codeOf('cooldown'),
  codeOf('channel_not_ready'),
  codeOf('risk_untested'),
  codeOf('negative_gain'),
] as const

/**
 * Gives each customer of a table at most one strategy: the eligible one with the best expected gain, highest gains first, until budget or contacts run out.
 * The customers are considered in blocks, since who can be reached is read in blocks; what is kept of each is a few numbers, so that a million of them fit into memory.
 *
 * The choice never depends on the arm: limits are checked before the arm is known, so that contact and control group stay comparable.
 * All people of a company have one arm, drawn with the control share of the first of them and of whatever strategy; see draw-units.ts.
 * Of several records with the same contact address only the best is considered, so that no control customer is contacted through a duplicate.
 */
export class Matcher {
  /** Every channel that a strategy may use: reach is given in this order. */
  readonly channels: readonly Channel[]
  readonly #order: MatcherOrder
  readonly #table: CandidateTable
  readonly #rules: readonly Rule[]
  readonly #blocks: readonly (readonly number[])[]
  readonly #unready: readonly boolean[]
  readonly #options: OptionColumns
  readonly #checks: Uint8Array
  readonly #reasons: Uint8Array
  /** By kind of address: two words a customer. */
  #addresses: Uint32Array[] = []

  constructor(order: MatcherOrder, table: CandidateTable) {
    const { strategies, unready, effects, riskUntested } = order
    this.#order = order
    this.#table = table
    this.channels = [...new Set(strategies.flatMap(({ definition }) => channelsOf(definition)))]
    const ids = strategies.map(({ id }) => id).toSorted()
    this.#rules = strategies.map((strategy) => ({
      strategy,
      audience: table.audienceIds.indexOf(strategy.id),
      channels: channelsOf(strategy.definition).map((channel) => this.channels.indexOf(channel)),
      isUntested: riskUntested?.has(strategy.id) === true,
      effect: effects?.get(strategy.id) ?? strategy.definition.expectedEffect,
      rank: ids.indexOf(strategy.id),
    }))
    this.#blocks = this.channels.map((channel) => blocksOf(channel).map((reason) => (reason === null ? ELIGIBLE : codeOf(reason))))
    this.#unready = this.channels.map((channel) => unready.has(channel))
    this.#options = new OptionColumns(table.size)
    this.#checks = new Uint8Array(table.size * strategies.length)
    this.#reasons = new Uint8Array(table.size)
  }

  /**
   * Works out the options of the customers from a place of the table on, in the order of the table.
   * @param reach of these customers, on `channels`
   * @param reservations of these customers: the newest decision on each; those of this run block nobody
   */
  consider(from: number, reach: ReachBlock, reservations: ReadonlyMap<string, Reservation>): void {
    const size = reach.bytes[0]?.length ?? 0
    for (const [kind, words] of reach.addresses.entries()) {
      this.#addresses[kind] ??= new Uint32Array(this.#table.size * 2)
      this.#addresses[kind].set(words, from * 2)
    }
    const found: Found[] = this.#rules.map(() => ({ rule: 0, channel: 0, gain: 0, cost: 0 }))
    for (let i = 0; i < size; i += 1) {
      const at = from + i
      const held = reservations.get(this.#table.customerIds[at] as string)
      const options = this.#optionsOf(at, i, reach, held === undefined || held.runId === this.#order.runId ? undefined : held, found)
      this.#keep(at, found, options)
    }
  }

  /**
   * Chooses among the options of everybody.
   * @param members who is in which account now
   * @param drawn the newest decision on each customer who was drawn with a company, whether or not they are in the table
   */
  finish(members: readonly AccountMember[] = [], drawn: ReadonlyMap<string, Reservation> = new Map()): Matches {
    const table = this.#table
    const ranked = this.#ranked()
    const units =
      members.length === 0
        ? new Map<string, DrawUnit>()
        : drawUnits(
            Array.from(ranked, (at) => table.customerIds[at] as string),
            members,
            { ...this.#order, reservations: drawn },
          )
    const matches = new Matches({
      table,
      strategies: this.#order.strategies,
      channels: this.channels,
      options: this.#options,
      checks: this.#checks,
    })
    for (const [at, reason] of this.#reasons.entries()) if (this.#options.count(at) === 0) matches.skip(at, CHECKS[reason] ?? 'no_strategy')
    const draws = new Map<DrawUnit, Draw>()
    const contacted = new AddressSet()
    const spent = new Float64Array(this.#rules.length)
    const maxContacts = this.#order.maxContacts ?? Infinity
    for (const at of ranked) {
      if (matches.treated >= maxContacts) {
        matches.skip(at, 'max_contacts')
        continue
      }
      if (this.#sharesAddress(at, contacted)) {
        matches.skip(at, 'same_contact')
        continue
      }
      const choice = chooseOption(this.#affordable(at, spent), this.#order, table.customerIds[at] as string)
      if (choice === null) {
        matches.skip(at, 'budget')
        continue
      }
      const { option } = choice
      const place = this.#options.strategy(option)
      const { strategy } = this.#rules[place] as Rule
      const { holdout, drawBy = 'account' } = strategy.definition
      const customerId = table.customerIds[at] as string
      const unit = drawBy === 'account' ? (units.get(customerId) ?? null) : null
      const draw = unit === null ? this.#drawAlone(strategy, customerId) : (draws.get(unit) ?? drawUnit(this.#order.runId, unit, holdout))
      if (unit !== null) draws.set(unit, draw)
      this.#noteAddresses(at, contacted)
      const cost = this.#options.cost(option)
      if (draw.arm === 'treated') spent[place] = (spent[place] as number) + cost
      matches.match(at, choice, draw, unit)
    }
    return matches
  }

  /** Fills `found` with what the customer may get and returns how many; the reason of the last check reached stands in `#reasons`. */
  #optionsOf(at: number, i: number, reach: ReachBlock, held: Reservation | undefined, found: readonly Found[]): number {
    const table = this.#table
    const [probability, value, average] = [table.riskProbability[at], table.valueMinor[at], table.averageOrderMinor[at]] as [
      number,
      number,
      number,
    ]
    let [count, last] = [0, 0]
    for (let place = 0; place < this.#rules.length; place += 1) {
      const rule = this.#rules[place] as Rule
      if (rule.audience < 0 || !table.isIn(at, rule.audience)) continue
      const { definition } = rule.strategy
      let check = ELIGIBLE
      let channel = 0
      if (rule.isUntested) check = UNTESTED
      else if (held !== undefined && isTaken(held, definition.cooldownDays, this.#order.asOf)) check = COOLDOWN
      else {
        check = 0
        for (const one of rule.channels) {
          const block = (this.#blocks[one] as readonly number[])[(reach.bytes[one] as Uint8Array)[i] as number] as number
          const failed = block === ELIGIBLE && this.#unready[one] === true ? UNREADY : block
          if (failed > check) [check, channel] = [failed, one]
          if (failed === ELIGIBLE) break
        }
      }
      if (check === ELIGIBLE) {
        const cost = expectedCost(probability, average, rule.effect, definition.offer.discount, definition.contactCost.minor)
        const gain = rule.effect * probability * value - cost
        if (gain > 0) {
          const option = found[count] as Found
          option.rule = place
          option.channel = channel
          option.gain = gain
          option.cost = cost
          count += 1
        } else check = NEGATIVE
      }
      this.#checks[at * this.#rules.length + place] = check
      if (check !== ELIGIBLE && check > last) last = check
    }
    this.#reasons[at] = last
    return count
  }

  /** The best options first; behind the first that no budget ends, only as many as the ledger keeps. */
  #keep(at: number, found: Found[], count: number): void {
    for (let next = 1; next < count; next += 1) {
      const option = found[next] as Found
      let place = next
      for (; place > 0 && this.#isBetter(option, found[place - 1] as Found); place -= 1) found[place] = found[place - 1] as Found
      found[place] = option
    }
    this.#options.begin(at)
    let isOpen = true
    for (let place = 0; place < count && (isOpen || place < KEPT_OPTIONS); place += 1) {
      const option = found[place] as Found
      this.#options.add(option.rule, option.channel, option.gain, option.cost)
      if ((this.#rules[option.rule] as Rule).strategy.definition.budget === null) isOpen = false
    }
    this.#options.end(at)
  }

  #isBetter(a: Found, b: Found): boolean {
    return a.gain > b.gain || (a.gain === b.gain && (this.#rules[a.rule] as Rule).rank < (this.#rules[b.rule] as Rule).rank)
  }

  /** Places of the customers with an option, the best gain first. */
  #ranked(): Uint32Array {
    const { customerIds, size } = this.#table
    const best = new Float64Array(size)
    const places = new Uint32Array(size)
    let count = 0
    for (let at = 0; at < size; at += 1) {
      if (this.#options.count(at) === 0) continue
      best[at] = this.#options.gain(this.#options.first(at))
      places[count] = at
      count += 1
    }
    return places.subarray(0, count).sort((a, b) => {
      const more = (best[b] as number) - (best[a] as number)
      if (more !== 0) return more
      // Stryker disable next-line EqualityOperator: no id comes twice
      return (customerIds[a] as string) < (customerIds[b] as string) ? -1 : 1
    })
  }

  /** The options that their budgets still allow, the best first. Without exploration only the best is looked for. */
  #affordable(at: number, spent: Float64Array): number[] {
    const found: number[] = []
    const [first, most] = [this.#options.first(at), (this.#order.exploration ?? 0) > 0 ? Infinity : 1]
    for (let option = first; option < first + this.#options.count(at) && found.length < most; option += 1) {
      const place = this.#options.strategy(option)
      const { budget } = (this.#rules[place] as Rule).strategy.definition
      if (budget === null || (spent[place] as number) + this.#options.cost(option) <= budget.minor) found.push(option)
    }
    return found
  }

  #drawAlone({ id, definition: { holdout } }: Strategy, customerId: string): Draw {
    return drawOf(assignArm(this.#order.runId, id, customerId, holdout), holdout)
  }

  #sharesAddress(at: number, contacted: AddressSet): boolean {
    return this.#addresses.some((words) => {
      const [high, low] = [words[at * 2] as number, words[at * 2 + 1] as number]
      return (high !== 0 || low !== 0) && contacted.has(high, low)
    })
  }

  #noteAddresses(at: number, contacted: AddressSet): void {
    for (const words of this.#addresses) {
      const [high, low] = [words[at * 2] as number, words[at * 2 + 1] as number]
      if (high !== 0 || low !== 0) contacted.add(high, low)
    }
  }
}

/** How many options are kept of each customer for the ledger. */
export const KEPT_OPTIONS = 10

export interface Draw {
  readonly arm: Arm
  /** Of that arm. */
  readonly probability: number
}

function drawOf(arm: Arm, holdout: number): Draw {
  return { arm, probability: assignmentProbability(arm, holdout) }
}

/** A company with a running arm keeps it, and that is no draw: its people are not compared again. */
function drawUnit(runId: string, { id, running, given }: DrawUnit, holdout: number): Draw {
  if (running !== null) return { arm: running.arm, probability: 1 }
  return drawOf(given?.arm ?? assignUnitArm(runId, id, holdout), holdout)
}
