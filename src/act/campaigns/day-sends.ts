import type { SendState } from '#decide/decision.ts'

/** What is known of the cost of messages. */
export interface DayCost {
  /** Sum of those whose cost is known, in minor units; null: none of them has one. */
  readonly costMinor: number | null
  /** Messages whose cost is not known; they are in no sum. */
  readonly withoutCost: number
}

/** What became of the messages of one source since midnight of the project. */
export interface DaySends extends DayCost {
  readonly sent: number
  readonly delivered: number
  readonly failed: number
  /** That were not sent, the most frequent reason first. */
  readonly stopped: readonly { readonly reason: string; readonly sends: number }[]
  /** Planned and not handed over yet, of any day. */
  readonly waiting: number
}

/** Messages of one source in one state for one reason. */
export interface SendGroup {
  readonly state: SendState
  readonly reason: string
  readonly messages: number
  /** Of them, those handed over today. */
  readonly handed: number
  /** Of them, those settled today. */
  readonly finished: number
  /** Of those handed over today, how many have a cost, and its sum. */
  readonly priced: number
  readonly costMinor: number
}

export const NO_SENDS: DaySends = { sent: 0, delivered: 0, failed: 0, stopped: [], waiting: 0, costMinor: 0, withoutCost: 0 }

/** States of a message that left, or may have left. */
export const LEFT_STATES: readonly SendState[] = ['handed', 'accepted', 'delivered', 'uncertain']

/** A sum that leaves out what is unknown says so: where nothing is known there is no sum, and not 0. */
export function costOfDay(sent: number, priced: number, costMinor: number): DayCost {
  return { costMinor: sent > 0 && priced === 0 ? null : costMinor, withoutCost: sent - priced }
}

export function daySends(groups: readonly SendGroup[]): DaySends {
  const left = groups.filter(({ state }) => LEFT_STATES.includes(state))
  const sent = sum(left, ({ handed }) => handed)
  const finished = (of: SendState) =>
    sum(
      groups.filter(({ state }) => state === of),
      (one) => one.finished,
    )
  return {
    sent,
    delivered: finished('delivered'),
    failed: finished('failed'),
    stopped: merged(groups.filter(({ state }) => state === 'suppressed').map(({ reason, finished: sends }) => ({ reason, sends }))),
    waiting: sum(
      groups.filter(({ state }) => state === 'planned' || state === 'claimed'),
      ({ messages }) => messages,
    ),
    ...costOfDay(
      sent,
      sum(left, ({ priced }) => priced),
      sum(left, ({ costMinor }) => costMinor),
    ),
  }
}

/** Of all sources together. */
export function sumOfDays(all: readonly DaySends[]): DaySends {
  const sent = sum(all, (one) => one.sent)
  const withoutCost = sum(all, (one) => one.withoutCost)
  return {
    sent,
    delivered: sum(all, ({ delivered }) => delivered),
    failed: sum(all, ({ failed }) => failed),
    stopped: merged(all.flatMap(({ stopped }) => stopped)),
    waiting: sum(all, ({ waiting }) => waiting),
    ...costOfDay(
      sent,
      sent - withoutCost,
      sum(all, ({ costMinor }) => costMinor ?? 0),
    ),
  }
}

function merged(rows: DaySends['stopped']): DaySends['stopped'] {
  const of = new Map<string, number>()
  for (const { reason, sends } of rows) if (sends > 0) of.set(reason, (of.get(reason) ?? 0) + sends)
  return [...of]
    .map(([reason, sends]) => ({ reason, sends }))
    .toSorted((a, b) => b.sends - a.sends || (a.reason < b.reason ? -1 : a.reason > b.reason ? 1 : 0))
}

function sum<Row>(rows: readonly Row[], read: (row: Row) => number): number {
  return rows.reduce((all, row) => all + read(row), 0)
}
