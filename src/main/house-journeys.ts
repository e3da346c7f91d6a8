import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { Access } from '#access/access.ts'
import type { Project } from '#access/project-settings.ts'
import type { ApprovalService } from '#act/approvals/approval-service.ts'
import { DryRunService } from '#act/journeys/dry-run/dry-run-service.ts'
import { entrantsOf } from '#act/journeys/journey-entrants.ts'
import { JourneyReader } from '#act/journeys/journey-reader.ts'
import { JourneyScheduler } from '#act/journeys/journey-scheduler.ts'
import { JourneyService } from '#act/journeys/journey-service.ts'
import { JourneyWorker } from '#act/journeys/journey-worker.ts'
import { planJourneySends } from '#act/journeys/plan-journey-sends.ts'
import type { JourneySendPorts } from '#act/journeys/plan-journey-sends.ts'
import { createCustomerZones } from '#act/policy/customer-moment.ts'
import type { SendTimes } from '#act/send-time/send-times.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { createBroadcastAudience } from '#store/broadcast-audience.ts'
import { createJourneyEvents } from '#store/journey-events.ts'
import { createJourneyFacts } from '#store/journey-facts.ts'
import { createJourneySentences } from '#store/journey-sentences.ts'
import type { AttributeStore } from '#store/relational/attribute-store.ts'
import type { Database } from '#store/relational/database.ts'
import { createEntryDesk } from '#store/relational/entry-desk.ts'
import { createJourneyBook } from '#store/relational/journey-book.ts'
import { createJourneyRuns } from '#store/relational/journey-runs.ts'
import { createJourneyStore } from '#store/relational/journey-store.ts'
import { createJourneyViews } from '#store/relational/journey-views.ts'
import { createPastHistory } from '#store/past-history.ts'
import { countOrderedWithin } from '#store/analytical/queries/ordered-within.ts'
import { createDryRunStore } from '#store/relational/dry-run-store.ts'
import { createPastOverlaps } from '#store/relational/past-overlaps.ts'
import { createProductEvents } from '#store/product-events.ts'
import { createRecipientReader } from '#store/relational/recipient-store.ts'
import { createRunLedger } from '#store/relational/run-ledger.ts'
import { createSlotLedger } from '#store/relational/slot-ledger.ts'
import type { StoredPeople } from '#store/stored-people.ts'
import type { HouseAct } from './house-act.ts'
import type { HouseLog } from './house-log.ts'
import type { HouseProfile } from './house-profile.ts'

export type HouseJourneys = ReturnType<typeof buildJourneys>

interface JourneyParts {
  readonly clickhouse: ClickHouseClient
  readonly pg: Pool
  readonly db: Kysely<Database>
  readonly project: Project
  readonly people: StoredPeople
  readonly access: Access
  readonly act: Pick<HouseAct, 'contacts' | 'contactRules' | 'contentVersions' | 'readiness'>
  readonly profile: Pick<HouseProfile, 'segments' | 'whoMeets'>
  readonly attributes: Pick<AttributeStore, 'say'>
  readonly sendTimes: Pick<SendTimes, 'hours'>
  readonly approvals: ApprovalService
  readonly clock: Clock
  readonly log: HouseLog
}

/** Triggers and journeys. */
export function buildJourneys({
  clickhouse,
  pg,
  db,
  people,
  project,
  access,
  act,
  profile,
  attributes,
  sendTimes,
  approvals,
  clock,
  log,
}: JourneyParts) {
  const book = createJourneyBook(pg)
  const entryDesk = createEntryDesk(db)
  const runLedger = createRunLedger(db)
  const zones = createCustomerZones(() => project.timeZone)
  const { segments, whoMeets } = profile
  /** Whoever runs the background says what is to be woken. */
  const journeyWakes: { due: () => void; planned: () => void } = { due: () => undefined, planned: () => undefined }
  const sends: JourneySendPorts = {
    recipients: createRecipientReader({ pool: pg, reach: act.contacts, country: () => project.country }),
    contents: {
      find: async (id, version) => {
        const content = await act.contentVersions.version(id, version)
        return content === null ? null : { id, version, content }
      },
    },
    rules: async () => (await act.contactRules.current()).rules,
    readiness: act.readiness,
    zones,
    hours: (customers, channel) => sendTimes.hours(customers, channel),
  }
  const journeyReader = new JourneyReader({
    book,
    desk: entryDesk,
    events: createJourneyEvents(clickhouse),
    products: createProductEvents(clickhouse),
    whoMeets,
    timeZone: () => project.timeZone,
    clock,
    newId,
    onDue: () => journeyWakes.due(),
  })
  const audience = createBroadcastAudience(clickhouse, segments)
  const journeys = new JourneyService({
    store: createJourneyStore(pg),
    runs: createJourneyRuns(db),
    views: createJourneyViews(db, people),
    orderedWithin: (windows) => countOrderedWithin(clickhouse, windows),
    people,
    project,
    facts: createJourneyFacts({ pool: pg, db, segments, contents: act.contentVersions }),
    approvals: {
      service: approvals,
      size: async (definition) => (await audience.count(entrantsOf(definition))).customers,
      words: createJourneySentences({ segments, contents: act.contentVersions }),
    },
    audit: access.audit,
    clock,
  })
  approvals.handle(
    'journey',
    () => journeys.followApprovals(),
    (approval) => journeys.checkApproved(approval),
  )
  const slots = createSlotLedger(pg)
  return {
    journeys,
    dryRuns: new DryRunService({
      journeys,
      store: createDryRunStore(pg),
      history: createPastHistory(clickhouse, () => project.currency),
      overlaps: createPastOverlaps(pg),
      sends,
      whoMeets,
      audience,
      slots,
      project,
      clock,
    }),
    journeyReader,
    journeyScheduler: new JourneyScheduler({
      book,
      ledger: slots,
      audience,
      reader: journeyReader,
      zones,
      timeZone: () => project.timeZone,
      clock,
    }),
    journeyWorker: new JourneyWorker({
      book,
      ledger: runLedger,
      whoMeets,
      planSends: (asks, now) => planJourneySends(asks, sends, now),
      sayAttribute: (customerId, attribute, value, { journeyId, at }) =>
        value === null ? Promise.resolve() : attributes.say(customerId, attribute, value, { by: journeyId, at }),
      zones,
      clock,
      onFailure: ({ error, ...what }) => log.error({ ...what, err: error }, 'a run of a journey could not go on'),
      onPlanned: () => journeyWakes.planned(),
    }),
    entryDesk,
    runLedger,
    journeyWakes,
  }
}
