import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { Access } from '#access/access.ts'
import type { Project, ProjectSettings } from '#access/project-settings.ts'
import type { ChosenChannel } from '#act/broadcasts/broadcast.ts'
import { BroadcastPlanner } from '#act/broadcasts/broadcast-planner.ts'
import { BroadcastService } from '#act/broadcasts/broadcast-service.ts'
import { createPlannedVariants } from '#act/broadcasts/planned-variants.ts'
import { createMessageTrial } from '#act/broadcasts/message-trial.ts'
import { createCustomerZones } from '#act/policy/customer-moment.ts'
import { SendTimes } from '#act/send-time/send-times.ts'
import { isReachedFromOutside } from '#act/webhook-address.ts'
import { LAST_YEAR } from '#collect/calendar/public-days.ts'
import type { HolidayCalendar } from '#collect/calendar/holiday-calendar.ts'
import { SeriesService } from '#act/broadcasts/series/series-service.ts'
import { createBroadcastSeriesStore } from '#store/relational/broadcast-series-store.ts'
import { ApprovalService } from '#act/approvals/approval-service.ts'
import type { Clock } from '#kernel/clock.ts'
import type { SegmentService } from '#segment/segments/segment-service.ts'
import { readBroadcastReactions } from '#store/analytical/queries/broadcast-reactions.ts'
import { readHourOutcomes } from '#store/analytical/queries/hour-gains.ts'
import { readHourSample, readSightings, readTiers } from '#store/analytical/queries/hour-sightings.ts'
import { createBroadcastArms } from '#store/broadcast-arms.ts'
import { createBroadcastAudience } from '#store/broadcast-audience.ts'
import { approvalRuleSettings, createApprovalStore } from '#store/relational/approval-store.ts'
import { createApprovalPeople } from '#store/relational/approval-people.ts'
import { createBroadcastLedger } from '#store/relational/broadcast-ledger.ts'
import { createBroadcastStore } from '#store/relational/broadcast-store.ts'
import type { Database } from '#store/relational/database.ts'
import { createRecipientReader } from '#store/relational/recipient-store.ts'
import type { SettingStore } from '#store/relational/setting-store.ts'
import type { StoredPeople } from '#store/stored-people.ts'
import type { Config } from '../config.ts'
import type { HouseAct } from './house-act.ts'

interface BroadcastParts {
  readonly clickhouse: ClickHouseClient
  readonly pg: Pool
  readonly db: Kysely<Database>
  readonly people: StoredPeople
  readonly config: Pick<Config, 'publicUrl' | 'allowPrivateWebhooks'>
  readonly project: Project & Pick<ProjectSettings, 'sourceOf'>
  readonly access: Access
  readonly act: Pick<
    HouseAct,
    | 'contacts'
    | 'contactRules'
    | 'readiness'
    | 'channelAccounts'
    | 'contentVersions'
    | 'trialMaker'
    | 'variants'
    | 'variantSegments'
    | 'letterhead'
  >
  readonly segments: SegmentService
  readonly settings: SettingStore
  readonly calendar: Pick<HolidayCalendar, 'year'>
  readonly clock: Clock
}

/** One message to many. */
export function buildBroadcasts({
  config,
  clickhouse,
  pg,
  db,
  people,
  project,
  access,
  act,
  segments,
  settings,
  calendar,
  clock,
}: BroadcastParts) {
  const store = createBroadcastStore(pg)
  const audience = createBroadcastAudience(clickhouse, segments)
  const ledger = createBroadcastLedger(db, pg)
  const contents = {
    find: async (id: string, version: number) => {
      const content = await act.contentVersions.version(id, version)
      return content === null ? null : { id, version, content }
    },
  }
  const accounts = {
    of: async (channel: ChosenChannel) =>
      (await act.channelAccounts.service.list(channel)).map(({ account: { id, name }, state, isBroken }) => ({
        id,
        name,
        state: isBroken ? ('off' as const) : state,
      })),
  }
  const sendTimes = new SendTimes({
    reader: {
      sample: (most) => readHourSample(clickhouse, most),
      tiers: (ids) => readTiers(clickhouse, ids),
      sightings: (ids, asked) => readSightings(clickhouse, ids, asked),
    },
    zone: () => project.timeZone,
    clock,
  })
  const seriesStore = createBroadcastSeriesStore(pg)
  const planner = new BroadcastPlanner({
    store,
    audience,
    recipients: createRecipientReader({ pool: pg, reach: act.contacts, country: () => project.country }),
    contents,
    ledger,
    rules: async () => (await act.contactRules.current()).rules,
    readiness: act.readiness,
    accounts,
    zones: createCustomerZones(() => project.timeZone),
    variants: createPlannedVariants(act.variants, act.letterhead),
    hours: (customers, channel) => sendTimes.hours(customers, channel),
    gotSeries: (id, customerIds, since, broadcastId) => seriesStore.got(id, customerIds, since, broadcastId),
    clock,
  })
  const approvals = new ApprovalService({
    store: createApprovalStore(pg),
    rules: approvalRuleSettings(settings),
    people: createApprovalPeople(db),
    audit: access.audit,
    clock,
  })
  const broadcasts = new BroadcastService({
    store,
    audience,
    contents,
    ledger,
    arms: createBroadcastArms({ pool: pg, client: clickhouse, audience, project }),
    planner,
    variantSegments: act.variantSegments,
    tryMessages: createMessageTrial({ contacts: act.contacts, maker: act.trialMaker, clock }),
    reactions: (id, since) => readBroadcastReactions(clickhouse, id, since),
    readiness: act.readiness,
    accounts,
    people,
    project,
    letters: () => ({
      // Where hosts of this machine are called too, somebody tries things out, and links that open here are right.
      linksWork: config.allowPrivateWebhooks || isReachedFromOutside(config.publicUrl),
      isNamed: project.sourceOf('shopName') !== 'default',
    }),
    approvals,
    series: seriesStore,
    audit: access.audit,
    clock,
  })
  const broadcastSeries = new SeriesService({
    store: seriesStore,
    broadcasts,
    holidays: async (first, last) => {
      const found = new Set<string>()
      for (let year = Number(first.slice(0, 4)); year <= Math.min(LAST_YEAR, Number(last.slice(0, 4))); year += 1) {
        for (const { day, kind } of (await calendar.year(year)).days) if (kind === 'holiday') found.add(day)
      }
      return found
    },
    project,
    audit: access.audit,
    clock,
  })
  approvals.handle('broadcast', () => broadcasts.followApprovals())
  return { sendTimes, hourOutcomes: () => readHourOutcomes(clickhouse, clock.now()), approvals, broadcasts, broadcastSeries }
}
