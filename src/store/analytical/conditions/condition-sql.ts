import type { AccountTest, ActKind, ActTest, Condition, FieldTest, Grain, PeopleTest, SequenceTest } from '#segment/conditions/condition.ts'
import type { ConditionCatalogue } from '#segment/conditions/condition-catalogue.ts'
import type { AskedAt } from '#segment/conditions/condition-window.ts'
import { pastInstant } from '#segment/conditions/condition-window.ts'
import { valueMeets } from '#segment/conditions/value-meets.ts'
import { consentKey } from '#segment/conditions/dossier.ts'
import type { SegmentMeanings } from '#segment/conditions/evaluate-condition.ts'
import { IS_PERSON } from '../queries/customer-groups.ts'
import { ACCOUNT_ROWS, accountActRows, inRoleSql, membersSql, peopleTestSql } from './account-sql.ts'
import { actRows } from './act-sources.ts'
import type { AskSql, Whose } from './act-sql.ts'
import { actTestSql, actsQuery, EVERYBODYS, selectedActs } from './act-sql.ts'
import type { FieldSource, RunTimes } from './field-sources.ts'
import { FIELD_SOURCES, fieldSql, sourceSql } from './field-sources.ts'
import { sequenceQuery } from './sequence-sql.ts'
import type { Term } from './set-terms.ts'
import { setTermsOf } from './set-terms.ts'
import { SqlBinder } from './sql-binder.ts'
import { valueTestSql } from './value-sql.ts'

export interface CompileParts extends AskedAt {
  readonly catalogue: ConditionCatalogue
  readonly segments: SegmentMeanings
  /** Which runs held at an instant (milliseconds): for now and for every instant of the past that a condition asks for. */
  readonly runs: ReadonlyMap<number, RunTimes>
  /** Whose are read at all, as SQL of ours; without: everybody's. */
  readonly whose?: Whose
  /** Which people of accounts the reader may see, as a condition over customer_id: tests of people and what they did count these alone; without: all. */
  readonly seen?: string
}

/** Conditions as one query: rows of customer_id, one for each customer or account that there is, and `m0`, `m1` … of 0 and 1: whether they meet each condition. */
export interface CompiledConditions {
  readonly query: string
  readonly params: Readonly<Record<string, unknown>>
}

/** A test in the query: what it is asked of, and its place among the bits. */
interface Leaf<Test> {
  readonly test: Test
  readonly bit: number
}

interface Context {
  readonly ask: AskSql
  readonly fields: Map<FieldSource, Leaf<FieldTest>[]>
  readonly acts: Map<ActKind, Leaf<ActTest>[]>
  readonly sequences: Leaf<SequenceTest>[]
}

const WORD = 64

/**
 * Compiles conditions to one query with bound parameters (ADR 0038). Every test is a bit; each table is read once for all its tests and gives a row of bits per customer; the rows
 * of a customer are put together by OR, and the condition is worked out of the bits. So a test that nobody passes and `not` are exact, and no table of customers is joined.
 * Of one condition alone, whatever of it all has to hold is asked table by table as a set, which costs less than bits of everybody.
 */
export function compileConditions(conditions: readonly Condition[], parts: CompileParts, grain: Grain = 'customers'): CompiledConditions {
  const bind = new SqlBinder()
  const compiler = new Compiler(parts, grain, bind)
  const [only] = conditions
  const isAlone = only !== undefined && conditions.length === 1 && grain === 'customers'
  return { query: bind.named(isAlone ? compiler.compileOne(only) : compiler.compile(conditions)), params: bind.params }
}

class Compiler {
  readonly #parts: CompileParts
  readonly #grain: Grain
  readonly #bind: SqlBinder
  readonly #members: string
  readonly #contexts = new Map<string, Context>()
  readonly #consents: Leaf<{ readonly key: string; readonly isGranted: boolean }>[] = []
  readonly #snapshots: Leaf<string>[] = []
  readonly #accounts: Leaf<AccountTest>[] = []
  readonly #ofPeople: Leaf<PeopleTest>[] = []
  readonly #known = new Map<string, string>()
  /** Bit 0: there is such a customer or account. */
  #bits = 1

  constructor(parts: CompileParts, grain: Grain, bind: SqlBinder) {
    this.#parts = parts
    this.#grain = grain
    this.#bind = bind
    this.#members = membersSql(parts.now, parts.seen ?? '1', bind)
  }

