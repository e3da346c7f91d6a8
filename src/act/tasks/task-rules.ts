import { AppError } from '#kernel/app-error.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'

/** What an outcome says of the contact. */
export const OUTCOME_MEANINGS = ['success', 'neutral', 'negative'] as const
export type OutcomeMeaning = (typeof OUTCOME_MEANINGS)[number]

/** What may come of a task. One that tasks have is hidden, not taken away, so that its words stay. */
export interface TaskOutcomeDefinition {
  readonly code: string
  readonly label: BilingualText
  readonly meaning: OutcomeMeaning
  readonly hidden: boolean
}

/** Tasks about customers whose attribute has one of these values go to this colleague. */
export interface OwnerRule {
  /** `region`, or the name of an attribute such as the store of a customer. */
  readonly attribute: string
  readonly values: readonly string[]
  readonly owner: string
}

/** How tasks get their owner, what happens to overdue ones, and what may come of them. */
export interface TaskRules {
  /** The first that fits gives the owner. */
  readonly owners: readonly OwnerRule[]
  /** For whom no rule fits: these colleagues in turn; empty: everybody who may work on tasks; null: nobody, people take them. */
  readonly rotation: readonly string[] | null
  /** Null: nobody is told. */
  readonly escalation: { readonly afterMinutes: number; readonly to: string } | null
  /** Beside the built-in ones. */
  readonly outcomes: readonly TaskOutcomeDefinition[]
}

export const NO_TASK_RULES: TaskRules = { owners: [], rotation: null, escalation: null, outcomes: [] }

export const BUILT_IN_OUTCOMES: readonly TaskOutcomeDefinition[] = [
  { code: 'reached_accepted', label: { zh: '已接通，接受', en: 'Reached, accepted' }, meaning: 'success', hidden: false },
  { code: 'reached_declined', label: { zh: '已接通，拒绝', en: 'Reached, declined' }, meaning: 'negative', hidden: false },
  { code: 'not_reached', label: { zh: '未接通', en: 'Not reached' }, meaning: 'neutral', hidden: false },
  { code: 'problem_solved', label: { zh: '问题已解决', en: 'Problem solved' }, meaning: 'success', hidden: false },
]

/** All outcomes, the built-in ones first. */
export function outcomesOf(rules: TaskRules): readonly TaskOutcomeDefinition[] {
  return [...BUILT_IN_OUTCOMES, ...rules.outcomes]
}

/** @throws AppError `task-rules-wrong` with `details.field` and `details.reason` */
export function checkTaskRules(rules: TaskRules, workers: ReadonlySet<string>): void {
  const wrong = (field: string, reason: string, what: string): AppError =>
    new AppError('invalid-input', 'task-rules-wrong', `The rules of tasks cannot be used: ${what} (${field}).`, {
      details: { field, reason },
    })
  for (const [i, { attribute, values, owner }] of rules.owners.entries()) {
    if (attribute.trim() === '') throw wrong(`owners.${i}.attribute`, 'attribute', 'an attribute is missing')
    if (values.length === 0) throw wrong(`owners.${i}.values`, 'values', 'a rule has no values')
    if (!workers.has(owner)) throw wrong(`owners.${i}.owner`, 'owner', 'somebody cannot be given tasks')
  }
  for (const [i, member] of (rules.rotation ?? []).entries()) {
    if (!workers.has(member)) throw wrong(`rotation.${i}`, 'owner', 'somebody cannot be given tasks')
  }
  if (rules.escalation !== null && !workers.has(rules.escalation.to))
    throw wrong('escalation.to', 'owner', 'somebody cannot be given tasks')
  const codes = new Set(BUILT_IN_OUTCOMES.map(({ code }) => code))
  for (const [i, { code, label }] of rules.outcomes.entries()) {
    if (!/^[a-z][a-z0-9_]{1,39}$/.test(code)) throw wrong(`outcomes.${i}.code`, 'code', 'a code has 2 to 40 small letters, digits and _')
    if (codes.has(code)) throw wrong(`outcomes.${i}.code`, 'code_twice', 'two outcomes have one code')
    codes.add(code)
    if (label.zh.trim() === '' || label.en.trim() === '')
      throw wrong(`outcomes.${i}.label`, 'label', 'an outcome lacks its words in one language')
  }
}

/** Who is next in turn: whoever was given a task longest ago, those who never were first, else in the order of the list. Each answer moves that one to the end. */
export class Turns {
  readonly #queue: string[]

  constructor(members: readonly string[], lastGiven: ReadonlyMap<string, Date>) {
    const at = (member: string): number => lastGiven.get(member)?.getTime() ?? Number.NEGATIVE_INFINITY
    this.#queue = [...new Set(members)].toSorted((one, other) => compare(at(one), at(other)))
  }

  next(): string | null {
    const first = this.#queue.shift()
    if (first === undefined) return null
    this.#queue.push(first)
    return first
  }
}

/** The owner by the rules; null: nobody. Somebody who may no longer work on tasks is passed over. */
export function ownerOf(rules: TaskRules, facts: ReadonlyMap<string, string>, workers: ReadonlySet<string>, turns: Turns): string | null {
  const rule = rules.owners.find(({ attribute, values, owner }) => workers.has(owner) && values.includes(facts.get(attribute) ?? '\u0000'))
  if (rule !== undefined) return rule.owner
  return rules.rotation === null ? null : turns.next()
}

/** Infinities among them, whose difference is no number. */
function compare(one: number, other: number): number {
  return one < other ? -1 : one > other ? 1 : 0
}
