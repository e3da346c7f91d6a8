import { attributeField, type AttributeType, type AttributeValue } from '#collect/columns/attribute.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { type WordsOfFacts } from './settle-values.ts'
import type { RuleKind } from './rule-kind.ts'
import { checkRule, DEFAULT_RULE, type SurvivorshipRule, type SurvivorshipRules, survivingWord } from './survivorship-rule.ts'
import { FIELD_FACTS, fieldFact, FILES, type SaidWord, valueKey } from './word.ts'

/** A fact that a rule may be made for. */
export interface RuledFact {
  readonly fact: string
  readonly kind: 'field' | 'attribute'
  /** The name of the field or attribute. */
  readonly name: string
  /** Of an attribute, as people named it; '' for a field. */
  readonly label: string
  readonly type: AttributeType
}

/** A rule that was saved. */
export interface RuleSaved extends SurvivorshipRule {
  readonly fact: string
  readonly version: number
  readonly author: string
  readonly note: string
  readonly createdAt: Date
}

/** Somebody of whom something was said. */
export interface SpokenOf {
  readonly customerId: string
  readonly maskedName: string
  readonly words: WordsOfFacts
}

/** Who said something: a file, a source, or nobody who is known. */
export interface Speaker {
  readonly kind: 'file' | 'source' | 'unknown'
  /** The name of the file or source; '' for none. */
  readonly name: string
}

export interface SurvivorshipStore {
  /** Attributes of the shop's own, by label. */
  attributes(): Promise<readonly { readonly name: string; readonly label: string; readonly type: AttributeType }[]>
  sources(): Promise<readonly { readonly id: string; readonly name: string }[]>
  rules(): Promise<SurvivorshipRules>
  /** Newest first. */
  versions(limit: number): Promise<readonly RuleSaved[]>
  /** False if the fact has that version already. */
  add(saved: RuleSaved): Promise<boolean>
  /** Customers after an id, by id. */
  people(after: string, limit: number): Promise<readonly SpokenOf[]>
  wordsOf(customerId: string): Promise<WordsOfFacts>
  speakers(saidBy: readonly string[]): Promise<ReadonlyMap<string, Speaker>>
  /** Writes the values that count of customers, and tells analysis. */
  settle(customerIds: readonly string[], now: Date): Promise<void>
}

/** A value as people see it: one of `value` and `masked` is null. */
export interface ShownWord {
  readonly value: AttributeValue | null
  readonly masked: string | null
  readonly speaker: Speaker
  readonly first: Date
  readonly last: Date
  readonly times: number
}

/** One fact of a customer: what counts, and what else was said, the newest first. */
export interface CustomerValue extends RuledFact {
  readonly rule: RuleKind
  readonly counts: ShownWord
  readonly others: readonly ShownWord[]
}

export interface RuleExample {
  readonly customerId: string
  readonly name: string
  readonly before: Pick<ShownWord, 'value' | 'masked'>
  readonly after: Pick<ShownWord, 'value' | 'masked'>
}

export interface RulePreview {
  /** Customers that were looked at, those of whom something is said of the fact, those of whom different things are, and those whose value would change. */
  readonly customers: number
  readonly known: number
  readonly different: number
  readonly changing: number
  /** Whether that were all customers. */
  readonly complete: boolean
  readonly examples: readonly RuleExample[]
}

const MOST_LOOKED_AT = 500_000
const A_PAGE = 5_000
const MOST_EXAMPLES = 8
const MOST_VERSIONS = 100

/** Which of several values of a fact counts: rules as data, their preview, their change and what follows from it. */
export class SurvivorshipService {
  readonly #store: SurvivorshipStore
  readonly #clock: Clock

  constructor({ store, clock }: { readonly store: SurvivorshipStore; readonly clock: Clock }) {
    this.#store = store
    this.#clock = clock
  }

  async state() {
    const [facts, rules, sources, versions] = await Promise.all([
      this.#facts(),
      this.#store.rules(),
      this.#store.sources(),
      this.#store.versions(MOST_VERSIONS),
    ])
    return { facts: facts.map((fact) => ({ ...fact, ...(rules.get(fact.fact) ?? DEFAULT_RULE) })), sources, versions }
  }

