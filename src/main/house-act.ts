import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { Access } from '#access/access.ts'
import type { ProjectSettings } from '#access/project-settings.ts'
import { AddressBook } from '#act/addresses/address-book.ts'
import { createAccountMailer } from '#act/accounts/account-mailer.ts'
import { createAlertMailReader } from '#act/alert-mail-reader.ts'
import { createAgentTaskChannel } from '#act/channels/agent-task-channel.ts'
import type { ChannelPort } from '#act/channels/channel.ts'
import { createChannelReadiness } from '#act/channels/channel-readiness.ts'
import { createWebhookChannel } from '#act/channels/webhook-channel.ts'
import { couponCode } from '#act/coupon-code.ts'
import { CouponService } from '#act/coupon-service.ts'
import { CustomerCare } from '#act/customer-care.ts'
import { OutlookService } from '#act/outlook/outlook-service.ts'
import { groupTouches } from '#act/grouped-touch-writer.ts'
import { composeInbound } from '#act/inbound/compose-inbound.ts'
import { DEFAULT_NOTICES } from '#act/notices/notice.ts'
import { createNoticeReader } from '#act/notices/notice-reader.ts'
import { NoticeService } from '#act/notices/notice-service.ts'
import { NoticeTeller } from '#act/notices/notice-teller.ts'
import { InstallationGuard } from '#act/installation/installation-guard.ts'
import { LinkService } from '#act/link-service.ts'
import { ContentLinkService } from '#act/content/content-link-service.ts'
import { ContentMaker } from '#act/content/content-maker.ts'
import { VariantPicker } from '#act/content/variant-picker.ts'
import type { VariantSegments } from '#act/content/variant-ports.ts'
import { ContentPreviewer } from '#act/content/content-previewer.ts'
import { LinkChecker } from '#act/content/link-checker.ts'
import { ContentTester } from '#act/content/content-tester.ts'
import { ContentService } from '#act/content/content-service.ts'
import { createRulesPolicy } from '#act/policy/rules-policy.ts'
import { createCustomerZones } from '#act/policy/customer-moment.ts'
import { ContactRulesService } from '#act/policy/contact-rules-service.ts'
import { MessagePreviewer } from '#act/message-preview.ts'
import { ReplyService } from '#act/replies/reply-service.ts'
import { ReceiptService } from '#act/inbound/receipt-service.ts'
import { SendAsker } from '#act/send-asker.ts'
import { SendService } from '#act/send-service.ts'
import { Sender } from '#act/sender.ts'
import type { SignalReader } from '#act/signal.ts'
import { PreferenceService } from '#act/preferences/preference-service.ts'
import { SuppressionService } from '#act/suppressions/suppression-service.ts'
import { strategyMaker } from '#act/strategy-maker.ts'
import { TaskKeeper } from '#act/tasks/task-keeper.ts'
import type { TaskRules } from '#act/tasks/task-rules.ts'
import { TaskService } from '#act/task-service.ts'
import { createWebhookReader } from '#act/webhook-reader.ts'
import { WebhookService } from '#act/webhook-service.ts'
import { postWebhook } from '#act/webhook-transport.ts'
import type { Channel } from '#decide/strategy.ts'
import type { StrategyStore } from '#decide/strategy-service.ts'
import type { SegmentMeanings } from '#segment/conditions/evaluate-condition.ts'
import type { Clock } from '#kernel/clock.ts'
import { localDay } from '#kernel/local-day.ts'
import { Rng } from '#kernel/rng.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { readBuyingShare } from '#store/analytical/queries/buying-share.ts'
import { createTouchWriter } from '#store/analytical/touches-store.ts'
import { createAddressStore } from '#store/relational/address-store.ts'
import { createAlertMailLedger } from '#store/relational/alert-mail-store.ts'
import { createCareStore } from '#store/relational/care-store.ts'
import { createChurnAlertStore } from '#store/relational/churn-alert-store.ts'
import { readBroadcastNames } from '#store/relational/broadcast-store.ts'
import { createContactRuleStore } from '#store/relational/contact-rule-store.ts'
import { createContentStore } from '#store/relational/content-store.ts'
import { createContentFacts } from '#store/content-facts-store.ts'
import { createImageStore } from '#store/relational/image-store.ts'
import { createPieceFacts } from '#store/piece-facts-store.ts'
import { createPieceLedger } from '#store/relational/piece-ledger.ts'
import { createPieceStore } from '#store/relational/piece-store.ts'
import { createTagStore } from '#store/relational/tag-store.ts'
import { ImageService } from '#act/images/image-service.ts'
import { PieceChooser } from '#act/pieces/piece-chooser.ts'
import type { WhoMeets } from '#act/pieces/piece-ports.ts'
import { PieceService } from '#act/pieces/piece-service.ts'
import { strategyOf } from '#act/send-source.ts'
import type { SendSource } from '#act/send-source.ts'
import { createAskStore } from '#store/relational/ask-store.ts'
import { createContactStore, hashAddress } from '#store/relational/contact-store.ts'
import { createCouponStore } from '#store/relational/coupon-store.ts'
import type { Database } from '#store/relational/database.ts'
import { createHouseNames, createNoticeStore } from '#store/relational/notice-store.ts'
import { createOutlookReader } from '#store/relational/outlook-reader.ts'
import { createJourneyExits } from '#store/journey-exits.ts'
import { readJourneyNames } from '#store/relational/journey-store.ts'
import { readQuestionnaireNames } from '#store/relational/questionnaire-store.ts'
import { createPreferenceStore } from '#store/relational/preference-store.ts'
import { createInstallationStore } from '#store/relational/installation-store.ts'
import { createMessageSealer } from '#store/relational/message-sealer.ts'
import { createRecipientReader } from '#store/relational/recipient-store.ts'
import { createReceiptStore } from '#store/relational/receipt-store.ts'
import { createReplyStore } from '#store/relational/reply-store.ts'
import { createSendFactReader } from '#store/relational/send-fact-store.ts'
import type { LedgerTime } from '#store/relational/ledger-time.ts'
import { createSendStore } from '#store/relational/send-ledger-store.ts'
import { createSendLog } from '#store/relational/send-log.ts'
import type { SettingStore } from '#store/relational/setting-store.ts'
import { createSignalOutbox } from '#store/relational/signal-outbox.ts'
import { createSuppressionStore } from '#store/relational/suppression-store.ts'
import { createTaskTurnStore } from '#store/relational/task-turn-store.ts'
import { createTaskStore } from '#store/relational/task-store.ts'
import { createVariantLedger } from '#store/relational/variant-ledger.ts'
import { createWebhookStore } from '#store/relational/webhook-store.ts'
import type { StoredPeople } from '#store/stored-people.ts'
import type { Config } from '../config.ts'
import { buildOffers } from './house-offers.ts'
import { buildChannelAccounts } from './house-channels.ts'
import type { HouseLog } from './house-log.ts'
import { letterheadOf, linkSecret, smtpOptions } from './letterhead.ts'
import { noticeWords } from './notice-words.ts'
import { installationPlace } from './installation-place.ts'
import { readSampleMark } from './sample-mark.ts'

