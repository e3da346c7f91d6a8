import type { BilingualText } from '#kernel/bilingual-text.ts'
import { leastCostAssignment } from '#numerics/cluster/least-cost-assignment.ts'
import type { ClusterFigures, ClusterTrait } from './cluster-features.ts'

/** Where a cluster lies on each trait: its mean, in standard deviations from the mean of all buyers. */
export type ClusterPosition = Readonly<Record<ClusterTrait, number>>

/** Kinds of clusters, each with the traits that make it and the way they point. */
const KINDS = {
  loyal: { orders: 1, spend: 1, recency: -1 },
  frequent_small: { orders: 1, averageOrder: -1 },
  rare_large: { averageOrder: 1, orders: -1 },
  slipping: { recency: 1 },
  newcomer: { tenure: -1, lifetimeOrders: -1 },
  long_gone: { recency: 1, lifetimeOrders: -1 },
  browsing: { activeDays: 1, orders: -1 },
  returning: { returnedShare: 1 },
  broad: { categories: 1, spend: 1 },
  small: { spend: -1, averageOrder: -1 },
  balanced: {},
} as const satisfies Readonly<Record<string, Partial<Record<ClusterTrait, 1 | -1>>>>
export type ClusterKind = keyof typeof KINDS
export const CLUSTER_KINDS = Object.keys(KINDS) as ClusterKind[]

const KIND_LABELS: Readonly<Record<ClusterKind, BilingualText>> = {
  loyal: { zh: '高价值忠诚', en: 'High-value loyal' },
  frequent_small: { zh: '高频低客单价', en: 'Frequent, small orders' },
  rare_large: { zh: '低频高潜力', en: 'Rare, large orders' },
  slipping: { zh: '流失预警', en: 'Slipping away' },
  newcomer: { zh: '新晋客户', en: 'Newcomers' },
  long_gone: { zh: '久未回购', en: 'Long gone' },
  browsing: { zh: '常逛少买', en: 'Browse often, buy little' },
  returning: { zh: '退货偏多', en: 'Frequent returns' },
  broad: { zh: '跨品类购买', en: 'Buy across categories' },
  small: { zh: '小额消费', en: 'Small spenders' },
  balanced: { zh: '均衡型', en: 'Balanced' },
}

/** Words for a trait that is well below or above the mean, to tell two clusters of one name apart. */
const STANDOUT: Readonly<Record<ClusterTrait, readonly [low: BilingualText, high: BilingualText]>> = {
  recency: [
    { zh: '近期购买', en: 'bought lately' },
    { zh: '久未购买', en: 'bought long ago' },
  ],
  orders: [
    { zh: '订单较少', en: 'few orders' },
    { zh: '订单较多', en: 'many orders' },
  ],
  spend: [
    { zh: '消费较低', en: 'low spend' },
    { zh: '消费较高', en: 'high spend' },
  ],
  averageOrder: [
    { zh: '客单价较低', en: 'small orders' },
    { zh: '客单价较高', en: 'large orders' },
  ],
  gap: [
    { zh: '间隔较短', en: 'short intervals' },
    { zh: '间隔较长', en: 'long intervals' },
  ],
  activeDays: [
    { zh: '访问较少', en: 'few visits' },
    { zh: '访问较多', en: 'many visits' },
  ],
  returnedShare: [
    { zh: '退货较少', en: 'few returns' },
    { zh: '退货较多', en: 'many returns' },
  ],
  categories: [
    { zh: '品类较少', en: 'few categories' },
    { zh: '品类较多', en: 'many categories' },
  ],
  tenure: [
    { zh: '加入不久', en: 'joined lately' },
    { zh: '老客户', en: 'joined long ago' },
  ],
  lifetimeOrders: [
    { zh: '累计订单较少', en: 'few orders ever' },
    { zh: '累计订单较多', en: 'many orders ever' },
  ],
}