  /** What a rule would change; writes nothing. @throws AppError `survivorship-fact-unknown`, `survivorship-rule-invalid` */
  async preview(fact: string, asked: SurvivorshipRule): Promise<RulePreview> {
    const rule = await this.#checked(fact, asked)
    const before = (await this.#store.rules()).get(fact) ?? DEFAULT_RULE
    const totals = { customers: 0, known: 0, different: 0, changing: 0 }
    const examples: RuleExample[] = []
    const complete = await this.#eachPage(async (people) => {
      for (const { customerId, maskedName, words } of people) {
        totals.customers += 1
        const said = words.get(fact) ?? []
        if (said.length > 0) totals.known += 1
        if (!isDisputed(said)) continue
        totals.different += 1
        const [old, now] = [survivingWord(before, said), survivingWord(rule, said)]
        if (old === undefined || now === undefined || valueKey(old) === valueKey(now)) continue
        totals.changing += 1
        if (examples.length < MOST_EXAMPLES)
          examples.push({ customerId, name: maskedName, before: shownValue(old), after: shownValue(now) })
      }
    })
    return { ...totals, complete, examples }
  }

  /**
   * Saves a rule as a new version. It holds for what is said from now on; `apply` brings the customers there are in line.
   * @throws AppError `survivorship-fact-unknown`, `survivorship-rule-invalid`, conflict `survivorship-rule-changed`
   */
  async save(
    fact: string,
    asked: SurvivorshipRule,
    { base, note, author }: { base: number; note: string; author: string },
  ): Promise<RuleSaved> {
    const rule = await this.#checked(fact, asked)
    const saved = { fact, ...rule, version: base + 1, author, note, createdAt: this.#clock.now() }
    const newest = (await this.#store.versions(MOST_VERSIONS)).find((one) => one.fact === fact)?.version ?? 0
    if (newest !== base || !(await this.#store.add(saved))) {
      throw new AppError(
        'conflict',
        'survivorship-rule-changed',
        'Somebody changed this rule meanwhile: load the page again and look at it.',
      )
    }
    return saved
  }

  /** Brings the values of all customers in line with the rule of a fact. Repeating it changes nothing. */
  async apply(fact: string, progress: (done: number) => void, signal?: AbortSignal): Promise<{ readonly customers: number }> {
    let customers = 0
    await this.#eachPage(async (people) => {
      signal?.throwIfAborted()
      const disputed = people.filter(({ words }) => isDisputed(words.get(fact) ?? [])).map(({ customerId }) => customerId)
      if (disputed.length > 0) await this.#store.settle(disputed, this.#clock.now())
      customers += disputed.length
      progress(customers)
    }, Infinity)
    return { customers }
  }

  /** Of each value of a customer where it comes from and what else was said. */
  async ofCustomer(customerId: string): Promise<readonly CustomerValue[]> {
    const [facts, rules, words] = await Promise.all([this.#facts(), this.#store.rules(), this.#store.wordsOf(customerId)])
    const speakers = await this.#store.speakers([...new Set([...words.values()].flatMap((said) => said.map(({ saidBy }) => saidBy)))])
    const shown = (word: SaidWord): ShownWord => ({
      ...shownValue(word),
      speaker: speakers.get(word.saidBy) ?? { kind: word.source === FILES ? 'file' : 'unknown', name: '' },
      first: new Date(word.first),
      last: new Date(word.last),
      times: word.times,
    })
    return facts.flatMap((one): CustomerValue[] => {
      const said = words.get(one.fact) ?? []
      const rule = rules.get(one.fact) ?? DEFAULT_RULE
      const counts = survivingWord(rule, said)
      if (counts === undefined) return []
      const others = said.filter((word) => word !== counts).toSorted((a, b) => b.last - a.last)
      return [{ ...one, rule: rule.rule, counts: shown(counts), others: others.map(shown) }]
    })
  }

  async #facts(): Promise<readonly RuledFact[]> {
    const fields = FIELD_FACTS.map((name): RuledFact => ({
      fact: fieldFact(name),
      kind: 'field',
      name,
      label: '',
      type: name === 'birthYear' ? 'number' : 'text',
    }))
    const own = await this.#store.attributes()
    return [...fields, ...own.map((one): RuledFact => ({ ...one, fact: attributeField(one.name), kind: 'attribute' }))]
  }

  async #checked(fact: string, rule: SurvivorshipRule): Promise<SurvivorshipRule> {
    const [facts, sources] = await Promise.all([this.#facts(), this.#store.sources()])
    if (!facts.some((one) => one.fact === fact)) {
      throw new AppError('not-found', 'survivorship-fact-unknown', `There is no field or attribute "${fact}": list the rules first.`)
    }
    return checkRule(rule, new Set([FILES, ...sources.map(({ id }) => id)]))
  }

  /** Whether all customers were visited. */
  async #eachPage(visit: (people: readonly SpokenOf[]) => Promise<void>, most = MOST_LOOKED_AT): Promise<boolean> {
    let after = '00000000-0000-0000-0000-000000000000'
    for (let looked = 0; looked < most; looked += A_PAGE) {
      const people = await this.#store.people(after, A_PAGE)
      await visit(people)
      const last = people.at(-1)
      if (people.length < A_PAGE || last === undefined) return true
      after = last.customerId
    }
    return false
  }
}

function isDisputed(said: readonly SaidWord[]): boolean {
  const [first] = said
  return first !== undefined && said.some((word) => valueKey(word) !== valueKey(first))
}

function shownValue(word: SaidWord): Pick<ShownWord, 'value' | 'masked'> {
  return word.value === undefined ? { value: null, masked: word.masked } : { value: word.value, masked: null }
}
