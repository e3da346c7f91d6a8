import type { Clock } from '#kernel/clock.ts'
import type { ClusterNames } from '#segment/clusters/cluster-service.ts'
import type { SettingStore } from '#store/relational/setting-store.ts'

const NAMES = 'cluster-names'

/** Names that people gave to clusters, kept among the settings. */
export function clusterNameSettings(settings: SettingStore, clock: Clock): ClusterNames {
  return {
    read: async () => ((await settings.read(NAMES)) ?? {}) as Readonly<Record<string, string>>,
    write: (names) => settings.write(NAMES, names, clock.now()),
  }
}
