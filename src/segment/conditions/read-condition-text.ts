import { tooDeep, tooMany, wrongText } from './condition-errors.ts'
import type { Token } from './text-tokens.ts'
import { tokensOf } from './text-tokens.ts'

const LONGEST_TEXT = 100_000
/** Brackets in brackets; what means something is checked again afterwards. */
const DEEPEST = 60

const COMPARISONS: Readonly<Record<string, string>> = { '=': 'eq', '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte' }
const CALCULATIONS = ['did', 'count', 'days', 'first', 'last', 'sum', 'average', 'least', 'most', 'latest', 'earliest', 'change', 'growth']
const UNITS: Readonly<Record<string, string>> = Object.fromEntries(
  ['minute', 'hour', 'day', 'week', 'month', 'year'].flatMap((unit) => [
    [unit, unit],
    [`${unit}s`, unit],
  ]),
)

type Json = Record<string, unknown>

/**
 * The condition that a text describes, as JSON for `parseCondition`, which checks its names and values.
 *
 * @throws AppError `condition-text` with the character, `condition-depth`, `condition-size`
 * @example readConditionText('profile.recency_days > 60 and not did(order in last 30 days)')
 */
export function readConditionText(text: string): unknown {
  if (text.length > LONGEST_TEXT) throw tooMany('the text', 'characters', LONGEST_TEXT)
  const reader = new TextReader(tokensOf(text))
  const condition = reader.condition(0)
  reader.end()
  return condition
}

class TextReader {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  end(): void {
    if (this.#now.kind !== 'end') throw this.#wrong('and, or, or the end')
  }

