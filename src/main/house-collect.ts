import { join } from 'node:path'
import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { Scope } from '#access/scope.ts'
import type { Project, ProjectSettings } from '#access/project-settings.ts'
import { eventAddresses } from '#act/addresses/event-addresses.ts'
import type { CouponService } from '#act/coupon-service.ts'
import { eventCoupons } from '#act/event-coupons.ts'
import { HolidayCalendar } from '#collect/calendar/holiday-calendar.ts'
import { checkWebhookUrl } from '#act/webhook-address.ts'
import { PlanKeeper } from '#collect/plan/plan-keeper.ts'
import { replayHeld, type ReplayPorts } from '#collect/plan/replay-refused.ts'
import { SeriesService } from '#collect/series/series-service.ts'
import type { SourceRule } from '#collect/tracking/source-rule.ts'
import { ShopPoller } from '#collect/webhooks/poll/shop-poller.ts'
import { WebhookReceiver } from '#collect/webhooks/webhook-receiver.ts'
import { SyncService } from '#collect/sync/sync-service.ts'
import { eventAccounts } from '#collect/accounts/event-accounts.ts'
import { eventMeasures } from '#collect/records/event-measures.ts'
import { eventSubscriptions } from '#collect/subscriptions/event-subscriptions.ts'
import { LogImportService } from '#collect/logs/log-import-service.ts'
import { eventSignUps } from '#collect/sign-ups/noted-sign-ups.ts'
import { Intake } from '#collect/tracking/intake.ts'
import { orderStatements } from '#collect/orders/order-events.ts'
import type { LoaderPorts } from '#collect/tracking/load-events.ts'
import { ZoneClocks } from '#collect/tracking/zone-clocks.ts'
import { eventCustomers } from '#identity/event-customers.ts'
import { latestSlot } from '#jobs/calendar-slot.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { askShop } from '#store/foreign/ask-shop.ts'
import { openForeignTable } from '#store/foreign/open-foreign-table.ts'
import { createEventsStore } from '#store/analytical/events-store.ts'
import { insertMeasures, readMeasures } from '#store/analytical/measures-store.ts'
import { insertSubscriptions, readSubscriptions } from '#store/analytical/subscriptions-store.ts'
import { readCustomerIds } from '#store/analytical/queries/customer-360.ts'
import { createPlanHistory } from '#store/analytical/plan-history-store.ts'
import { createSeriesValues } from '#store/analytical/series-values.ts'
import { isAboutData } from '#store/engines/is-about-data.ts'
import { connectClient } from '#store/relational/connect.ts'
import type { Database } from '#store/relational/database.ts'
import { createInbox, createInboxLeases } from '#store/relational/inbox-store.ts'
import { createLeftOutTraits } from '#store/relational/left-out-traits.ts'
import { createOwnDayStore } from '#store/relational/own-day-store.ts'
import { createPlanViolations } from '#store/relational/plan-violations.ts'
import type { SettingStore } from '#store/relational/setting-store.ts'
import { createSeriesRegister } from '#store/relational/series-register.ts'
import { createSourceCatalogue } from '#store/relational/source-catalogue.ts'
import { createHeldMessages, createTrackingPlanStore } from '#store/relational/tracking-plan-store.ts'
import { createShopPollStore } from '#store/relational/shop-poll-store.ts'
import { createSourceFreshness } from '#store/relational/source-freshness-store.ts'
import { createAddressStore } from '#store/relational/address-store.ts'
import { createTrackingSources } from '#store/relational/tracking-sources.ts'
import { createTraitMeasureStore } from '#store/relational/trait-measure-store.ts'
import { createSourceWatch } from '#store/relational/watched-message-store.ts'
import { createWebhookInbox } from '#store/relational/webhook-inbox.ts'
import { createUploadStore } from '#store/relational/upload-store.ts'
import { createIntakeServices } from './intake-services.ts'
import type { StoredPeople } from '#store/stored-people.ts'
import type { HouseLog } from './house-log.ts'

export type HouseCollect = ReturnType<typeof buildCollect>

interface CollectParts {
  readonly clickhouse: ClickHouseClient
  readonly pg: Pool
  readonly db: Kysely<Database>
  readonly people: StoredPeople
  readonly keyring: Keyring
  readonly log: HouseLog
  readonly clock: Clock
  readonly project: Project & Pick<ProjectSettings, 'sourceOf'>
  readonly settings: SettingStore
  readonly dataDir: string
  /** Names of this machine or network that may be asked although they are not public. */
  readonly privateHosts: readonly string[]
  /** Told of the coupons that orders and events used. */
  readonly coupons: CouponService
}

