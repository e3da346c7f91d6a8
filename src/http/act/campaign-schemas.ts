import Type from 'typebox'
import { BilingualText, Id, Instant, Money, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'
import { DayKind } from '../collect/calendar-schemas.ts'
import { ChannelName } from './contact-rule-schemas.ts'
import { JourneyStateName } from './journey-schemas.ts'

const Day = Type.String({ format: 'date' })

/** GET /campaigns/calendar */
export const CampaignCalendarQuery = Type.Object({
  from: Type.String({ maxLength: 20, description: 'The first day, such as 2026-01-31' }),
  to: Type.String({ maxLength: 20, description: 'The last day; 62 days together at most, not more than 400 days ahead' }),
})

export const CampaignEntry = Type.Object({
  kind: Type.Union([Type.Literal('broadcast'), Type.Literal('series'), Type.Literal('run'), Type.Literal('journey')]),
  id: Id,
  name: BilingualText,
  day: Day,
  at: Nullable(Instant),
  localTime: Nullable(
    Type.String({ description: 'HH:MM on the clock of each customer; null where at is set, or each gets their own hour' }),
  ),
  state: Type.Union([
    Type.Literal('coming'),
    Type.Literal('awaiting'),
    Type.Literal('now'),
    Type.Literal('done'),
    Type.Literal('paused'),
    Type.Literal('stopped'),
    Type.Literal('skipped'),
    Type.Literal('missed'),
  ]),
  reason: Type.String({ description: 'Why a day of a series became no broadcast' }),
  channels: Type.Array(ChannelName),
  people: Nullable(Type.Integer({ description: 'Messages that were planned, or customers who entered; null: not known yet' })),
})
export type CampaignEntry = Static<typeof CampaignEntry>

export const CampaignDays = Type.Object({
  days: Type.Array(
    Type.Object({
      day: Day,
      named: Type.Array(Type.Object({ name: BilingualText, kind: DayKind }), { description: 'Holidays, moved working days and own days' }),
      entries: Type.Array(CampaignEntry),
      broadcasts: Type.Integer({
        description: 'Broadcasts and occurrences that go to customers; with two or more somebody may get several',
      }),
    }),
  ),
})
export type CampaignDays = Static<typeof CampaignDays>

const DaySends = Type.Object({
  sent: Type.Integer({ description: 'Handed over today and not refused' }),
  delivered: Type.Integer({ description: 'Arrived today, also of those that were sent before' }),
  failed: Type.Integer(),
  stopped: Type.Array(Type.Object({ reason: Type.String(), sends: Type.Integer() }), { description: 'That are not sent, by reason' }),
  waiting: Type.Integer({ description: 'Planned and not sent yet, of any day' }),
  cost: Nullable(Money),
  withoutCost: Type.Integer({
    description: 'Sent today with no known cost: they are not in cost, which is null where it is known of none',
  }),
})
export type DaySends = Static<typeof DaySends>

/** GET /campaigns/board */
export const CampaignBoard = Type.Object({
  at: Instant,
  total: Type.Object({ ...DaySends.properties, entered: Type.Integer(), inside: Type.Integer() }),
  journeys: Type.Array(
    Type.Object({
      id: Id,
      name: Type.String(),
      state: JourneyStateName,
      pausedAt: Nullable(Instant),
      entered: Type.Integer(),
      inside: Type.Integer(),
      day: DaySends,
    }),
  ),
  broadcasts: Type.Array(
    Type.Object({
      id: Id,
      name: Type.String(),
      state: Type.Union([
        Type.Literal('draft'),
        Type.Literal('awaiting'),
        Type.Literal('repeating'),
        Type.Literal('scheduled'),
        Type.Literal('planning'),
        Type.Literal('sending'),
        Type.Literal('done'),
        Type.Literal('stopped'),
      ]),
      pausedAt: Nullable(Instant),
      startsAt: Nullable(Instant),
      seriesId: Nullable(Id),
      day: Nullable(DaySends),
    }),
  ),
  strategies: Type.Array(Type.Object({ id: Id, name: BilingualText, isActive: Type.Boolean(), day: DaySends })),
  stopped: Type.Array(
    Type.Object({
      kind: Type.Union([Type.Literal('journey'), Type.Literal('broadcast')]),
      id: Id,
      name: Type.String(),
      at: Instant,
      reason: Type.String(),
    }),
    { description: 'Journeys that ended and broadcasts that were stopped in the last 7 days' },
  ),
  waiting: Type.Array(Type.Object({ channel: ChannelName, reason: Type.String(), messages: Type.Integer() }), {
    description: 'Messages of the project that have not left, by what they wait for',
  }),
})
export type CampaignBoard = Static<typeof CampaignBoard>

/** POST /campaigns/stop */
export const CampaignStop = Type.Object({ reason: Type.String({ maxLength: 500 }) })
export const CampaignsStopped = Type.Object({
  journeys: Type.Integer({ description: 'How many were ended' }),
  broadcasts: Type.Integer({ description: 'Broadcasts and series that were paused' }),
})
export type CampaignsStopped = Static<typeof CampaignsStopped>