/** What must hold in natural units, since the traits only compare customers of one shop: half of them are always "above the mean". */
const NEEDS: Readonly<Partial<Record<ClusterKind, (figures: ClusterFigures) => boolean>>> = {
  loyal: ({ orders }) => (orders ?? 0) >= 2,
  frequent_small: ({ orders }) => (orders ?? 0) >= 2,
  slipping: ({ recency, gap, lifetimeOrders }) => gap !== null && (lifetimeOrders ?? 0) >= 3 && (recency ?? 0) >= Math.max(30, 1.5 * gap),
  long_gone: ({ recency }) => (recency ?? 0) >= 90,
  newcomer: ({ tenure }) => (tenure ?? Number.POSITIVE_INFINITY) <= 180,
  returning: ({ returnedShare }) => (returnedShare ?? 0) >= 0.1,
  broad: ({ categories }) => (categories ?? 0) >= 3,
  browsing: ({ activeDays }) => (activeDays ?? 0) >= 2,
}

/** These are said only of clusters for which nothing else is. */
const SECONDARY: ReadonlySet<ClusterKind> = new Set(['returning', 'broad', 'browsing', 'small'])
const SECONDARY_WEIGHT = 0.6
/** What a cluster without any trait scores. */
const PLAIN = 0.2
/** A trait must point its way by this much. */
const CLEARLY = 0.25
/** One that does not costs so much on top. */
const AGAINST = 1
/** Beyond this a trait does not make a cluster more of its kind. */
const MOST = 2
/** How much better another kind must fit than the one that the cluster had before. */
const KEPT = 0.25

/**
 * The kind of each cluster: those that together fit best, each kind at most once, so that two clusters have different names. `before` has the kind
 * that a cluster had in an earlier run; it is kept unless another fits clearly better. What fits no kind is `balanced`, which may come twice.
 */
export function kindsOf(
  clusters: readonly { readonly position: ClusterPosition; readonly figures: ClusterFigures }[],
  before: readonly (ClusterKind | null)[],
): ClusterKind[] {
  const scores = clusters.map(({ position, figures }, i) =>
    CLUSTER_KINDS.map((kind) => (NEEDS[kind]?.(figures) === false ? -AGAINST : fitOf(kind, position) + (kind === before[i] ? KEPT : 0))),
  )
  const chosen = leastCostAssignment(scores.map((row) => row.map((score) => -score)))
  return chosen.map((kind, i) => ((scores[i]?.[kind] as number) > 0 ? (CLUSTER_KINDS[kind] as ClusterKind) : 'balanced'))
}

function fitOf(kind: ClusterKind, position: ClusterPosition): number {
  const parts = (Object.entries(KINDS[kind]) as [ClusterTrait, 1 | -1][]).map(([trait, sign]) => Math.min(MOST, sign * position[trait]))
  if (parts.length === 0) return PLAIN
  const least = Math.min(...parts)
  const mean = parts.reduce((sum, part) => sum + part / parts.length, 0)
  return least < CLEARLY ? Math.min(mean, 0) + Math.min(least, 0) - AGAINST : mean * (SECONDARY.has(kind) ? SECONDARY_WEIGHT : 1)
}

/** The names of clusters: that of their kind, and where one comes twice, the trait that stands out most. All differ, also from `given`. */
export function namesOf(
  clusters: readonly { readonly kind: ClusterKind; readonly position: ClusterPosition }[],
  given: ReadonlySet<string> = new Set(),
): BilingualText[] {
  const taken = new Set(given)
  return clusters.map(({ kind, position }, i) => {
    const label = KIND_LABELS[kind]
    const isShared = clusters.some((other, j) => j !== i && other.kind === kind)
    let name = isShared ? withStandout(label, position) : label
    for (let number = 2; taken.has(name.zh) || taken.has(name.en); number += 1)
      name = { zh: `${label.zh} ${number}`, en: `${label.en} ${number}` }
    taken.add(name.zh).add(name.en)
    return name
  })
}

function withStandout(label: BilingualText, position: ClusterPosition): BilingualText {
  const [trait, value] = (Object.entries(position) as [ClusterTrait, number][]).reduce((most, next) =>
    Math.abs(next[1]) > Math.abs(most[1]) ? next : most,
  )
  const word = STANDOUT[trait][value > 0 ? 1 : 0]
  return { zh: `${label.zh}（${word.zh}）`, en: `${label.en} (${word.en})` }
}