  condition(depth: number): Json {
    if (depth > DEEPEST) throw tooDeep('the text', DEEPEST)
    // A group of one, as it is printed.
    if (this.#take('or')) return { any: [this.#unary(depth)] }
    if (this.#take('and')) return { all: [this.#unary(depth)] }
    const any = [this.#all(depth)]
    while (this.#take('or')) any.push(this.#all(depth))
    return any.length === 1 ? (any[0] as Json) : { any }
  }

  #all(depth: number): Json {
    const all = [this.#unary(depth)]
    while (this.#take('and')) all.push(this.#unary(depth))
    return all.length === 1 ? (all[0] as Json) : { all }
  }

  #unary(depth: number): Json {
    let nots = 0
    while (this.#take('not')) nots += 1
    let made = this.#primary(depth + nots)
    for (; nots > 0; nots -= 1) made = { not: made }
    return made
  }

  #primary(depth: number): Json {
    if (this.#takeSign('(')) {
      const inner = this.condition(depth + 1)
      this.#needSign(')')
      return inner
    }
    if (this.#take('everyone')) return { all: [] }
    if (this.#take('as')) return this.#past(depth)
    const { kind, value } = this.#now
    const isCall = kind === 'word' && this.#tokens[this.#at + 1]?.value === '(' && this.#tokens[this.#at + 1]?.kind === 'sign'
    if (!isCall) return { field: this.#name('a field such as customer.region, did(…), or an opening bracket'), ...this.#value() }
    if (value === 'consent') return this.#consent()
    if (value === 'sequence') return this.#sequence()
    if (value === 'account') return this.#account(depth)
    if (value === 'people' || value === 'share') return this.#people(depth, value)
    if (value === 'segment') {
      this.#step(2)
      const id = this.#text('the ID of a segment in double quotes')
      this.#needSign(')')
      return { segment: id }
    }
    if (CALCULATIONS.includes(value)) return this.#act(value)
    throw this.#wrong('did, count, sum, average, first, last, sequence, consent, account, people, share, segment or a field')
  }

  #account(depth: number): Json {
    this.#step(2)
    const account = this.condition(depth + 1)
    const roles = this.#roles()
    this.#needSign(')')
    return { account, ...roles }
  }

  /** Without a comparison: at least one of them. */
  #people(depth: number, value: 'people' | 'share'): Json {
    this.#step(2)
    const people = this.condition(depth + 1)
    const roles = this.#roles()
    this.#needSign(')')
    if (value === 'share') return { people, ...roles, share: true, ...this.#value() }
    const { kind, value: next } = this.#now
    const isCompared = (kind === 'sign' && COMPARISONS[next] !== undefined) || (kind === 'word' && next === 'between')
    return { people, ...roles, ...(isCompared ? this.#value() : {}) }
  }

  #roles(): Json {
    if (!this.#take('as')) return {}
    const roles = [this.#text('a role in double quotes')]
    while (this.#takeSign(',')) roles.push(this.#text('a role in double quotes'))
    return { roles }
  }

  #past(depth: number): Json {
    this.#need('of')
    const isDay = this.#now.value.includes('-')
    const asOf = isDay ? { day: this.#word('a day') } : { ago: this.#span() }
    if (!isDay) this.#need('ago')
    this.#needSign('(')
    const condition = this.condition(depth + 1)
    this.#needSign(')')
    return { asOf, condition }
  }

  #consent(): Json {
    this.#step(2)
    const purpose = this.#word('a purpose')
    this.#needSign(',')
    const channel = this.#word('a channel')
    this.#needSign(')')
    this.#need('is')
    return { consent: { purpose, channel }, is: this.#word('granted or withdrawn') }
  }

  #sequence(): Json {
    this.#step(2)
    const sequence = [this.#selection()]
    while (this.#take('then')) {
      const missing = this.#take('no') ? { missing: true } : {}
      sequence.push({ ...this.#selection(), ...missing })
    }
    this.#need('within')
    const within = this.#span()
    const window = this.#window()
    this.#needSign(')')
    return { sequence, within, ...window }
  }

  #act(fn: string): Json {
    this.#step(2)
    const isOf = this.#tokens[this.#at + 1]?.value === 'of'
    const of = isOf ? this.#name('a property') : undefined
    if (isOf) this.#need('of')
    const selected = { ...this.#selection(), ...this.#window() }
    this.#needSign(')')
    if (fn === 'did') return selected
    const calculate = of === undefined && fn === 'count' ? {} : { calculate: of === undefined ? { fn } : { fn, of } }
    return { ...selected, ...calculate, ...this.#value() }
  }

  #selection(): Json {
    const did = this.#word('what was done, such as order or event')
    const name = this.#now.kind === 'text' ? { name: this.#text('a name') } : {}
    if (!this.#take('where')) return { did, ...name }
    const where = [this.#property()]
    while (this.#takeSign(',')) where.push(this.#property())
    return { did, ...name, where }
  }

  #property(): Json {
    const not = this.#take('not') ? { not: true } : {}
    return { property: this.#name('a property'), ...not, ...this.#value() }
  }

  #window(): Json {
    if (this.#take('in')) {
      this.#need('last')
      return { window: { last: this.#span() } }
    }
    if (this.#take('earlier')) return { window: { earlier: this.#agoAfter('than') } }
    if (this.#take('from')) {
      const from = this.#span()
      return { window: { from, to: this.#agoAfter('to') } }
    }
    if (this.#take('since')) {
      const since = this.#word('a day')
      return { window: { since, ...(this.#take('until') ? { until: this.#word('a day') } : {}) } }
    }
    if (this.#take('until')) return { window: { until: this.#word('a day') } }
    if (this.#take('this')) return { window: { this: this.#word('day, week, month, quarter or year') } }
    if (this.#take('previous')) return { window: { previous: this.#word('day, week, month, quarter or year') } }
    if (!this.#take('within')) return {}
    const within = this.#span()
    const side = this.#word('after or before')
    if (side !== 'after' && side !== 'before') throw this.#wrong('after or before', -1)
    return { window: { [side]: this.#name('a date of the customer'), within } }
  }

  #agoAfter(word: string): Json {
    this.#need(word)
    const span = this.#span()
    this.#need('ago')
    return span
  }

  #value(): Json {
    const { kind, value } = this.#now
    const comparison = kind === 'sign' ? COMPARISONS[value] : undefined
    if (comparison !== undefined) {
      this.#step(1)
      return { op: comparison, value: this.#number() }
    }
    if (this.#take('is')) return this.#is()
    if (this.#take('in')) return this.#in()
    if (this.#take('contains')) return { op: 'contains', value: this.#text('a text in double quotes') }
    if (this.#take('starts')) {
      this.#need('with')
      return { op: 'starts', value: this.#text('a text in double quotes') }
    }
    if (this.#take('between')) {
      const from = this.#number()
      this.#need('and')
      return { op: 'between', from, to: this.#number() }
    }
    for (const op of ['before', 'on', 'after']) if (this.#take(op)) return { op, day: this.#word('a day') }
    if (this.#take('earlier')) return { op: 'earlier', span: this.#agoAfter('than') }
    if (!this.#take('comes')) throw this.#wrong('a test such as is, in, >=, between, contains or before')
    this.#need('round')
    this.#need('from')
    const from = this.#number()
    this.#need('to')
    const to = this.#number()
    this.#need('days')
    return { op: 'anniversary', from, to }
  }

  #is(): Json {
    if (this.#now.kind === 'text') return { op: 'in', values: [this.#text('a text')] }
    if (this.#take('set')) return { op: 'set' }
    if (this.#take('yes')) return { op: 'yes' }
    if (this.#take('no')) return { op: 'no' }
    throw this.#wrong('a text in double quotes, set, yes or no')
  }

  #in(): Json {
    for (const op of ['last', 'next']) if (this.#take(op)) return { op, span: this.#span() }
    this.#needSign('(')
    const values = [this.#text('a text in double quotes')]
    while (this.#takeSign(',')) values.push(this.#text('a text in double quotes'))
    this.#needSign(')')
    return { op: 'in', values }
  }

  #span(): Json {
    const n = this.#number()
    const unit = UNITS[this.#now.kind === 'word' ? this.#now.value : '']
    if (unit === undefined) throw this.#wrong('minutes, hours, days, weeks, months or years')
    this.#step(1)
    return { n, unit }
  }

  /** `80%` is 0.8. */
  #number(): number {
    const { kind, value } = this.#now
    if (kind !== 'word' || !/^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?%?$/iu.test(value)) throw this.#wrong('a number')
    this.#step(1)
    return value.endsWith('%') ? Number(value.slice(0, -1)) / 100 : Number(value)
  }

  get #now(): Token {
    return this.#tokens[this.#at] as Token
  }

  #step(tokens: number): void {
    this.#at = Math.min(this.#at + tokens, this.#tokens.length - 1)
  }

  #take(word: string): boolean {
    const isIt = this.#now.kind === 'word' && this.#now.value === word
    if (isIt) this.#step(1)
    return isIt
  }

  #takeSign(sign: string): boolean {
    const isIt = this.#now.kind === 'sign' && this.#now.value === sign
    if (isIt) this.#step(1)
    return isIt
  }

  #need(word: string): void {
    if (!this.#take(word)) throw this.#wrong(`"${word}"`)
  }

  #needSign(sign: string): void {
    if (!this.#takeSign(sign)) throw this.#wrong(`"${sign}"`)
  }

  #word(expected: string): string {
    if (this.#now.kind !== 'word') throw this.#wrong(expected)
    const { value } = this.#now
    this.#step(1)
    return value
  }

  #name(expected: string): string {
    if (this.#now.kind !== 'word' && this.#now.kind !== 'name') throw this.#wrong(expected)
    const { value } = this.#now
    this.#step(1)
    return value
  }

  #text(expected: string): string {
    if (this.#now.kind !== 'text') throw this.#wrong(expected)
    const { value } = this.#now
    this.#step(1)
    return value
  }

  #wrong(expected: string, offset = 0) {
    const token = this.#tokens[Math.max(this.#at + offset, 0)] as Token
    return wrongText(token.at, token.value, expected)
  }
}
