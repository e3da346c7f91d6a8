import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { BroadcastDetail, SeriesOccurrence } from '#http/act/broadcast-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useChange } from '../../../api/use-api.ts'
import { useProblemText } from '../../../components/error-notice.tsx'
import { Icon } from '../../../components/icon.tsx'
import { EmptyState, Page, Panel } from '../../../components/page.tsx'
import { PagedTable } from '../../../components/paged-table.tsx'
import { StateTag } from '../../../components/tags.tsx'
import { usePageParams } from '../../../components/use-page-params.ts'
import { usePages } from '../../../components/use-pages.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { ApprovalNotice } from './approval-notice.tsx'
import { BroadcastActions } from './broadcast-actions.tsx'
import { BroadcastFacts } from './broadcast-facts.tsx'
import { BroadcastStateTag } from './broadcast-state.tsx'

/** A broadcast that repeats: what is to come, and what became of each day that it came to. */
export function BroadcastSeries({ detail }: { detail: BroadcastDetail }) {
  const { t } = useTranslation()
  const can = useCan()
  const { broadcast } = detail
  const isLive = broadcast.state === 'repeating'
  return (
    <Page
      title={broadcast.name}
      purpose={<BroadcastStateTag broadcast={broadcast} />}
      above={
        <Link to="/retain/broadcasts" className="crumb">
          <Icon name="chevronLeft" size={14} />
          {t('broadcasts.title')}
        </Link>
      }
      actions={
        <>
          {isLive && can('strategies:write') ? (
            <Link to={`/retain/broadcasts/${broadcast.id}?edit=1`}>
              <Button>{t('repeats.edit')}</Button>
            </Link>
          ) : null}
          <BroadcastActions broadcast={broadcast} />
        </>
      }
    >
      <div className="stack">
        <ApprovalNotice detail={detail} />
        <Coming detail={detail} />
        <Occurrences id={broadcast.id} />
        <BroadcastFacts broadcast={broadcast} />
      </div>
    </Page>
  )
}

/** The next five, with what leaves the first of them out. */
export function Coming({ detail: { broadcast, next } }: { detail: BroadcastDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const change = useChange<BroadcastDetail>(['/broadcasts'])
  const { id, state, when, pausedAt } = broadcast
  const isLive = state === 'repeating'
  const act = (what: 'skip-next' | 'unskip') =>
    change.mutate({ method: 'POST', path: `/broadcasts/${id}/${what}` }, { onError: (problem) => void message.error(problemText(problem)) })
  return (
    <Panel
      title={t('repeats.next')}
      note={pausedAt === null ? undefined : t('repeats.nextPaused')}
      actions={
        isLive && can('decisions:run') && next.length > 0 ? (
          <>
            {next.some(({ isSkipped }) => isSkipped) ? (
              <Button loading={change.isPending} onClick={() => act('unskip')}>
                {t('repeats.unskip')}
              </Button>
            ) : null}
            <Button loading={change.isPending} onClick={() => act('skip-next')}>
              {t('repeats.skipNext')}
            </Button>
          </>
        ) : undefined
      }
    >
      {next.length === 0 ? (
        <p className="soft">{t('repeats.nothingNext')}</p>
      ) : (
        <ul className="skip-list">
          {next.map(({ day, at, isSkipped }) => (
            <li key={day}>
              <span>
                {when.kind === 'repeat' && when.zone === 'customer'
                  ? t('broadcasts.localTime', { day: format.day(day), time: when.time })
                  : format.dateTime(at)}
              </span>
              {isSkipped ? <StateTag tone="muted">{t('repeats.skipped')}</StateTag> : <span />}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

function Occurrences({ id }: { id: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const params = usePageParams()
  const pages = usePages(`occurrences-${id}`, params, (page) => endpoints.occurrences(id, page), {
    watched: ({ broadcast }) => broadcast !== null && broadcast.state !== 'done' && broadcast.state !== 'stopped',
  })
  const figure = (key: 'planned' | 'sent' | 'failed' | 'suppressed', title: string) => ({
    key,
    title,
    numeric: true as const,
    render: ({ broadcast }: SeriesOccurrence) => (broadcast === null ? '—' : format.integer(broadcast.sends[key])),
  })
  return (
    <Panel title={t('repeats.occurrences')} flush>
      <PagedTable<SeriesOccurrence>
        label={t('repeats.occurrences')}
        pages={pages}
        rowKey={({ day }) => day}
        empty={<EmptyState title={t('repeats.none')}>{t('repeats.noneText')}</EmptyState>}
        columns={[
          {
            key: 'day',
            title: t('repeats.day'),
            render: ({ day, broadcast }) =>
              broadcast === null ? (
                <span className="cell-main">{format.day(day)}</span>
              ) : (
                <Link to={`/retain/broadcasts/${broadcast.id}`} className="cell-main">
                  {format.day(day)}
                </Link>
              ),
          },
          {
            key: 'state',
            title: t('broadcasts.state'),
            render: ({ state, reason, broadcast }) =>
              broadcast === null ? (
                <>
                  <StateTag tone={state === 'skipped' ? 'muted' : 'warn'}>{t(`repeats.states.${state}`)}</StateTag>
                  {reason === '' ? null : <span className="cell-sub">{t(`repeats.reasons.${reason}`)}</span>}
                </>
              ) : (
                <BroadcastStateTag broadcast={broadcast} />
              ),
          },
          {
            key: 'audience',
            title: t('broadcasts.audience'),
            numeric: true,
            render: ({ broadcast }) =>
              broadcast === null || broadcast.audienceSize === null ? '—' : format.integer(broadcast.audienceSize),
          },
          figure('planned', t('broadcasts.waiting')),
          figure('sent', t('broadcasts.sent')),
          figure('failed', t('broadcasts.failed')),
          figure('suppressed', t('broadcasts.notGot')),
          {
            key: 'version',
            title: t('repeats.version'),
            numeric: true,
            hideOnCard: true,
            render: ({ version }) => format.integer(version),
          },
        ]}
      />
    </Panel>
  )
}
