import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Kysely } from 'kysely'
import { ALERT_MAIL, ALERT_MAIL_KINDS, createAlertMailReader } from '#act/alert-mail-reader.ts'
import { createAgentTaskChannel } from '#act/channels/agent-task-channel.ts'
import type { ChannelPort } from '#act/channels/channel.ts'
import { createChannelReadiness } from '#act/channels/channel-readiness.ts'
import { createEmailChannel } from '#act/channels/email-channel.ts'
import { SmtpMailer } from '#act/channels/smtp-mailer.ts'
import { createWebhookChannel } from '#act/channels/webhook-channel.ts'
import { couponCode } from '#act/coupon-code.ts'
import { CouponService } from '#act/coupon-service.ts'
import { CustomerCare } from '#act/customer-care.ts'
import { MessagePreviewer } from '#act/message-preview.ts'
import { groupTouches } from '#act/grouped-touch-writer.ts'
import { SendService } from '#act/send-service.ts'
import { Sender } from '#act/sender.ts'
import { TaskService } from '#act/task-service.ts'
import type { SignalOutbox } from '#act/signal-outbox.ts'
import type { SignalReader } from '#act/signal.ts'
import { LinkService } from '#act/link-service.ts'
import { createWebhookReader } from '#act/webhook-reader.ts'
import { WebhookService } from '#act/webhook-service.ts'
import { postWebhook } from '#act/webhook-transport.ts'
import type { Project, ProjectSettings } from '#access/project-settings.ts'
import type { Access } from '#access/access.ts'
import { createAccess } from '#access/access.ts'
import type { ImportService } from '#collect/import/import-service.ts'
import type { UndoService } from '#collect/import/undo-import.ts'
import { Intake } from '#collect/tracking/intake.ts'
import type { LoaderPorts } from '#collect/tracking/load-events.ts'
import type { DecisionServicePorts } from '#decide/decision-service.ts'
import { DecisionService } from '#decide/decision-service.ts'
import type { ChannelReadiness } from '#decide/channel-readiness.ts'
import type { DecisionLedger } from '#decide/decision-ports.ts'
import type { Channel } from '#decide/strategy.ts'
import { StrategyService } from '#decide/strategy-service.ts'
import { eventCustomers } from '#identity/event-customers.ts'
import type { IdentityService } from '#identity/identity-service.ts'
import { JobRunner } from '#jobs/job-runner.ts'
import type { Clock } from '#kernel/clock.ts'
import { isDiskFull } from '#kernel/disk-full.ts'
import { Rng } from '#kernel/rng.ts'
import { EffectService } from '#measure/effect-service.ts'
import type { Keyring } from '#privacy/keyring.ts'
import type { CurrencyRates } from '#quality/currency-rates.ts'
import { ProfileKeeper } from '#segment/profile-keeper.ts'
import { ProfileService } from '#segment/profile-service.ts'
import { createCandidateReader, createDecisionLedger } from '#store/analytical/decisions-store.ts'
import { createOutcomeReader } from '#store/analytical/effect-store.ts'
import { createEventsStore } from '#store/analytical/events-store.ts'
import { createProfileStore } from '#store/analytical/profiles-store.ts'
import { createTouchWriter } from '#store/analytical/touches-store.ts'
import type { Engines } from '#store/engines/engines.ts'
import { isAboutData } from '#store/engines/is-about-data.ts'
import { migrate } from '#store/engines/migrate.ts'
import { createInputMarkReader } from '#store/input-mark-reader.ts'
import type { QuarantineService } from '#quality/quarantine-service.ts'
import { createReadModels } from '#store/read-models.ts'
import type { ReadModels } from '#store/read-models.ts'
import { createIntakeServices } from '#main/intake-services.ts'
import { createAlertMailLedger } from '#store/relational/alert-mail-store.ts'
import { createChurnAlertStore } from '#store/relational/churn-alert-store.ts'
import { RelationalApiKeyStore } from '#store/relational/api-key-store.ts'
import { RelationalAuditLog } from '#store/relational/audit-store.ts'
import { connect, connectClient } from '#store/relational/connect.ts'
import { createCareStore } from '#store/relational/care-store.ts'
import { createContactStore } from '#store/relational/contact-store.ts'
import { createCouponStore } from '#store/relational/coupon-store.ts'
import { CustomerVault } from '#store/relational/customer-vault.ts'
import type { Database } from '#store/relational/database.ts'
import { createDecisionRunStore } from '#store/relational/decision-run-store.ts'
import { createIdentityStore } from '#store/relational/identifier-store.ts'
import type { AttributeStore } from '#store/relational/attribute-store.ts'
import type { ImportStore } from '#store/relational/import-store.ts'
import { createInbox, createInboxLeases } from '#store/relational/inbox-store.ts'
import { RelationalJobStore } from '#store/relational/job-store.ts'
import { KeyCheckStore } from '#store/relational/key-check-store.ts'
import type { QuarantineKeeper } from '#store/relational/quarantine-store.ts'
import { createProfileChanges } from '#store/relational/profile-changes.ts'
import { createPreviewStore } from '#store/relational/preview-store.ts'
import { createRateLeases } from '#store/relational/rate-lease-store.ts'
import { createReservationStore } from '#store/relational/reservation-store.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { createMessageSealer } from '#store/relational/message-sealer.ts'
import { RelationalSessionStore } from '#store/relational/session-store.ts'
import { RelationalSettingStore } from '#store/relational/setting-store.ts'
import { createSignalOutbox, followSignals } from '#store/relational/signal-outbox.ts'
import { createStrangerStore } from '#store/relational/stranger-store.ts'
import { SourceCatalogue } from '#store/relational/source-catalogue.ts'
import { createStrategyStore } from '#store/relational/strategy-store.ts'
import { createSendLog } from '#store/relational/send-log.ts'
import { StoredPeople } from '#store/stored-people.ts'
import { createTaskStore } from '#store/relational/task-store.ts'
import { createTrackingSources } from '#store/relational/tracking-sources.ts'
import { RelationalRoleStore } from '#store/relational/role-store.ts'
import { createUploadStore } from '#store/relational/upload-store.ts'
import { RelationalUserStore } from '#store/relational/user-store.ts'
import { createWebhookStore, followEndpoints } from '#store/relational/webhook-store.ts'
import type { Config } from '../config.ts'
import { eventCoupons } from '#act/event-coupons.ts'
import type { DiskWatch } from './disk-watch.ts'
import { watchDisk } from './disk-watch.ts'
import type { HouseLog } from './house-log.ts'
import { JOB_KINDS } from './job-kinds.ts'
import type { JobName } from './job-kinds.ts'
import { buildModels } from './house-models.ts'
import type { HouseModels } from './house-models.ts'
import { openProject } from './house-project.ts'
import { letterheadOf, linkSecret, smtpOptions } from './letterhead.ts'
import { readSampleMark } from './sample-mark.ts'
import { openKeyring } from './open-keyring.ts'
import { strategyOutcomes } from '#measure/strategy-outcomes.ts'
import { countsByStrategy } from '#store/relational/contact-counts.ts'

