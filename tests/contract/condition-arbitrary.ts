import fc from 'fast-check'
import { ACTS } from '#segment/conditions/act-catalogue.ts'
import type { ActKind, ActTest, Calculation, Condition, PropertyTest, Span, ValueTest, Window } from '#segment/conditions/condition.ts'
import { ACT_KINDS, CALENDAR_UNITS } from '#segment/conditions/condition.ts'
import type { ConditionCatalogue } from '#segment/conditions/condition-catalogue.ts'
import { ofGrain } from '#segment/conditions/condition-catalogue.ts'
import type { ConditionField, FieldType } from '#segment/conditions/condition-field.ts'
import { isDate, isNumeric } from '#segment/conditions/condition-field.ts'

/** Texts, names and ids that exist and that do not. */
export interface Vocabulary {
  readonly texts: readonly string[]
  readonly names: readonly string[]
  readonly segments: readonly string[]
  /** Without: nothing is asked of accounts. */
  readonly accounts?: { readonly roles: readonly string[]; readonly measures: readonly string[]; readonly segments: readonly string[] }
}

const fixedSpan: fc.Arbitrary<Span> = fc.oneof(
  fc.record({ n: fc.constantFrom(1, 7, 30, 31, 60, 365), unit: fc.constant('day' as const) }),
  fc.record({ n: fc.constantFrom(1, 12, 36), unit: fc.constantFrom('hour' as const, 'week' as const) }),
  fc.constant({ n: 30, unit: 'minute' as const }),
)
const span: fc.Arbitrary<Span> = fc.oneof(
  fixedSpan,
  fc.record({ n: fc.constantFrom(1, 2, 9), unit: fc.constantFrom('month' as const, 'year' as const) }),
)
const daySpan: fc.Arbitrary<Span> = fc.record({
  n: fc.constantFrom(1, 7, 30),
  unit: fc.constantFrom('day' as const, 'week' as const, 'month' as const),
})
const day = fc.constantFrom(
  '2026-03-28',
  '2026-03-29',
  '2026-03-30',
  '2026-03-08',
  '2025-03-29',
  '2026-02-28',
  '2026-02-27',
  '1990-03-29',
  '2000-02-29',
)
const days = fc.tuple(day, day).map(([a, b]) => [a, b].toSorted() as [string, string])
const small = fc.constantFrom(-180, -3, -1, 0, 1, 4, 30)

function number(): fc.Arbitrary<ValueTest> {
  const value = fc.constantFrom(0, 1, 2, 3, 0.1, 0.3, 2.2, 12.5, 19.99, 40, 59.5, 99.99, 100, 119.99, -5, 0.8, 26)
  return fc.oneof(
    fc.record({ op: fc.constantFrom('eq' as const, 'gt' as const, 'gte' as const, 'lt' as const, 'lte' as const), value }),
    fc.tuple(value, value).map(([a, b]) => ({ op: 'between' as const, from: Math.min(a, b), to: Math.max(a, b) })),
  )
}

function date(type: FieldType): fc.Arbitrary<ValueTest> {
  const spans = type === 'day' ? daySpan : span
  return fc.oneof(
    fc.record({ op: fc.constantFrom('before' as const, 'on' as const, 'after' as const), day }),
    fc.record({ op: fc.constantFrom('last' as const, 'next' as const, 'earlier' as const), span: spans }),
    fc.tuple(small, small).map(([a, b]) => ({ op: 'anniversary' as const, from: Math.min(a, b), to: Math.max(a, b) })),
  )
}

function valueTest({ type, choices }: Pick<ConditionField, 'type' | 'choices'>, { texts }: Vocabulary): fc.Arbitrary<ValueTest> {
  const set = fc.constant<ValueTest>({ op: 'set' })
  if (isNumeric(type)) return fc.oneof({ weight: 6, arbitrary: number() }, set)
  if (isDate(type)) return fc.oneof({ weight: 6, arbitrary: date(type) }, set)
  if (type === 'flag') return fc.constantFrom<ValueTest>({ op: 'yes' }, { op: 'no' }, { op: 'set' })
  const values = fc.uniqueArray(fc.constantFrom(...(choices?.map(({ value }) => value) ?? [...texts, 'web', 'track', 'gold'])), {
    minLength: 1,
    maxLength: 3,
  })
  const within = fc.record({ op: fc.constant('in' as const), values })
  if (type === 'choice') return fc.oneof(within, set)
  const part = fc.record({
    op: fc.constantFrom('contains' as const, 'starts' as const),
    value: fc.constantFrom(...texts, 't', '%', "'", 'w'),
  })
  return fc.oneof(within, part, set)
}

