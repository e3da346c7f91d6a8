import Type from 'typebox'
import { BilingualText, Id, Instant, Nullable, Page, PageQuery, VersionNumber } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const kind = <K extends string>(value: K) => Type.Literal(value)
const both = (most: number) => Type.Object({ zh: Type.String({ maxLength: most }), en: Type.String({ maxLength: most }) })
const DAY = Type.String({ maxLength: 10, description: 'YYYY-MM-DD, in the zone of the project' })
const MINOR = (description: string) => Nullable(Type.Integer({ description: `${description}, minor units` }))

export const OfferKindName = Type.Union([
  kind('percent'),
  kind('amount'),
  kind('gift'),
  kind('free_shipping'),
  kind('service'),
  kind('points'),
])
export type OfferKindName = Static<typeof OfferKindName>
export const OfferStateName = Type.Union([kind('draft'), kind('live'), kind('paused'), kind('ended')])
export type OfferStateName = Static<typeof OfferStateName>

export const OfferCodes = Type.Union([
  Type.Object({ mode: kind('none') }),
  Type.Object({ mode: kind('shared'), code: Type.String({ maxLength: 80 }) }, { description: 'One code for everybody' }),
  Type.Object({ mode: kind('own') }, { description: 'Another code for each message, made by us' }),
  Type.Object({ mode: kind('imported') }, { description: 'From a list of the shop, each given out once' }),
  Type.Object(
    { mode: kind('shop'), url: Type.String({ maxLength: 2_000 }) },
    { description: 'The shop is asked for one when a message is made' },
  ),
])
export type OfferCodes = Static<typeof OfferCodes>

const OF_OFFER = {
  name: Type.String({ minLength: 1, maxLength: 100, description: 'Of the team; no customer sees it' }),
  kind: OfferKindName,
  value: Nullable(Type.Number({ description: 'Percent off, minor units off, or points; null for the other kinds' })),
  currency: Type.String({ minLength: 3, maxLength: 3 }),
  minSpend: MINOR('The least order'),
  products: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
    maxItems: 500,
    description: 'Ids; empty with categories: everything',
  }),
  categories: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 100 }),
  validFrom: Nullable(DAY),
  validUntil: Nullable(DAY),
  daysToUse: Nullable(Type.Integer({ minimum: 1, maximum: 730, description: 'Days from the day that a customer got it' })),
  title: both(100),
  terms: both(2_000),
  cost: MINOR('What one use costs the shop'),
  costBasis: Type.String({ maxLength: 300, description: 'How the cost is worked out' }),
  stock: Nullable(Type.Integer({ description: 'How many may be given out; null: no limit' })),
  perCustomer: Nullable(Type.Integer({ description: 'How many one customer may get; null: no limit' })),
  audienceReason: Type.String({ maxLength: 500, description: 'Why some may have it and others not' }),
  codes: OfferCodes,
}

/** The audience as JSON or in its text form; neither, or null: everybody. What is left out has no limit. */
const GIVEN = {
  name: OF_OFFER.name,
  kind: OF_OFFER.kind,
  value: Type.Optional(OF_OFFER.value),
  currency: Type.Optional(Type.String({ minLength: 3, maxLength: 3, description: 'When left out that of the project' })),
  minSpend: Type.Optional(OF_OFFER.minSpend),
  products: Type.Optional(OF_OFFER.products),
  categories: Type.Optional(OF_OFFER.categories),
  validFrom: Type.Optional(OF_OFFER.validFrom),
  validUntil: Type.Optional(OF_OFFER.validUntil),
  daysToUse: Type.Optional(OF_OFFER.daysToUse),
  title: Type.Optional(OF_OFFER.title),
  terms: Type.Optional(OF_OFFER.terms),
  cost: Type.Optional(OF_OFFER.cost),
  costBasis: Type.Optional(OF_OFFER.costBasis),
  stock: Type.Optional(OF_OFFER.stock),
  perCustomer: Type.Optional(OF_OFFER.perCustomer),
  audience: Type.Optional(Type.Unknown({ description: 'A condition as JSON, such as {"segment": "…"}; null: everybody' })),
  where: Type.Optional(Type.String({ maxLength: 100_000, description: 'The audience in its text form' })),
  audienceReason: Type.Optional(OF_OFFER.audienceReason),
  codes: Type.Optional(OfferCodes),
}
export const NewOffer = Type.Object(GIVEN)
export type NewOffer = Static<typeof NewOffer>
export const OfferChange = Type.Object({ base: VersionNumber, ...GIVEN })

export const OfferCounts = Type.Object({
  issued: Type.Integer({ description: 'Messages that it was given out with' }),
  delivered: Type.Integer({ description: 'Of these, delivered, accepted by a provider that said nothing else, opened or used' }),
  opened: Type.Integer({ description: 'Opened or clicked in by a person; no programs' }),
  used: Type.Integer({ description: 'Of these, used in an order' }),
  untied: Type.Integer({ description: 'Orders with its shared code that go back to no message' }),
  late: Type.Integer({ description: 'Orders that the shop took although the code did not hold' }),
  codes: Type.Integer({ description: 'Codes of its list' }),
  codesLeft: Type.Integer(),
})
export type OfferCounts = Static<typeof OfferCounts>

