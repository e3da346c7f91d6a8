import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CampaignBoard, DaySends } from '#http/act/campaign-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { DataTable } from '../../../components/data-table.tsx'
import type { Column } from '../../../components/data-table.tsx'
import { Figure, Unknown } from '../../../components/figure.tsx'
import { EmptyState, Page, Panel } from '../../../components/page.tsx'
import { FiguresSkeleton, QueryView } from '../../../components/query-view.tsx'
import { StateTag } from '../../../components/tags.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { BroadcastStateTag } from '../broadcasts/broadcast-state.tsx'
import { JourneyStateTag } from '../journeys/journey-state.tsx'
import { WaitingPanel } from '../waiting-panel.tsx'
import { DayCost } from './day-cost.tsx'
import { StopEverything } from './stop-everything.tsx'
import './campaigns.css'

const REFRESH_MS = 10_000
/** Reasons that a row names; the panel above has all of them. */
const NAMED_REASONS = 2

/** What runs now and what came of it today. */
export default function BoardPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const query = useApi(endpoints.campaignBoard(), { refetchInterval: REFRESH_MS })
  return (
    <Page
      title={t('board.title')}
      purpose={t('board.purpose')}
      actions={can('decisions:run') && query.data !== undefined ? <StopEverything board={query.data} /> : undefined}
    >
      <QueryView query={query} skeleton={<FiguresSkeleton />}>
        {(board) => (
          <div className="stack">
            <Total board={board} />
            <p className="soft board-at">{t('board.at', { time: format.dateTime(board.at), seconds: REFRESH_MS / 1_000 })}</p>
            <NotContacted stopped={board.total.stopped} />
            <WaitingPanel filter={{}} refreshMs={REFRESH_MS} />
            <Journeys rows={board.journeys} />
            <Broadcasts rows={board.broadcasts} />
            <Strategies rows={board.strategies} />
            <Stopped rows={board.stopped} />
          </div>
        )}
      </QueryView>
    </Page>
  )
}

function Total({ board: { total } }: { board: CampaignBoard }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className="panel figures figures-tight">
      <Figure label={t('board.entered')} value={format.integer(total.entered)} />
      <Figure label={t('board.inside')} value={format.integer(total.inside)} detail={t('board.insideNote')} />
      <Figure label={t('board.sent')} value={format.integer(total.sent)} />
      <Figure
        label={t('board.delivered')}
        value={isUntold(total) ? null : format.integer(total.delivered)}
        unknown={t('board.noReceipt')}
      />
      <Figure label={t('board.failed')} value={format.integer(total.failed)} />
      <Figure label={t('board.notContacted')} value={format.integer(notContacted(total))} />
      <Figure label={t('board.waiting')} value={format.integer(total.waiting)} />
      <Figure label={t('journeys.costToday')} value={<DayCost {...total} />} />
    </div>
  )
}

function notContacted({ stopped }: Pick<DaySends, 'stopped'>): number {
  return stopped.reduce((sum, { sends }) => sum + sends, 0)
}

/** Something left, and nobody has said yet whether it arrived: a mail server tells only of what it refuses. */
function isUntold({ sent, delivered }: Pick<DaySends, 'sent' | 'delivered'>): boolean {
  return sent > 0 && delivered === 0
}