  /** Of customers. */
  compileOne(condition: Condition): string {
    const { fields, acts, rest } = setTermsOf(condition, this.#parts.segments)
    if (fields.length + acts.length === 0) return this.compile([condition])
    const present = this.#present()
    const { ask } = present
    const tested = fields.map(({ test, isNot }) => {
      const { source, type, ...of } = this.#field(test, present)
      return { source, isNot, condition: valueTestSql(test, of, type, ask, this.#bind) }
    })
    const met = [
      ...tested.flatMap(({ source, isNot, condition: own }) => (source === 'customers' ? [isNot ? `NOT ${own}` : own] : [])),
      ...FIELD_SOURCES.filter((source) => source !== 'customers').flatMap((source) =>
        fieldSets(
          source,
          tested.filter((one) => one.source === source),
          ask,
        ),
      ),
      ...[...Map.groupBy(acts, ({ test }) => test.did)].map(([kind, ofKind]) => actSet(kind, ofKind, ask)),
      ...(rest.length === 0 ? [] : [`customer_id IN (SELECT customer_id FROM (${this.compile([{ all: rest }])}) WHERE m0)`]),
    ]
    return `SELECT customer_id, ${met.map((one) => `(${one})`).join(' AND ')} AS m0 FROM customers FINAL WHERE ${IS_PERSON} AND ${ask.whose.records}`
  }

  #present(): Context {
    return this.#context({ now: this.#parts.now, timeZone: this.#parts.timeZone }, false)
  }

  compile(conditions: readonly Condition[]): string {
    const present = this.#present()
    const met = conditions.map((condition, i) => `(${this.#expression(condition, present)}) AS m${i}`)
    const rows = [
      this.#people(present),
      ...[...this.#contexts.values()].flatMap((context) => this.#rowsOf(context, context === present)),
      ...this.#rowsOfWords(),
      ...this.#rowsOfAccounts(),
    ]
    const words = Array.from({ length: this.#words }, (_, i) => `groupBitOr(b${i}) AS w${i}`)
    return `SELECT customer_id, ${met.join(', ')} FROM (
  SELECT customer_id, ${words.join(', ')} FROM (
${rows.join('\nUNION ALL ')}
  ) GROUP BY customer_id
) WHERE bitTest(w0, 0)`
  }

  get #words(): number {
    return Math.ceil(this.#bits / WORD)
  }

  #context({ now, timeZone }: AskedAt, isPast: boolean): Context {
    const key = `${isPast}/${now.getTime()}`
    const known = this.#contexts.get(key)
    if (known !== undefined) return known
    const { catalogue, runs: allRuns, whose = EVERYBODYS } = this.#parts
    const runs = allRuns.get(now.getTime())
    if (runs === undefined) throw new TypeError('The runs of an instant that a condition asks for were not looked up.')
    const [bind, members] = [this.#bind, this.#members]
    const rows: AskSql['rows'] = (kind, where) => (this.#grain === 'accounts' ? accountActRows(kind, where, members) : actRows(kind, where))
    const source: AskSql['source'] = (name) => sourceSql(name, runs, bind, members)
    const ask: AskSql = { now, timeZone, isPast, runs, catalogue, whose, rows, source, bind }
    const made: Context = { ask, fields: new Map(), acts: new Map(), sequences: [] }
    this.#contexts.set(key, made)
    return made
  }

  /** The same test twice is one bit. */
  #leaf(key: unknown, make: (bit: number) => boolean | void): string {
    const text = JSON.stringify(key)
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const bit = this.#bits
    this.#bits += 1
    const isOpposite = make(bit) === true
    const made = `${isOpposite ? 'NOT ' : ''}bitTest(w${Math.floor(bit / WORD)}, ${bit % WORD})`
    this.#known.set(text, made)
    return made
  }

  #expression(condition: Condition, context: Context): string {
    if ('all' in condition) return this.#joined(condition.all, context, ' AND ')
    if ('any' in condition) return this.#joined(condition.any, context, ' OR ')
    if ('not' in condition) return `NOT (${this.#expression(condition.not, context)})`
    if ('asOf' in condition) {
      const past = this.#context({ now: pastInstant(condition.asOf, context.ask), timeZone: context.ask.timeZone }, true)
      return this.#expression(condition.condition, past)
    }
    const at = [context.ask.isPast, context.ask.now.getTime()]
    if ('field' in condition) {
      return this.#leaf([at, condition], (bit) => {
        const { source } = this.#field(condition, context)
        context.fields.set(source, [...(context.fields.get(source) ?? []), { test: condition, bit }])
      })
    }
    if ('consent' in condition) {
      const asked = { key: consentKey(condition.consent), isGranted: condition.is === 'granted' }
      return this.#leaf(condition, (bit) => void this.#consents.push({ test: asked, bit }))
    }
    if ('account' in condition) return this.#leaf(condition, (bit) => void this.#accounts.push({ test: condition, bit }))
    if ('people' in condition) {
      return this.#leaf(condition, (bit) => {
        this.#ofPeople.push({ test: condition, bit })
        // An account without people has no row of them.
        return passesNobody(condition, context.ask)
      })
    }
    if ('segment' in condition) {
      const meaning = this.#parts.segments.get(condition.segment)
      if (meaning === undefined) throw new TypeError('A condition names a segment that was not looked up.')
      if (meaning !== 'snapshot') return this.#expression(meaning, context)
      return this.#leaf(condition, (bit) => void this.#snapshots.push({ test: condition.segment, bit }))
    }
    if ('sequence' in condition) return this.#leaf([at, condition], (bit) => void context.sequences.push({ test: condition, bit }))
    return this.#leaf([at, condition], (bit) => {
      context.acts.set(condition.did, [...(context.acts.get(condition.did) ?? []), { test: condition, bit }])
      return actTestSql(condition, 'k', 'n', context.ask).isOpposite
    })
  }

  #joined(parts: readonly Condition[], context: Context, word: string): string {
    return parts.length === 0 ? '1' : parts.map((part) => `(${this.#expression(part, context)})`).join(word)
  }

  #field({ field }: FieldTest, { ask }: Context) {
    const type = ask.catalogue.fields.get(field)?.type ?? 'text'
    return { ...fieldSql(field, type, ask, this.#bind), type }
  }

  /** The columns of bits of a row: those of some tests, all others 0. */
  #bitsOf(leaves: readonly { readonly bit: number; readonly condition: string }[]): string {
    return Array.from({ length: this.#words }, (_, word) => {
      const own = leaves.filter(({ bit }) => Math.floor(bit / WORD) === word)
      const terms = own.map(({ bit, condition }) => `bitShiftLeft(toUInt64(${condition}), ${bit % WORD})`)
      return `${terms.length === 0 ? 'toUInt64(0)' : terms.reduce((a, b) => `bitOr(${a}, ${b})`)} AS b${word}`
    }).join(', ')
  }

  #fieldBits(source: FieldSource, context: Context) {
    return (context.fields.get(source) ?? []).map(({ test, bit }) => {
      const { type, ...of } = this.#field(test, context)
      return { bit, condition: valueTestSql(test, of, type, context.ask, this.#bind) }
    })
  }

  /** Everybody that there is, with what is asked of their records. */
  #people(present: Context): string {
    if (this.#grain === 'accounts') {
      return `SELECT customer_id, ${this.#bitsOf([{ bit: 0, condition: '1' }, ...this.#fieldBits('accounts', present)])} FROM ${ACCOUNT_ROWS}`
    }
    const bits = this.#bitsOf([{ bit: 0, condition: '1' }, ...this.#fieldBits('customers', present)])
    return `SELECT customer_id, ${bits} FROM customers FINAL WHERE ${IS_PERSON} AND ${present.ask.whose.records}`
  }

  #rowsOf(context: Context, isPresent: boolean): string[] {
    const { ask } = context
    const fields = FIELD_SOURCES.filter((source) => context.fields.has(source) && !(isPresent && source === this.#base)).map(
      (source) =>
        `SELECT customer_id, ${this.#bitsOf(this.#fieldBits(source, context))} FROM ${ask.source(source)} AND ${ask.whose.records}`,
    )
    const acts = [...context.acts].map(([kind, leaves]) => {
      const tests = leaves.map(({ test }, i) => ({
        test,
        selected: selectedActs(test, ask, `d${i}.date`),
        tested: actTestSql(test, `k${i}`, `n${i}`, ask),
      }))
      const bits = this.#bitsOf(leaves.map(({ bit }, i) => ({ bit, condition: tests[i]?.tested.condition ?? '0' })))
      return actsQuery(kind, tests, bits, ask)
    })
    const sequences = context.sequences.map(
      ({ test, bit }) => `SELECT customer_id, ${this.#bitsOf([{ bit, condition: 'met' }])} FROM (${sequenceQuery(test, ask)})`,
    )
    return [...fields, ...acts, ...sequences]
  }

  get #base(): FieldSource {
    return this.#grain === 'accounts' ? 'accounts' : 'customers'
  }

  /**
   * What is asked of the accounts of customers, and of the people of accounts: the conditions over the others as one query of their own, joined by who is in which account.
   * Cost: that query, and the pairs of people and accounts.
   */
  #rowsOfAccounts(): string[] {
    const { whose: _, ...parts } = this.#parts
    const [bind, members] = [this.#bind, this.#members]
    const inner = (conditions: readonly Condition[], grain: Grain) => new Compiler(parts, grain, bind).compile(conditions)
    const accounts = this.#accounts.map(({ test, bit }, i) => ({ bit, condition: `a.m${i} AND ${inRoleSql(test.roles, bind)}` }))
    const people = this.#ofPeople.map(({ test, bit }, i) => {
      const passes = peopleTestSql(test, `p.m${i}`, bind)
      return { bit, condition: passesNobody(test, this.#parts) ? `NOT ${passes}` : passes }
    })
    return [
      ...(accounts.length === 0
        ? []
        : [
            `SELECT m.customer_id AS customer_id, ${this.#bitsOf(accounts)} FROM ${members} AS m INNER JOIN (${inner(
              this.#accounts.map(({ test }) => test.account),
              'accounts',
            )}) AS a ON a.customer_id = m.account_id`,
          ]),
      ...(people.length === 0
        ? []
        : [
            `SELECT m.account_id AS customer_id, ${this.#bitsOf(people)} FROM ${members} AS m INNER JOIN (${inner(
              this.#ofPeople.map(({ test }) => test.people),
              'customers',
            )}) AS p ON p.customer_id = m.customer_id GROUP BY m.account_id`,
          ]),
    ]
  }

  /** What customers said about being contacted, and the lists that they stand on. */
  #rowsOfWords(): string[] {
    const whose = (this.#parts.whose ?? EVERYBODYS).records
    const consents = this.#consents.map(({ test: { key, isGranted }, bit }) => ({
      bit,
      condition: `has(${isGranted ? 'granted' : 'withdrawn'}, ${this.#bind.text(key)})`,
    }))
    const snapshots = this.#snapshots.map(({ test, bit }) => ({ bit, condition: `segment_id = ${this.#bind.id(test)}` }))
    const ids = this.#snapshots.map(({ test }) => this.#bind.id(test)).join(', ')
    return [
      ...(consents.length === 0 ? [] : [`SELECT customer_id, ${this.#bitsOf(consents)} FROM consent_states FINAL WHERE ${whose}`]),
      ...(snapshots.length === 0
        ? []
        : [`SELECT customer_id, ${this.#bitsOf(snapshots)} FROM segment_snapshots FINAL WHERE segment_id IN (${ids}) AND ${whose}`]),
    ]
  }
}

