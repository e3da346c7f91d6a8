import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { Project } from '#access/project-settings.ts'
import type { StrategyStore } from '#decide/strategy-service.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { createClusterWorker } from '#jobs/cluster-worker.ts'
import { ClusterService } from '#segment/clusters/cluster-service.ts'
import { PortraitService } from '#segment/portraits/portrait-service.ts'
import { ProfileKeeper } from '#segment/profile-keeper.ts'
import { ProfileService } from '#segment/profile-service.ts'
import { createClusterStore } from '#store/analytical/cluster-store.ts'
import { TierSchemeKeeper } from '#segment/tier-scheme-keeper.ts'
import { SegmentMembers } from '#segment/segments/segment-members.ts'
import { SegmentService } from '#segment/segments/segment-service.ts'
import { TagKeeper } from '#segment/tags/tag-keeper.ts'
import { TagService } from '#segment/tags/tag-service.ts'
import { createProfileStore } from '#store/analytical/profiles-store.ts'
import { createConditionNames } from '#store/analytical/conditions/condition-names.ts'
import { createConditionReader } from '#store/condition-reader.ts'
import { createWhoMeets } from '#store/conditions-among.ts'
import { createSegmentUses } from '#store/relational/segment-uses.ts'
import { createVariantSegments } from '#store/variant-segments.ts'
import { createAccountReads } from '#store/account-reads.ts'
import { createAccountCopy } from '#store/account-copy.ts'
import { createConsentCopy } from '#store/consent-copy.ts'
import { createFieldReader } from '#store/condition-field-reader.ts'
import { createReadModels } from '#store/read-models.ts'
import { clusterNameSettings } from '#store/relational/cluster-name-settings.ts'
import { createCustomerVault } from '#store/relational/customer-vault.ts'
import type { Database } from '#store/relational/database.ts'
import { createPortraitPlanStore } from '#store/relational/portrait-plan-store.ts'
import { createPortraitStore } from '#store/portrait-store.ts'
import { createProfileChanges } from '#store/relational/profile-changes.ts'
import type { SettingStore } from '#store/relational/setting-store.ts'
import { createProfileRunStore, createTierSchemeStore } from '#store/relational/tier-scheme-store.ts'
import { createSegmentStore } from '#store/relational/segment-store.ts'
import { createTagStore } from '#store/relational/tag-store.ts'
import { createTagValueStore } from '#store/tag-values.ts'
import { createMemberStore } from '#store/segment-members.ts'
import type { StoredPeople } from '#store/stored-people.ts'

export type HouseProfile = ReturnType<typeof buildProfile>

interface ProfileParts {
  readonly clickhouse: ClickHouseClient
  readonly pg: Pool
  readonly db: Kysely<Database>
  readonly people: StoredPeople
  readonly keyring: Keyring
  readonly settings: SettingStore
  readonly project: Project
  readonly strategyStore: Pick<StrategyStore, 'current'>
  readonly clock: Clock
}

/** What is known of the customers, and every reading of it. */
export function buildProfile({ clickhouse, pg, db, people, keyring, settings, project, strategyStore, clock }: ProfileParts) {
  const store = createProfileStore(clickhouse)
  const tierSchemes = new TierSchemeKeeper(createTierSchemeStore(db), clock)
  const profiles = new ProfileService({ store, scheme: () => tierSchemes.current(), runs: createProfileRunStore(db) })
  const consents = createConsentCopy(pg, clickhouse)
  const accounts = createAccountCopy(pg, clickhouse)
  const clusters = new ClusterService({
    store: createClusterStore(clickhouse),
    names: clusterNameSettings(settings, clock),
    worker: createClusterWorker(),
    clock,
    project,
  })
  const tagStore = createTagStore(pg)
  const segments = new SegmentService({
    store: createSegmentStore(pg, project),
    reader: createConditionReader({ client: clickhouse, db, people, consents, accounts, project, clock }),
    fields: createFieldReader(db, clusters),
    tags: () => tagStore.all(),
    audiences: async () =>
      (await strategyStore.current())
        .filter(({ state }) => state !== 'retired')
        .map(({ definition: { name, audience } }) => ({ name, condition: audience })),
    clock,
  })
  const segmentMembers = new SegmentMembers({
    store: createMemberStore({ client: clickhouse, pool: pg, people, consents, accounts, project, clock }),
    language: () => segments.language(),
    isAskable: (segment, language) => segments.problemOf(segment, language) === null,
  })
  const tagValues = createTagValueStore({ client: clickhouse, pool: pg, db, people, consents, accounts, project, clock })
  const language = () => segments.language()
  const whoMeets = createWhoMeets({ client: clickhouse, consents, accounts, project, clock, segments })
  return {
    segments,
    whoMeets,
    variantSegments: createVariantSegments({ segments, whoMeets }),
    tags: new TagService({ store: tagStore, values: tagValues, language, clock }),
    tagKeeper: new TagKeeper({ tags: tagStore, values: tagValues, language }),
    portraits: new PortraitService({
      plans: createPortraitPlanStore(pg),
      store: createPortraitStore({ client: clickhouse, pool: pg, db, people, consents, accounts, project, clock }),
      language,
      clock,
    }),
    segmentMembers,
    segmentUses: createSegmentUses(pg),
    consentCopy: consents,
    accountCopy: accounts,
    accounts: createAccountReads({ client: clickhouse, pool: pg, db, people, copy: accounts, conditions: segments, project, clock }),
    conditionNames: createConditionNames(clickhouse, db),
    profiles,
    profileStore: store,
    tierSchemes,
    profileKeeper: new ProfileKeeper({ profiles, store, changes: createProfileChanges(db, clock), clock }),
    clusters,
    reads: createReadModels({ client: clickhouse, db, people, keyring, clock, project, conditions: segments }),
    vault: createCustomerVault({ db, keyring, project, people }),
  }
}
