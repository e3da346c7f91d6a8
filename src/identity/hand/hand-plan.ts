import type { PersonKind } from '#collect/identity-claim.ts'
import { AppError } from '#kernel/app-error.ts'
import type { KindRule, RuleBook } from '../identity-rules.ts'
import { mayMerge, namesDiffer } from '../merge-rules.ts'

/** A customer as a decision by hand sees it: masked. */
export interface HandCustomer {
  readonly customerId: string
  readonly createdAt: Date
  /** Masked, '' if unknown. */
  readonly name: string
  /** The data key was destroyed. */
  readonly isErased: boolean
  /** Customers that somebody said are others. */
  readonly apartFrom: readonly string[]
  /** Its records, its own among them. */
  readonly origins: readonly string[]
  readonly identifiers: readonly HandIdentifier[]
}

export interface HandIdentifier {
  readonly kind: PersonKind
  readonly blindIndex: Buffer
  readonly masked: string
  readonly originId: string
  readonly namedBy: readonly string[]
  readonly source: string
  /** When its customer used it. */
  readonly firstSeenAt: Date
  readonly lastSeenAt: Date
}

/**
 * What speaks against a decision, and is asked about before it is carried out: both customers are known by an identifier of which a customer has only one, somebody
 * said that they are two, the value is shared by several, a limit of the rules is passed, or the names are of different people.
 */
export type HandDoubt = 'known-customers' | 'said-apart' | 'shared-value' | 'over-limit' | 'too-many-records' | 'names-differ'

/** Most records that may be one customer by hand. */
export const MOST_RECORDS_BY_HAND = 1_000

/** Why nothing can be decided. */
export type HandRefusal = 'already' | 'blocked' | 'erased' | 'kind' | 'last' | 'not-theirs' | 'too-large' | 'value'

const REFUSALS: Readonly<Record<HandRefusal, string>> = {
  already: 'It already is so: nothing would change.',
  blocked: 'The value is blocked by the identity rules: it is nobody’s. Take it off the list of blocked values first.',
  erased: 'The data of one of the customers were erased, so nothing can be joined to it.',
  kind: 'There is no such kind of identifier. Use one of the identity rules; devices follow the people who log in on them.',
  last: 'It is the only identifier of the customer, who could not be recognised without it. Undo a merge instead.',
  'not-theirs': 'The customer has no such identifier. Reload the page: it may have changed.',
  'too-large': `More than ${MOST_RECORDS_BY_HAND} records would be one customer, which is never a person.`,
  value: 'The value does not fit its kind of identifier. Check how it is written.',
}

/** @returns AppError conflict `identity-refused`, whose `reason` chooses the sentence that the console shows */
export function refused(reason: HandRefusal): AppError {
  return new AppError('conflict', 'identity-refused', REFUSALS[reason], { details: { reason } })
}

/** Two customers become one; the older stays. */
export interface JoinPlan {
  readonly survivor: HandCustomer
  readonly loser: HandCustomer
  readonly doubts: readonly HandDoubt[]
}

/**
 * @param value The identifier that says so, where one does
 * @throws AppError conflict `identity-refused`
 */
export function planJoin(book: RuleBook, a: HandCustomer, b: HandCustomer, value: HandIdentifier | null = null): JoinPlan {
  if (a.customerId === b.customerId) throw refused('already')
  if (a.isErased || b.isErased) throw refused('erased')
  const records = a.origins.length + b.origins.length
  if (records > MOST_RECORDS_BY_HAND) throw refused('too-large')
  const over = book.rules.kinds.filter((rule) => !mayMerge(ruleOnly(book, rule), countOf(a), countOf(b)))
  const said: readonly (readonly [HandDoubt, boolean])[] = [
    ['said-apart', a.apartFrom.includes(b.customerId) || b.apartFrom.includes(a.customerId)],
    ['known-customers', over.some(({ perCustomer }) => perCustomer === 1)],
    ['over-limit', over.some(({ perCustomer }) => perCustomer > 1)],
    ['too-many-records', records > book.rules.maxRecords],
    ['shared-value', value !== null && value.namedBy.length >= (book.of(value.kind)?.perValue ?? 1)],
    ['names-differ', namesDiffer(a.name, b.name)],
  ]
  const [survivor, loser] = isOlder(a, b) ? [a, b] : [b, a]
  return { survivor, loser, doubts: said.flatMap(([doubt, holds]) => (holds ? [doubt] : [])) }
}

/** A value that nobody has is put on a customer. @throws AppError conflict `identity-refused` */
export function planAdd(book: RuleBook, customer: HandCustomer, kind: PersonKind): readonly HandDoubt[] {
  if (customer.isErased) throw refused('erased')
  return mayMerge(book, countOf(customer), { [kind]: 1 }) ? [] : ['over-limit']
}

/** An identifier leaves its customer. @throws AppError conflict `identity-refused` */
export function planLeave(
  customer: HandCustomer,
  { kind, blindIndex }: { readonly kind: string; readonly blindIndex: Buffer },
): HandIdentifier {
  const found = customer.identifiers.find((one) => one.kind === kind && one.blindIndex.equals(blindIndex))
  if (found === undefined) throw refused('not-theirs')
  if (customer.isErased) throw refused('erased')
  if (customer.identifiers.length === 1) throw refused('last')
  return found
}

function countOf({ identifiers }: HandCustomer): Partial<Record<PersonKind, number>> {
  const counts: Partial<Record<PersonKind, number>> = {}
  for (const { kind } of identifiers) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

function ruleOnly(book: RuleBook, rule: KindRule): RuleBook {
  return { ...book, rules: { ...book.rules, kinds: [rule] } }
}

/** As where origins are mapped: the age of a record, then its id. */
function isOlder(a: HandCustomer, b: HandCustomer): boolean {
  const [ageA, ageB] = [a.createdAt.getTime(), b.createdAt.getTime()]
  return ageA === ageB ? a.customerId < b.customerId : ageA < ageB
}
