import type { ClickHouseClient } from '@clickhouse/client'
import type { Pool } from 'pg'
import type { CouponUse } from '#act/coupon-use.ts'
import type { ImportDependencies } from '#collect/import/import-pass.ts'
import { createImportService, type ImportService } from '#collect/import/import-service.ts'
import type { LogDependencies } from '#collect/logs/log-import-service.ts'
import { rowSignUp } from '#collect/sign-ups/noted-sign-ups.ts'
import type { NotedSignUp } from '#collect/sign-ups/sign-up.ts'
import { rowProtection } from '#collect/import/protect-rows.ts'
import { createUndoService, type UndoService } from '#collect/import/undo-import.ts'
import { createOrderBook, type OrderBook } from '#collect/orders/order-book.ts'
import { isEmptyWord } from '#identity/blocked-values.ts'
import type { LoaderPorts } from '#collect/tracking/load-events.ts'
import type { SyncStore } from '#collect/sync/sync.ts'
import { syncedRows } from '#collect/sync/synced-rows.ts'
import { knownSince } from '#collect/records/read-order-record.ts'
import { RecordService } from '#collect/records/record-service.ts'
import { claimConsents, eventConsents } from '#identity/event-consents.ts'
import { createIdentityService, type IdentityService } from '#identity/identity-service.ts'
import { createHandDecisions, type HandDecisions } from '#identity/hand/hand-decisions.ts'
import { SurvivorshipService } from '#identity/survivorship/survivorship-service.ts'
import { ProposalService } from '#identity/proposals/proposal-service.ts'
import { SharedValueService } from '#identity/shared/shared-values.ts'
import type { IdentityHistory } from '#identity/preview-rules.ts'
import { IdentityRuleKeeper } from '#identity/identity-rule-keeper.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { normaliseIdentifier } from '#privacy/normalise-identifier.ts'
import type { DictionaryOwners } from '#quality/dictionary/dictionary.ts'
import type { QualityDayStore } from '#quality/dimensions/quality-days.ts'
import { QualityMeter, type SpecialDays } from '#quality/dimensions/quality-meter.ts'
import type { QualityFlagStore } from '#quality/rules/quality-flags.ts'
import { QualityRuleKeeper } from '#quality/rules/quality-rule-keeper.ts'
import { QualityService } from '#quality/rules/quality-service.ts'
import type { FakeSignUpStore } from '#quality/sign-ups/fake-sign-ups.ts'
import { QuarantineService } from '#quality/quarantine-service.ts'
import { factPorts } from '#store/analytical/fact-ports.ts'
import { createCustomerFacts } from '#store/analytical/customer-facts.ts'
import { insertFeedback } from '#store/analytical/feedback-store.ts'
import { createEventsStore } from '#store/analytical/events-store.ts'
import { insertMeasures } from '#store/analytical/measures-store.ts'
import { insertSubscriptions } from '#store/analytical/subscriptions-store.ts'
import { signInPort } from '#collect/records/sign-in-port.ts'
import { createOrderBookStore } from '#store/analytical/order-book-store.ts'
import { findOrdersThere } from '#store/analytical/queries/orders-there.ts'
import { findOrderLines, insertOrderLines, insertTickets } from '#store/analytical/order-lines-store.ts'
import { createUndoFacts } from '#store/analytical/undo-facts.ts'
import { isAboutData } from '#store/engines/is-about-data.ts'
import { createMoveCounter } from '#store/count-moves.ts'
import { createQualityDayStore } from '#store/quality-day-store.ts'
import { createQualityFacts } from '#store/quality-facts.ts'
import { undoPorts } from '#store/import-undo.ts'
import { accountPort } from '#collect/accounts/account-port.ts'
import { type AccountStatements, createAccountStatements } from '#store/relational/account-statements.ts'
import { type AttributeStore, createAttributeStore } from '#store/relational/attribute-store.ts'
import { createCorrectionStore } from '#store/relational/correction-store.ts'
import { createIdentityHistory } from '#store/relational/identity-history.ts'
import { createIdentityRuleStore } from '#store/relational/identity-rule-store.ts'
import { createIdentityStore } from '#store/relational/identifier-store.ts'
import { createImportStore, type ImportStore } from '#store/relational/import-store.ts'
import { createDictionaryOwnerStore } from '#store/relational/dictionary-owner-store.ts'
import { createFakeSignUpStore } from '#store/relational/fake-sign-up-store.ts'
import { createFilledValueStore } from '#store/relational/filled-value-store.ts'
import { noteSignUps } from '#store/relational/sign-up-places.ts'
import { createQualityFlagStore } from '#store/relational/quality-flag-store.ts'
import { createQualityRuleStore } from '#store/relational/quality-rule-store.ts'
import { createQuarantineStore, type QuarantineKeeper } from '#store/relational/quarantine-store.ts'
import { createSyncStore } from '#store/relational/sync-store.ts'
import { createSurvivorshipStore } from '#store/relational/survivorship-store.ts'
import { createProposalStore } from '#store/relational/proposal-store.ts'
import { createSharedValueStore } from '#store/relational/shared-value-store.ts'
import { readOrdersOfOrigins } from '#store/analytical/queries/orders-of-origins.ts'
import { createPartnerStore, type PartnerStore } from '#store/relational/partner-store.ts'
import { createPurposeConsents } from '#store/relational/purpose-consents.ts'
import { createSentRecordStore } from '#store/relational/sent-record-store.ts'
import { createUndoStore } from '#store/relational/undo-store.ts'

