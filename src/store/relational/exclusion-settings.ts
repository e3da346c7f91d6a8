import type { Clock } from '#kernel/clock.ts'
import type { RecommendExclusions } from '#predict/recommend/recommend-exclusions.ts'
import type { RecommendExclusionStore } from '#predict/recommend/recommend-service.ts'
import type { SettingStore } from '#store/relational/setting-store.ts'

const EXCLUSIONS = 'recommend-exclusions'

/** What is never recommended, kept among the settings. */
export function exclusionSettings(settings: SettingStore, clock: Clock): RecommendExclusionStore {
  return {
    read: async () => (await settings.read(EXCLUSIONS)) as RecommendExclusions | null,
    write: (exclusions) => settings.write(EXCLUSIONS, exclusions, clock.now()),
  }
}
