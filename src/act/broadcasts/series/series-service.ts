import type { AuditLog } from '#access/audit-log.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { newId } from '#kernel/id.ts'
import { addDays, localDay } from '#kernel/local-day.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import type { Broadcast, BroadcastDefinition } from '../broadcast.ts'
import type { BroadcastService } from '../broadcast-service.ts'
import { dueOccurrences, instantOf, nextDays } from './next-occurrence.ts'
import type { DueOccurrence } from './next-occurrence.ts'
import type { RepeatRule } from './repeat-rule.ts'
import type { Occurrence, OccurrenceReason, SeriesStore } from './series-ports.ts'

const SHOWN = 5
const AHEAD_DAYS = 800

interface SeriesPorts {
  readonly store: SeriesStore
  readonly broadcasts: Pick<BroadcastService, 'one' | 'check' | 'isTooLarge'>
  /** Holidays of the project's calendar from one day to another. */
  readonly holidays: (first: string, last: string) => Promise<ReadonlySet<string>>
  readonly project: { readonly timeZone: string }
  readonly audit: AuditLog
  readonly clock: Clock
}

/** An occurrence that is to come. */
export interface ComingOccurrence {
  readonly day: string
  readonly at: Date
  readonly isSkipped: boolean
}

/** Broadcasts that repeat: which occurrences are to come, and which of them became a broadcast. */
export class SeriesService {
  readonly #ports: SeriesPorts

  constructor(ports: SeriesPorts) {
    this.#ports = ports
  }

  /** The next occurrences, also of a draft; empty: it does not repeat, or is over. */
  async next({ id, state, definition: { when }, startsAt }: Broadcast, limit = SHOWN): Promise<readonly ComingOccurrence[]> {
    if (when.kind !== 'repeat' || state === 'done' || state === 'stopped') return []
    const { store, project, clock } = this.#ports
    const { last, done, skips } = await store.progress(id)
    const now = clock.now()
    const since = state === 'repeating' && startsAt !== null && startsAt > now ? startsAt : now
    const today = addDays(localDay(since, project.timeZone), -1)
    const isHoliday = await this.#isHoliday(when, today)
    // Some days of today and yesterday are over: those are left out once their instant is known.
    // One of them is no occurrence either, so that the number of times is counted after that.
    const days = nextDays({ ...when, times: null }, { last, done, isHoliday }, limit + 3, today)
    return days
      .map((day) => ({ day, at: instantOf(when, day, project.timeZone), isSkipped: skips.includes(day) }))
      .filter(({ at }) => at > since)
      .slice(0, when.times === null ? limit : Math.max(0, Math.min(limit, when.times - done)))
  }

  occurrences(id: string, page: PageRequest): Promise<Page<Occurrence>> {
    return this.#ports.store.occurrences(id, page)
  }

  /** Leaves the next occurrence out, or no longer. @throws AppError `series-not-live`, `series-over` */
  async skipNext(id: string, isSkipped: boolean, by: string): Promise<void> {
    const { store, broadcasts, audit, clock } = this.#ports
    const series = await broadcasts.one(id)
    if (series.state !== 'repeating') throw notLive()
    const coming = await this.next(series, 20)
    const found = coming.find((one) => one.isSkipped !== isSkipped)
    if (found === undefined) throw new AppError('conflict', 'series-over', 'No occurrence is to come that this could be done to.')
    await store.skip(id, found.day, isSkipped)
    await audit.append({
      at: clock.now(),
      actor: by,
      action: isSkipped ? 'series-skipped' : 'series-unskipped',
      target: `broadcast:${id}`,
      detail: { day: found.day },
    })
  }

  /** Makes the occurrences whose time has come, each once over all nodes. One series that fails keeps none of the others. Answers how many were made. */
  async follow(failed: (series: string, error: unknown) => void): Promise<number> {
    let made = 0
    for (const series of await this.#ports.store.live()) {
      try {
        made += await this.#followOne(series)
      } catch (error) {
        failed(series.id, error)
      }
    }
    return made
  }