export interface IntakeSettings {
  readonly clickhouse: ClickHouseClient
  readonly pg: Pool
  readonly keyring: Keyring
  readonly clock: Clock
  /** What sources say of their records. */
  readonly sourceRules: LoaderPorts['sourceRules']
  /** Of times without an offset, of amounts without a currency, of phone numbers without a country; as they are when a file is read. */
  readonly project: { readonly timeZone: string; readonly currency: string; readonly country: string }
  /** Days that are no measure of others. */
  readonly calendar: SpecialDays
  /** Told of the coupon codes that orders used. */
  readonly useCoupons: (uses: readonly CouponUse[]) => Promise<void>
}

export interface IntakeServices {
  readonly identity: IdentityService
  readonly identityRules: IdentityRuleKeeper
  readonly identityHistory: IdentityHistory
  /** Who is whom, decided by people. */
  readonly handDecisions: HandDecisions
  /** Who may be one person, for people to decide. */
  readonly proposals: ProposalService
  /** Which of several values counts. */
  readonly survivorship: SurvivorshipService
  readonly sharedValues: SharedValueService
  readonly imports: ImportService
  readonly undos: UndoService
  /** Where page views of access logs go, but for who they are of. */
  readonly logPorts: Omit<LogDependencies['ports'], 'resolve'>
  readonly orderBook: OrderBook
  /** Records of systems without an SDK. */
  readonly records: RecordService
  /** What the ledger of consents says of senders. */
  readonly knownConsents: LoaderPorts['knownConsents']
  readonly importStore: ImportStore
  readonly attributes: AttributeStore
  readonly accountStatements: AccountStatements
  readonly quarantine: QuarantineKeeper
  /** Tables of the shop's own databases. */
  readonly syncStore: SyncStore
  readonly repairs: QuarantineService
  readonly qualityRules: QualityRuleKeeper
  readonly partners: PartnerStore
  readonly qualityFlags: QualityFlagStore
  readonly fakeSignUps: FakeSignUpStore
  /** Where customers signed up. */
  readonly signUps: { note(signUps: readonly NotedSignUp[]): Promise<void> }
  readonly quality: QualityService
  readonly qualityDays: QualityDayStore
  readonly dictionaryOwners: DictionaryOwners
  readonly qualityMeter: QualityMeter
}

