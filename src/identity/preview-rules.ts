import type { PersonKind } from '#collect/identity-claim.ts'
import { stableId } from '#kernel/id.ts'
import type { RuleBook } from './identity-rules.ts'
import { type FoundIdentifier, indexOfKey } from './identity-store.ts'
import { RehearsedPeople } from './rehearsed-people.ts'
import { knownCustomers, type PlanClaim, planResolution } from './resolve-plan.ts'

/** Two identifiers that a record named together, as the edge log says. Keys are kind and blind index in base64. */
export interface NamedTogether {
  readonly id: string
  readonly kind: PersonKind
  readonly key: string
  readonly withKind: PersonKind
  readonly withKey: string
  /** Epoch milliseconds. */
  readonly seenAt: number
}

/** A customer as a preview shows it: masked. */
export interface PreviewedCustomer {
  readonly customerId: string
  readonly name: string
  readonly identifiers: readonly { readonly kind: string; readonly masked: string }[]
}

export interface IdentityHistory {
  /** The log in its order, beyond a row of it; empty at the end. */
  namedTogether(after: string, limit: number): Promise<readonly NamedTogether[]>
  /** Customers that a user separated, each pair once. */
  apart(): Promise<readonly (readonly [string, string])[]>
  /** The customers who have these identifiers now, those of each list together. */
  customersOf(keys: readonly string[]): Promise<ReadonlyMap<string, PreviewedCustomer>>
}

export interface RulePreview {
  /** Rows of the log that were read, and whether those are all. */
  readonly records: number
  readonly complete: boolean
  /** Customers that become one with others, and customers that fall apart. */
  readonly merged: number
  readonly split: number
  readonly examples: readonly {
    readonly change: 'merge' | 'split'
    readonly customers: readonly PreviewedCustomer[]
    readonly parts: number
  }[]
}

const BLOCK = 5_000
const MOST_RECORDS = 2_000_000
const EXAMPLES = 10
const KEYS_SHOWN = 8

/**
 * What other rules would make of the same records: both sets of rules go through the whole edge log in its order, and the customers that they end with are compared.
 * Differences are of the rules alone, since both begin with nothing. Names are not in the log: a value that passed to somebody else because of a name counts as theirs in neither.
 */
export async function previewRules(history: IdentityHistory, current: RuleBook, next: RuleBook): Promise<RulePreview> {
  const apart = apartOf(await history.apart())
  const runs = [replay(current, apart), replay(next, apart)] as const
  let records = 0
  let after = '0'
  for (;;) {
    const rows = await history.namedTogether(after, BLOCK)
    for (const run of runs) run.take(rows)
    records += rows.length
    after = rows.at(-1)?.id ?? after
    if (rows.length < BLOCK || records >= MOST_RECORDS) {
      const { merged, split, examples } = compare(runs[0].owners(), runs[1].owners())
      const shown = await history.customersOf(examples.flatMap(({ keys }) => keys))
      return {
        records,
        complete: rows.length < BLOCK,
        merged,
        split,
        examples: examples.map(({ change, keys, parts }) => ({
          change,
          parts,
          customers: [...new Map(keys.flatMap((key) => shown.get(key) ?? []).map((one) => [one.customerId, one])).values()],
        })),
      }
    }
  }
}

interface Replay {
  take(rows: readonly NamedTogether[]): void
  /** The customer of each identifier. */
  owners(): ReadonlyMap<string, string>
}

function replay(book: RuleBook, apart: ReadonlyMap<string, readonly string[]>): Replay {
  const people = new RehearsedPeople()
  const listed = new Set(book.rules.blocked.map(({ kind, index }) => `${kind}:${index}`))
  return {
    take(rows) {
      const claims = rows.map(({ kind, key, withKind, withKey, seenAt }): PlanClaim => {
        const both = [
          { kind: withKind, key: withKey },
          { kind, key },
        ]
        return { identifiers: both.filter((one) => !listed.has(one.key)), from: seenAt, to: seenAt, name: '' }
      })
      const wanted = new Map(claims.flatMap(({ identifiers }) => identifiers.map((one) => [one.key, one])))
      const found = people
        .find([...wanted.values()])
        .map((one): FoundIdentifier => ({ ...one, apartFrom: apart.get(one.customerId) ?? [] }))
      const plan = planResolution(claims, knownCustomers(found), (key) => stableId('customer', key), book)
      people.apply(
        plan,
        indexOfKey,
        (claim) => new Date((claims[claim] as PlanClaim).from),
        () => '',
      )
    },
    owners: () => people.owners(),
  }
}

function apartOf(pairs: readonly (readonly [string, string])[]): Map<string, string[]> {
  const apart = new Map<string, string[]>()
  for (const [a, b] of pairs) {
    apart.set(a, [...(apart.get(a) ?? []), b])
    apart.set(b, [...(apart.get(b) ?? []), a])
  }
  return apart
}

interface Difference {
  readonly merged: number
  readonly split: number
  readonly examples: readonly { readonly change: 'merge' | 'split'; readonly keys: readonly string[]; readonly parts: number }[]
}

/** Customers before that share one after, and customers before that have several after. A value that is nobody's on either side says nothing. */
export function compare(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Difference {
  const merges = new Map<string, Map<string, string>>()
  const splits = new Map<string, Map<string, string>>()
  for (const [key, old] of before) {
    const now = after.get(key)
    if (now === undefined) continue
    put(merges, now, old, key)
    put(splits, old, now, key)
  }
  const changed = (change: 'merge' | 'split', groups: ReadonlyMap<string, ReadonlyMap<string, string>>) =>
    [...groups.values()]
      .filter((parts) => parts.size > 1)
      .toSorted((a, b) => b.size - a.size)
      .map((parts) => ({ change, parts: parts.size, keys: [...parts.values()].slice(0, KEYS_SHOWN) }))
  const [joined, divided] = [changed('merge', merges), changed('split', splits)]
  const half = Math.max(EXAMPLES / 2, EXAMPLES - divided.length)
  return {
    merged: joined.reduce((sum, { parts }) => sum + parts, 0),
    split: divided.length,
    examples: [...joined.slice(0, half), ...divided].slice(0, EXAMPLES),
  }
}

function put(groups: Map<string, Map<string, string>>, group: string, part: string, key: string): void {
  let parts = groups.get(group)
  if (parts === undefined) groups.set(group, (parts = new Map()))
  if (!parts.has(part)) parts.set(part, key)
}