/** Name of the document of settings that keeps the rules of tasks. */
const TASK_RULES = 'task-rules'

const keepNothing = (): Promise<void> => Promise.resolve()

export type HouseAct = ReturnType<typeof buildAct>

interface ActParts {
  readonly config: Config
  readonly clickhouse: ClickHouseClient
  readonly pg: Pool
  readonly db: Kysely<Database>
  readonly people: StoredPeople
  readonly keyring: Keyring
  readonly settings: SettingStore
  readonly access: Access
  readonly project: ProjectSettings
  readonly strategies: StrategyStore
  readonly clock: Clock
  /** Looks at that clock, where it is one that other nodes go by too. */
  readonly readClock: (() => Promise<void>) | undefined
  /** By which hand-overs are stamped. */
  readonly ledgerTime: LedgerTime
  readonly log: HouseLog
  /** Names of recommended products of each customer, best first. */
  readonly recommendedNames: (customerIds: readonly string[], limit: number) => Promise<ReadonlyMap<string, readonly string[]>>
  /** Asked only when a message is made. */
  readonly whoMeets: WhoMeets
  /** Segments that variants of contents are for. */
  readonly variantSegments: VariantSegments
  /** What segments mean just now. */
  readonly meanings: () => Promise<SegmentMeanings>
  /** Names of this machine that may be called although they are not public. */
  readonly privateHosts: readonly string[]
}

