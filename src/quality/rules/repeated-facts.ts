import type { QualityRule } from './quality-rules.ts'

/** A record as it is stored, for rules that look at many. Times in epoch milliseconds. */
export interface StoredFact {
  /** What names it in its scope: an order number, a line, a customer. Never shown in clear. */
  readonly key: string
  readonly customerId: string
  /** Where it came from: an id of a source, or a word. */
  readonly source: string
  readonly at: number
  readonly read: (field: string) => string | number | null
}

/** Looks at facts in the order of their time and answers those that a rule is suspicious of, which may be earlier ones too. */
export interface RepeatFinder {
  readonly rule: QualityRule
  /** Undefined where the rule says nothing of the fact. */
  push(fact: StoredFact): readonly StoredFact[] | undefined
}

export function repeatFinder(rule: QualityRule): RepeatFinder | undefined {
  if (rule.kind === 'duplicate') return duplicates(rule)
  if (rule.kind === 'burst') return bursts(rule)
  return undefined
}

const MINUTE_MS = 60_000
/** Keys that are remembered at once; those that are out of time go first. */
const MOST_KEPT = 200_000

/** The same customer, products and amount under another order number within the minutes of the rule: the later one is suspicious. */
function duplicates(rule: QualityRule): RepeatFinder {
  const within = (rule.minutes ?? 0) * MINUTE_MS
  const last = new Map<string, { readonly key: string; readonly at: number }>()
  return {
    rule,
    push(fact) {
      const [amount, goods] = [fact.read('amount'), fact.read('goods')]
      if (fact.customerId === '' || typeof amount !== 'number' || amount <= 0) return undefined
      const same = `${fact.customerId} ${fact.read('currency')} ${amount} ${goods}`
      const before = last.get(same)
      last.delete(same)
      last.set(same, { key: fact.key, at: fact.at })
      forget(last, ({ at }) => fact.at - at > within)
      return before !== undefined && before.key !== fact.key && fact.at - before.at <= within ? [fact] : []
    },
  }
}

/**
 * Sign-ups whose e-mail addresses differ only in their digits, so many within the minutes of the rule: all of them are suspicious. Addresses without a digit are
 * a pattern only together with others of the same letters, so they count too.
 */
function bursts(rule: QualityRule): RepeatFinder {
  const within = (rule.minutes ?? 0) * MINUTE_MS
  const least = rule.count ?? 0
  const recent = new Map<string, { at: number; facts: StoredFact[]; told: boolean }>()
  return {
    rule,
    push(fact) {
      const email = fact.read('email')
      const at = fact.read('registeredAt')
      if (typeof email !== 'string' || email === '' || typeof at !== 'number') return undefined
      const pattern = patternOf(email)
      if (pattern === undefined) return []
      const before = recent.get(pattern)
      const facts = (before?.facts ?? []).filter((one) => at - one.at <= within)
      const told = before?.told === true && facts.length > 0
      facts.push(fact)
      // Never more than are needed to see the next one.
      const isBurst = facts.length >= least
      const found = isBurst ? (told ? [fact] : [...facts]) : []
      recent.delete(pattern)
      recent.set(pattern, { at, facts: facts.slice(-least), told: isBurst || told })
      forget(recent, (one) => at - one.at > within)
      return found
    },
  }
}

/** anna17@example.com and anna18@example.com have one pattern; an address without digits has none. */
function patternOf(email: string): string | undefined {
  const at = email.lastIndexOf('@')
  const local = email.slice(0, at)
  const shape = local.replaceAll(/\d+/g, '#')
  return shape === local ? undefined : `${shape}${email.slice(at)}`
}

function forget<T>(kept: Map<string, T>, isOld: (one: T) => boolean): void {
  for (const [key, one] of kept) {
    if (!isOld(one) && kept.size <= MOST_KEPT) return
    kept.delete(key)
  }
}
