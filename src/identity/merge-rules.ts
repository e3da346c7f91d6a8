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
 * What two masked names (privacy/mask.ts) say. `differ`: of different people for certain, two Chinese names of different families, or two others without a common
 * initial; `unknown`: one is not given, or they are in different scripts; `alike` else.
 */
export function compareNames(a: string, b: string): 'differ' | 'alike' | 'unknown' {
  if (a === '' || b === '') return 'unknown'
  const [inA, inB] = [HAN.test(a), HAN.test(b)]
  if (inA !== inB) return 'unknown'
  return (inA ? firstOf(a) !== firstOf(b) : initialsOf(a).isDisjointFrom(initialsOf(b))) ? 'differ' : 'alike'
}

/** Whether two masked names are of different people for certain. */
export function namesDiffer(a: string, b: string): boolean {
  return compareNames(a, b) === 'differ'
}

function firstOf(text: string): string {
  return [...text][0] ?? ''
}

function initialsOf(name: string): Set<string> {
  return new Set(name.split(' ').map((word) => firstOf(word).toLowerCase()))
}
