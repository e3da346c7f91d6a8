import { missingValues } from './fill-values.ts'
import type { QualityRule } from './quality-rules.ts'
import { signUpBursts } from './sign-up-bursts.ts'

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

/** A fact that a rule is suspicious of, or fills. */
export interface Repeat {
  readonly fact: StoredFact
  /** Names the burst of sign-ups that it is one of. */
  readonly burst?: string
  /** What is filled in where it has no value. */
  readonly value?: string
}

/** Looks at facts in the order of their time and answers those that a rule is suspicious of. */
export interface RepeatFinder {
  readonly rule: QualityRule
  /** Undefined where the rule says nothing of the fact. */
  push(fact: StoredFact): readonly Repeat[] | undefined
  /** What shows only once all facts are told. */
  end(): Iterable<Repeat>
}

export function repeatFinder(rule: QualityRule): RepeatFinder | undefined {
  if (rule.kind === 'duplicate') return duplicates(rule)
  if (rule.kind === 'burst') return signUpBursts(rule)
  if (rule.kind === 'fill') return missingValues(rule)
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
      return before !== undefined && before.key !== fact.key && fact.at - before.at <= within ? [{ fact }] : []
    },
    end: () => [],
  }
}

function forget<T>(kept: Map<string, T>, isOld: (one: T) => boolean): void {
  for (const [key, one] of kept) {
    if (!isOld(one) && kept.size <= MOST_KEPT) return
    kept.delete(key)
  }
}