/** Everything that goes out: messages, tasks, webhooks, coupons, and what comes back of them. */
export function buildAct({
  config,
  clickhouse,
  pg,
  db,
  people,
  keyring,
  settings,
  access,
  project,
  strategies,
  clock,
  readClock,
  ledgerTime,
  log,
  recommendedNames,
  whoMeets,
  variantSegments,
  meanings,
  privateHosts,
}: ActParts) {
  const couponStore = createCouponStore(db)
  const around = { pg, keyring, clock, project, log, privateHosts, whoMeets, meanings, coupons: couponStore, audit: access.audit }
  const { touches, offers, ...offering } = buildOffers({
    ...around,
    tokenSecret: linkSecret(keyring),
    touches: createTouchWriter(clickhouse),
  })
  const sendStore = createSendStore(db, ledgerTime)
  const contacts = createContactStore(db, keyring, clock)
  const careStore = createCareStore(db, keyring, people)
  const preferenceStore = createPreferenceStore(db, careStore)
  const taskStore = createTaskStore(db, keyring, people)
  const alerts = createChurnAlertStore(db, people)
  const letterhead = letterheadOf(config, project, keyring)
  const contentStore = createContentStore(pg)
  const contentFacts = createContentFacts({ client: clickhouse, db, products: recommendedNames })
  const pieceLedger = createPieceLedger(pg)
  const pieceChooser = new PieceChooser({
    ledger: pieceLedger,
    facts: createPieceFacts(clickhouse, () => createTagStore(pg).all()),
    whoMeets,
    timeZone: () => project.timeZone,
  })
  const images = new ImageService({ store: createImageStore(pg), audit: access.audit, clock, tokenSecret: letterhead.tokenSecret })
  const variantLedger = createVariantLedger(pg)
  const variants = new VariantPicker({ segments: variantSegments, ledger: variantLedger })
  const isSample = async (): Promise<boolean> => (await readSampleMark(settings)) !== null
  /** Nothing may leave: the customers are made up, or another server may be sending from the same data. */
  const isMuted = async (): Promise<boolean> => (await isSample()) || !(await installation.maySend())
  const webhooks = new WebhookService({
    store: createWebhookStore(db, keyring),
    transport: postWebhook,
    sends: sendStore,
    touches,
    clock,
    rng: new Rng(`webhooks/${clock.now().getTime()}`),
    allowPrivateWebhookHosts: privateHosts,
  })
  const channels = new Map<Channel, ChannelPort>([
    ['agent_task', createAgentTaskChannel(taskStore, letterhead)],
    ['webhook', createWebhookChannel(webhooks)],
  ])
  const replyService = new ReplyService({ store: createReplyStore(db, keyring), stopper: contacts, sends: sendStore, touches, clock })
  const inbound = composeInbound({
    receipts: (accountId, told) => receipts.take(accountId, told),
    replies: (accountId, replies) => replyService.take(accountId, replies),
    windows: (accountId, replies) => addresses.take(accountId, { changes: [], replies }),
    changes: (accountId, changes) => addresses.take(accountId, { changes, replies: [] }),
  })
  const channelAccounts = buildChannelAccounts({
    config,
    pg,
    keyring,
    project,
    clock,
    log,
    privateHosts,
    inbound,
    named: (told) => receipts.named(told),
    mailServer: config.smtpUrl === null ? null : smtpOptions(config.smtpUrl),
  })
  const addresses = new AddressBook({
    store: createAddressStore(db, keyring, people),
    clock,
    openById: async (id) => (await channelAccounts.open.openById(id))?.port ?? null,
  })
  const mailer = createAccountMailer(channelAccounts.open)
  const addressHash = (channel: Channel, address: string): Buffer => hashAddress(keyring, channel, address)
  const receipts = new ReceiptService({
    store: createReceiptStore(db),
    sends: sendStore,
    stopper: contacts,
    touches,
    addressHash: async (accountId, address) => {
      const account = await channelAccounts.book.find(accountId)
      return account === null || account.side === 'team' ? null : addressHash(account.side, address)
    },
    clock,
  })
  const asks = createAskStore(db)
  const asker = new SendAsker({ store: asks, accounts: channelAccounts.open, contacts, receipts, addressHash, clock })
  const makerParts = {
    contents: contentStore,
    facts: contentFacts,
    pieces: pieceChooser,
    variants,
    offerOf: async (source: SendSource, version: number) => {
      const id = strategyOf(source)
      return id === null ? null : ((await strategies.version(id, version))?.definition.offer ?? null)
    },
    letterhead,
  }
  const contactRules = new ContactRulesService({
    store: createContactRuleStore(pg),
    buyingShare: (now) => readBuyingShare(clickhouse, now),
    audit: access.audit,
    clock,
  })
  const zones = createCustomerZones(() => project.timeZone)
  const contactPolicy = createRulesPolicy({
    facts: createSendFactReader(pg, () => project.country),
    rules: async () => (await contactRules.current()).rules,
    zones,
    leftByCondition: createJourneyExits(pg, whoMeets),
  })
  const contentMaker = new ContentMaker({
    ...makerParts,
    kept: {
      addShort: contentStore.addShort,
      addTargets: contentStore.addTargets,
      keep: pieceLedger.keep,
      keepVariants: variantLedger.keepVariants,
    },
    offers: offering.giver,
  })
  const installation = new InstallationGuard({ store: createInstallationStore(db), place: () => installationPlace(config, db), clock })
  const sender = new Sender({
    sends: sendStore,
    messages: createMessageSealer(db, keyring),
    strategies,
    contacts,
    stopper: contacts,
    channels,
    accounts: channelAccounts.open,
    makers: { strategy: (definition) => strategyMaker(definition, letterhead), content: contentMaker, own: contentMaker },
    subscriptionUsed: (accountId, openId, template) => addresses.used(accountId, openId, template),
    maySend: () => installation.maySend(),
    policy: contactPolicy,
    touches,
    coupons: couponStore,
    couponCodeOf: (sendKey) => couponCode(letterhead.tokenSecret, sendKey),
    addressHash,
    dayOf: (now) => localDay(now, project.timeZone),
    clock,
    readClock,
    onFailure: (carrier, error) => log.error({ carrier, err: error }, 'messages could not be sent'),
  })
  const taskKeeper = new TaskKeeper({
    store: createTaskTurnStore(db),
    rules: {
      read: async () => (await settings.read(TASK_RULES)) as TaskRules | null,
      write: (rules, now) => settings.write(TASK_RULES, rules, now),
    },
    workers: async () =>
      (await access.users.list())
        .filter(({ disabledAt, role }) => disabledAt === null && role.permissions.includes('tasks:work'))
        .map(({ id }) => id),
    clock,
  })
  const suppressions = new SuppressionService({ store: createSuppressionStore(db), keyring, project, audit: access.audit, clock })
  const contentPreviews = new ContentPreviewer({
    contacts,
    facts: contentFacts,
    pieces: pieceChooser,
    images,
    variants: variantSegments,
    offers,
    letterhead,
    smsAccount: async () => (await channelAccounts.book.list('sms'))[0] ?? null,
    clock,
  })
  const readiness = createChannelReadiness({
    accountStates: (channel) => channelAccounts.open.states(channel),
    isSample,
    isCopy: async () => !(await installation.maySend()),
    endpoints: () => webhooks.list(),
  })
  const noticeStore = createNoticeStore(pg, keyring, settings)
  const noticeTeller = new NoticeTeller({
    store: noticeStore,
    mailer,
    accounts: channelAccounts.open,
    users: access.users,
    letterhead,
    words: noticeWords,
    isMuted,
    clock,
    onFailure: (way, error) => log.error({ way, err: error }, 'the team could not be told'),
  })
  const signalReaders: readonly SignalReader[] = [
    createNoticeReader({
      store: noticeStore,
      nameOf: createHouseNames(pg),
      isMuted,
      timeZone: () => project.timeZone,
      clock,
    }),
    createAlertMailReader({
      isMuted,
      isWanted: async () => ((await noticeStore.settings()) ?? DEFAULT_NOTICES).alertMail,
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
  return {
    coupons: new CouponService({ store: couponStore, touches, clock, noteOffers: offering.note }),
    offers,
    contacts,
    contactRules,
    addresses,
    suppressions,
    contents: new ContentService({
      store: contentStore,
      segments: variantSegments,
      offers,
      audit: access.audit,
      clock,
      tokenSecret: letterhead.tokenSecret,
      shopUrl: config.shopUrl,
    }),
    contentMaker,
    // What it makes goes nowhere, so that its links need lead nowhere and its pieces count as sent to nobody.
    trialMaker: new ContentMaker({
      ...makerParts,
      kept: { addShort: keepNothing, addTargets: keepNothing, keep: keepNothing, keepVariants: keepNothing },
      offers: offering.sampler,
    }),
    variants,
    variantSegments,
    letterhead,
    pieces: new PieceService({
      store: createPieceStore(pg),
      ledger: pieceLedger,
      audit: access.audit,
      clock,
      timeZone: () => project.timeZone,
    }),
    pieceChooser,
    images,
    contentVersions: contentStore,
    contactPolicy,
    contentPreviews,
    linkChecks: new LinkChecker({ visit: channelAccounts.visit, shopUrl: config.shopUrl, clock }),
    contentTests: new ContentTester({
      previews: contentPreviews,
      accounts: channelAccounts.service,
      isRefused: async (channel, address) =>
        (channel === 'email' || channel === 'sms') &&
        (await suppressions.list({ channel, address }, { cursor: null, limit: 1 })).items.length > 0,
      maySend: () => installation.maySend(),
      letterhead,
      project,
      clock,
    }),
    contentLinks: new ContentLinkService({
      links: contentStore,
      pieces: pieceLedger,
      sends: sendStore,
      touches: groupTouches(touches),
      clock,
      tokenSecret: letterhead.tokenSecret,
    }),
    sendStore,
    sender,
    receipts,
    asker,
    installation,
    sends: new SendService({
      store: sendStore,
      log: createSendLog(db, keyring, people, {
        broadcast: (ids) => readBroadcastNames(pg, ids),
        journey: (ids) => readJourneyNames(pg, ids),
        questionnaire: (ids) => readQuestionnaireNames(pg, ids),
      }),
      sender,
      asks: { askAgain: asks.askAgain, canAsk: async (id) => (await channelAccounts.open.byId(id))?.port.ask !== undefined },
      clock,
    }),
    tasks: new TaskService({ tasks: taskStore, sends: sendStore, touches, clock, outcomes: () => taskKeeper.outcomes() }),
    taskKeeper,
    messages: new MessagePreviewer({ contacts, letterhead, mailer, clock }),
    care: new CustomerCare({ store: careStore, pauser: contacts, preferences: preferenceStore, sends: sendStore, clock }),
    preferences: new PreferenceService({
      sends: sendStore,
      store: preferenceStore,
      stopper: contacts,
      touches: groupTouches(touches),
      clock,
      tokenSecret: linkSecret(keyring),
    }),
    webhooks,
    links: new LinkService({
      sends: sendStore,
      stopper: contacts,
      touches: groupTouches(touches),
      clock,
      tokenSecret: linkSecret(keyring),
      shopUrl: config.shopUrl,
    }),
    signals: createSignalOutbox(db),
    signalReaders,
    readiness,
    outlooks: new OutlookService({
      people: careStore,
      reader: createOutlookReader(db),
      recipients: createRecipientReader({ pool: pg, reach: contacts, country: () => project.country }),
      addresses,
      rules: async () => (await contactRules.current()).rules,
      readiness,
      zones,
      clock,
    }),
    channelAccounts,
    noticeTeller,
    notices: new NoticeService({
      store: noticeStore,
      book: channelAccounts.book,
      users: access.users,
      teller: noticeTeller,
      words: noticeWords,
      country: () => project.country,
      clock,
    }),
    replies: replyService,
    closeChannels: () => {
      channelAccounts.close()
      for (const channel of channels.values()) channel.close()
    },
  }
}
