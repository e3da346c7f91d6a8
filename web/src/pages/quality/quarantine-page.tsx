import { Alert, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Job, QuarantinedRecord } from '#http/collect/data-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import type { Column } from '../../components/data-table.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { JobProgress } from '../../components/job-progress.tsx'
import { EmptyState, Page } from '../../components/page.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import { usePages } from '../../components/use-pages.ts'
import { useFormat } from '../../format/use-format.ts'
import { QuarantineActions } from './quarantine-actions.tsx'
import type { QuarantineFilter } from './quarantine-actions.tsx'
import { placeOf } from './place-of.ts'
import { RecordDrawer } from './record-drawer.tsx'
import './quarantine.css'

const states = ['open', 'resolved', 'dismissed'] as const

export default function QuarantinePage() {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const params = usePageParams()
  const [jobId, setJobId] = useState<string>()
  const state = states.find((one) => one === params.get('state')) ?? 'open'
  const [reason, origin, originId] = [params.get('reason'), params.get('origin'), params.get('originId')]
  const filter: QuarantineFilter = {
    ...(reason === undefined ? {} : { reason }),
    ...(origin === undefined ? {} : { origin }),
    ...(originId === undefined ? {} : { originId }),
  }
  const summary = useApi(endpoints.quarantineSummary({ originId }), { keepPrevious: true })
  const pages = usePages('quarantine', params, (page) => endpoints.quarantine({ ...filter, state, ...page }), { size: 100 })
  const reasons = new Map<string, number>()
  for (const one of summary.data?.items ?? []) reasons.set(one.reason, (reasons.get(one.reason) ?? 0) + one.count)
  const total = [...reasons.values()].reduce((sum, count) => sum + count, 0)
  const origins = summary.data?.origins ?? []
  const fromName = (one: { origin: string; from: string }) => (one.from === '' ? code('origin', one.origin) : one.from)
  const count = reason === undefined ? total : (reasons.get(reason) ?? 0)
  const columns: Column<QuarantinedRecord>[] = [
    {
      key: 'from',
      title: t('quality.fileOrSource'),
      maxWidth: 260,
      render: (row) => (
        <>
          <span className="cell-main">{fromName(row)}</span>
          <span className="cell-sub">
            {row.origin === 'import'
              ? t('quality.rowOf', { row: format.integer(placeOf(row)) })
              : t('quality.placeOf', { row: format.integer(placeOf(row)) })}
          </span>
        </>
      ),
    },
    {
      key: 'reason',
      title: t('quality.reason'),
      render: (row) => (
        <>
          <span className="cell-main">{code('quarantineReason', row.reason)}</span>
          {row.field === '' ? null : <span className="cell-sub">{t('quality.inField', { field: code('importField', row.field) })}</span>}
        </>
      ),
    },
    {
      key: 'help',
      title: t('quality.whatToDo'),
      maxWidth: 420,
      wideOnCard: true,
      render: (row) => (state === 'dismissed' ? row.resolution : code('quarantineHelp', row.reason)),
    },
    { key: 'when', title: t('quality.when'), render: (row) => format.dateTime(row.resolvedAt ?? row.createdAt) },
  ]
  return (
    <Page
      title={t('quality.quarantineTitle')}
      purpose={t('quality.quarantinePurpose')}
      actions={
        <Segmented
          aria-label={t('collect.state')}
          value={state}
          onChange={(value) => params.set({ state: value === 'open' ? undefined : value, record: undefined })}
          options={states.map((value) => ({ value, label: t(`quality.recordState_${value}`) }))}
        />
      }
    >
      <div className="stack">
        {jobId === undefined ? null : (
          <JobProgress key={jobId} jobId={jobId}>
            {({ result }) => <Alert type="success" showIcon title={t('quality.replayedAll', countsOf(result, format.integer))} />}
          </JobProgress>
        )}
        <div className="panel" {...(state === 'open' && summary.data !== undefined ? { 'data-total': count } : {})}>
          {total === 0 || state !== 'open' ? null : (
            <div className="reason-chips" role="group" aria-label={t('quality.byReason')}>
              <button type="button" aria-pressed={reason === undefined} onClick={() => params.set({ reason: undefined })}>
                {t('common.all')} <strong className="num">{format.integer(total)}</strong>
              </button>
              {[...reasons]
                .sort((a, b) => b[1] - a[1])
                .map(([one, many]) => (
                  <button
                    type="button"
                    key={one}
                    aria-pressed={reason === one}
                    onClick={() => params.set({ reason: reason === one ? undefined : one })}
                  >
                    {code('quarantineReason', one)} <strong className="num">{format.integer(many)}</strong>
                  </button>
                ))}
            </div>
          )}
          {origins.length === 0 || state !== 'open' ? null : (
            <div className="quarantine-bar">
              <Select
                allowClear
                aria-label={t('quality.fileOrSource')}
                placeholder={t('quality.fileOrSource')}
                value={originId ?? null}
                onChange={(value: string | null | undefined) =>
                  params.set({
                    originId: value ?? undefined,
                    origin: origins.find((one) => one.originId === value)?.origin,
                  })
                }
                options={origins.map((one) => ({ value: one.originId, label: `${fromName(one)} · ${format.integer(one.count)}` }))}
                popupMatchSelectWidth={false}
              />
              {count === 0 ? null : <QuarantineActions filter={filter} count={count} onJob={setJobId} />}
            </div>
          )}
          <PagedTable
            label={t('quality.quarantineTitle')}
            columns={columns}
            pages={pages}
            rowKey={(row) => row.id}
            onOpen={(row) => params.set({ record: row.id })}
            empty={
              state === 'open' ? (
                <EmptyState title={t('quality.quarantineEmpty')}>{t('quality.quarantineEmptyText')}</EmptyState>
              ) : (
                <EmptyState title={t('quality.recordsNone')} />
              )
            }
          />
        </div>
      </div>
      <RecordDrawer id={params.get('record')} close={() => params.set({ record: undefined })} />
    </Page>
  )
}

/** The counts of a replay as they are written. */
function countsOf(result: Job['result'], write: (count: number) => string) {
  const count = (name: string) => write(Number(result?.[name] ?? 0))
  return { tried: count('tried'), stored: count('stored'), duplicates: count('duplicates'), refused: count('refused') }
}
