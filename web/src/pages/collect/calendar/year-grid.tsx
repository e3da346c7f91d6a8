import { useTranslation } from 'react-i18next'
import type { DayKind, NotedDay } from '#http/collect/calendar-schemas.ts'
import { useCode } from '../../../components/codes.ts'
import { dateLocale } from '../../../format/format.ts'
import { useFormat } from '../../../format/use-format.ts'

const KINDS: readonly DayKind[] = ['holiday', 'workday', 'event']
const MONTHS = Array.from({ length: 12 }, (_, month) => month)

/** Twelve months at a glance; a noted day has a letter beside its colour and its name on hover. The list below says the same in words. */
export function YearGrid({ year, days }: { year: number; days: readonly NotedDay[] }) {
  const { t } = useTranslation()
  const code = useCode()
  const byDay = new Map<string, NotedDay[]>()
  for (const one of days) byDay.set(one.day, [...(byDay.get(one.day) ?? []), one])
  return (
    <>
      <ul className="calendar-legend" aria-label={t('calendar.legend')}>
        {KINDS.map((kind) => (
          <li key={kind}>
            <span className={`calendar-day calendar-${kind}`}>
              <i>{t(`calendar.mark_${kind}`)}</i>
            </span>{' '}
            {code('dayKind', kind)}
          </li>
        ))}
      </ul>
      <div className="calendar-year">
        {MONTHS.map((month) => (
          <Month key={month} year={year} month={month} byDay={byDay} />
        ))}
      </div>
    </>
  )
}

function Month({ year, month, byDay }: { year: number; month: number; byDay: ReadonlyMap<string, readonly NotedDay[]> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const first = new Date(Date.UTC(year, month, 1))
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  const weekday = new Intl.DateTimeFormat(dateLocale(format.language), { timeZone: 'UTC', weekday: 'narrow' })
  // Weeks begin on Monday.
  const lead = (first.getUTCDay() + 6) % 7
  const dayOf = (date: number) => `${year}-${String(month + 1).padStart(2, '0')}-${String(date).padStart(2, '0')}`
  return (
    <section className="calendar-month">
      <h3>{format.monthShort(`${dayOf(1)}T00:00:00Z`)}</h3>
      <div className="calendar-days">
        {Array.from({ length: 7 }, (_, i) => (
          <span key={i} className="calendar-weekday" aria-hidden="true">
            {weekday.format(new Date(Date.UTC(2026, 0, 5 + i)))}
          </span>
        ))}
        {Array.from({ length: lead }, (_, i) => (
          <span key={`lead ${i}`} />
        ))}
        {Array.from({ length: lastDay }, (_, i) => {
          const noted = byDay.get(dayOf(i + 1)) ?? []
          // What the company says of a day stands above what the country says.
          const shown = noted.find(({ basis }) => basis === 'own') ?? noted[0]
          return (
            <span
              key={i}
              className={`calendar-day ${shown === undefined ? '' : `calendar-${shown.kind}`}`}
              title={noted.length === 0 ? undefined : noted.map(({ name }) => format.text(name)).join(' · ')}
            >
              {i + 1}
              {shown === undefined ? null : <i>{t(`calendar.mark_${shown.kind}`)}</i>}
            </span>
          )
        })}
      </div>
    </section>
  )
}
