import type { StoredPeople } from '#store/stored-people.ts'
import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { Project } from '#access/project-settings.ts'
import type { Clock } from '#kernel/clock.ts'
import { localDay } from '#kernel/local-day.ts'
import type { Database } from '#store/relational/database.ts'
import type { SettingStore } from '#store/relational/setting-store.ts'
import { createAccountWorker } from '#jobs/account-worker.ts'
import { createChurnWorker } from '#jobs/churn-worker.ts'
import { createDemandWorker } from '#jobs/demand-worker.ts'
import { createRecommendWorker } from '#jobs/recommend-worker.ts'
import { createValueWorker } from '#jobs/value-worker.ts'
import { AccountRiskService } from '#predict/accounts/account-risk-service.ts'
import { ChurnAlertService } from '#predict/churn/alerts/churn-alert-service.ts'
import { kindOfVersion } from '#predict/churn/definition/churn-definition.ts'
import { ChurnService } from '#predict/churn/churn-service.ts'
import { ChurnWatch } from '#predict/churn/watch/churn-watch.ts'
import { RiskTierSettings } from '#predict/churn/tiers/risk-tier-settings.ts'
import { DemandService, type DemandDays, type DemandServiceParts } from '#predict/demand/demand-service.ts'
import { RecommendService } from '#predict/recommend/recommend-service.ts'
import { type ContractReport, contractReport } from '#predict/value/contract-lives.ts'
import { PortraitAccuracyService } from '#predict/portrait-accuracy.ts'
import { ColdStartService } from '#predict/cold-start/cold-start-service.ts'
import { ValueService } from '#predict/value/value-service.ts'
import { Rng } from '#kernel/rng.ts'
import { readContractFacts } from '#store/analytical/queries/contract-lives.ts'
import { createAccountRiskStore } from '#store/analytical/account-risk-store.ts'
import { createChurnHistory } from '#store/analytical/churn-history-store.ts'
import { createChurnStore } from '#store/analytical/churn-store.ts'
import { createDemandStore } from '#store/analytical/demand-store.ts'
import { createRecommendStore } from '#store/analytical/recommend-store.ts'
import { createPortraitAccuracyStore } from '#store/portrait-accuracy-store.ts'
import { createTagStore } from '#store/relational/tag-store.ts'
import { createColdStartStore } from '#store/analytical/cold-start-store.ts'
import { createValueStore } from '#store/analytical/value-store.ts'
import { createChurnAlertStore } from '#store/relational/churn-alert-store.ts'
import { createChurnScoringStore } from '#store/relational/churn-scoring-store.ts'
import { createModelRegistry } from '#store/relational/model-registry.ts'
import { createRecommendLists } from '#store/recommend-lists.ts'
import type { RecommendLists } from '#store/recommend-lists.ts'
import { exclusionSettings } from '#store/relational/exclusion-settings.ts'

/** What foretells: who leaves, what they are worth, what will be sold and what to offer. */
export interface HouseModels {
  readonly churn: ChurnService
  readonly accountRisks: AccountRiskService
  readonly churnWatch: ChurnWatch
  readonly churnAlerts: ChurnAlertService
  readonly riskTiers: RiskTierSettings
  readonly coldStart: ColdStartService
  readonly portraitAccuracy: PortraitAccuracyService
  readonly value: ValueService
  readonly contracts: { report(now: Date): Promise<ContractReport> }
  readonly demand: DemandService
  readonly recommend: RecommendService
  readonly recommendLists: RecommendLists
}

interface ModelParts {
  readonly clickhouse: ClickHouseClient
  readonly pg: Pool
  readonly db: Kysely<Database>
  readonly people: StoredPeople
  readonly settings: SettingStore
  readonly clock: Clock
  readonly project: Project
  readonly calendar: DemandDays
  readonly external: DemandServiceParts['external']
}

/** Every model over the two stores; each trains in a thread of its own. */
export function buildModels({ clickhouse, pg, db, people, settings, clock, project, calendar, external }: ModelParts): HouseModels {
  const models = createModelRegistry(db)
  const riskTiers = new RiskTierSettings(settings, clock)
  const history = createChurnHistory(clickhouse)
  const scorings = createChurnScoringStore(db)
  const recommend = new RecommendService({
    store: createRecommendStore(clickhouse),
    models,
    worker: createRecommendWorker(),
    clock,
    exclusions: exclusionSettings(settings, clock),
  })
  const churnWatch = new ChurnWatch({ models, history, scorings, clock })
  const tags = createTagStore(pg)
  const churnAlerts = new ChurnAlertService({ store: createChurnAlertStore(db, people), history, clock })
  const churn = new ChurnService({
    store: createChurnStore(clickhouse, project),
    models,
    worker: createChurnWorker(),
    history,
    scorings,
    alerts: churnAlerts,
    tiers: () => riskTiers.current(),
    clock,
  })
  return {
    churn,
    accountRisks: new AccountRiskService({
      store: createAccountRiskStore(clickhouse, project),
      models,
      worker: createAccountWorker(),
      contractHorizon: async () => {
        const definition = (await churn.card())?.definition
        return definition !== undefined && kindOfVersion(definition.version) === 'contract' ? definition.horizonDays : null
      },
      clock,
    }),
    churnWatch,
    portraitAccuracy: new PortraitAccuracyService({
      store: createPortraitAccuracyStore({ client: clickhouse, pool: pg, db }),
      models,
      churn: async () => (await churnWatch.report()).accuracy,
      tags: () => tags.all(),
      clock,
      today: () => localDay(clock.now(), project.timeZone),
    }),
    churnAlerts,
    riskTiers,
    contracts: {
      async report(now) {
        const rng = new Rng('contracts')
        return contractReport(await readContractFacts(clickhouse, now, project.currency), () => rng.next())
      },
    },
    coldStart: new ColdStartService({ store: createColdStartStore({ client: clickhouse, db, people, project, clock }), models, clock }),
    value: new ValueService({ store: createValueStore(clickhouse, project), models, worker: createValueWorker(), clock }),
    demand: new DemandService({
      store: createDemandStore(clickhouse),
      models,
      worker: createDemandWorker(),
      clock,
      calendar,
      external,
      project,
    }),
    recommend,
    recommendLists: createRecommendLists({ client: clickhouse, db, people, clock, project, recommend }),
  }
}
