import type { PersonKind } from '#collect/identity-claim.ts'

/** Kinds in order of weight: where identifiers contradict each other, those further down are left out. */
export const IDENTIFIER_PRIORITY: readonly PersonKind[] = ['user_id', 'custom_id', 'member_number', 'phone', 'email']

/**
 * How many values of a kind one customer may have. A customer has only ever one account id: two people with accounts are never merged
 * because a phone is shared. Phones, member cards and addresses change; more than this many belong to a till or a call centre, not a person.
 * A device joins nobody (device-people.ts).
 */
export const IDENTIFIER_LIMITS: Readonly<Record<PersonKind, number>> = {
  user_id: 1,
  custom_id: 1,
  member_number: 5,
  phone: 5,
  email: 5,
}

const BLOCKED =
  /^(?:[0-]*|-1|null|nil|none|nan|n\/?a|undefined|unknown|anonymous|guest|test|true|false|\[object object\]|无|未知|匿名|游客|没有|暂无|空|x+|\.+|\*+|(?:\+86)?1(\d)\1{9})$/iu

/** Placeholder values of tills and programs: they would merge thousands of strangers. */
export function isBlockedValue(value: string): boolean {
  return BLOCKED.test(value.trim())
}

/** How many different values of each kind a customer has. */
export type KindCounts = Readonly<Partial<Record<PersonKind, number>>>

/** Whether two groups of identifiers with nothing in common may belong to one customer. */
export function mayMerge(a: KindCounts, b: KindCounts): boolean {
  return IDENTIFIER_PRIORITY.every((kind) => {
    const [inA, inB] = [a[kind] ?? 0, b[kind] ?? 0]
    // A customer already over a limit that was lowered later may still gain other kinds.
    return inA === 0 || inB === 0 || inA + inB <= IDENTIFIER_LIMITS[kind]
  })
}

/** Strongest first; equal kinds in the given order. */
export function byPriority<T extends { readonly kind: PersonKind }>(identifiers: readonly T[]): T[] {
  return identifiers.toSorted((a, b) => IDENTIFIER_PRIORITY.indexOf(a.kind) - IDENTIFIER_PRIORITY.indexOf(b.kind))
}
