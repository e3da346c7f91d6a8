import { Alert, Segmented } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { JourneyDetail } from '#http/act/journey-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { DataTable } from '../../../components/data-table.tsx'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Unknown } from '../../../components/figure.tsx'
import { Icon } from '../../../components/icon.tsx'
import { Page, Panel } from '../../../components/page.tsx'
import { QueryView } from '../../../components/query-view.tsx'
import { usePageParams } from '../../../components/use-page-params.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { JourneyActions } from './journey-actions.tsx'
import { JourneyCanvas } from './journey-canvas.tsx'
import { JourneyListEditor } from './journey-list-editor.tsx'
import { JourneyStateTag } from './journey-state.tsx'
import { BoardFigures, BoardReasons, useStepCounts } from './journey-board.tsx'
import { JourneyPeople, JourneyWhy } from './journey-people.tsx'
import { useJourneyWords } from './journey-words.ts'
import { ENTRY } from './layout-journey.ts'

const NARROW = '(max-width: 700px)'
const BOARD_MS = 5_000
const NONE: ReadonlyMap<string, number> = new Map()

/** One journey as customers go through it, and its versions. */
export function JourneyLive({ detail }: { detail: JourneyDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const params = usePageParams()
  const words = useJourneyWords()
  const { journey } = detail
  const { id, state, version, liveVersion, pausedAt, endedAt, endReason } = journey
  const versions = useApi(endpoints.journeyVersions(id))
  const wasLive = liveVersion !== null
  const board = useApi(endpoints.journeyBoard(id), { enabled: wasLive, refetchInterval: state === 'live' ? BOARD_MS : false })
  const countOf = useStepCounts(board.data)
  // Who is inside is read again when the figures say that somebody moved.
  const client = useQueryClient()
  const figures = JSON.stringify(board.data)
  useEffect(() => {
    const of = [`/journeys/${id}/enrolments`, `/journeys/${id}/customers`]
    void client.invalidateQueries({
      predicate: ({ queryKey }) => queryKey.some((part) => typeof part === 'string' && of.some((path) => part.startsWith(path))),
    })
  }, [client, id, figures])
  const to = (query: string) => `/retain/journeys/${id}${query === '' ? '' : `?${query}`}#people`
  const open = (step: string) => params.set({ at: step === ENTRY ? undefined : step })
  const shown = versions.data?.versions.find((one) => one.version === liveVersion)?.definition ?? journey.definition
  const isNarrow = window.matchMedia(NARROW).matches
  const view = params.get('view') ?? (isNarrow ? 'list' : 'canvas')
  return (
    <Page
      title={journey.definition.name}
      purpose={<JourneyStateTag state={state} />}
      above={
        <Link to="/retain/journeys" className="crumb">
          <Icon name="chevronLeft" size={14} />
          {t('journeys.title')}
        </Link>
      }
      actions={<JourneyActions journey={journey} />}
    >
      <div className="stack">
        {state === 'paused' && pausedAt !== null ? (
          <Alert
            type="warning"
            showIcon
            title={t('journeys.pausedSince', { time: format.dateTime(pausedAt) })}
            description={t('journeys.pausedNote')}
          />
        ) : null}
        {endedAt === null ? null : (
          <Alert type="error" showIcon title={t('journeys.endedAt', { time: format.dateTime(endedAt) })} description={endReason} />
        )}
        {state === 'draft' && !can('strategies:write') ? <Alert type="info" showIcon title={t('journeys.readOnly')} /> : null}
        {liveVersion !== null && version > liveVersion && state !== 'ended' ? (
          <Alert type="info" showIcon title={t('journeys.draftOfNext', { version, live: liveVersion })} />
        ) : null}
        {board.error === null ? null : <ErrorNotice problem={board.error} retry={() => void board.refetch()} />}
        {board.data === undefined ? null : <BoardFigures board={board.data} hasGoal={shown.goal !== null} to={to} />}
        <Panel
          title={t('journeys.versionN', { version: liveVersion ?? version })}
          flush
          actions={
            <Segmented
              aria-label={t('journeys.view')}
              value={view}
              onChange={(next) => params.set({ view: next })}
              options={(['canvas', 'list'] as const).map((value) => ({ value, label: t(`journeys.views.${value}`) }))}
            />
          }
        >
          {view === 'canvas' ? (
            <JourneyCanvas journey={shown} words={words} problems={NONE} open={open} {...(wasLive ? { counts: countOf } : {})} />
          ) : (
            <div className="panel-body">
              <JourneyListEditor journey={shown} words={words} problems={NONE} open={open} {...(wasLive ? { counts: countOf } : {})} />
            </div>
          )}
        </Panel>
        {board.data === undefined ? null : (
          <>
            <BoardReasons board={board.data} definition={shown} words={words} />
            <JourneyWhy journey={{ ...journey, definition: shown }} words={words} />
            <div id="people">
              <JourneyPeople journey={{ ...journey, definition: shown }} words={words} />
            </div>
          </>
        )}
        <Panel title={t('journeys.versionsTitle')} flush>
          <QueryView query={versions}>
            {(data) => (
              <DataTable
                label={t('journeys.versionsTitle')}
                rows={data.versions}
                rowKey={(one) => String(one.version)}
                empty={null}
                columns={[
                  {
                    key: 'version',
                    title: t('journeys.version'),
                    render: (one) => (
                      <>
                        <span className="cell-main">{t('journeys.versionN', { version: one.version })}</span>
                        {one.version === liveVersion ? <span className="cell-sub">{t('journeys.versionLive')}</span> : null}
                      </>
                    ),
                  },
                  {
                    key: 'steps',
                    title: t('journeys.places.steps'),
                    render: ({ definition }) => t('journeys.stepCount', { count: definition.steps.length }),
                  },
                  { key: 'saved', title: t('journeys.versionSaved'), render: (one) => `${format.dateTime(one.savedAt)} · ${one.savedBy}` },
                  {
                    key: 'published',
                    title: t('journeys.versionPublished'),
                    render: ({ publishedAt, publishedBy }) =>
                      publishedAt === null ? (
                        <Unknown reason={t('journeys.neverPublished')} />
                      ) : (
                        `${format.dateTime(publishedAt)} · ${publishedBy ?? ''}`
                      ),
                  },
                ]}
              />
            )}
          </QueryView>
        </Panel>
      </div>
    </Page>
  )
}
