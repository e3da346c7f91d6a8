import Type from 'typebox'
import { BilingualText, Id, Instant, Money, Nullable, Page, PageQuery, UnconvertedSales } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

/** What made an item a recommendation. */
export const RecommendSource = Type.Union([
  Type.Literal('collaborative'),
  Type.Literal('rule'),
  Type.Literal('content'),
  Type.Literal('repeat'),
  Type.Literal('popular'),
])
export type RecommendSource = Static<typeof RecommendSource>

export const ProductLabel = Type.Object({
  productId: Type.String(),
  name: Type.String(),
  category: Type.String(),
  price: Nullable(Money),
})
export type ProductLabel = Static<typeof ProductLabel>

export const RecommendedItem = Type.Object({
  product: ProductLabel,
  score: Type.Number({ description: 'Between 0 and 1, comparable within one list' }),
  source: RecommendSource,
  because: BilingualText,
})
export type RecommendedItem = Static<typeof RecommendedItem>

/** GET /recommendations/customers/:id */
export const CustomerRecommendations = Type.Object({
  customerId: Id,
  asOf: Nullable(Instant),
  segment: Nullable(Type.String()),
  /** True when nothing is known of the customer's taste and the list is what their segment likes. */
  fallback: Type.Boolean(),
  items: Type.Array(RecommendedItem),
  recent: Type.Array(Type.Object({ product: ProductLabel, at: Instant }), { description: 'What the customer bought last' }),
})
export type CustomerRecommendations = Static<typeof CustomerRecommendations>

export const BasketRule = Type.Object({
  left: Type.Array(ProductLabel),
  right: ProductLabel,
  baskets: Type.Integer(),
  support: Type.Number(),
  confidence: Type.Number(),
  lift: Type.Number(),
})
export type BasketRule = Static<typeof BasketRule>

/** GET /recommendations/products/:id */
export const ProductRecommendations = Type.Object({
  product: ProductLabel,
  items: Type.Array(RecommendedItem),
  rules: Type.Array(BasketRule),
})
export type ProductRecommendations = Static<typeof ProductRecommendations>

/** How lists of ten did on later time, beside what everybody likes best. */
export const RecommendQuality = Type.Object({
  asOf: Instant,
  days: Type.Integer(),
  customers: Type.Integer(),
  methods: Type.Array(
    Type.Object({
      method: Type.String(),
      hitRate: Type.Number({ description: 'Share of customers who bought at least one of the ten' }),
      ndcg: Type.Number(),
      recall: Type.Number(),
      coverage: Type.Number({ description: 'Share of the catalogue that is ever recommended' }),
      chosen: Type.Boolean(),
    }),
  ),
})
export type RecommendQuality = Static<typeof RecommendQuality>

/** GET /recommendations/board */
export const RecommendBoard = Type.Object({
  asOf: Nullable(Instant),
  trainedAt: Nullable(Instant),
  version: Nullable(Type.Integer()),
  customers: Type.Integer(),
  products: Type.Integer(),
  interactions: Type.Integer(),
  rules: Type.Integer(),
  weights: Type.Array(Type.Object({ source: RecommendSource, weight: Type.Number() })),
  quality: Nullable(RecommendQuality),
  segments: Type.Array(Type.Object({ segment: Type.String(), items: Type.Array(RecommendedItem) })),
  /** Prices rest on sales without these. */
  unconverted: UnconvertedSales,
  note: Nullable(BilingualText),
})
export type RecommendBoard = Static<typeof RecommendBoard>

/** GET /recommendations/rules */
export const RuleQuery = Type.Intersect([
  PageQuery,
  Type.Object({
    q: Type.Optional(Type.String({ maxLength: 200, description: 'Part of a product name or its id' })),
    sort: Type.Optional(Type.Union([Type.Literal('lift'), Type.Literal('confidence'), Type.Literal('support')])),
  }),
])
export type RuleQuery = Static<typeof RuleQuery>
export const RulePage = Page(BasketRule)

/** GET /recommendations/products */
export const ProductQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 20 })),
})
export const ProductList = Type.Object({ items: Type.Array(ProductLabel) })

/** GET and PUT /recommendations/exclusions */
export const RecommendExclusions = Type.Object({
  productIds: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 1000 }),
  categories: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 200 }),
  /** Not recommended again so many days after it was bought, unless people usually buy it again sooner. */
  boughtWithinDays: Type.Integer({ minimum: 0, maximum: 730 }),
})
export type RecommendExclusions = Static<typeof RecommendExclusions>

export const RecommendQuery = Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20, default: 5 })) })
