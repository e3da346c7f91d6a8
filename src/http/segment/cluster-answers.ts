import { CLUSTER_FEATURES, FEATURE_LABELS } from '#segment/clusters/cluster-features.ts'
import type { ClusterOverview as Overview } from '#segment/clusters/cluster-service.ts'
import type { ClusterOverview } from './cluster-schemas.ts'

/** The newest clusters as the API says them; without a run, that there is none. */
export function clusterAnswer(overview: Overview | null, leastBuyers: number, currency: string): ClusterOverview {
  const found = overview?.run.found
  return {
    asOf: overview?.run.asOf.toISOString() ?? null,
    computedAt: overview?.run.computedAt.toISOString() ?? null,
    lack: found === undefined ? 'no-run' : found.lack,
    buyers: found?.buyers ?? 0,
    leastBuyers,
    unconverted: overview?.run.unconverted ?? 0,
    currency,
    features: CLUSTER_FEATURES.map((name) => ({ name, label: FEATURE_LABELS[name] })),
    clusters: (overview?.clusters ?? []).map(
      ({ key, name, ownName, isRenamed, kind, sentence, size, share, figures, onceShare, position }) => ({
        key,
        name,
        ownName,
        isRenamed,
        kind,
        sentence,
        size,
        share,
        figures,
        onceShare,
        profile: CLUSTER_FEATURES.map((feature) => position[feature]),
      }),
    ),
    outliers: overview?.outliers ?? { size: 0, share: 0 },
    silhouettes: [...(found?.silhouettes ?? [])],
  }
}
