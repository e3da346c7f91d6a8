import type { QualityRule } from './quality-rules.ts'
import type { Repeat, RepeatFinder, StoredFact } from './repeated-facts.ts'

/** Fields by which sign-ups come in bursts: addresses that differ in digits alone, numbers of one block, one address of the network, one device. */
export const BURST_FIELDS = ['email', 'phone', 'registeredIp', 'registeredDevice'] as const
export type BurstField = (typeof BURST_FIELDS)[number]

export function isBurstField(field: string): field is BurstField {
  return (BURST_FIELDS as readonly string[]).includes(field)
}

const MINUTE_MS = 60_000
/** Midnight of every time zone is at one of these. */
const QUARTER_MS = 15 * MINUTE_MS

/**
 * Sign-ups from one place, so many within the minutes of the rule: all of them are suspicious, from the first to the last. Found once all facts are told, since the
 * time of a sign-up is not that of a customer's first fact.
 */
export function signUpBursts(rule: QualityRule): RepeatFinder {
  const within = (rule.minutes ?? 0) * MINUTE_MS
  const least = rule.count ?? 0
  const byPlace = new Map<string, StoredFact[]>()
  return {
    rule,
    push(fact) {
      const value = fact.read(rule.field)
      const at = fact.read(isPlace(rule.field) ? 'signedUpAt' : 'registeredAt')
      if (typeof value !== 'string' || value === '' || typeof at !== 'number') return undefined
      const place = placeOf(rule, value)
      if (place === undefined) return []
      const own = byPlace.get(place) ?? []
      // The fact without what else it says: there may be very many.
      own.push({ ...fact, at, read: (field) => (field === rule.field ? value : null) })
      byPlace.set(place, own)
      return []
    },
    *end() {
      for (const facts of byPlace.values()) if (facts.length >= least) yield* burstsOf(rule, facts, within, least)
    },
  }
}

function* burstsOf(rule: QualityRule, facts: StoredFact[], within: number, least: number): Generator<Repeat> {
  facts.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1))
  let first: StoredFact | undefined
  let marked = -1
  for (let end = least - 1; end < facts.length; end += 1) {
    const start = end - least + 1
    const [one, last] = [facts[start] as StoredFact, facts[end] as StoredFact]
    if (last.at - one.at > within || isOfDays(one.at, last.at)) continue
    if (first === undefined || start > marked) first = one
    for (let i = Math.max(start, marked + 1); i <= end; i += 1) yield { fact: facts[i] as StoredFact, burst: `${rule.id}/${first.key}` }
    marked = end
  }
}

/** Files often say the day of a sign-up and no time: that all of a day came at its midnight says nothing. */
function isOfDays(first: number, last: number): boolean {
  return first === last && first % QUARTER_MS === 0
}

function isPlace(field: string): boolean {
  return field === 'registeredIp' || field === 'registeredDevice'
}

/** What sign-ups of one burst have in common; undefined where the value has nothing of that kind. */
function placeOf({ field, digits = 0 }: QualityRule, value: string): string | undefined {
  if (field === 'phone') return value.length > digits ? value.slice(0, -digits) : undefined
  return field === 'email' ? patternOf(value) : value
}

/** anna17@example.com and anna18@example.com have one pattern; an address without digits has none. */
function patternOf(email: string): string | undefined {
  const at = email.lastIndexOf('@')
  const local = email.slice(0, at)
  const shape = local.replaceAll(/\d+/g, '#')
  return shape === local ? undefined : `${shape}${email.slice(at)}`
}
