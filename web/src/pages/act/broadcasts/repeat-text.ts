import { useTranslation } from 'react-i18next'
import { dateLocale } from '../../../format/format.ts'
import { useFormat } from '../../../format/use-format.ts'
import type { Repeat } from './repeat-fields.tsx'

/** Monday to Sunday, short. */
export function useWeekdays(): readonly string[] {
  const { language } = useFormat()
  const names = new Intl.DateTimeFormat(dateLocale(language), { timeZone: 'UTC', weekday: 'short' })
  // The 5th of January 1970 was a Monday.
  return Array.from({ length: 7 }, (_, i) => names.format(new Date((4 + i) * 86_400_000)))
}

/** When a series is sent, in words. */
export function useRepeatText(): (repeat: Repeat) => string {
  const { t } = useTranslation()
  const format = useFormat()
  const weekdays = useWeekdays()
  return ({ every, time, zone, from, until, times, skipHolidays, everyDays }) => {
    const days =
      every.kind === 'day'
        ? t('repeats.daily')
        : every.kind === 'week'
          ? t('repeats.weekly', {
              count: every.weeks,
              n: every.weeks,
              days: every.days.map((day) => weekdays[day - 1] ?? '').join(t('common.listSeparator')),
            })
          : every.day === 31
            ? t('repeats.monthEnd')
            : t('repeats.monthly', { day: every.day })
    return [
      t('repeats.at', { days, time, zone: zone === 'customer' ? t('repeats.customerZone') : format.timeZone }),
      until === null
        ? t('repeats.since', { from: format.day(from) })
        : t('repeats.between', { from: format.day(from), until: format.day(until) }),
      ...(times === null ? [] : [t('repeats.timesFact', { count: times, n: format.integer(times) })]),
      ...(skipHolidays ? [t('repeats.holidaysFact')] : []),
      ...(everyDays === null ? [] : [t('repeats.everyDaysFact', { count: everyDays, n: everyDays })]),
    ].join(t('repeats.join'))
  }
}
