import { dash } from '../../../format/format.ts'
import { useFormat } from '../../../format/use-format.ts'

/** A time of a series as people read it: a day, or an hour in the project's time zone. */
export function useSeriesTime(): (grain: 'day' | 'hour', at: string | null) => string {
  const format = useFormat()
  return (grain, at) => (at === null ? dash : grain === 'day' ? format.day(at) : format.dateTime(at))
}
