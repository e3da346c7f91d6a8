import type { Channel } from '#decide/strategy.ts'
import { proportionDifference, wilsonInterval } from './proportion-difference.ts'
import type { Estimate } from './proportion-difference.ts'

/** Messages of one arm, and those that somebody opened or clicked within a day. */
export interface HourArm {
  readonly messages: number
  readonly reacted: number
}

export interface HourOutcome {
  readonly channel: Channel
  /** At an hour chosen for the customer. */
  readonly chosen: HourArm
  /** At an hour drawn by chance. */
  readonly random: HourArm
}

export interface HourGain extends HourOutcome {
  /** Shares of the messages with 95 % intervals; null: an arm is too small. */
  readonly shares: { readonly chosen: Estimate; readonly random: Estimate } | null
  /** Chosen less random; null: an arm is too small. */
  readonly difference: Estimate | null
  /** `better` and `worse`: the interval leaves out 0. */
  readonly verdict: 'better' | 'worse' | 'no_difference' | 'not_enough_data'
}

/** Fewer messages than this in an arm say nothing. */
export const LEAST_MESSAGES = 50

/** What the chosen hour is worth against one by chance: both were drawn by hash for the same messages, so nothing else differs between them. */
export function hourGain(outcome: HourOutcome): HourGain {
  const { chosen, random } = outcome
  if (chosen.messages < LEAST_MESSAGES || random.messages < LEAST_MESSAGES) {
    return { ...outcome, shares: null, difference: null, verdict: 'not_enough_data' }
  }
  const difference = proportionDifference([
    { treated: chosen.messages, treatedSuccesses: chosen.reacted, control: random.messages, controlSuccesses: random.reacted },
  ])
  return {
    ...outcome,
    shares: {
      chosen: wilsonInterval(chosen.reacted, chosen.messages),
      random: wilsonInterval(random.reacted, random.messages),
    },
    difference,
    verdict: difference.low > 0 ? 'better' : difference.high < 0 ? 'worse' : 'no_difference',
  }
}