/** How data comes in: events, files, and what was refused. */
export function buildCollect({
  clickhouse,
  pg,
  db,
  people,
  keyring,
  log,
  clock,
  project,
  settings,
  coupons,
  dataDir,
  privateHosts,
}: CollectParts) {
  const webhookInbox = createWebhookInbox(pg, keyring)
  const sources = createTrackingSources(db, clock)
  const trackingPlans = new PlanKeeper({ store: createTrackingPlanStore(pg), clock })
  const sourceRules = async (ids: readonly string[]): Promise<ReadonlyMap<string, SourceRule>> =>
    new Map(
      [...(await sources.sourceRules(ids))].map(([id, rule]) => {
        const plan = trackingPlans.of(id)
        return [id, plan === undefined ? rule : { ...rule, plan }]
      }),
    )
  const calendar = new HolidayCalendar({ store: createOwnDayStore(pg), settings, project, clock })
  const files = createIntakeServices({
    clickhouse,
    pg,
    keyring,
    clock,
    project,
    calendar,
    sourceRules: (ids) => sources.sourceRules(ids),
    useCoupons: async (uses) => {
      await coupons.use(uses)
    },
  })
  const addresses = createAddressStore(db, keyring, people)
  const events = createEventsStore(clickhouse)
  const clocks = new ZoneClocks()
  const loader: LoaderPorts = {
    ...events,
    insertEvents: async (rows) => {
      await events.insertEvents(rows)
      await coupons.use(eventCoupons(rows))
      const measures = eventMeasures(rows)
      if (measures.length > 0) await insertMeasures(clickhouse, measures)
      const subscriptions = eventSubscriptions(rows, project.currency, keyring.contentSalt)
      if (subscriptions.length > 0) await insertSubscriptions(clickhouse, subscriptions)
      await files.accountStatements.say(eventAccounts(rows))
      const signUps = eventSignUps(rows)
      if (signUps.length > 0) await files.signUps.note(signUps)
      const devices = eventAddresses(rows)
      if (devices.said.length > 0) await addresses.say(devices.said)
      for (const gone of devices.ended) await addresses.end(gone, 'unsubscribed', gone.at)
    },
    endLateInserts: () => events.endLateInserts(),
    recordOrders: (rows) => files.orderBook.add(orderStatements(rows, project.currency)),
    lease: createInboxLeases(pg, connectClient, keyring, log),
    sourceRules,
    knownConsents: files.knownConsents,
    qualityGate: () => files.quality.gate(),
    isAboutData,
    now: () => clock.now().getTime(),
    toUtc: () => clocks.of(project.timeZone),
    get currency() {
      return project.currency
    },
    idSecret: keyring.contentSalt,
    resolveCustomers: eventCustomers(files.identity),
  }
  const toUtcOf = (timeZone: string) => clocks.of(timeZone === '' ? project.timeZone : timeZone)
  const held: ReplayPorts = {
    ...createHeldMessages(pg, keyring),
    sourceRules,
    project: () => ({ toUtc: loader.toUtc(), currency: loader.currency, secret: loader.idSecret, quality: files.quality.gate() }),
  }
  return {
    ...files,
    calendar,
    series: new SeriesService({ register: createSeriesRegister(pg), values: createSeriesValues(clickhouse), project, clock }),
    trackingPlans,
    sourceFreshness: createSourceFreshness(db),
    measures: {
      async ofCustomer(scope: Scope, id: string) {
        const ids = await readCustomerIds({ db, people }, scope, id)
        return ids === null ? null : await readMeasures(clickhouse, ids)
      },
    },
    subscriptions: {
      async ofCustomer(scope: Scope, id: string) {
        const ids = await readCustomerIds({ db, people }, scope, id)
        return ids === null ? null : await readSubscriptions(clickhouse, ids, clock.now())
      },
    },
    partnerTags: {
      async of(scope: Scope, id: string) {
        const ids = await readCustomerIds({ db, people }, scope, id)
        if (ids === null) return null
        const { items, withheld } = await files.partners.ofCustomer(ids, clock.now())
        return { items: [...items], withheld }
      },
    },
    traitMeasures: createTraitMeasureStore(pg),
    leftOutTraits: createLeftOutTraits(db),
    customerValues: {
      async of(scope: Scope, id: string) {
        const ids = await readCustomerIds({ db, people }, scope, id)
        return ids === null ? null : await files.survivorship.ofCustomer(ids[0])
      },
    },
    planClock: () => loader.toUtc(),
    planHistory: createPlanHistory(clickhouse),
    planViolations: createPlanViolations(db, keyring),
    replayHeld: (wish: Parameters<typeof replayHeld>[1], by: Parameters<typeof replayHeld>[2]) => replayHeld(held, wish, by),
    intake: new Intake(createInbox(db, keyring), clock),
    sources,
    sourceCatalogue: createSourceCatalogue(db),
    sourceWatch: createSourceWatch(db, keyring),
    loader,
    uploads: createUploadStore(db, keyring),
    logImports: new LogImportService({
      ports: { ...files.logPorts, resolve: (importId) => eventCustomers(files.identity, importId) },
      loader,
      quality: files.quality,
      clock,
      toUtc: toUtcOf,
      secret: keyring.contentSalt,
    }),
    webhookReceiver: new WebhookReceiver({
      inbox: webhookInbox,
      records: files.records,
      orderBook: files.orderBook,
      clock,
      salt: keyring.contentSalt,
      isAboutData,
      onFailure: (error) => log.error({ err: error }, 'a webhook of a shop system could not be worked out'),
    }),
    shopPoller: new ShopPoller({
      store: createShopPollStore(pg, keyring),
      inbox: webhookInbox,
      checkAddress: (shop) => checkWebhookUrl(shop, privateHosts),
      get: async (url, headers) => await askShop(await checkWebhookUrl(url.href, privateHosts), headers),
      clock,
      onFailure: (error) => log.error({ err: error }, 'a shop system could not be read'),
    }),
    syncs: new SyncService({
      store: files.syncStore,
      open: openForeignTable,
      imports: files.imports,
      clock,
      salt: keyring.contentSalt,
      folder: join(dataDir, 'syncs'),
      latestSlot,
    }),
  }
}
