import Type from 'typebox'
import { BilingualText, Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

/** The key of a cluster, or `outliers` for the customers put apart. */
export const ClusterKey = Type.String({ pattern: '^(c[1-9][0-9]{0,5}|outliers)$' })

export const ClusterParams = Type.Object({ key: Type.String({ pattern: '^c[1-9][0-9]{0,5}$' }) })

const Figure = Nullable(Type.Number())

export const Cluster = Type.Object({
  key: Type.String({ description: 'Stays with a cluster that is the same in the next run' }),
  name: BilingualText,
  ownName: BilingualText,
  isRenamed: Type.Boolean(),
  kind: Type.String(),
  sentence: BilingualText,
  size: Type.Integer({ description: 'Customers of today: the number that the list filtered by this cluster has' }),
  share: Type.Number(),
  figures: Type.Object(
    {
      recency: Figure,
      orders: Figure,
      spend: Figure,
      averageOrder: Figure,
      gap: Figure,
      activeDays: Figure,
      returnedShare: Figure,
      categories: Figure,
      tenure: Figure,
      lifetimeOrders: Figure,
    },
    { description: 'Medians in natural units, amounts in major units of the currency; the returned share is a mean. Null: most have none' },
  ),
  onceShare: Type.Number(),
  profile: Type.Array(Type.Number(), {
    description: 'The centre: for each feature the mean, in standard deviations from the mean of all buyers',
  }),
})
export type Cluster = Static<typeof Cluster>

/** GET /clusters */
export const ClusterOverview = Type.Object({
  asOf: Nullable(Instant),
  computedAt: Nullable(Instant),
  lack: Nullable(Type.Union([Type.Literal('no-run'), Type.Literal('few-buyers'), Type.Literal('all-alike')])),
  buyers: Type.Integer(),
  leastBuyers: Type.Integer(),
  unconverted: Type.Integer({ description: 'Buyers left out because an amount of theirs has no rate' }),
  currency: Type.String(),
  features: Type.Array(Type.Object({ name: Type.String(), label: BilingualText })),
  clusters: Type.Array(Cluster),
  outliers: Type.Object({ size: Type.Integer(), share: Type.Number() }),
  silhouettes: Type.Array(Type.Object({ k: Type.Integer(), silhouette: Type.Number() })),
})
export type ClusterOverview = Static<typeof ClusterOverview>

/** PUT /clusters/:key/name */
export const ClusterNameBody = Type.Object({
  name: Nullable(Type.String({ maxLength: 200, description: 'Null takes the name back' })),
})