  async #followOne(series: Broadcast): Promise<number> {
    const { store, project, clock } = this.#ports
    const { id, definition, startsAt } = series
    const { when, expiresHours } = definition
    if (when.kind !== 'repeat' || startsAt === null) return 0
    const now = clock.now()
    const { last, done, skips } = await store.progress(id)
    const isHoliday = await this.#isHoliday(when, last ?? when.from)
    const due = dueOccurrences(when, { last, done, isHoliday }, { since: startsAt, now, timeZone: project.timeZone, expiresHours })
    let made = 0
    for (const one of due) {
      const isMade = await this.#decide(series, one, skips.includes(one.day), now)
      if (isMade) made += 1
    }
    const after = await store.progress(id)
    const from = addDays(localDay(now, project.timeZone), -1)
    const ahead = nextDays(when, { last: after.last, done: after.done, isHoliday }, 3, from)
    const isOver = ahead.every((day) => instantOf(when, day, project.timeZone) <= startsAt)
    // The last days may lie before it was started at all: then nothing is left as well.
    if (isOver && (await store.end(id, now))) await this.#note('system', 'series-over', id, {})
    return made
  }

  async #decide(series: Broadcast, { day, at, missed }: DueOccurrence, isSkipped: boolean, now: Date): Promise<boolean> {
    const { store, broadcasts } = this.#ports
    const note = (state: 'skipped' | 'missed', reason: OccurrenceReason) =>
      store.decide(series, { day, state, reason, decidedAt: now }, null)
    if (missed !== null) {
      if (await note('missed', missed)) await this.#note('system', 'series-missed', series.id, { day, reason: missed })
      return false
    }
    if (isSkipped) {
      await note('skipped', 'by_hand')
      return false
    }
    const definition = occurrenceOf(series, day, at)
    const by = series.startedBy ?? series.createdBy
    try {
      await broadcasts.check(definition)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (await note('missed', 'refused')) await this.#note('system', 'series-missed', series.id, { day, reason: error.code })
      return false
    }
    if (await broadcasts.isTooLarge(series)) {
      // Nobody has agreed to so many: it stands still until somebody starts it again, which asks for a new word.
      if (await note('missed', 'needs_approval')) {
        await store.halt(series.id, series.version)
        await this.#note('system', 'series-missed', series.id, { day, reason: 'needs_approval' })
      }
      return false
    }
    const made = { id: newId(now), definition, startsAt: at > now ? at : now, by }
    if (!(await store.decide(series, { day, state: 'made', reason: '', decidedAt: now }, made))) return false
    await this.#note('system', 'series-occurrence-made', series.id, { day, broadcast: made.id })
    return true
  }

  async #isHoliday({ skipHolidays }: RepeatRule, from: string): Promise<(day: string) => boolean> {
    if (!skipHolidays) return () => false
    const { holidays, project, clock } = this.#ports
    const today = localDay(clock.now(), project.timeZone)
    const found = await holidays(from < today ? from : today, addDays(from > today ? from : today, AHEAD_DAYS))
    return (day) => found.has(day)
  }

  async #note(actor: string, action: string, id: string, detail: Readonly<Record<string, unknown>>): Promise<void> {
    const { audit, clock } = this.#ports
    await audit.append({ at: clock.now(), actor, action, target: `broadcast:${id}`, detail })
  }
}

/** What is sent on a day of a series. */
export function occurrenceOf({ id, definition }: Pick<Broadcast, 'id' | 'definition'>, day: string, at: Date): BroadcastDefinition {
  const { when } = definition
  if (when.kind !== 'repeat') throw new Error('only what repeats has occurrences')
  const name = `${definition.name.slice(0, 89)} ${day}`
  return {
    ...definition,
    name,
    when: when.zone === 'customer' ? { kind: 'local', day, time: when.time } : { kind: 'at', at: at.toISOString() },
    series: { id, day, everyDays: when.everyDays },
  }
}

function notLive(): AppError {
  return new AppError('conflict', 'series-not-live', 'It does not repeat now: start it first.')
}
