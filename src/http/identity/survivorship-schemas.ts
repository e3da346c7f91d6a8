import Type from 'typebox'
import { RULE_KINDS, type RuleKind } from '#identity/survivorship/rule-kind.ts'
import { Job } from '../collect/data-schemas.ts'
import { LARGEST_VERSION, Id, Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const Rule = {
  rule: Type.Unsafe<RuleKind>(Type.Union(RULE_KINDS.map((kind) => Type.Literal(kind)))),
  sources: Type.Array(Type.String({ maxLength: 100 }), {
    maxItems: 100,
    description: 'Of an order of sources: "file" and ids of sources, the strongest first; those that are not named come last',
  }),
}

const Fact = {
  fact: Type.String({ description: 'field:NAME or attribute:NAME' }),
  kind: Type.Union([Type.Literal('field'), Type.Literal('attribute')]),
  name: Type.String(),
  label: Type.String({ description: 'Of an attribute; empty for a field' }),
  type: Type.Union([Type.Literal('text'), Type.Literal('number'), Type.Literal('yes-no'), Type.Literal('date')]),
}

/** GET /survivorship */
export const SurvivorshipState = Type.Object({
  facts: Type.Array(Type.Object({ ...Fact, ...Rule, version: Type.Integer({ description: '0: the rule that the product comes with' }) })),
  sources: Type.Array(Type.Object({ id: Id, name: Type.String() })),
  versions: Type.Array(
    Type.Object({
      fact: Type.String(),
      version: Type.Integer(),
      ...Rule,
      author: Type.String(),
      note: Type.String(),
      savedAt: Instant,
    }),
    { description: 'Newest first' },
  ),
})
export type SurvivorshipState = Static<typeof SurvivorshipState>

export const FactParams = Type.Object({ fact: Type.String({ minLength: 1, maxLength: 200 }) })

/** POST /survivorship/{fact}/preview */
export const SurvivorshipTrial = Type.Object({ rule: Rule.rule, sources: Type.Optional(Rule.sources) }, { additionalProperties: false })

/** PUT /survivorship/{fact} */
export const SurvivorshipChange = Type.Object(
  {
    base: Type.Integer({ minimum: 0, maximum: LARGEST_VERSION, description: 'The version that was looked at' }),
    rule: Rule.rule,
    sources: Type.Optional(Rule.sources),
    note: Type.Optional(Type.String({ maxLength: 300 })),
  },
  { additionalProperties: false },
)

const AnyValue = Nullable(Type.Union([Type.String(), Type.Number(), Type.Boolean()]))
const Shown = { value: AnyValue, masked: Nullable(Type.String()) }

export const SurvivorshipPreview = Type.Object({
  customers: Type.Integer({ description: 'Looked at' }),
  known: Type.Integer({ description: 'Of whom something is said' }),
  different: Type.Integer({ description: 'Of whom different things are said' }),
  changing: Type.Integer({ description: 'Whose value would change' }),
  complete: Type.Boolean({ description: 'False: not all customers were looked at' }),
  examples: Type.Array(
    Type.Object({ customerId: Id, name: Type.String({ description: 'Masked' }), before: Type.Object(Shown), after: Type.Object(Shown) }),
  ),
})
export type SurvivorshipPreview = Static<typeof SurvivorshipPreview>

export const SurvivorshipSaved = Type.Object({ state: SurvivorshipState, job: Job })
export type SurvivorshipSaved = Static<typeof SurvivorshipSaved>

const ShownWord = Type.Object({
  ...Shown,
  speaker: Type.Object({
    kind: Type.Union([Type.Literal('file'), Type.Literal('source'), Type.Literal('unknown')]),
    name: Type.String({ description: 'Of the file or source; empty for none' }),
  }),
  first: Instant,
  last: Instant,
  times: Type.Integer({ description: 'How often it was said; one who repeats the same counts once' }),
})

/** GET /customers/{id}/values */
export const CustomerValues = Type.Object({
  items: Type.Array(
    Type.Object({
      ...Fact,
      rule: Rule.rule,
      counts: ShownWord,
      others: Type.Array(ShownWord, { description: 'What else was said, the newest first' }),
    }),
  ),
})
export type CustomerValues = Static<typeof CustomerValues>
