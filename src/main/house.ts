import { fileURLToPath } from 'node:url'
import type { Kysely } from 'kysely'
import type { Project, ProjectSettings } from '#access/project-settings.ts'
import { ALERT_MAIL, ALERT_MAIL_KINDS } from '#act/alert-mail-reader.ts'
import { TEAM_NOTICE_KINDS, TEAM_NOTICES } from '#act/notices/notice-reader.ts'
import type { DecisionServicePorts } from '#decide/decision-service.ts'
import { JobRunner } from '#jobs/job-runner.ts'
import type { Clock } from '#kernel/clock.ts'
import { systemClock } from '#kernel/clock.ts'
import { isDiskFull } from '#kernel/disk-full.ts'
import type { Keyring } from '#privacy/keyring.ts'
import type { CurrencyRates } from '#quality/currency-rates.ts'
import type { Engines } from '#store/engines/engines.ts'
import { migrate } from '#store/engines/migrate.ts'
import { connect } from '#store/relational/connect.ts'
import type { Database } from '#store/relational/database.ts'
import { createJobStore } from '#store/relational/job-store.ts'
import { callersTime, databaseTime, openDatabaseClock } from '#store/relational/ledger-time.ts'
import { followJourneys } from '#store/relational/journey-store.ts'
import { createKeyCheckStore } from '#store/relational/key-check-store.ts'
import { createSettingStore } from '#store/relational/setting-store.ts'
import type { SettingStore } from '#store/relational/setting-store.ts'
import { followSignals } from '#store/relational/signal-outbox.ts'
import { createStrategyStore } from '#store/relational/strategy-store.ts'
import { followEndpoints } from '#store/relational/webhook-store.ts'
import { createStoredPeople } from '#store/stored-people.ts'
import type { StoredPeople } from '#store/stored-people.ts'
import type { Config } from '../config.ts'
import type { DiskWatch } from './disk-watch.ts'
import { watchDisk } from './disk-watch.ts'
import { buildAccess } from './house-access.ts'
import type { HouseAccess } from './house-access.ts'
import { buildAct } from './house-act.ts'
import type { HouseAct } from './house-act.ts'
import { buildCollect } from './house-collect.ts'
import type { HouseCollect } from './house-collect.ts'
import type { ApprovalService } from '#act/approvals/approval-service.ts'
import type { StrategyGate } from '#act/approvals/strategy-gate.ts'
import type { SeriesService } from '#act/broadcasts/series/series-service.ts'
import type { BroadcastService } from '#act/broadcasts/broadcast-service.ts'
import type { CampaignCalendar } from '#act/campaigns/campaign-calendar.ts'
import type { CampaignService } from '#act/campaigns/campaign-service.ts'
import type { SendTimes } from '#act/send-time/send-times.ts'
import type { HourOutcome } from '#measure/send-time-gain.ts'
import { ReachService } from '#act/reach/audience-reach.ts'
import { QuestionnaireService } from '#act/questionnaires/questionnaire-service.ts'
import { createEventsStore } from '#store/analytical/events-store.ts'
import { createAudienceReach } from '#store/audience-reach.ts'
import { createQuestionnaireStore } from '#store/relational/questionnaire-store.ts'
import { linkSecret } from './letterhead.ts'
import { buildStrategyGate } from './house-strategy-gate.ts'
import { buildBroadcasts } from './house-broadcasts.ts'
import { buildCampaigns } from './house-campaigns.ts'
import { buildJourneys } from './house-journeys.ts'
import type { HouseJourneys } from './house-journeys.ts'
import { buildDecide } from './house-decide.ts'
import type { HouseDecide } from './house-decide.ts'
import type { HouseLog } from './house-log.ts'
import { buildModels } from './house-models.ts'
import type { HouseModels } from './house-models.ts'
import { buildProfile } from './house-profile.ts'
import type { HouseProfile } from './house-profile.ts'
import { openProject } from './house-project.ts'
import { JOB_KINDS } from './job-kinds.ts'
import type { JobName } from './job-kinds.ts'
import { newNodeName } from './node-name.ts'
import { openKeyring } from './open-keyring.ts'

/** Every service of the product over two open stores. Nothing runs by itself here: the server and the commands decide what does. */
export interface House extends HouseAccess, HouseCollect, HouseProfile, HouseModels, HouseAct, HouseDecide, HouseJourneys {
  readonly config: Config
  readonly clock: Clock
  readonly log: HouseLog
  readonly questionnaires: QuestionnaireService
  readonly approvals: ApprovalService
  readonly strategyGate: StrategyGate
  readonly broadcasts: BroadcastService
  readonly broadcastSeries: SeriesService
  readonly campaigns: CampaignService
  readonly campaignCalendar: CampaignCalendar
  readonly sendTimes: SendTimes
  /** What messages at chosen hours and at hours by chance came to. */
  readonly hourOutcomes: () => Promise<readonly HourOutcome[]>
  readonly reachOf: ReachService
  readonly engines: Engines
  readonly disk: DiskWatch
  readonly db: Kysely<Database>
  readonly people: StoredPeople
  readonly keyring: Keyring
  readonly project: ProjectSettings
  readonly rates: CurrencyRates
  readonly settings: SettingStore
  readonly jobs: JobRunner<JobName>
  close(): Promise<void>
}

