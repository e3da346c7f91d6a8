import type { Pool } from 'pg'
import type { Access } from '#access/access.ts'
import type { Project } from '#access/project-settings.ts'
import type { Broadcast } from '#act/broadcasts/broadcast.ts'
import type { BroadcastService } from '#act/broadcasts/broadcast-service.ts'
import type { SeriesService } from '#act/broadcasts/series/series-service.ts'
import { CampaignCalendar } from '#act/campaigns/campaign-calendar.ts'
import type { NamedDay } from '#act/campaigns/campaign-calendar.ts'
import { CampaignService } from '#act/campaigns/campaign-service.ts'
import type { JourneyService } from '#act/journeys/journey-service.ts'
import type { HolidayCalendar } from '#collect/calendar/holiday-calendar.ts'
import { FIRST_YEAR, LAST_YEAR } from '#collect/calendar/public-days.ts'
import type { StrategyStore } from '#decide/strategy-service.ts'
import type { Clock } from '#kernel/clock.ts'
import { createCampaignCalendarReader } from '#store/relational/campaign-calendar-reader.ts'
import { createCampaignReader } from '#store/relational/campaign-reader.ts'

interface CampaignParts {
  readonly pg: Pool
  readonly project: Project
  readonly access: Pick<Access, 'audit'>
  readonly broadcasts: BroadcastService
  readonly broadcastSeries: SeriesService
  readonly journeys: JourneyService
  readonly strategyStore: Pick<StrategyStore, 'current'>
  readonly calendar: Pick<HolidayCalendar, 'year'>
  readonly clock: Clock
}

/** Everything that sends by itself, together. */
export function buildCampaigns({
  pg,
  project,
  access,
  broadcasts,
  broadcastSeries,
  journeys,
  strategyStore,
  calendar,
  clock,
}: CampaignParts) {
  const series = async (): Promise<readonly Broadcast[]> => {
    const found: Broadcast[] = []
    for (let cursor: string | null = null; ;) {
      const page = await broadcasts.list({ limit: 200, cursor, states: ['repeating'] })
      found.push(...page.items)
      if (page.nextCursor === null) return found
      cursor = page.nextCursor
    }
  }
  const named = async (from: string, to: string): Promise<readonly NamedDay[]> => {
    const found: NamedDay[] = []
    const last = Math.min(LAST_YEAR, Number(to.slice(0, 4)))
    for (let year = Math.max(FIRST_YEAR, Number(from.slice(0, 4))); year <= last; year += 1) {
      found.push(...(await calendar.year(year)).days.filter(({ day }) => day >= from && day <= to))
    }
    return found
  }
  return {
    campaigns: new CampaignService({
      reader: createCampaignReader(pg),
      journeys,
      broadcasts,
      strategies: () => strategyStore.current(),
      project,
      audit: access.audit,
      clock,
    }),
    campaignCalendar: new CampaignCalendar({
      reader: createCampaignCalendarReader(pg),
      series,
      coming: broadcastSeries,
      named,
      project,
      clock,
    }),
  }
}
