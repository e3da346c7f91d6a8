import { expect, it } from 'vitest'
import type { BroadcastDefinition } from '../broadcasts/broadcast.ts'
import type { JourneyDefinition } from '../journeys/journey.ts'
import { NEW_BROADCAST } from '../broadcasts/new-broadcast.ts'
import { NEW_JOURNEY } from '../journeys/new-journey.ts'
import {
  broadcastEntry,
  calendarDays,
  channelsOf,
  joinJourneyDays,
  journeyEntries,
  leftOutEntry,
  runEntry,
  seriesEntries,
  slotEntry,
} from './calendar-entries.ts'
import type { CalendarBroadcastRow } from './campaign-ports.ts'

const ZONE = 'Asia/Shanghai'
const at = (text: string) => new Date(text)
const broadcast = (more: Partial<CalendarBroadcastRow>) =>
  broadcastEntry(
    {
      id: 'b1',
      name: 'Tea',
      state: 'scheduled',
      when: { kind: 'at', at: '2026-03-16T18:00:00Z' },
      channels: ['email'],
      startsAt: at('2026-03-16T18:00:00Z'),
      pausedAt: null,
      planned: null,
      ...more,
    },
    ZONE,
  )
const journey = (entry: JourneyDefinition['entry'], state: 'live' | 'paused' = 'live') => ({
  id: 'j1',
  state,
  definition: { ...NEW_JOURNEY, name: 'Birthday', entry },
})
const days = (entry: JourneyDefinition['entry'], from: string, to: string) =>
  journeyEntries(journey(entry), { from, to, now: at('2026-03-16T04:00:00Z'), timeZone: ZONE }).map(({ day }) => day)

it('puts a broadcast on the day of the project, or on that of each customer', () => {
  // Two in the morning of the 17th in Beijing.
  expect(broadcast({})).toMatchObject({ day: '2026-03-17', localTime: null, state: 'coming', people: null })
  expect(broadcast({ when: { kind: 'local', day: '2026-03-20', time: '10:00' }, startsAt: at('2026-03-19T20:00:00Z') })).toMatchObject({
    day: '2026-03-20',
    at: null,
    localTime: '10:00',
  })
  expect(broadcast({ when: { kind: 'best', day: '2026-03-21' } })).toMatchObject({ day: '2026-03-21', at: null, localTime: null })
  expect(broadcast({ when: { kind: 'now' }, startsAt: null, state: 'awaiting' })).toBeNull()
  expect(broadcast({ startsAt: null, state: 'awaiting' })).toMatchObject({ day: '2026-03-17', state: 'awaiting' })
})

it('says how each broadcast stands, a pause before anything but its end', () => {
  const state = (more: Partial<CalendarBroadcastRow>) => broadcast(more)?.state
  const pausedAt = at('2026-03-16T00:00:00Z')
  expect([state({ state: 'planning' }), state({ state: 'sending', planned: 5 }), state({ state: 'done' })]).toEqual(['now', 'now', 'done'])
  expect([state({ pausedAt }), state({ state: 'sending', pausedAt }), state({ state: 'stopped' })]).toEqual(['paused', 'paused', 'stopped'])
})

it('tells the coming days of a series, the skipped ones and its pause', () => {
  const definition: BroadcastDefinition = {
    ...NEW_BROADCAST,
    name: 'Tea of the day',
    audience: { all: [] },
    channels: ['sms'],
    when: {
      kind: 'repeat',
      every: { kind: 'day' },
      time: '10:00',
      zone: 'customer',
      from: '2026-03-16',
      until: null,
      times: null,
      skipHolidays: false,
      everyDays: null,
    },
  }
  const coming = [
    { day: '2026-03-17', at: at('2026-03-16T20:00:00Z'), isSkipped: false },
    { day: '2026-03-18', at: at('2026-03-17T20:00:00Z'), isSkipped: true },
  ]
  expect(seriesEntries({ id: 's1', definition, pausedAt: null }, coming)).toMatchObject([
    { kind: 'series', day: '2026-03-17', at: null, localTime: '10:00', state: 'coming', channels: ['sms'] },
    { day: '2026-03-18', state: 'skipped', reason: 'by_hand' },
  ])
  expect(seriesEntries({ id: 's1', definition, pausedAt: at('2026-03-16T00:00:00Z') }, coming)[0]?.state).toBe('paused')
  const missed = { seriesId: 's1', name: 'Tea', channels: [], day: '2026-03-15', state: 'missed', reason: 'too_late' } as const
  expect(leftOutEntry(missed)).toMatchObject({ kind: 'series', state: 'missed', reason: 'too_late', people: null })
})