/** Migrates both stores and builds every service. */
export async function buildHouse(
  config: Config,
  engines: Engines,
  clock: Clock,
  log: HouseLog,
  options: Pick<DecisionServicePorts, 'newRunId'> & { readonly defaults?: Partial<Project>; readonly node?: string } = {},
): Promise<House> {
  await migrate({
    pg: engines.pg,
    clickhouse: engines.clickhouse,
    relationalDir: fileURLToPath(new URL('../store/relational/migrations', import.meta.url)),
    analyticalDir: fileURLToPath(new URL('../store/analytical/migrations', import.meta.url)),
    clock,
    log,
  })
  const { pg, clickhouse } = engines
  const db = connect(pg)
  const disk = watchDisk(config.dataDir, clock)
  const keyring = await openKeyring(config, createKeyCheckStore(db), clock)
  const settings = createSettingStore(db)
  const people = createStoredPeople({ client: clickhouse, db })
  const access = buildAccess({ db, keyring, clock })
  const { project, rates } = await openProject({
    config,
    defaults: options.defaults ?? {},
    clickhouse,
    db,
    settings,
    audit: access.access.audit,
    clock,
    strategies: () => decide.strategies,
  })

  const around = { clickhouse, pg, db, people, keyring, settings, project, clock }
  const strategyStore = createStrategyStore(db)
  const privateHosts = config.allowPrivateWebhooks ? ['127.0.0.1', 'localhost'] : []
  // What is planned and sent goes by the database's clock: those of two nodes may be an hour apart.
  const shared = clock === systemClock ? await openDatabaseClock(db) : null
  const sending = { ...around, clock: shared ?? clock }
  const act = buildAct({
    ...sending,
    readClock: shared?.look,
    ledgerTime: shared === null ? callersTime : databaseTime,
    config,
    access: access.access,
    strategies: strategyStore,
    log,
    privateHosts,
    recommendedNames: (customerIds, limit) => models.recommendLists.namesFor(customerIds, limit),
    whoMeets: (customerIds, conditions) => profile.whoMeets(customerIds, conditions),
    variantSegments: {
      states: (ids) => profile.variantSegments.states(ids),
      members: (ids, customerIds) => profile.variantSegments.members(ids, customerIds),
    },
    meanings: async () => (await profile.segments.language()).meanings,
  })
  const collect = buildCollect({ ...around, log, coupons: act.coupons, dataDir: config.dataDir, privateHosts })
  const models = buildModels({ ...around, calendar: collect.calendar, external: collect.series })
  const questionnaires = new QuestionnaireService({
    store: createQuestionnaireStore({ pool: pg, db, keyring, settings }),
    identity: collect.identity,
    addEvents: createEventsStore(clickhouse).insertEvents,
    people,
    clock,
    tokenSecret: linkSecret(keyring),
    publicUrl: config.publicUrl,
  })
  const profile = buildProfile({ ...around, strategyStore })
  const decide = buildDecide({ ...sending, people, strategyStore, act, churn: models.churn, segments: profile.segments, ...options })
  const broadcasts = buildBroadcasts({
    ...sending,
    config,
    access: access.access,
    act,
    segments: profile.segments,
    settings,
    calendar: collect.calendar,
  })
  const strategyGate = buildStrategyGate({
    strategies: decide.strategies,
    approvals: broadcasts.approvals,
    segments: profile.segments,
    clickhouse,
    audit: access.access.audit,
    clock: sending.clock,
  })
  const journeys = buildJourneys({
    ...sending,
    access: access.access,
    act,
    profile,
    attributes: collect.attributes,
    sendTimes: broadcasts.sendTimes,
    approvals: broadcasts.approvals,
    log,
  })
  const campaigns = buildCampaigns({
    pg,
    project,
    access: access.access,
    broadcasts: broadcasts.broadcasts,
    broadcastSeries: broadcasts.broadcastSeries,
    journeys: journeys.journeys,
    strategyStore,
    calendar: collect.calendar,
    clock,
  })
  await project.load()
  await collect.identityRules.follow()
  await collect.qualityRules.follow()
  await collect.trackingPlans.follow()
  await followSignals(db, ALERT_MAIL, ALERT_MAIL_KINDS)
  await followSignals(db, TEAM_NOTICES, TEAM_NOTICE_KINDS)
  await followEndpoints(db)
  await followJourneys(pg)

  const jobs = new JobRunner({
    store: createJobStore(db, keyring),
    clock,
    kinds: JOB_KINDS,
    node: options.node ?? newNodeName(),
    onCrash: (kind, error, jobId) => {
      if (isDiskFull(error)) disk.noteFull()
      log.error({ kind, jobId, err: error }, 'job failed')
    },
  })

  return {
    config,
    clock,
    log,
    engines,
    disk,
    db,
    people,
    keyring,
    project,
    rates,
    settings,
    jobs,
    ...access,
    ...collect,
    ...profile,
    ...models,
    ...act,
    questionnaires,
    ...decide,
    ...broadcasts,
    ...journeys,
    ...campaigns,
    strategyGate,
    signalReaders: [...act.signalReaders, journeys.journeyReader],
    reachOf: new ReachService({
      reader: createAudienceReach({ client: clickhouse, db, segments: profile.segments, clock }),
      readiness: act.readiness,
    }),
    close: async () => {
      await jobs.stop()
      act.closeChannels()
      await engines.stop()
    },
  }
}
