import { DAY_MS } from '#kernel/clock.ts'
import { localDay } from '#kernel/local-day.ts'

/** Every run of the last days stays: pages compare with the run before. */
const ALL_DAYS = 2
/** Then the last of each day, until the month before is over for sure. */
const DAILY_DAYS = 35

/**
 * Runs of profiles that history does without. The last run of each month (in the project's time zone) stays for ever, the last of each day for 35 days, every run for two; the newest stays
 * whatever its age.
 */
export function runsToDrop(runs: readonly Date[], now: Date, timeZone: string): Date[] {
  const newestFirst = runs.toSorted((a, b) => b.getTime() - a.getTime())
  const [days, months] = [new Set<string>(), new Set<string>()]
  return newestFirst.filter((run) => {
    const day = localDay(run, timeZone)
    const month = day.slice(0, 7)
    const [isLastOfDay, isLastOfMonth] = [!days.has(day), !months.has(month)]
    days.add(day)
    months.add(month)
    const age = now.getTime() - run.getTime()
    return !(isLastOfMonth || age <= ALL_DAYS * DAY_MS || (isLastOfDay && age <= DAILY_DAYS * DAY_MS))
  })
}