it('works out when a journey looks for customers again, and never in the past', () => {
  const every = (of: 'day' | 'week' | 'month' | null, time = '13:00') => ({ kind: 'audience', every: of, at: time }) as const
  // It is noon of Monday the 16th in Beijing.
  expect(days(every('day'), '2026-03-14', '2026-03-18')).toEqual(['2026-03-16', '2026-03-17', '2026-03-18'])
  expect(days(every('day', '11:00'), '2026-03-14', '2026-03-18')).toEqual(['2026-03-17', '2026-03-18'])
  expect(days(every('week'), '2026-03-01', '2026-04-01')).toEqual(['2026-03-16', '2026-03-23', '2026-03-30'])
  expect(days(every('month'), '2026-03-01', '2026-05-02')).toEqual(['2026-04-01', '2026-05-01'])
  expect(days(every(null), '2026-03-01', '2026-05-02')).toEqual([])
  expect(days({ kind: 'order', first: true }, '2026-03-16', '2026-03-18')).toEqual([])
  const birthday = { kind: 'date', field: 'customer.birthday', days: 0, at: '09:00', yearly: true } as const
  const asked = { from: '2026-03-17', to: '2026-03-17', now: at('2026-03-16T04:00:00Z'), timeZone: ZONE }
  expect(journeyEntries(journey(birthday, 'paused'), asked)).toMatchObject([
    { day: '2026-03-17', at: null, localTime: '09:00', state: 'paused' },
  ])
})

it('counts what a journey did on a day, and a day of which a part of the zones is still to come is under way', () => {
  const asked = { from: '2026-03-16', to: '2026-03-17', now: at('2026-03-16T04:00:00Z'), timeZone: ZONE }
  const coming = journeyEntries(journey({ kind: 'audience', every: 'day', at: '13:00' }), asked)
  const done = (day: string, entered: number) =>
    slotEntry({ journeyId: 'j1', name: 'Birthday', channels: [], day, at: at(`${day}T01:00:00Z`), entered })
  const joined = joinJourneyDays([...coming, done('2026-03-15', 2), done('2026-03-15', 3), done('2026-03-16', 4)])
  expect(joined.map(({ day, state, people }) => [day, state, people])).toEqual([
    ['2026-03-16', 'now', 4],
    ['2026-03-17', 'coming', null],
    ['2026-03-15', 'done', 5],
  ])
})

it('names a run by its strategies', () => {
  const names = [
    { zh: '挽回', en: 'Win back' },
    { zh: '生日', en: 'Birthday' },
  ]
  const run = { id: 'r1', names, channels: ['email'], at: at('2026-03-15T17:00:00Z'), isDecided: true, treated: 7 } as const
  expect(runEntry(run, ZONE)).toMatchObject({
    day: '2026-03-16',
    name: { zh: '挽回、生日', en: 'Win back, Birthday' },
    state: 'done',
    people: 7,
  })
  expect(runEntry({ ...run, isDecided: false, treated: null }, ZONE)).toMatchObject({ state: 'now', people: null })
})

it('gives every day of the range, in its order, and counts the broadcasts that go out', () => {
  const one = (state: CalendarBroadcastRow['state'], startsAt: string) => broadcast({ state, startsAt: at(startsAt), id: startsAt }) ?? []
  const entries = [
    one('scheduled', '2026-03-16T08:00:00Z'),
    one('done', '2026-03-16T01:00:00Z'),
    one('stopped', '2026-03-16T02:00:00Z'),
  ].flat()
  const [first, second, ...more] = calendarDays('2026-03-15', '2026-03-17', entries)
  expect([first?.day, first?.entries.length, first?.broadcasts, more.length]).toEqual(['2026-03-15', 0, 0, 1])
  expect(second).toMatchObject({ day: '2026-03-16', broadcasts: 2 })
  expect(second?.entries.map(({ state }) => state)).toEqual(['done', 'stopped', 'coming'])
})

it('knows the channels of a journey, each once', () => {
  const send = { ...sendStep('a'), channels: ['wechat', 'sms'] as const }
  expect(channelsOf([send, { ...sendStep('b'), channels: ['sms', 'email'] }])).toEqual(['wechat', 'sms', 'email'])
})

function sendStep(id: string): Extract<JourneyDefinition['steps'][number], { kind: 'send' }> {
  return {
    id,
    name: '',
    kind: 'send',
    content: { id: 'c', version: 1 },
    channels: [],
    expiresHours: 1,
    unitCosts: {},
    time: 'now',
    next: null,
  }
}
