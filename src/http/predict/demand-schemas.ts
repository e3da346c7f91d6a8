import Type from 'typebox'
import { BilingualText, Instant, Money, Nullable, Page, PageQuery, UnconvertedSales } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

export const DemandLevel = Type.Union([Type.Literal('total'), Type.Literal('category'), Type.Literal('store'), Type.Literal('product')])
export type DemandLevel = Static<typeof DemandLevel>

/** Units at recent prices; null where prices are not known. It has no interval: that of the units says nothing of prices. */
const Amount = Nullable(Money)

const Day = Type.String({ format: 'date' })

/** How the forecasts of one level did on later time. Accuracy is 1 - WAPE (error of 30-day totals over the units sold). */
export const DemandAccuracy = Type.Object({
  level: DemandLevel,
  series: Type.Integer(),
  wape: Nullable(Type.Number()),
  baselineWape: Nullable(Type.Number({ description: 'The same weekday of the last four weeks' })),
  dailyWape: Nullable(Type.Number()),
  coverage: Nullable(Type.Number({ description: 'Share of days inside the 80 % interval' })),
})
export type DemandAccuracy = Static<typeof DemandAccuracy>

export const DemandPoint = Type.Object({
  day: Day,
  mean: Type.Number(),
  low: Type.Number(),
  high: Type.Number(),
  baseline: Type.Number(),
})
export type DemandPoint = Static<typeof DemandPoint>

/** GET /demand/board */
export const DemandBoard = Type.Object({
  asOf: Nullable(Instant),
  trainedAt: Nullable(Instant),
  horizonDays: Type.Integer(),
  total: Nullable(
    Type.Object({
      units: Type.Number(),
      low: Type.Number(),
      high: Type.Number(),
      baseline: Type.Number(),
      last: Type.Number(),
      amount: Amount,
      lastAmount: Nullable(Money),
    }),
  ),
  accuracy: Type.Array(DemandAccuracy),
  /** What kind of history the series had, and what forecasts them. */
  methods: Type.Array(Type.Object({ method: Type.String(), text: BilingualText, series: Type.Integer() })),
  holidays: Type.Array(
    Type.Object({ day: Day, name: BilingualText, effect: Nullable(Type.Number({ description: 'Learned factor on a day; 1 is none' })) }),
  ),
  /** External series that were offered, and whether the forecast of later days was better with them. */
  external: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      unit: Type.String(),
      verdict: Type.Union([Type.Literal('used'), Type.Literal('no-better'), Type.Literal('unclear'), Type.Literal('untested')]),
      isAhead: Type.Boolean({ description: 'Its values reach over the days that are forecast' }),
      perDeviation: Nullable(Type.Number({ description: 'Factor of a day on which it stands one standard deviation above its level' })),
      gain: Nullable(Type.Number({ description: 'Share by which the error of single days on later time fell' })),
    }),
  ),
  /** Amounts rest on sales without these. */
  unconverted: UnconvertedSales,
  /** Why there is no forecast yet, or what it lacks. */
  note: Nullable(BilingualText),
})
export type DemandBoard = Static<typeof DemandBoard>

export const DemandRow = Type.Object({
  level: DemandLevel,
  key: Type.String(),
  label: Type.String(),
  method: Type.String(),
  historyDays: Type.Integer(),
  units: Type.Number({ description: 'Forecast for the horizon' }),
  low: Type.Number(),
  high: Type.Number(),
  baseline: Type.Number(),
  last: Type.Number({ description: 'Sold in as many days before' }),
  wape: Nullable(Type.Number()),
  baselineWape: Nullable(Type.Number()),
  amount: Amount,
  lastAmount: Nullable(Money),
})
export type DemandRow = Static<typeof DemandRow>
export const DemandPage = Page(DemandRow)

/** GET /demand/series */
export const DemandQuery = Type.Intersect([
  PageQuery,
  Type.Object({
    level: Type.Optional(DemandLevel),
    q: Type.Optional(Type.String({ maxLength: 200, description: 'Part of the name or key' })),
    sort: Type.Optional(Type.Union([Type.Literal('units'), Type.Literal('change'), Type.Literal('wape')])),
    order: Type.Optional(Type.Union([Type.Literal('asc'), Type.Literal('desc')])),
  }),
])
export type DemandQuery = Static<typeof DemandQuery>

/** GET /demand/series/:level/:key */
export const DemandSeries = Type.Object({
  row: DemandRow,
  history: Type.Array(Type.Object({ day: Day, units: Type.Number() })),
  forecast: Type.Array(DemandPoint),
  holidays: Type.Array(Type.Object({ day: Day, name: BilingualText })),
})
export type DemandSeries = Static<typeof DemandSeries>

/** GET /demand/stock and /demand/stock.csv */
export const StockQuery = Type.Intersect([
  PageQuery,
  Type.Object({
    q: Type.Optional(Type.String({ maxLength: 200 })),
    serviceLevel: Type.Optional(Type.Number({ minimum: 0.5, maximum: 0.999, default: 0.95 })),
    leadDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 90, default: 7 })),
  }),
])
export type StockQuery = Static<typeof StockQuery>

export const StockRow = Type.Object({
  productId: Type.String(),
  label: Type.String(),
  demand: Type.Number({ description: 'Expected units in the horizon' }),
  leadDemand: Type.Number({ description: 'Expected units in the lead time' }),
  safetyStock: Type.Number(),
  reorderPoint: Type.Number({ description: 'Order again when the stock falls to this' }),
  amount: Amount,
})
export type StockRow = Static<typeof StockRow>
export const StockPage = Page(StockRow)