function propertyTest(kind: ActKind, isPast: boolean, words: Vocabulary): fc.Arbitrary<PropertyTest> {
  const known = ACTS[kind].properties
    .filter(({ isOfNow }) => !isPast || isOfNow !== true)
    .map((property) =>
      fc
        .record({ test: valueTest(property, words), isNot: fc.boolean() })
        .map(({ test, isNot }) => ({ property: property.name, ...(isNot ? { not: true as const } : {}), ...test })),
    )
  const own = ACTS[kind].isOpen
    ? (['text', 'number', 'flag'] as const).map((type) =>
        fc
          .record({ test: valueTest({ type }, words), name: fc.constantFrom('plan', 'step', 'done') })
          .map(({ test, name }) => ({ property: `properties.${name}`, ...test })),
      )
    : []
  return fc.oneof(...known, ...own)
}

function selection(kind: ActKind, isPast: boolean, words: Vocabulary) {
  const where = fc.array(propertyTest(kind, isPast, words), { minLength: 0, maxLength: 2 })
  const name = ACTS[kind].isNamed ? fc.option(fc.constantFrom(...words.names), { nil: undefined }) : fc.constant(undefined)
  return fc.record({ name, where }).map((made) => ({
    did: kind,
    ...(made.name === undefined ? {} : { name: made.name }),
    ...(made.where.length === 0 ? {} : { where: made.where }),
  }))
}

function window(dates: readonly string[]): fc.Arbitrary<Window> {
  return fc.oneof(
    fc.record({ last: span }),
    fc.record({ earlier: span }),
    fc.constantFrom<Window>(
      { from: { n: 60, unit: 'day' }, to: { n: 30, unit: 'day' } },
      { from: { n: 1, unit: 'year' }, to: { n: 1, unit: 'day' } },
    ),
    days.map(([since, until]) => ({ since, until })),
    fc.record({ since: day }),
    fc.record({ until: day }),
    fc.record({ this: fc.constantFrom(...CALENDAR_UNITS) }),
    fc.record({ previous: fc.constantFrom(...CALENDAR_UNITS) }),
    fc.record({ after: fc.constantFrom(...dates), within: fixedSpan }),
    fc.record({ before: fc.constantFrom(...dates), within: fixedSpan }),
  )
}

function calculation(kind: ActKind, isPast: boolean): fc.Arbitrary<Calculation> {
  const numbers = ACTS[kind].properties
    .filter(({ type, isOfNow }) => isNumeric(type) && !(isPast && isOfNow === true))
    .map(({ name }) => name)
  const plain = fc.constantFrom<Calculation>({ fn: 'count' }, { fn: 'days' }, { fn: 'first' }, { fn: 'last' })
  const all = [...numbers, ...(ACTS[kind].isOpen ? ['properties.step'] : [])]
  if (all.length === 0) return plain
  return fc.oneof(
    plain,
    fc.record({
      fn: fc.constantFrom(
        'sum' as const,
        'average' as const,
        'least' as const,
        'most' as const,
        'latest' as const,
        'earliest' as const,
        'change' as const,
        'growth' as const,
      ),
      of: fc.constantFrom(...all),
    }),
  )
}

function actTest(
  isPast: boolean,
  dates: readonly string[],
  words: Vocabulary,
  kinds: readonly ActKind[] = ACT_KINDS,
): fc.Arbitrary<ActTest> {
  return fc.constantFrom(...kinds).chain((kind) =>
    fc
      .record({
        selected: selection(kind, isPast, words),
        at: fc.option(window(dates), { nil: undefined }),
        worked: calculation(kind, isPast),
      })
      .chain(({ selected, at, worked }) => {
        const isTime = worked.fn === 'first' || worked.fn === 'last'
        return valueTest({ type: isTime ? 'time' : 'number' }, words).map((test) => ({
          ...selected,
          ...(at === undefined ? {} : { window: at }),
          ...(worked.fn === 'count' ? {} : { calculate: worked }),
          ...test,
        }))
      }),
  )
}

function sequence(isPast: boolean, words: Vocabulary): fc.Arbitrary<Condition> {
  const step = fc.constantFrom<ActKind>('event', 'event', 'order', 'item', 'message').chain((kind) => selection(kind, isPast, words))
  return fc
    .record({
      steps: fc.array(step, { minLength: 2, maxLength: 4 }),
      isMissing: fc.boolean(),
      within: fixedSpan,
      at: fc.option(fc.record({ last: span }), { nil: undefined }),
    })
    .map(({ steps, isMissing, within, at }) => ({
      sequence: steps.map((one, i) => (isMissing && i === steps.length - 1 ? { ...one, missing: true as const } : one)),
      within,
      ...(at === undefined ? {} : { window: at }),
    }))
}

const some = (values: readonly string[]) =>
  fc.option(fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }), { nil: undefined })

