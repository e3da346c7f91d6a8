import { addDays, localDay } from '#kernel/local-day.ts'
import type { JourneyDefinition } from '../journey.ts'
import type { DryRun, DryRunAssumption, DryRunOverlap } from './dry-run.ts'
import type { Replayed } from './replay-customer.ts'

type Counts = Map<string, number>
type Span = Pick<DryRun, 'version' | 'days' | 'from' | 'until'>

/** Adds up what would have become of customers, one after the other: its size does not grow with them. */
export class DryRunSums {
  readonly #span: Span
  readonly #timeZone: string
  readonly #counts = {
    entered: 0,
    enteredCustomers: 0,
    heldOut: 0,
    inside: 0,
    goals: 0,
    open: 0,
    costMinor: 0,
    costUnknown: 0,
    ordering: 0,
    orders: 0,
    amountMinor: 0,
  }
  readonly #refused: Counts = new Map()
  readonly #ended: Counts = new Map()
  readonly #came: Counts = new Map()
  readonly #waiting: Counts = new Map()
  readonly #outcomes = new Map<string, Counts>()
  readonly #sends: Counts = new Map()
  readonly #unsent: Counts = new Map()
  readonly #waited: Counts = new Map()
  readonly #entriesByDay: Counts = new Map()
  readonly #sendsByDay: Counts = new Map()

  /** @param timeZone of the project */
  constructor(span: Span, timeZone: string) {
    this.#span = span
    this.#timeZone = timeZone
  }

  add(one: Replayed): void {
    const counts = this.#counts
    const dayOf = (at: Date) => localDay(at, this.#timeZone)
    for (const { enteredAt, isHeldOut, hasReachedGoal, ended, stepId } of one.runs) {
      counts.entered += 1
      if (isHeldOut) counts.heldOut += 1
      if (hasReachedGoal) counts.goals += 1
      if (stepId !== null) addTo(this.#waiting, stepId)
      if (!isHeldOut) {
        if (ended === null) counts.inside += 1
        else addTo(this.#ended, ended)
      }
      addTo(this.#entriesByDay, dayOf(enteredAt))
    }
    if (one.runs.length > 0) counts.enteredCustomers += 1
    for (const reason of one.refused) addTo(this.#refused, reason)
    for (const stepId of one.came) addTo(this.#came, stepId)
    for (const { stepId, outcome } of one.outcomes) {
      const known = this.#outcomes.get(stepId) ?? new Map<string, number>()
      addTo(known, outcome)
      this.#outcomes.set(stepId, known)
    }
    for (const { at, channel, costMinor } of one.sends) {
      addTo(this.#sends, channel)
      addTo(this.#sendsByDay, dayOf(at))
      if (costMinor === null) counts.costUnknown += 1
      else counts.costMinor += costMinor
    }
    for (const reason of one.unsent) addTo(this.#unsent, reason)
    for (const reason of one.waited) addTo(this.#waited, reason)
    counts.open += one.open
    counts.orders += one.orders
    counts.amountMinor += one.amountMinor
    if (one.orders > 0) counts.ordering += 1
  }

  /** Of a sample, raised by its factor. */
  result(
    definition: Pick<JourneyDefinition, 'steps'>,
    more: {
      readonly at: Date
      readonly customers: { readonly all: number; readonly tried: number }
      readonly overlaps: readonly DryRunOverlap[]
      readonly assumptions: readonly DryRunAssumption[]
    },
  ): DryRun {
    const { all, tried } = more.customers
    const factor = tried === 0 ? 1 : all / tried
    const raised = (n: number) => Math.round(n * factor)
    const record = (counts: Counts | undefined) => Object.fromEntries([...(counts ?? [])].map(([key, n]) => [key, raised(n)]))
    const counts = this.#counts
    const entered = raised(counts.entered)
    const heldOut = raised(counts.heldOut)
    const first = localDay(this.#span.from, this.#timeZone)
    return {
      ...this.#span,
      at: more.at,
      customers: { all, tried, factor },
      entered,
      enteredCustomers: raised(counts.enteredCustomers),
      treated: entered - heldOut,
      heldOut,
      refused: record(this.#refused),
      inside: raised(counts.inside),
      ended: record(this.#ended),
      goals: raised(counts.goals),
      steps: definition.steps.map(({ id }) => ({
        stepId: id,
        came: raised(this.#came.get(id) ?? 0),
        waiting: raised(this.#waiting.get(id) ?? 0),
        outcomes: record(this.#outcomes.get(id)),
      })),
      sends: record(this.#sends),
      unsent: record(this.#unsent),
      waited: record(this.#waited),
      open: raised(counts.open),
      cost: { minor: raised(counts.costMinor), unknown: raised(counts.costUnknown) },
      orders: { customers: raised(counts.ordering), orders: raised(counts.orders), amountMinor: raised(counts.amountMinor) },
      overlaps: more.overlaps.map((one) => ({ ...one, customers: raised(one.customers) })),
      byDay: Array.from({ length: this.#span.days }, (_, i) => {
        const day = addDays(first, i)
        return { day, entered: raised(this.#entriesByDay.get(day) ?? 0), sends: raised(this.#sendsByDay.get(day) ?? 0) }
      }),
      assumptions: more.assumptions,
    }
  }
}

function addTo(counts: Counts, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