/** Every service of the product over two open stores. Nothing runs by itself here: the server and the commands decide what does. */
export interface House extends HouseModels {
  readonly config: Config
  readonly clock: Clock
  readonly log: HouseLog
  readonly engines: Engines
  readonly disk: DiskWatch
  readonly db: Kysely<Database>
  readonly people: StoredPeople
  readonly keyring: Keyring
  readonly project: ProjectSettings
  readonly rates: CurrencyRates
  readonly settings: RelationalSettingStore
  readonly access: Access
  readonly sessions: RelationalSessionStore
  readonly rateLeases: ReturnType<typeof createRateLeases>
  readonly strangers: ReturnType<typeof createStrangerStore>
  readonly uploads: ReturnType<typeof createUploadStore>
  readonly jobs: JobRunner<JobName>
  readonly identity: IdentityService
  readonly importStore: ImportStore
  readonly attributes: AttributeStore
  readonly imports: ImportService
  readonly undos: UndoService
  readonly quarantine: QuarantineKeeper
  readonly repairs: QuarantineService
  readonly intake: Intake
  readonly sources: ReturnType<typeof createTrackingSources>
  readonly loader: LoaderPorts
  readonly profiles: ProfileService
  readonly profileKeeper: ProfileKeeper
  readonly readiness: ChannelReadiness
  readonly strategies: StrategyService
  readonly decisions: DecisionService
  readonly ledger: DecisionLedger
  readonly sends: SendService
  readonly sender: Sender
  readonly tasks: TaskService
  readonly care: CustomerCare
  readonly messages: MessagePreviewer
  readonly webhooks: WebhookService
  readonly signals: SignalOutbox
  readonly signalReaders: readonly SignalReader[]
  readonly links: LinkService
  readonly effects: EffectService
  readonly reads: ReadModels
  readonly vault: CustomerVault
  readonly sourceCatalogue: SourceCatalogue
  close(): Promise<void>
}

