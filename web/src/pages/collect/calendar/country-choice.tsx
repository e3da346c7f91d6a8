import { App, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { CalendarYear } from '#http/collect/calendar-schemas.ts'
import { useChange } from '../../../api/use-api.ts'
import { useProblemText } from '../../../components/error-notice.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'

const FOLLOW = ''

/** Whose public holidays count, and where that comes from. */
export function CountryChoice({ calendar }: { calendar: CalendarYear }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const save = useChange(['/calendar'])
  const names = new Intl.DisplayNames(format.language, { type: 'region' })
  const nameOf = (code: string) => (code === '' ? t('calendar.countryNone') : (names.of(code) ?? code))
  const from = { calendar: 'countryFrom_calendar', project: 'countryFrom_project', 'time-zone': 'countryFrom' } as const
  const source = t(`calendar.${from[calendar.countrySource]}`)
  if (!can('settings:manage')) {
    return (
      <p>
        {nameOf(calendar.country)} <span className="faint">{source}</span>
      </p>
    )
  }
  const countries = calendar.countries
    .map((value) => ({ value, label: nameOf(value) }))
    .toSorted((a, b) => a.label.localeCompare(b.label, format.language))
  return (
    <div className="calendar-country">
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t('calendar.country')}
        value={calendar.countrySource === 'calendar' ? calendar.country : FOLLOW}
        options={[
          {
            value: FOLLOW,
            label: calendar.countrySource === 'calendar' ? t('calendar.countryFollow') : `${nameOf(calendar.country)} (${source})`,
          },
          ...countries,
        ]}
        loading={save.isPending}
        onChange={(country: string) =>
          save.mutate(
            { method: 'PUT', path: '/calendar/country', body: { country: country === FOLLOW ? null : country } },
            { onError: (problem) => void message.error(problemText(problem)) },
          )
        }
      />
    </div>
  )
}