export const OfferRow = Type.Object({
  id: Id,
  version: Type.Integer(),
  state: OfferStateName,
  name: OF_OFFER.name,
  kind: OF_OFFER.kind,
  title: BilingualText,
  value: BilingualText,
  mode: Type.Union([kind('none'), kind('shared'), kind('own'), kind('imported'), kind('shop')]),
  stock: OF_OFFER.stock,
  taken: Type.Integer({ description: 'Taken of the stock so far' }),
  left: Nullable(Type.Integer({ description: 'What can still be given out; null: no limit' })),
  validFrom: OF_OFFER.validFrom,
  validUntil: OF_OFFER.validUntil,
  problem: Nullable(
    Type.String({ description: 'Why nobody gets it today: offer_not_live, offer_ended, offer_out_of_stock; null: it is given out' }),
  ),
  hasAudience: Type.Boolean(),
  savedAt: Instant,
  savedBy: Type.String(),
  counts: OfferCounts,
})
export type OfferRow = Static<typeof OfferRow>
export const OfferPage = Page(OfferRow)
export type OfferPage = Static<typeof OfferPage>

export const OfferQuery = Type.Object({
  ...PageQuery.properties,
  q: Type.Optional(Type.String({ maxLength: 100, description: 'Part of the name or of a title' })),
  state: Type.Optional(OfferStateName),
})

const OfferBody = Type.Object({ ...OF_OFFER, audience: Nullable(Type.Unknown()) })
const Words = Type.Object({
  title: Type.String(),
  value: Type.String(),
  terms: Type.String(),
  code: Nullable(Type.String({ description: 'An example that says so, or the shared one' })),
  validUntil: Nullable(Type.String({ description: 'As a mail says it, with the words before the day' })),
})

export const OfferDetail = Type.Object({
  row: OfferRow,
  offer: OfferBody,
  words: Type.Object({ zh: Words, en: Words }, { description: 'What every channel says of it to somebody who gets it today' }),
  audienceText: Type.String({ description: 'Empty: everybody' }),
  audienceSentence: Nullable(BilingualText),
  audienceProblem: Nullable(Type.String({ description: 'Why the audience can no longer be asked, so that nobody gets the offer' })),
  hasSecret: Type.Boolean(),
  contents: Type.Array(Type.Object({ id: Id, name: Type.String(), published: Type.Boolean() }), {
    description: 'Contents whose newest or published version names it',
  }),
})
export type OfferDetail = Static<typeof OfferDetail>

export const OfferPreview = Type.Object({ words: Type.Object({ zh: Words, en: Words }) })
export type OfferPreview = Static<typeof OfferPreview>

export const OfferStateBody = Type.Object({ state: Type.Union([kind('live'), kind('paused'), kind('ended')]) })
export const OfferVersions = Type.Object({
  items: Type.Array(Type.Object({ version: Type.Integer(), savedAt: Instant, savedBy: Type.String() })),
})
export type OfferVersions = Static<typeof OfferVersions>
export const OfferVersionParams = Type.Object({ id: Type.String({ format: 'uuid' }), version: VersionNumber })
export const OfferVersion = Type.Object({ version: Type.Integer(), offer: OfferBody })
export type OfferVersion = Static<typeof OfferVersion>

export const OfferSecret = Type.Object({ secret: Type.String({ description: 'Shown this once' }) })
export type OfferSecret = Static<typeof OfferSecret>

export const OfferCodeList = Type.Object({
  text: Type.String({ maxLength: 950_000, description: 'One code a line, the first column of a CSV; up to 50,000' }),
})
export const OfferCodesTaken = Type.Object({
  added: Type.Integer(),
  known: Type.Integer({ description: 'Known before, of this offer or another' }),
  repeated: Type.Integer({ description: 'Twice or more in the text' }),
  wrongCount: Type.Integer({ description: 'Lines that are no code' }),
  wrong: Type.Array(Type.Integer(), { description: 'Numbers of the first ten such lines' }),
})
export type OfferCodesTaken = Static<typeof OfferCodesTaken>

const QUESTION = {
  code: Type.String({ minLength: 1, maxLength: 120 }),
  orderId: Type.String({ minLength: 1, maxLength: 200 }),
  customerId: Type.Optional(
    Type.String({ format: 'uuid', description: 'Whose order it is; ties a shared code to the message that brought it' }),
  ),
  amount: Type.Optional(Type.Integer({ minimum: 0, description: 'Of the order, minor units' })),
  currency: Type.Optional(Type.String({ minLength: 3, maxLength: 3 })),
  products: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 500 })),
  categories: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 100 })),
}
export const CodeQuestion = Type.Object(QUESTION)
export type CodeQuestion = Static<typeof CodeQuestion>

const OF_CODE = {
  offerId: Id,
  offerName: Type.String(),
  version: Type.Integer({ description: 'The terms that the code was given out with' }),
  kind: OfferKindName,
  value: OF_OFFER.value,
  currency: OF_OFFER.currency,
  validUntil: Nullable(Type.String({ description: 'The last day, YYYY-MM-DD' })),
}
export const CodeAnswer = Type.Object({
  holds: Type.Boolean(),
  reason: Nullable(
    Type.Union(
      [
        kind('unknown'),
        kind('used'),
        kind('not_yet'),
        kind('over'),
        kind('not_live'),
        kind('below_minimum'),
        kind('other_currency'),
        kind('other_products'),
        kind('limit'),
      ],
      { description: 'Why it does not hold' },
    ),
  ),
  offer: Nullable(Type.Object(OF_CODE)),
})
export type CodeAnswer = Static<typeof CodeAnswer>
export const Redemption = Type.Object({
  ...OF_CODE,
  usedAt: Instant,
  again: Type.Boolean({ description: 'The same order said it before; nothing changed' }),
})
export type Redemption = Static<typeof Redemption>

export const PriceRules = Type.Object({
  items: Type.Array(
    Type.Object({
      code: Type.String(),
      class: Type.Union([kind('forbidden'), kind('reason')]),
      label: BilingualText,
      why: BilingualText,
      fields: Type.Array(Type.String()),
      words: Type.Array(Type.String()),
    }),
  ),
})
export type PriceRules = Static<typeof PriceRules>
