import type { Channel } from '#decide/strategy.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { addDays, localDay } from '#kernel/local-day.ts'
import { instantsOfLocalTime, weekStart } from '#kernel/local-time.ts'
import type { BroadcastDefinition } from '../broadcasts/broadcast.ts'
import type { ComingOccurrence } from '../broadcasts/series/series-service.ts'
import type { JourneyDefinition } from '../journeys/journey.ts'
import { minutesOf } from '../policy/contact-rules.ts'
import type { CalendarBroadcastRow, CalendarJourneyRow, CalendarRunRow, DoneSlot, LeftOutOccurrence } from './campaign-ports.ts'

export const CALENDAR_KINDS = ['broadcast', 'series', 'run', 'journey'] as const
export type CalendarKind = (typeof CALENDAR_KINDS)[number]

/** awaiting: a second person has to agree. now: under way. skipped, missed: a day of a series that became no broadcast. */
export const CALENDAR_STATES = ['coming', 'awaiting', 'now', 'done', 'paused', 'stopped', 'skipped', 'missed'] as const
export type CalendarState = (typeof CALENDAR_STATES)[number]

export interface CalendarEntry {
  readonly kind: CalendarKind
  /** What it is of: the broadcast, the series, the run or the journey. */
  readonly id: string
  readonly name: BilingualText
  /** In the time of the project; of local times, in that of each customer. */
  readonly day: string
  /** Null: it has none for everybody. */
  readonly at: Date | null
  /** HH:MM on the clock of each customer; null where `at` is set, and where each gets their own hour. */
  readonly localTime: string | null
  readonly state: CalendarState
  /** Why a day of a series became no broadcast; empty otherwise. */
  readonly reason: string
  readonly channels: readonly Channel[]
  /** Messages that were planned, or customers who entered; null: nobody knows yet. */
  readonly people: number | null
}

const both = (name: string): BilingualText => ({ zh: name, en: name })

/** Channels that a journey sends on, each once. */
export function channelsOf(steps: JourneyDefinition['steps']): readonly Channel[] {
  return [...new Set(steps.flatMap((step) => (step.kind === 'send' ? step.channels : [])))]
}

/** Null: it has no day, as it leaves as soon as somebody agrees. */
export function broadcastEntry(row: CalendarBroadcastRow, timeZone: string): CalendarEntry | null {
  const { id, name, channels, startsAt, planned } = row
  const when = placeOf(row.when, startsAt, timeZone)
  if (when === null) return null
  return { kind: 'broadcast', id, name: both(name), ...when, state: stateOf(row), reason: '', channels, people: planned }
}

function placeOf(
  when: BroadcastDefinition['when'],
  startsAt: Date | null,
  timeZone: string,
): Pick<CalendarEntry, 'day' | 'at' | 'localTime'> | null {
  if (when.kind === 'local') return { day: when.day, at: null, localTime: when.time }
  if (when.kind === 'best') return { day: when.day, at: null, localTime: null }
  const at = startsAt ?? (when.kind === 'at' ? new Date(when.at) : null)
  return at === null ? null : { day: localDay(at, timeZone), at, localTime: null }
}

function stateOf({ state, pausedAt }: CalendarBroadcastRow): CalendarState {
  if (state === 'done' || state === 'stopped' || state === 'awaiting') return state
  if (pausedAt !== null) return 'paused'
  return state === 'scheduled' ? 'coming' : 'now'
}

/** The coming days of a series. */
export function seriesEntries(
  series: { readonly id: string; readonly definition: BroadcastDefinition; readonly pausedAt: Date | null },
  coming: readonly ComingOccurrence[],
): readonly CalendarEntry[] {
  const { id, definition, pausedAt } = series
  const { when, name, channels } = definition
  const isLocal = when.kind === 'repeat' && when.zone === 'customer'
  return coming.map(({ day, at, isSkipped }) => ({
    kind: 'series',
    id,
    name: both(name),
    day,
    at: isLocal ? null : at,
    localTime: isLocal ? when.time : null,
    state: isSkipped ? 'skipped' : pausedAt === null ? 'coming' : 'paused',
    reason: isSkipped ? 'by_hand' : '',
    channels,
    people: null,
  }))
}

export function leftOutEntry({ seriesId, name, channels, day, state, reason }: LeftOutOccurrence): CalendarEntry {
  return { kind: 'series', id: seriesId, name: both(name), day, at: null, localTime: null, state, reason, channels, people: null }
}

