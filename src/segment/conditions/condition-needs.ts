import type { AccountTest, ActKind, Condition, PeopleTest } from './condition.ts'
import type { AskedAt } from './condition-window.ts'
import { pastInstant } from './condition-window.ts'
import type { SegmentMeanings } from './evaluate-condition.ts'

/** What a condition asks for, with the segments that it names, and those that these name. */
export interface ConditionNeeds {
  /** With those of conditions over accounts and over their people that stand within it. */
  readonly fields: ReadonlySet<string>
  readonly kinds: ReadonlySet<ActKind>
  /** Those that are asked of the customer or account itself. */
  readonly own: { readonly fields: ReadonlySet<string>; readonly kinds: ReadonlySet<ActKind> }
  /** Instants of the past, in milliseconds. */
  readonly past: ReadonlySet<number>
  readonly asksConsent: boolean
  /** Something of accounts or of their people is asked. */
  readonly asksAccounts: boolean
  readonly segments: ReadonlySet<string>
  /** Conditions over the accounts of the customer itself, and over the people of the account itself. */
  readonly accountTests: readonly AccountTest[]
  readonly peopleTests: readonly PeopleTest[]
}

/** Circles of segments end where they close. */
export function needsOf(conditions: readonly Condition[], segments: SegmentMeanings, asked: AskedAt): ConditionNeeds {
  const own = { fields: new Set<string>(), kinds: new Set<ActKind>() }
  const needs = {
    fields: new Set<string>(),
    kinds: new Set<ActKind>(),
    own,
    past: new Set<number>(),
    asksConsent: false,
    asksAccounts: false,
    segments: new Set<string>(),
    accountTests: [] as AccountTest[],
    peopleTests: [] as PeopleTest[],
  }
  let depth = 0
  const field = (name: string) => {
    needs.fields.add(name)
    if (depth === 0) own.fields.add(name)
  }
  const kind = (did: ActKind) => {
    needs.kinds.add(did)
    if (depth === 0) own.kinds.add(did)
  }
  const within = (part: Condition) => {
    needs.asksAccounts = true
    depth += 1
    look(part)
    depth -= 1
  }
  const look = (part: Condition): void => {
    if ('all' in part) part.all.forEach(look)
    else if ('any' in part) part.any.forEach(look)
    else if ('not' in part) look(part.not)
    else if ('asOf' in part) {
      needs.past.add(pastInstant(part.asOf, asked).getTime())
      look(part.condition)
    } else if ('field' in part) field(part.field)
    else if ('did' in part) {
      kind(part.did)
      const { window } = part
      if (window !== undefined && 'after' in window) field(window.after)
      if (window !== undefined && 'before' in window) field(window.before)
    } else if ('sequence' in part) for (const { did } of part.sequence) kind(did)
    else if ('consent' in part) needs.asksConsent = true
    else if ('account' in part) {
      if (depth === 0) needs.accountTests.push(part)
      within(part.account)
    } else if ('people' in part) {
      if (depth === 0) needs.peopleTests.push(part)
      within(part.people)
    } else {
      // The same segment may be asked of the customer itself and within: what it asks for is then needed of both.
      const key = `${part.segment}/${Math.min(depth, 1)}`
      if (seen.has(key)) return
      seen.add(key)
      needs.segments.add(part.segment)
      const meaning = segments.get(part.segment)
      if (meaning !== undefined && meaning !== 'snapshot') look(meaning)
    }
  }
  const seen = new Set<string>()
  conditions.forEach(look)
  return needs
}
