import type { BilingualText } from '#kernel/bilingual-text.ts'

/** What buyers are grouped by: RFM, their rhythm and their behaviour. Amounts and counts are compared by their logarithm. */
export const CLUSTER_FEATURES = ['recency', 'orders', 'spend', 'averageOrder', 'gap', 'activeDays', 'returnedShare', 'categories'] as const
export type ClusterFeature = (typeof CLUSTER_FEATURES)[number]

/** What a cluster is named and described by, besides. */
export const CLUSTER_DESCRIPTORS = ['tenure', 'lifetimeOrders'] as const
export type ClusterDescriptor = (typeof CLUSTER_DESCRIPTORS)[number]

export type ClusterTrait = ClusterFeature | ClusterDescriptor
export const CLUSTER_TRAITS: readonly ClusterTrait[] = [...CLUSTER_FEATURES, ...CLUSTER_DESCRIPTORS]

/**
 * A number per buyer for each trait, in the order of `customerIds`. Days for `recency`, `gap` and `tenure`; orders and spend of 365 days, in major units of
 * the project's currency; `activeDays` of 90 days; `returnedShare` of what was spent. NaN means unknown: the gap of who bought once.
 */
export type ClusterTable = Readonly<Record<ClusterTrait, Float64Array>>

/** The middle of a cluster in natural units: medians, the returned share as a mean. Null where most have no value. */
export type ClusterFigures = Readonly<Record<ClusterTrait, number | null>>

export const ORDER_WINDOW_DAYS = 365
export const ACTIVITY_WINDOW_DAYS = 90

export const FEATURE_LABELS: Readonly<Record<ClusterFeature, BilingualText>> = {
  recency: { zh: '距上次购买天数', en: 'Days since last order' },
  orders: { zh: '近一年订单数', en: 'Orders, last year' },
  spend: { zh: '近一年消费额', en: 'Spend, last year' },
  averageOrder: { zh: '客单价', en: 'Average order' },
  gap: { zh: '购买间隔', en: 'Buying interval' },
  activeDays: { zh: '近 90 天活跃天数', en: 'Active days, last 90' },
  returnedShare: { zh: '退货占比', en: 'Returned share' },
  categories: { zh: '购买品类数', en: 'Categories bought' },
}
