import { Button, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { JourneyRow } from '#http/act/journey-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { Unknown } from '../../../components/figure.tsx'
import { Icon } from '../../../components/icon.tsx'
import { EmptyState, Page } from '../../../components/page.tsx'
import { PagedTable } from '../../../components/paged-table.tsx'
import { useDebounced } from '../../../components/use-debounced.ts'
import { usePageParams } from '../../../components/use-page-params.ts'
import { usePages } from '../../../components/use-pages.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { StopAllButton } from './journey-actions.tsx'
import { DayCost } from '../campaigns/day-cost.tsx'
import { JourneyStateTag } from './journey-state.tsx'
import { useJourneyWords } from './journey-words.ts'
import { NewJourneyDialog } from './new-journey-dialog.tsx'
import '../broadcasts/broadcasts.css'
import './journeys.css'

const STATES = ['draft', 'live', 'paused', 'ended'] as const

/** Triggers and journeys, the newest first. */
export default function JourneysPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const go = useNavigate()
  const params = usePageParams()
  const words = useJourneyWords()
  const typed = params.get('q') ?? ''
  const asked = useDebounced(typed.trim())
  const state = params.get('state')
  const pages = usePages('journeys', params, (page) => endpoints.journeys({ ...page, state, q: asked === '' ? undefined : asked }))
  const isFiltered = asked !== '' || state !== undefined
  const start = can('strategies:write') ? (
    <Button type="primary" icon={<Icon name="plus" />} onClick={() => params.set({ new: '1' })}>
      {t('journeys.new')}
    </Button>
  ) : undefined
  return (
    <Page
      title={t('journeys.title')}
      purpose={t('journeys.purpose')}
      actions={
        <>
          {can('decisions:run') && (pages.rows?.length ?? 0) > 0 ? <StopAllButton /> : null}
          {start}
        </>
      }
    >
      {params.get('new') === '1' ? <NewJourneyDialog close={() => params.set({ new: undefined })} /> : null}
      <div className="panel">
        <div className="filters broadcast-filters" role="search">
          <Input
            allowClear
            className="exact-search"
            value={typed}
            aria-label={t('journeys.search')}
            placeholder={t('journeys.search')}
            onChange={({ target }) => params.set({ q: target.value })}
          />
          <Select
            allowClear
            value={state ?? null}
            aria-label={t('journeys.state')}
            placeholder={t('journeys.anyState')}
            onChange={(value: string | null) => params.set({ state: value ?? undefined })}
            options={STATES.map((value) => ({ value, label: t(`journeys.states.${value}`) }))}
            style={{ minWidth: 140 }}
          />
        </div>
        <PagedTable<JourneyRow>
          label={t('journeys.title')}
          pages={pages}
          rowKey={({ id }) => id}
          onOpen={({ id }) => void go(`/retain/journeys/${id}`)}
          empty={
            isFiltered ? (
              <EmptyState title={t('journeys.noneFound')}>{t('journeys.noneFoundText')}</EmptyState>
            ) : (
              <EmptyState title={t('journeys.emptyTitle')} action={start}>
                {t('journeys.emptyText')}
              </EmptyState>
            )
          }
          columns={[
            {
              key: 'name',
              title: t('journeys.name'),
              maxWidth: 320,
              render: ({ id, definition }) => (
                <>
                  <Link to={`/retain/journeys/${id}`} className="cell-main">
                    {definition.name}
                  </Link>
                  <span className="cell-sub">{t('journeys.stepCount', { count: definition.steps.length })}</span>
                </>
              ),
            },
            {
              key: 'state',
              title: t('journeys.state'),
              render: ({ state: now, version, liveVersion, awaitsApproval }) => (
                <>
                  <JourneyStateTag state={now} awaitsApproval={awaitsApproval} />
                  {liveVersion !== null && version > liveVersion && now !== 'ended' ? (
                    <span className="cell-sub">{t(awaitsApproval ? 'approvals.versionAwaits' : 'journeys.withDraft', { version })}</span>
                  ) : null}
                </>
              ),
            },
            { key: 'entry', title: t('journeys.entryColumn'), maxWidth: 260, render: ({ definition }) => words.entry(definition.entry) },
            {
              key: 'enteredToday',
              title: t('journeys.board.enteredToday'),
              numeric: true,
              render: ({ today }) => format.integer(today.entered),
            },
            {
              key: 'inside',
              title: t('journeys.board.inside'),
              numeric: true,
              render: ({ id, today: { inside } }) =>
                inside === 0 ? (
                  format.integer(inside)
                ) : (
                  <Link to={`/retain/journeys/${id}?state=active#people`} data-count={inside}>
                    {format.integer(inside)}
                  </Link>
                ),
            },
            { key: 'cost', title: t('journeys.costToday'), numeric: true, render: ({ today }) => <DayCost {...today} /> },
            {
              key: 'published',
              title: t('journeys.versionPublished'),
              hideOnCard: true,
              render: ({ publishedAt }) =>
                publishedAt === null ? <Unknown reason={t('journeys.neverPublished')} /> : format.dateTime(publishedAt),
            },
            { key: 'saved', title: t('journeys.saved'), hideOnCard: true, render: ({ savedAt }) => format.dateTime(savedAt) },
            { key: 'by', title: t('journeys.savedBy'), hideOnCard: true, maxWidth: 160, render: ({ savedBy }) => savedBy },
          ]}
        />
      </div>
    </Page>
  )
}