/** A test of how many people there are that an account without any passes. Shares of nobody are unknown. */
function passesNobody(test: PeopleTest, asked: AskedAt): boolean {
  return test.share !== true && valueMeets(test, 0, 'number', asked)
}

/** Who meets all tests of acts of a kind. Where nobody's acts meet them, it is everybody but those whose acts do not. */
function actSet(kind: ActKind, terms: readonly Term<ActTest>[], ask: AskSql): string {
  const asked = terms.map(({ test, isNot }, i) => ({
    test,
    isNot,
    selected: selectedActs(test, ask, `d${i}.date`),
    tested: actTestSql(test, `k${i}`, `n${i}`, ask),
  }))
  const all = asked.map(({ isNot, tested: { condition, isOpposite } }) => (isNot === isOpposite ? `(${condition})` : `NOT (${condition})`))
  const passesNone = asked.every(({ isNot, tested: { isOpposite } }) => isNot !== isOpposite)
  const rows = actsQuery(kind, asked, `(${all.join(' AND ')}) AS met`, ask)
  return `customer_id ${passesNone ? 'NOT IN' : 'IN'} (SELECT customer_id FROM (${rows}) WHERE ${passesNone ? 'NOT ' : ''}met)`
}

/** Who passes tests of fields of a source. A row of tags holds one of them, so each is asked for itself. */
function fieldSets(source: FieldSource, tested: readonly { readonly condition: string; readonly isNot: boolean }[], ask: AskSql): string[] {
  const rows = (condition: string) => `(SELECT customer_id FROM ${ask.source(source)} AND ${ask.whose.records} AND ${condition})`
  const not = tested.filter(({ isNot }) => isNot).map(({ condition }) => condition)
  const sure = tested.filter(({ isNot }) => !isNot).map(({ condition }) => condition)
  const together = source === 'tags' || sure.length === 0 ? sure : [sure.join(' AND ')]
  return [
    ...together.map((condition) => `customer_id IN ${rows(condition)}`),
    ...not.map((condition) => `customer_id NOT IN ${rows(condition)}`),
  ]
}
