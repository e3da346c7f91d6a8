import { Button, Segmented, Select, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CampaignEntry } from '#http/act/campaign-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Icon } from '../../../components/icon.tsx'
import { EmptyState, Page, Panel } from '../../../components/page.tsx'
import { usePageParams } from '../../../components/use-page-params.ts'
import { useFormat } from '../../../format/use-format.ts'
import { zonedParts } from '../../../format/zoned-instant.ts'
import { useSession } from '../../../session/session-context.tsx'
import { useCan } from '../../../session/use-can.ts'
import { rangeOf, stepOf, VIEWS } from './calendar-grid.ts'
import type { View } from './calendar-grid.ts'
import { DayGrid } from './day-grid.tsx'
import { DayList } from './day-list.tsx'
import type { CampaignDay } from './day-list.tsx'
import './campaigns.css'

const NARROW = '(max-width: 700px)'
const KINDS = ['broadcast', 'series', 'run', 'journey'] as const
const CHANNELS = ['email', 'sms', 'wechat', 'push', 'agent_task', 'webhook'] as const
const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/u

/** What went out and what is to go out: broadcasts, runs, and journeys that look for customers by themselves. */
export default function CampaignCalendarPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const code = useCode()
  const params = usePageParams()
  const { now } = useSession()
  const today = zonedParts(now, format.timeZone).day
  const given = params.get('day') ?? ''
  const chosen = DAY.test(given) ? given : today
  const isNarrow = window.matchMedia(NARROW).matches
  const view: View = VIEWS.find((one) => one === params.get('view')) ?? (isNarrow ? 'agenda' : 'month')
  const [kind, channel] = [params.get('kind'), params.get('channel')]
  const range = rangeOf(view, chosen)
  const query = useApi(endpoints.campaignCalendar({ from: range.from, to: range.to }), { keepPrevious: true })
  const fits = (entry: CampaignEntry) =>
    (kind === undefined || entry.kind === kind) && (channel === undefined || entry.channels.some((one) => one === channel))
  const days = new Map(query.data?.days.map((day): [string, CampaignDay] => [day.day, { ...day, entries: day.entries.filter(fits) }]))
  const choose = (day: string) => params.set({ day })
  const shown = days.get(chosen)
  return (
    <Page
      title={t('campaigns.title')}
      purpose={t('campaigns.purpose')}
      actions={
        can('strategies:write') ? (
          <Link to={`/retain/broadcasts/new?day=${chosen < today ? today : chosen}`}>
            <Button type="primary" icon={<Icon name="plus" />}>
              {t('broadcasts.new')}
            </Button>
          </Link>
        ) : undefined
      }
    >
      <div className="stack">
        <div className="panel campaign-bar">
          <div className="campaign-turn">
            <Button
              aria-label={t('campaigns.before')}
              icon={<Icon name="chevronLeft" />}
              onClick={() => choose(stepOf(view, chosen, -1))}
            />
            <h2 className="num" aria-live="polite">
              {view === 'week' ? `${format.day(range.from)} – ${format.day(range.to)}` : format.month(chosen)}
            </h2>
            <Button aria-label={t('campaigns.after')} icon={<Icon name="chevronRight" />} onClick={() => choose(stepOf(view, chosen, 1))} />
            <Button disabled={chosen === today} onClick={() => choose(today)}>
              {t('campaigns.today')}
            </Button>
          </div>
          <div className="row">
            <Select
              allowClear
              value={kind ?? null}
              aria-label={t('campaigns.kind')}
              placeholder={t('campaigns.anyKind')}
              onChange={(value: string | null) => params.set({ kind: value ?? undefined })}
              options={KINDS.map((value) => ({ value, label: t(`campaigns.kinds.${value}`) }))}
              style={{ minWidth: 130 }}
            />
            <Select
              allowClear
              value={channel ?? null}
              aria-label={t('campaigns.channel')}
              placeholder={t('campaigns.anyChannel')}
              onChange={(value: string | null) => params.set({ channel: value ?? undefined })}
              options={CHANNELS.map((value) => ({ value, label: code('channel', value) }))}
              style={{ minWidth: 130 }}
            />
            <Segmented
              aria-label={t('campaigns.view')}
              value={view}
              onChange={(next) => params.set({ view: next })}
              options={VIEWS.map((value) => ({ value, label: t(`campaigns.views.${value}`) }))}
            />
          </div>
        </div>
        {query.error === null ? null : <ErrorNotice problem={query.error} retry={() => void query.refetch()} />}
        {query.data === undefined ? (
          query.error === null ? (
            <Skeleton active paragraph={{ rows: 12 }} />
          ) : null
        ) : view === 'agenda' ? (
          <Agenda days={[...days.values()]} today={today} />
        ) : (
          <>
            <Panel flush>
              <DayGrid view={view} range={range} chosen={chosen} today={today} days={days} choose={choose} />
            </Panel>
            <p className="soft campaign-keys">{t('campaigns.keys')}</p>
            {shown === undefined ? null : (
              <Panel title={format.day(chosen)}>
                <DayList day={shown} today={today} />
              </Panel>
            )}
          </>
        )}
      </div>
    </Page>
  )
}

/** Days on which something is, and today, as a list. */
function Agenda({ days, today }: { days: readonly CampaignDay[]; today: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const shown = days.filter(({ day, entries, named }) => day === today || entries.length > 0 || named.length > 0)
  if (shown.length === 0) {
    return (
      <Panel>
        <EmptyState title={t('campaigns.emptyTitle')}>{t('campaigns.emptyText')}</EmptyState>
      </Panel>
    )
  }
  return (
    <>
      {shown.map((day) => (
        <Panel key={day.day} title={day.day === today ? `${format.day(day.day)} · ${t('campaigns.today')}` : format.day(day.day)}>
          <DayList day={day} today={today} />
        </Panel>
      ))}
    </>
  )
}
