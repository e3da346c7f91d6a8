import type { PersonKind } from '#collect/identity-claim.ts'
import type { RuleBook } from './identity-rules.ts'

/** How many different values of each kind a customer has. */
export type KindCounts = Readonly<Partial<Record<PersonKind, number>>>

/** Whether two groups of identifiers with nothing in common may belong to one customer. */
export function mayMerge(book: RuleBook, a: KindCounts, b: KindCounts): boolean {
  return book.rules.kinds.every(({ kind, perCustomer }) => {
    const [inA, inB] = [a[kind] ?? 0, b[kind] ?? 0]
    // A customer already over a limit that was lowered later may still gain other kinds.
    return inA === 0 || inB === 0 || inA + inB <= perCustomer
  })
}

/** Strongest first; equal kinds in the given order. */
export function byPriority<T extends { readonly kind: PersonKind }>(book: RuleBook, identifiers: readonly T[]): T[] {
  return identifiers.toSorted((a, b) => book.weight(a.kind) - book.weight(b.kind))
}

const HAN = /\p{Script=Han}/u

/**
 * Whether two masked names (privacy/mask.ts) are of different people for certain: two Chinese names of different families, or two others without a common
 * initial. An unknown name differs from none, nor do names in different scripts.
 */
export function namesDiffer(a: string, b: string): boolean {
  if (a === '' || b === '') return false
  const [inA, inB] = [HAN.test(a), HAN.test(b)]
  if (inA !== inB) return false
  return inA ? firstOf(a) !== firstOf(b) : initialsOf(a).isDisjointFrom(initialsOf(b))
}

function firstOf(text: string): string {
  return [...text][0] ?? ''
}

function initialsOf(name: string): Set<string> {
  return new Set(name.split(' ').map((word) => firstOf(word).toLowerCase()))
}
