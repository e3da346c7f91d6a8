import { useEffect, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Icon } from '../../../components/icon.tsx'
import { dateLocale } from '../../../format/format.ts'
import { useFormat } from '../../../format/use-format.ts'
import { addDays, stepOf, weeksOf } from './calendar-grid.ts'
import type { Range } from './calendar-grid.ts'
import type { CampaignDay } from './day-list.tsx'
import { pathOf, useEntryWords } from './entry-words.ts'

const SHOWN = 3
const KEYS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }

interface Props {
  view: 'month' | 'week'
  range: Range
  /** The day that is chosen. */
  chosen: string
  today: string
  days: ReadonlyMap<string, CampaignDay>
  choose: (day: string) => void
}

/** Days in rows of weeks. Arrows go from day to day, Page Up and Page Down a month or a week, and the day that has the focus is the one that is chosen. */
export function DayGrid({ view, range, chosen, today, days, choose }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useEntryWords()
  const table = useRef<HTMLTableElement>(null)
  // Where somebody walks by keys, the focus follows, also into the next month.
  const walks = useRef(false)
  useEffect(() => {
    if (!walks.current) return
    walks.current = false
    table.current?.querySelector<HTMLButtonElement>('[aria-pressed="true"]')?.focus()
  }, [chosen, range.from])
  const weekday = new Intl.DateTimeFormat(dateLocale(format.language), { timeZone: 'UTC', weekday: 'short' })
  const walk = (event: KeyboardEvent) => {
    const step = KEYS[event.key]
    const page = event.key === 'PageUp' ? -1 : event.key === 'PageDown' ? 1 : null
    if (step === undefined && page === null) return
    event.preventDefault()
    walks.current = true
    choose(step === undefined ? stepOf(view, chosen, page === -1 ? -1 : 1) : addDays(chosen, step))
  }
  const weeks = weeksOf(range)
  return (
    // A scrolling region must be reachable by keyboard, so that it can be scrolled without a mouse.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="campaign-scroll" role="region" aria-label={t('campaigns.title')} tabIndex={0}>
      <table ref={table} className="campaign-grid">
        <thead>
          <tr>
            {weeks[0]?.map((day) => (
              <th key={day} scope="col">
                {weekday.format(new Date(`${day}T00:00:00Z`))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <td key={day} className={classOf(day)}>
                  {cell(day)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )

  function classOf(day: string): string {
    return [
      ...(day === chosen ? ['campaign-chosen'] : []),
      ...(view === 'month' && day.slice(0, 7) !== chosen.slice(0, 7) ? ['campaign-other'] : []),
    ].join(' ')
  }

  function cell(day: string) {
    const known = days.get(day)
    const entries = known?.entries ?? []
    const shown = view === 'week' ? entries : entries.slice(0, SHOWN)
    const clash = (known?.broadcasts ?? 0) > 1
    return (
      <>
        <div className="campaign-head">
          <button
            type="button"
            className={`campaign-number num${day === today ? ' campaign-today' : ''}`}
            aria-pressed={day === chosen}
            tabIndex={day === chosen ? 0 : -1}
            aria-label={[
              format.day(day),
              ...(day === today ? [t('campaigns.today')] : []),
              ...(known?.named ?? []).map(({ name }) => format.text(name)),
              t('campaigns.count', { count: entries.length, n: format.integer(entries.length) }),
              ...(clash ? [t('campaigns.clashShort', { n: format.integer(known?.broadcasts ?? 0) })] : []),
            ].join(t('common.listSeparator'))}
            onClick={() => choose(day)}
            onKeyDown={walk}
          >
            {Number(day.slice(8))}
          </button>
          {entries.length === 0 ? null : <span className="campaign-count num">{format.integer(entries.length)}</span>}
        </div>
        {known?.named.slice(0, 1).map(({ name, kind }) => (
          <span key={name.en} className={`campaign-day-name campaign-${kind}`}>
            {format.text(name)}
          </span>
        ))}
        {clash ? (
          <span className="campaign-clash">
            <Icon name="quarantine" size={12} /> {t('campaigns.clashShort', { n: format.integer(known?.broadcasts ?? 0) })}
          </span>
        ) : null}
        {shown.map((entry) => (
          <Link
            key={`${entry.kind} ${entry.id} ${entry.at} ${entry.state}`}
            to={pathOf(entry)}
            className={`campaign-chip campaign-${entry.kind} campaign-is-${entry.state}`}
            title={`${words.time(entry)} ${words.name(entry)} · ${t(`campaigns.states.${entry.state}`)}`}
          >
            <span className="campaign-mark">{t(`campaigns.marks.${entry.kind}`)}</span>
            <span className="campaign-name">{words.name(entry)}</span>
          </Link>
        ))}
        {shown.length < entries.length ? (
          <button type="button" className="campaign-more" onClick={() => choose(day)}>
            {t('campaigns.more', { n: format.integer(entries.length - shown.length) })}
          </button>
        ) : null}
      </>
    )
  }
}