/** Identity, imports and quarantine on the two engines. */
export function createIntakeServices({ calendar, ...parts }: IntakeSettings): IntakeServices {
  const { clickhouse, pg, keyring, clock, project, useCoupons, sourceRules } = parts
  const facts = createCustomerFacts(clickhouse)
  const identityRules = new IdentityRuleKeeper({ store: createIdentityRuleStore(pg), keyring, clock, region: () => project.country })
  const identityParts = {
    store: createIdentityStore(pg),
    facts,
    keyring,
    clock,
    region: () => project.country,
    timeZone: () => project.timeZone,
    rules: () => identityRules.book,
  }
  const identity = createIdentityService(identityParts)
  const handDecisions = createHandDecisions({ ...identityParts, identity, countMoves: createMoveCounter(pg, clickhouse) })
  const importStore = createImportStore(pg)
  const accounts = createAccountStatements(pg)
  const attributes = createAttributeStore({ pool: pg, keyring, facts })
  const undoFacts = createUndoFacts(clickhouse)
  const events = createEventsStore(clickhouse)
  const syncStore = createSyncStore(pg, keyring)
  const quarantine = createQuarantineStore(pg, keyring)
  const protection = rowProtection(keyring.contentSalt)
  const orderBook = createOrderBook({
    store: createOrderBookStore(clickhouse, pg),
    salt: keyring.contentSalt,
    clock,
    protect: protection.orderLines,
  })
  const region = () => project.country
  const qualityRules = new QualityRuleKeeper({ store: createQualityRuleStore(pg), clock, region })
  const qualityFlags = createQualityFlagStore(pg)
  const fakeSignUps = createFakeSignUpStore({ pool: pg, facts })
  const noteSignUpsOf = (all: readonly NotedSignUp[]): Promise<void> => noteSignUps(pg, all)
  const quality = new QualityService({
    keeper: qualityRules,
    flags: qualityFlags,
    facts: createQualityFacts(clickhouse, pg, keyring),
    fakes: fakeSignUps,
    fills: createFilledValueStore({ pool: pg, facts }),
    clock,
    region,
  })
  const qualityDays = createQualityDayStore(clickhouse, pg)
  const importing: ImportDependencies = {
    clock,
    quality,
    memory: createCorrectionStore(pg),
    contentSalt: keyring.contentSalt,
    settings: {
      get timeZone() {
        return project.timeZone
      },
      get currency() {
        return project.currency
      },
      normaliseIdentifier: (kind, value) => {
        const normalised = normaliseIdentifier(kind, value, project.country)
        return normalised === undefined || isEmptyWord(normalised) ? undefined : normalised
      },
    },
    ports: {
      ...importStore,
      attributes: attributes.definitions,
      recordAttributes: attributes.record,
      noteSignUps: (customers, run) =>
        noteSignUpsOf(customers.flatMap((customer) => rowSignUp(customer.value, customer, run.id, keyring.contentSalt))),
      useCoupons,
      quarantine: quarantine.addRows,
      readingOfRefused: quarantine.readingOfRefused,
      rowsOfSyncs: quarantine.rowsOfSyncs,
      closeMended: quarantine.closeMended,
      isAboutData,
      repairMerges: identity.repairMerges,
      resolve: identity.resolve,
      noteReuse: identity.noteReuse,
      rehearse: identity.rehearse,
      storedOrderLines: (keys, from, to) => findOrderLines(clickhouse, keys, from, to),
      besideOrderBook: orderBook.addFileLines,
      toldInOrderBook: orderBook.toldAlready,
      voidInOrderBook: orderBook.voidRows,
      ordersThere: (orders) => findOrdersThere(clickhouse, orders),
      addOrderLines: (lines, run, token) => insertOrderLines(clickhouse, protection.orderLines(lines), run, token),
      keepOrderLines: undoFacts.keepOrderLines,
      voidOrderLines: undoFacts.voidOrderLines,
      noteOrderLines: (lines, run, token) => undoFacts.noteOrderLines(protection.orderLines(lines), run, token),
      ...factPorts(clickhouse, undoFacts, protection),
      accounts: accountPort(accounts, keyring.contentSalt),
      signIns: signInPort({ events, noteCopies: undoFacts.noteCopies, secret: keyring.contentSalt }),
    },
  }
  const consentParts = { identity, read: createPurposeConsents(pg) }
  const partners = createPartnerStore(pg, consentParts.read)
  const records = new RecordService({
    ports: {
      ...createSentRecordStore(pg, keyring),
      sourceRule: async (id) => (await sourceRules([id])).get(id),
      knownConsents: claimConsents(consentParts),
      resolve: identity.resolve,
      noteSignUps: noteSignUpsOf,
      sayOfAccounts: accounts.say,
      partnerOf: partners.of,
      knownCustomers: identity.known,
      sayPartnerTags: partners.say,
      addEvents: events.insertEvents,
      addSubscriptions: (facts) => insertSubscriptions(clickhouse, facts, newId(clock.now())),
      addMeasures: (measures) => insertMeasures(clickhouse, measures, newId(clock.now())),
      addFeedback: (feedback, receivedAt) =>
        insertFeedback(
          clickhouse,
          protection.feedback(feedback),
          { importId: '', receivedAt, availableAt: (answeredAt) => knownSince(answeredAt, receivedAt) },
          newId(clock.now()),
        ),
      addTickets: (tickets, receivedAt) =>
        insertTickets(clickhouse, protection.tickets(tickets), { id: '', receivedAt, delayMs: 0 }, newId(clock.now())),
      useCoupons,
    },
    orderBook,
    settings: importing.settings,
    qualityGate: () => quality.gate(),
    clock,
    salt: keyring.contentSalt,
  })
  return {
    identity,
    logPorts: {
      ...importStore,
      quarantine: quarantine.addRows,
      repairMerges: identity.repairMerges,
      noteCopies: undoFacts.noteCopies,
    },
    knownConsents: eventConsents(consentParts),
    identityRules,
    identityHistory: createIdentityHistory(pg),
    handDecisions,
    sharedValues: new SharedValueService({
      store: createSharedValueStore(pg),
      ordersOf: (origins) => readOrdersOfOrigins(clickhouse, origins),
      identity,
      clock,
    }),
    survivorship: new SurvivorshipService({ store: createSurvivorshipStore(pg, attributes), clock }),
    proposals: new ProposalService({ store: createProposalStore(pg, keyring), hand: handDecisions, clock }),
    imports: createImportService(importing),
    undos: createUndoService({
      ports: undoPorts(createUndoStore(pg), undoFacts, attributes, accounts, {
        ...importStore,
        repairMerges: identity.repairMerges,
        forgetOrders: orderBook.forgetImports,
      }),
      clock,
    }),
    orderBook,
    records,
    partners,
    importStore,
    attributes,
    accountStatements: accounts,
    quarantine,
    syncStore,
    repairs: new QuarantineService({
      store: quarantine,
      records,
      imports: {
        ...importing,
        syncedRows: {
          stateOf: ({ syncId, rowKey }, version) => syncStore.rowState(syncId, rowKey, version),
          repaired: (syncId, keyOf, version) => syncedRows(syncStore, syncId, keyOf, version),
        },
      },
    }),
    qualityRules,
    qualityFlags,
    fakeSignUps,
    signUps: { note: noteSignUpsOf },
    quality,
    qualityDays,
    dictionaryOwners: createDictionaryOwnerStore(pg),
    qualityMeter: new QualityMeter({ store: qualityDays, rules: qualityRules, calendar, clock }),
  }
}