/** Share of the price that is left after the goods are paid: what a kept customer is worth to the shop. */
export const GROSS_MARGIN = 0.5

/** Migrates both stores and builds every service. */
export async function buildHouse(
  config: Config,
  engines: Engines,
  clock: Clock,
  log: HouseLog,
  options: Pick<DecisionServicePorts, 'newRunId'> & { readonly defaults?: Partial<Project> } = {},
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
  const keyring = await openKeyring(config, new KeyCheckStore(db), clock)
  const settings = new RelationalSettingStore(db)
  const sessions = new RelationalSessionStore(db)
  const strangers = createStrangerStore(db)
  const access = createAccess({
    users: new RelationalUserStore(db),
    roles: new RelationalRoleStore(db),
    sessions,
    strangers,
    apiKeys: new RelationalApiKeyStore(db),
    audit: new RelationalAuditLog(db),
    clock,
    setupSecret: keyring.index,
  })

  const { project, rates } = await openProject({
    config,
    defaults: options.defaults ?? {},
    clickhouse,
    db,
    settings,
    audit: access.audit,
    clock,
    strategies: () => strategies,
  })

  const touches = createTouchWriter(clickhouse)
  const couponStore = createCouponStore(db)
  const coupons = new CouponService({ store: couponStore, touches, clock })
  const { identity, imports, undos, importStore, attributes, quarantine, repairs } = createIntakeServices({
    clickhouse,
    pg,
    keyring,
    clock,
    project,
    useCoupons: async (uses) => {
      await coupons.use(uses)
    },
  })

  const intake = new Intake(createInbox(db, keyring), clock)
  const sources = createTrackingSources(db)
  const events = createEventsStore(clickhouse)
  const loader: LoaderPorts = {
    ...events,
    insertEvents: async (rows) => {
      await events.insertEvents(rows)
      await coupons.use(eventCoupons(rows))
    },
    lease: createInboxLeases(pg, connectClient, keyring),
    userIdKinds: (ids) => sources.userIdKinds(ids),
    isAboutData,
    idSecret: keyring.contentSalt,
    resolveCustomers: eventCustomers({ identity, store: createIdentityStore(pg), keyring }),
  }

  const profileStore = createProfileStore(clickhouse)
  const profiles = new ProfileService(profileStore)
  const candidates = createCandidateReader(clickhouse, { project, grossMargin: GROSS_MARGIN })
  const strategyStore = createStrategyStore(db)
  const runs = createDecisionRunStore(db)
  const people = new StoredPeople({ client: clickhouse, db })
  const sendStore = createSendStore(db)
  const sentMessages = createMessageSealer(db, keyring)
  const contacts = createContactStore(db, keyring)
  const taskStore = createTaskStore(db, keyring, people)
  const ledger = createDecisionLedger(clickhouse)
  const webhooks = new WebhookService({
    store: createWebhookStore(db, keyring),
    transport: postWebhook,
    sends: sendStore,
    touches,
    clock,
    rng: new Rng(`webhooks/${clock.now().getTime()}`),
    allowPrivateWebhookHosts: config.allowPrivateWebhooks ? ['127.0.0.1', 'localhost'] : [],
  })
  const letterhead = letterheadOf(config, project, keyring)
  const channels = new Map<Channel, ChannelPort>([
    ['agent_task', createAgentTaskChannel(taskStore, letterhead)],
    ['webhook', createWebhookChannel(webhooks)],
  ])
  const mailer = config.smtpUrl === null ? null : new SmtpMailer(smtpOptions(config.smtpUrl))
  if (mailer !== null) channels.set('email', createEmailChannel(mailer, letterhead))
  const sender = new Sender({
    sends: sendStore,
    messages: sentMessages,
    strategies: strategyStore,
    contacts,
    stopper: contacts,
    channels,
    touches,
    coupons: couponStore,
    couponCodeOf: (sendKey) => couponCode(letterhead.tokenSecret, sendKey),
    clock,
  })
  const effects = new EffectService({
    runs,
    strategies: strategyStore,
    outcomes: createOutcomeReader(clickhouse, project),
    clock,
    project,
    grossMargin: GROSS_MARGIN,
  })
  const readiness = createChannelReadiness({
    hasMailServer: channels.has('email'),
    isSample: async () => (await readSampleMark(settings)) !== null,
    endpoints: () => webhooks.list(),
  })
  const strategies = new StrategyService({
    store: strategyStore,
    candidates,
    outcomes: async () => strategyOutcomes(await effects.byStrategy(), await countsByStrategy(db)),
    readiness,
    clock,
    project,
  })
  await project.load()

  const models = buildModels({
    clickhouse,
    db,
    people,
    settings,
    clock,
    project,
  })
  const alerts = createChurnAlertStore(db, people)
  const isMuted = async (): Promise<boolean> => (await readSampleMark(settings)) !== null
  const signalReaders: readonly SignalReader[] = [
    createAlertMailReader({
      isMuted,
      mailer,
      mailLedger: createAlertMailLedger(db),
      alerts,
      users: access.users,
      letterhead,
      project,
      clock,
      onUndelivered: (user, outcome) => log.warn({ user, outcome }, 'the digest of churn alerts was not delivered'),
    }),
    createWebhookReader({ isMuted, webhooks, alerts, project, clock }),
  ]
  await followSignals(db, ALERT_MAIL, ALERT_MAIL_KINDS)
  await followEndpoints(db)

  const jobs = new JobRunner({
    store: new RelationalJobStore(db, keyring),
    clock,
    kinds: JOB_KINDS,
    // Two in one container may have one process id after another.
    node: `${hostname()}/${process.pid}-${randomBytes(2).toString('hex')}`,
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
    access,
    sessions,
    rateLeases: createRateLeases(db),
    strangers,
    uploads: createUploadStore(db, keyring),
    jobs,
    identity,
    importStore,
    attributes,
    imports,
    undos,
    quarantine,
    repairs,
    intake,
    sources,
    loader,
    profiles,
    profileKeeper: new ProfileKeeper({ profiles, store: profileStore, changes: createProfileChanges(db, clock), clock }),
    ...models,
    readiness,
    strategies,
    decisions: new DecisionService({
      candidates,
      reach: contacts,
      strategies: strategyStore,
      ledger,
      runs,
      previews: createPreviewStore(db),
      reservations: createReservationStore(db),
      readiness,
      marks: createInputMarkReader(clickhouse, db),
      sends: sendStore,
      clock,
      project,
      riskTrusted: async () => {
        const card = await models.churn.card()
        return card === null || card.gate === 'passed'
      },
      measuredEffects: () => effects.learnedEffects(),
      ...(options.newRunId === undefined ? {} : { newRunId: options.newRunId }),
    }),
    ledger,
    reads: createReadModels({ client: clickhouse, db, people, keyring, clock, project }),
    vault: new CustomerVault({ db, keyring, project, people }),
    sourceCatalogue: new SourceCatalogue(db),
    sends: new SendService({ store: sendStore, log: createSendLog(db, keyring, people), sender, clock }),
    sender,
    tasks: new TaskService({ tasks: taskStore, sends: sendStore, touches, clock }),
    messages: new MessagePreviewer({ contacts, letterhead, mailer, clock }),
    care: new CustomerCare({ store: createCareStore(db, keyring, people), sends: sendStore, clock }),
    webhooks,
    signals: createSignalOutbox(db),
    signalReaders,
    links: new LinkService({
      sends: sendStore,
      stopper: contacts,
      touches: groupTouches(touches),
      clock,
      tokenSecret: linkSecret(keyring),
      shopUrl: config.shopUrl,
    }),
    effects,
    close: async () => {
      await jobs.stop()
      for (const channel of channels.values()) channel.close()
      await engines.stop()
    },
  }
}