export function runEntry({ id, names, channels, at, isDecided, treated }: CalendarRunRow, timeZone: string): CalendarEntry {
  const joined = (language: keyof BilingualText, comma: string) => names.map((name) => name[language]).join(comma)
  return {
    kind: 'run',
    id,
    name: { zh: joined('zh', '、'), en: joined('en', ', ') },
    day: localDay(at, timeZone),
    at,
    localTime: null,
    state: isDecided ? 'done' : 'now',
    reason: '',
    channels,
    people: treated,
  }
}

/** The days on which a journey still looks for customers by itself, none of them before now. */
export function journeyEntries(
  row: CalendarJourneyRow,
  asked: { readonly from: string; readonly to: string; readonly now: Date; readonly timeZone: string },
): readonly CalendarEntry[] {
  const { id, definition, state } = row
  const { entry } = definition
  const found: CalendarEntry[] = []
  if (entry.kind !== 'audience' && entry.kind !== 'date') return found
  const { now, timeZone, to } = asked
  const today = localDay(now, timeZone)
  for (let day = asked.from > today ? asked.from : today; day <= to; day = addDays(day, 1)) {
    const at = instantsOfLocalTime(day, minutesOf(entry.at), timeZone)[0] ?? null
    if (!isDayOf(entry, day) || at === null || at <= now) continue
    found.push({
      kind: 'journey',
      id,
      name: both(definition.name),
      day,
      at: entry.kind === 'date' ? null : at,
      localTime: entry.kind === 'date' ? entry.at : null,
      state: state === 'paused' ? 'paused' : 'coming',
      reason: '',
      channels: channelsOf(definition.steps),
      people: null,
    })
  }
  return found
}

function isDayOf(entry: Extract<JourneyDefinition['entry'], { kind: 'audience' | 'date' }>, day: string): boolean {
  if (entry.kind === 'date' || entry.every === 'day') return true
  if (entry.every === 'week') return weekStart(day) === day
  return entry.every === 'month' && day.endsWith('-01')
}

export function slotEntry({ journeyId, name, channels, day, at, entered }: DoneSlot): CalendarEntry {
  return {
    kind: 'journey',
    id: journeyId,
    name: both(name),
    day,
    at,
    localTime: null,
    state: 'done',
    reason: '',
    channels,
    people: entered,
  }
}

/** A day of a journey is one entry: where a part of the zones has had it, it is under way. */
export function joinJourneyDays(entries: readonly CalendarEntry[]): readonly CalendarEntry[] {
  const found = new Map<string, CalendarEntry>()
  for (const entry of entries) {
    const key = `${entry.id} ${entry.day}`
    const before = found.get(key)
    found.set(key, before === undefined ? entry : joined(before, entry))
  }
  return [...found.values()]
}

function joined(a: CalendarEntry, b: CalendarEntry): CalendarEntry {
  const people = a.people === null ? b.people : a.people + (b.people ?? 0)
  if (a.state === b.state) return { ...a, people }
  const open = a.state === 'done' ? b : a
  return { ...open, state: open.state === 'paused' ? 'paused' : 'now', people }
}

export interface CalendarDay {
  readonly day: string
  /** By time; those without one first. */
  readonly entries: readonly CalendarEntry[]
  /** Broadcasts that go to customers on that day: where there are two or more, somebody may get both. */
  readonly broadcasts: number
}

const GOES_NOWHERE: ReadonlySet<CalendarState> = new Set(['stopped', 'skipped', 'missed'])

/** All days from one to the other with what is on them. */
export function calendarDays(from: string, to: string, entries: readonly CalendarEntry[]): readonly CalendarDay[] {
  const byDay = Map.groupBy(entries, ({ day }) => day)
  const days: CalendarDay[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const own = (byDay.get(day) ?? []).toSorted((a, b) => order(a).localeCompare(order(b)))
    const broadcasts = own.filter(({ kind, state }) => (kind === 'broadcast' || kind === 'series') && !GOES_NOWHERE.has(state)).length
    days.push({ day, entries: own, broadcasts })
  }
  return days
}

function order({ at, localTime, kind, name, id }: CalendarEntry): string {
  return `${at?.toISOString() ?? localTime ?? ''} ${kind} ${name.en} ${id}`
}
