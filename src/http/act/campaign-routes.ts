import { actorLabel } from '#access/actor.ts'
import type { Project } from '#access/project-settings.ts'
import type { CampaignCalendar } from '#act/campaigns/campaign-calendar.ts'
import type { CampaignService } from '#act/campaigns/campaign-service.ts'
import type { DaySends as SendsOfDay } from '#act/campaigns/day-sends.ts'
import type { SendService } from '#act/send-service.ts'
import { actorOf, scopeOf } from '../access/authenticate.ts'
import type { AppOptions } from '../app-options.ts'
import type { TypedApp } from '../typed-app.ts'
import { CampaignBoard, CampaignCalendarQuery, CampaignDays, CampaignStop, CampaignsStopped } from './campaign-schemas.ts'
import type { DaySends } from './campaign-schemas.ts'

interface CampaignParts {
  readonly campaigns: Pick<CampaignService, 'board' | 'stop'>
  readonly campaignCalendar: Pick<CampaignCalendar, 'days'>
  readonly sends: Pick<SendService, 'waiting'>
  readonly project: Pick<Project, 'currency'>
}

/** Everything that sends by itself: its calendar, how it goes now, and the stop of all of it. */
export function registerCampaigns(app: TypedApp, parts: CampaignParts, options: AppOptions): void {
  const { campaigns, campaignCalendar, sends, project } = parts
  const reading = { permission: 'decisions:read' } as const
  const dayAnswer = ({ costMinor, stopped, ...day }: SendsOfDay): DaySends => ({
    ...day,
    stopped: [...stopped],
    cost: costMinor === null ? null : { minor: costMinor, currency: project.currency },
  })

  app.get(
    '/campaigns/calendar',
    {
      config: reading,
      schema: {
        tags: ['campaigns'],
        summary: 'What went out and what is to go out, day by day, with holidays',
        querystring: CampaignCalendarQuery,
        response: { 200: CampaignDays },
      },
    },
    async (request) => {
      const days = await campaignCalendar.days(request.query.from, request.query.to)
      return {
        days: days.map(({ named, entries, ...day }) => ({
          ...day,
          named: [...named],
          entries: entries.map(({ channels, ...entry }) => ({ ...entry, channels: [...channels] })),
        })),
      }
    },
  )

  app.get(
    '/campaigns/board',
    {
      config: reading,
      schema: {
        tags: ['campaigns'],
        summary: 'What runs now: who entered today, what was sent, what was not and why, what it cost, and what was stopped',
        response: { 200: CampaignBoard },
      },
    },
    async (request) => {
      const [board, waiting] = await Promise.all([campaigns.board(), sends.waiting(scopeOf(request), {})])
      const { entered, inside, ...total } = board.total
      return {
        at: board.at,
        total: { ...dayAnswer(total), entered, inside },
        journeys: board.journeys.map(({ day, ...one }) => ({ ...one, day: dayAnswer(day) })),
        broadcasts: board.broadcasts.map(({ day, ...one }) => ({ ...one, day: day === null ? null : dayAnswer(day) })),
        strategies: board.strategies.map(({ day, ...one }) => ({ ...one, day: dayAnswer(day) })),
        stopped: [...board.stopped],
        waiting: waiting.map(({ channel, reason, messages }) => ({ channel, reason, messages })),
      }
    },
  )

  app.post(
    '/campaigns/stop',
    {
      config: { permission: 'decisions:run', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['campaigns'],
        summary: 'Stop everything for a reason: all journeys end, all broadcasts and series are paused',
        body: CampaignStop,
        response: { 200: CampaignsStopped },
      },
    },
    async (request) => await campaigns.stop(request.body.reason, actorLabel(actorOf(request))),
  )
}
