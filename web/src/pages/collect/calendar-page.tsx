import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CalendarYear, OwnDay } from '#http/collect/calendar-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { EndButton } from '../../components/end-button.tsx'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Icon } from '../../components/icon.tsx'
import { EmptyState, Page, Panel } from '../../components/page.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import { dateLocale } from '../../format/format.ts'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { CountryChoice } from './calendar/country-choice.tsx'
import { type Stretch, stretchesOf } from './calendar/day-stretches.ts'
import { OwnDaysDialog } from './calendar/own-days-dialog.tsx'
import { YearGrid } from './calendar/year-grid.tsx'
import './calendar/calendar.css'

/** Holidays, moved working days and the company's own days, a year at a glance. */
export default function CalendarPage() {
  const { t } = useTranslation()
  const params = usePageParams()
  const can = useCan()
  const asked = params.get('year')
  const query = useApi(endpoints.calendar(asked === undefined ? {} : { year: asked }), { keepPrevious: true })
  const [adding, setAdding] = useState(false)
  const calendar = query.data
  const add = can('data:import') ? (
    <Button type="primary" icon={<Icon name="plus" />} disabled={calendar === undefined} onClick={() => setAdding(true)}>
      {t('calendar.add')}
    </Button>
  ) : undefined
  return (
    <Page title={t('calendar.title')} purpose={t('calendar.purpose')} actions={add}>
      <div className="stack">
        {query.error === null ? null : <ErrorNotice problem={query.error} retry={() => void query.refetch()} />}
        {calendar === undefined ? (
          query.error === null ? (
            <Skeleton active paragraph={{ rows: 12 }} />
          ) : null
        ) : (
          <>
            <Panel>
              <div className="calendar-bar">
                <div className="calendar-turn">
                  <Button
                    aria-label={t('calendar.previous')}
                    icon={<Icon name="chevronLeft" />}
                    onClick={() => params.set({ year: `${calendar.year - 1}` })}
                  />
                  <h2 className="num">{calendar.year}</h2>
                  <Button
                    aria-label={t('calendar.next')}
                    icon={<Icon name="chevronRight" />}
                    onClick={() => params.set({ year: `${calendar.year + 1}` })}
                  />
                </div>
                <CountryChoice calendar={calendar} />
                <p className="soft">{t(`calendar.${basisOf(calendar)}`)}</p>
              </div>
            </Panel>
            <Panel>
              <YearGrid year={calendar.year} days={calendar.days} />
            </Panel>
            <OwnDays calendar={calendar} mayChange={can('data:import')} />
            <DayList calendar={calendar} />
            {adding ? <OwnDaysDialog year={calendar.year} close={() => setAdding(false)} /> : null}
          </>
        )}
      </div>
    </Page>
  )
}

function basisOf({ country, official }: CalendarYear): 'official' | 'noCountry' | 'byRuleChina' | 'byRule' {
  if (official) return 'official'
  return country === '' ? 'noCountry' : country === 'CN' ? 'byRuleChina' : 'byRule'
}

function OwnDays({ calendar, mayChange }: { calendar: CalendarYear; mayChange: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const columns: Column<OwnDay>[] = [
    { key: 'name', title: t('calendar.name'), render: (row) => <span className="cell-main">{row.name}</span> },
    { key: 'kind', title: t('calendar.kind'), render: (row) => code('dayKind', row.kind) },
    { key: 'from', title: t('calendar.from'), render: (row) => format.day(row.from) },
    { key: 'to', title: t('calendar.to'), render: (row) => format.day(row.to) },
    ...(mayChange
      ? [
          {
            key: 'actions',
            title: '',
            numeric: true,
            render: (row: OwnDay) => (
              <EndButton
                list="/calendar/days"
                within="/calendar"
                id={row.id}
                ask={t('calendar.removeAsk', { name: row.name })}
                label={t('calendar.remove')}
              />
            ),
          },
        ]
      : []),
  ]
  return (
    <Panel title={t('calendar.own')} flush>
      <DataTable
        label={t('calendar.own')}
        columns={columns}
        rows={calendar.own}
        rowKey={(row) => row.id}
        empty={<EmptyState title={t('calendar.ownNone', { year: calendar.year })}>{t('calendar.ownNoneText')}</EmptyState>}
      />
    </Panel>
  )
}

/** Public days of one name that follow each other are one row: nine days of Spring Festival are one stretch. */
function DayList({ calendar }: { calendar: CalendarYear }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const weekday = new Intl.DateTimeFormat(dateLocale(format.language), { timeZone: 'UTC', weekday: 'short' })
  const dayText = (day: string) => `${format.day(day)} ${weekday.format(new Date(`${day}T00:00:00Z`))}`
  const columns: Column<Stretch>[] = [
    { key: 'name', title: t('calendar.name'), render: (row) => <span className="cell-main">{format.text(row.name)}</span> },
    {
      key: 'from',
      title: t('calendar.day'),
      render: (row) => (row.from === row.to ? dayText(row.from) : `${dayText(row.from)} – ${dayText(row.to)}`),
    },
    { key: 'length', title: t('calendar.length'), numeric: true, render: (row) => format.integer(row.length) },
    { key: 'kind', title: t('calendar.kind'), render: (row) => code('dayKind', row.kind) },
    { key: 'basis', title: t('calendar.basis'), render: (row) => code('dayBasis', row.basis) },
  ]
  const title = t('calendar.days', { year: calendar.year })
  return (
    <Panel title={title} flush>
      <DataTable
        label={title}
        columns={columns}
        rows={stretchesOf(calendar.days.filter(({ basis }) => basis !== 'own'))}
        rowKey={({ from, name }) => `${from} ${name.en}`}
        empty={<EmptyState title={t('calendar.noCountry')} />}
      />
    </Panel>
  )
}
