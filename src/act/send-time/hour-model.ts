import type { Channel } from '#decide/strategy.ts'
import type { HourKind } from './choose-hour.ts'
import { addHours, HOURS_OF_DAY, hoursOfAll, priorStrength, shrunkHours, total } from './hour-chances.ts'
import type { Hours } from './hour-chances.ts'

/** When a customer was seen, by the clock on their wall. An hour of a day counts once, however much they did in it; what programs opened counts nowhere. */
export interface Sightings {
  /** Whatever they did: events, orders, and what they opened or clicked on any channel. */
  readonly active: Hours
  /** What they opened or clicked of one channel. */
  readonly reacted: Hours
}

export interface SampledCustomer extends Sightings {
  /** Lifecycle tier; empty: none. */
  readonly tier: string
}

/** What is known of the hours of customers in general, and how much it weighs for one of them. */
export interface HourModel {
  readonly channel: Channel
  /** Customers that it was learned from. */
  readonly customers: number
  readonly all: Hours
  readonly tiers: ReadonlyMap<string, Hours>
  /** Sightings that each weighs beside the ones below it. */
  readonly strengths: { readonly all: number; readonly tier: number; readonly active: number }
}

export const NOBODY_SEEN: Hours = Array.from({ length: HOURS_OF_DAY }, () => 0)

/** Learns the hours of all and of each tier from some customers, and how far each goes by itself. */
export function learnHours(channel: Channel, sample: readonly SampledCustomer[]): HourModel {
  const sums = new Map<string, Hours>()
  for (const { tier, active } of sample) sums.set(tier, addHours(sums.get(tier) ?? NOBODY_SEEN, active))
  const all = hoursOfAll([...sums.values()].reduce(addHours, NOBODY_SEEN))
  const ofTiers = [...sums].filter(([tier]) => tier !== '')
  const strengthOfAll = priorStrength(ofTiers.map(([, counts]) => ({ counts, prior: all })))
  const tiers = new Map(ofTiers.map(([tier, counts]) => [tier, shrunkHours(counts, all, strengthOfAll)]))
  const priorOf = (tier: string) => tiers.get(tier) ?? all
  const strengthOfTier = priorStrength(sample.map(({ tier, active }) => ({ counts: active, prior: priorOf(tier) })))
  const strengthOfActive = priorStrength(
    sample.map(({ tier, active, reacted }) => ({ counts: reacted, prior: shrunkHours(active, priorOf(tier), strengthOfTier) })),
  )
  return {
    channel,
    customers: sample.length,
    all,
    tiers,
    strengths: { all: strengthOfAll, tier: strengthOfTier, active: strengthOfActive },
  }
}

export interface CustomerHours {
  /** Chances of the hours, adding up to 1. */
  readonly chances: Hours
  /** `own`: the customer's own sightings weigh at least half. */
  readonly kind: Exclude<HourKind, 'random'>
}

/** The hours of one customer: all, then their tier, then what they did, then what they reacted to on the channel, each drawn towards the one before. */
export function hoursOf({ all, tiers, strengths }: HourModel, tier: string, { active, reacted }: Sightings): CustomerHours {
  const alike = tiers.get(tier)
  const chances = shrunkHours(reacted, shrunkHours(active, alike ?? all, strengths.tier), strengths.active)
  const isOwn = total(active) >= strengths.tier || total(reacted) >= strengths.active
  return { chances, kind: isOwn ? 'own' : alike === undefined ? 'all' : 'alike' }
}
