import { localMinutes, nextLocalTime } from '#kernel/local-time.ts'
import { hashUnit } from '#kernel/rng.ts'
import type { QuietWindow } from '../policy/contact-rules.ts'
import { isQuiet } from '../policy/customer-moment.ts'
import { HOURS_OF_DAY } from './hour-chances.ts'
import type { Hours } from './hour-chances.ts'

/** Share of the messages that leave at an hour drawn by chance, so that it can be seen what choosing is worth. */
export const EXPLORED = 0.05
/** A message is read in the hour in which it came, half as often in the next: later it lies under others. */
const NEXT_HOUR = 0.5

/** Nobody is written to at night by an hour of ours, whatever they do then: from this hour on, and before that one. */
const DAYTIME = { from: 8, until: 22 } as const
const HOUR_MINUTES = 60

/** Where the hours came from: the customer's own sightings, those of customers like them, or of all; or the hour was drawn by chance. */
export type HourKind = 'own' | 'alike' | 'all' | 'random'

export interface ChosenHour {
  /** 0-23, by the clock on the customer's wall. */
  readonly hour: number
  readonly kind: HourKind
  /** The chance that this hour was chosen, above 0 and up to 1. */
  readonly probability: number
}

/**
 * The hour at which somebody is likeliest to look, of those allowed; or, for a share drawn by hash, any of them with the same chance. The same draw gives the same hour.
 * @param chances of each hour, adding up to 1
 * @param allowed hours at which something may be sent; null where there are none: then nothing is chosen
 * @param draw what is drawn for, such as a run and a customer
 */
export function chooseHour(
  chances: Hours,
  kind: Exclude<HourKind, 'random'>,
  allowed: readonly number[],
  draw: string,
  explored = EXPLORED,
): ChosenHour | null {
  const [first] = allowed
  if (first === undefined) return null
  let best = first
  for (const hour of allowed) if (scoreOf(chances, hour) > scoreOf(chances, best)) best = hour
  const each = explored / allowed.length
  if (hashUnit(`hour/${draw}`) >= explored) return { hour: best, kind, probability: 1 - explored + each }
  const hour = allowed[Math.floor(hashUnit(`which-hour/${draw}`) * allowed.length)] ?? best
  return { hour, kind: 'random', probability: hour === best ? 1 - explored + each : each }
}

/** An hour, and when it begins; of the one that runs already, the instant from which it was asked. */
export interface OpenHour {
  readonly hour: number
  readonly at: Date
}

/**
 * The hours by the clock on the customer's wall that begin from an instant until before another, each once, by day and outside quiet hours; with the one that runs at `from`. At most a day.
 */
export function openHours(from: Date, until: Date, zone: string, quiet: QuietWindow | null): readonly OpenHour[] {
  const open: OpenHour[] = []
  const running = Math.floor(localMinutes(from, zone) / HOUR_MINUTES)
  for (let hour = DAYTIME.from; hour < DAYTIME.until; hour += 1) {
    const at = hour === running ? from : nextLocalTime(from, hour * HOUR_MINUTES, zone)
    if (at < until && (quiet === null || !isQuiet(at, quiet, zone))) open.push({ hour, at })
  }
  return open
}

/**
 * When to write to somebody within a span of at most a day: at the beginning of the hour that was chosen for them, or at once within it. Where no hour is open (the day is over, or
 * it is quiet to its end) it is due at once and waits by the rules of contact.
 * @param known.chances of each hour, adding up to 1
 */
export function bestTime(
  known: { readonly chances: Hours; readonly kind: Exclude<HourKind, 'random'> },
  span: { readonly from: Date; readonly until: Date; readonly zone: string; readonly quiet: QuietWindow | null; readonly draw: string },
): { readonly at: Date; readonly hour: ChosenHour | null } {
  const open = openHours(span.from, span.until, span.zone, span.quiet)
  const hour = chooseHour(
    known.chances,
    known.kind,
    open.map((one) => one.hour),
    span.draw,
  )
  return { at: open.find((one) => one.hour === hour?.hour)?.at ?? span.from, hour }
}

/** The chance that somebody looks soon after an hour began. */
function scoreOf(chances: Hours, hour: number): number {
  return (chances[hour] ?? 0) + NEXT_HOUR * (chances[(hour + 1) % HOURS_OF_DAY] ?? 0)
}