function NotContacted({ stopped }: { stopped: DaySends['stopped'] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  if (stopped.length === 0) return null
  return (
    <Panel title={t('board.whyNot')}>
      <ul className="skip-list">
        {stopped.map(({ reason, sends }) => (
          <li key={reason}>
            <span>{code('sendReason', reason)}</span>
            <span className="num">{format.integer(sends)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** The columns that all sources have. */
function useSendColumns<Row>(dayOf: (row: Row) => DaySends | null): Column<Row>[] {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const number = (key: 'sent' | 'delivered' | 'failed' | 'waiting'): Column<Row> => ({
    key,
    title: t(`board.${key}`),
    numeric: true,
    render: (row) => {
      const day = dayOf(row)
      if (day === null) return ''
      return key === 'delivered' && isUntold(day) ? <Unknown reason={t('board.noReceipt')} /> : format.integer(day[key])
    },
  })
  return [
    number('sent'),
    number('delivered'),
    number('failed'),
    {
      key: 'stopped',
      title: t('board.notContacted'),
      numeric: true,
      render: (row) => {
        const day = dayOf(row)
        if (day === null) return ''
        const named = day.stopped
          .slice(0, NAMED_REASONS)
          .map(({ reason, sends }) => `${code('sendReason', reason)} ${format.integer(sends)}`)
        return (
          <>
            {format.integer(notContacted(day))}
            {named.length === 0 ? null : <span className="cell-sub">{named.join(t('common.listSeparator'))}</span>}
          </>
        )
      },
    },
    number('waiting'),
    {
      key: 'cost',
      title: t('journeys.costToday'),
      numeric: true,
      render: (row) => {
        const day = dayOf(row)
        return day === null ? '' : <DayCost {...day} />
      },
    },
  ]
}

type JourneyRow = CampaignBoard['journeys'][number]

function Journeys({ rows }: { rows: readonly JourneyRow[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const sends = useSendColumns<JourneyRow>(({ day }) => day)
  const columns: Column<JourneyRow>[] = [
    {
      key: 'name',
      title: t('journeys.name'),
      maxWidth: 260,
      render: ({ id, name, pausedAt }) => (
        <>
          <Link to={`/retain/journeys/${id}`} className="cell-main">
            {name}
          </Link>
          {pausedAt === null ? null : <span className="cell-sub">{t('journeys.pausedSince', { time: format.dateTime(pausedAt) })}</span>}
        </>
      ),
    },
    { key: 'state', title: t('journeys.state'), render: ({ state }) => <JourneyStateTag state={state} /> },
    { key: 'entered', title: t('board.entered'), numeric: true, render: ({ entered }) => format.integer(entered) },
    {
      key: 'inside',
      title: t('board.inside'),
      numeric: true,
      render: ({ id, inside }) =>
        inside === 0 ? (
          format.integer(inside)
        ) : (
          <Link to={`/retain/journeys/${id}?state=active#people`} data-count={inside}>
            {format.integer(inside)}
          </Link>
        ),
    },
    ...sends,
  ]
  return (
    <Panel title={t('journeys.title')} note={t('board.count', { n: format.integer(rows.length) })} flush>
      <DataTable
        label={t('journeys.title')}
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title={t('board.noJourneys')} action={<Link to="/retain/journeys">{t('board.toJourneys')}</Link>}>
            {t('board.noJourneysText')}
          </EmptyState>
        }
      />
    </Panel>
  )
}

type BroadcastRow = CampaignBoard['broadcasts'][number]

function Broadcasts({ rows }: { rows: readonly BroadcastRow[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const sends = useSendColumns<BroadcastRow>(({ day }) => day)
  const note = ({ state, startsAt, seriesId }: BroadcastRow) => {
    if (state === 'repeating') return t('board.series')
    if (state === 'scheduled' && startsAt !== null) return t('board.startsAt', { time: format.dateTime(startsAt) })
    return seriesId === null ? null : t('board.ofSeries')
  }
  const columns: Column<BroadcastRow>[] = [
    {
      key: 'name',
      title: t('broadcasts.name'),
      maxWidth: 260,
      render: (row) => (
        <>
          <Link to={`/retain/broadcasts/${row.id}`} className="cell-main">
            {row.name}
          </Link>
          <span className="cell-sub">{note(row)}</span>
        </>
      ),
    },
    { key: 'state', title: t('broadcasts.state'), render: (row) => <BroadcastStateTag broadcast={row} /> },
    ...sends,
  ]
  return (
    <Panel title={t('broadcasts.title')} note={t('board.count', { n: format.integer(rows.length) })} flush>
      <DataTable
        label={t('broadcasts.title')}
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title={t('board.noBroadcasts')} action={<Link to="/retain/broadcasts">{t('board.toBroadcasts')}</Link>}>
            {t('board.noBroadcastsText')}
          </EmptyState>
        }
      />
    </Panel>
  )
}

type StrategyRow = CampaignBoard['strategies'][number]

function Strategies({ rows }: { rows: readonly StrategyRow[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const sends = useSendColumns<StrategyRow>(({ day }) => day)
  if (rows.length === 0) return null
  const columns: Column<StrategyRow>[] = [
    {
      key: 'name',
      title: t('broadcasts.name'),
      maxWidth: 260,
      render: ({ name }) => (
        <Link to="/retain/strategies" className="cell-main">
          {format.text(name)}
        </Link>
      ),
    },
    {
      key: 'state',
      title: t('decide.state'),
      render: ({ isActive }) => (
        <StateTag tone={isActive ? 'accent' : 'muted'}>{t(isActive ? 'board.active' : 'board.notActive')}</StateTag>
      ),
    },
    ...sends,
  ]
  return (
    <Panel title={t('board.strategies')} note={t('board.strategiesNote')} flush>
      <DataTable label={t('board.strategies')} columns={columns} rows={rows} rowKey={({ id }) => id} empty={null} />
    </Panel>
  )
}

type StoppedRow = CampaignBoard['stopped'][number]

function Stopped({ rows }: { rows: readonly StoppedRow[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (rows.length === 0) return null
  const columns: Column<StoppedRow>[] = [
    { key: 'at', title: t('board.when'), render: ({ at }) => format.dateTime(at) },
    { key: 'kind', title: t('campaigns.kind'), render: ({ kind }) => t(`campaigns.kinds.${kind}`) },
    {
      key: 'name',
      title: t('broadcasts.name'),
      maxWidth: 260,
      render: ({ kind, id, name }) => <Link to={`/retain/${kind === 'journey' ? 'journeys' : 'broadcasts'}/${id}`}>{name}</Link>,
    },
    { key: 'reason', title: t('board.reason'), wideOnCard: true, render: ({ reason }) => reason },
  ]
  return (
    <Panel title={t('board.stoppedTitle')} note={t('board.stoppedNote')} flush>
      <DataTable label={t('board.stoppedTitle')} columns={columns} rows={rows} rowKey={({ kind, id }) => `${kind} ${id}`} empty={null} />
    </Panel>
  )
}