/** A condition over accounts. */
export function anyAccountCondition(catalogue: ConditionCatalogue, words: Vocabulary, depth = 0): fc.Arbitrary<Condition> {
  const { roles = [], measures = [], segments = [] } = words.accounts ?? {}
  const fields = [...ofGrain(catalogue, 'accounts').fields.values()]
  const dates = fields.filter(({ type }) => isDate(type)).map(({ name }) => name)
  const field = fc.constantFrom(...fields).chain((one) => valueTest(one, words).map((made) => ({ field: one.name, ...made })))
  const measured = actTest(false, dates, { ...words, names: measures }, ['measure'])
  const done = actTest(false, dates, words, ['event', 'order', 'item', 'return', 'ticket', 'feedback', 'message'])
  const { accounts: _, ...plain } = words
  const inner = depth > 0 ? test(catalogue, false, plain) : anyCondition(catalogue, words)
  const people = fc.record({ people: inner, roles: some(roles), isShare: fc.boolean(), value: number() }).map(
    (one) =>
      ({
        people: one.people,
        ...(one.roles === undefined ? {} : { roles: one.roles }),
        ...(one.isShare ? { share: true } : {}),
        ...one.value,
      }) as Condition,
  )
  const leaf = fc.oneof(
    { weight: 3, arbitrary: field },
    { weight: 3, arbitrary: measured },
    { weight: 3, arbitrary: done },
    { weight: 4, arbitrary: people },
    { weight: 1, arbitrary: fc.constantFrom(...segments).map((segment) => ({ segment })) },
  )
  const group = fc.array(leaf, { minLength: 1, maxLength: 3 })
  return fc.oneof(
    leaf,
    leaf.map((one) => ({ not: one })),
    group.map((all) => ({ all })),
    group.map((any) => ({ any })),
  )
}

/** What is asked of the accounts of a customer. */
function accountTest(catalogue: ConditionCatalogue, words: Vocabulary): fc.Arbitrary<Condition> {
  return fc
    .record({
      account: fc.oneof({ weight: 5, arbitrary: anyAccountCondition(catalogue, words, 1) }, fc.constant<Condition>({ all: [] })),
      roles: some(words.accounts?.roles ?? []),
    })
    .map(({ account, roles }) => ({ account, ...(roles === undefined ? {} : { roles }) }))
}

function test(catalogue: ConditionCatalogue, isPast: boolean, words: Vocabulary): fc.Arbitrary<Condition> {
  const fields = [...ofGrain(catalogue, 'customers').fields.values()].filter(({ hasPast }) => !isPast || hasPast)
  const dates = fields.filter(({ type }) => isDate(type)).map(({ name }) => name)
  const field = fc.constantFrom(...fields).chain((one) => valueTest(one, words).map((made) => ({ field: one.name, ...made })))
  const said = fc.record({
    consent: fc.record({ purpose: fc.constant('marketing'), channel: fc.constantFrom('email', 'sms', 'phone') }),
    is: fc.constantFrom('granted' as const, 'withdrawn' as const),
  })
  return fc.oneof(
    { weight: 4, arbitrary: field },
    { weight: 5, arbitrary: actTest(isPast, dates, words) },
    { weight: 2, arbitrary: sequence(isPast, words) },
    ...(isPast
      ? []
      : [
          { weight: 1, arbitrary: said },
          { weight: 1, arbitrary: fc.constantFrom(...words.segments).map((segment) => ({ segment })) },
          ...(words.accounts === undefined ? [] : [{ weight: 3, arbitrary: accountTest(catalogue, words) }]),
        ]),
  )
}

/** Any condition of a project, groups in groups. */
export function anyCondition(catalogue: ConditionCatalogue, words: Vocabulary): fc.Arbitrary<Condition> {
  const pastPoint = fc.oneof(
    fc.record({ ago: fc.constantFrom<Span>({ n: 30, unit: 'day' }, { n: 1, unit: 'month' }, { n: 1, unit: 'year' }) }),
    fc.record({ day: fc.constantFrom('2026-03-28', '2026-02-20', '2026-02-19') }),
  )
  const past = fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 1, withCrossShrink: true },
      test(catalogue, true, words),
      fc.record({ not: tie('condition') }),
      fc.record({ all: fc.array(tie('condition'), { maxLength: 2 }) }),
    ),
  })).condition
  return fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 6, arbitrary: test(catalogue, false, words) },
      { weight: 1, arbitrary: fc.record({ not: tie('condition') }) },
      { weight: 1, arbitrary: fc.record({ all: fc.array(tie('condition'), { maxLength: 3 }) }) },
      { weight: 1, arbitrary: fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }) },
      { weight: 1, arbitrary: fc.record({ asOf: pastPoint, condition: past }) },
    ),
  })).condition
}
