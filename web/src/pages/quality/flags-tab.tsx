import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Job } from '#http/collect/data-schemas.ts'
import type { FlaggedRecord } from '#http/quality/quality-rule-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import type { Column } from '../../components/data-table.tsx'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { JobProgress } from '../../components/job-progress.tsx'
import { EmptyState } from '../../components/page.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { usePages } from '../../components/use-pages.ts'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import type { TabProps } from './quality-page.tsx'
import { fieldWord, ruleWord } from './rule-word.ts'

/** Records that are stored and marked, by rule. */
export function FlagsTab({ params }: TabProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const can = useCan()
  const [jobId, setJobId] = useState<string>()
  const look = useChange<Job>()
  const state = useApi(endpoints.qualityRules())
  const ruleId = params.get('rule')
  const pages = usePages(
    'quality-flags',
    params,
    (page) => endpoints.qualityFlags({ ...(ruleId === undefined ? {} : { ruleId }), ...page }),
    {
      size: 50,
    },
  )
  const rules = state.data?.rules.rules ?? []
  const named = (id: string) =>
    ruleWord(
      code,
      rules.find((rule) => rule.id === id),
      id,
    )
  const columns: Column<FlaggedRecord>[] = [
    {
      key: 'rule',
      title: t('quality.rule'),
      render: (row) => (
        <>
          <span className="cell-main">{named(row.ruleId)}</span>
          <span className="cell-sub">{fieldWord(code, row.field)}</span>
        </>
      ),
    },
    {
      key: 'value',
      title: t('quality.value'),
      maxWidth: 260,
      render: (row) => <span className="mono">{row.masked || t('quality.blank')}</span>,
    },
    {
      key: 'from',
      title: t('quality.fileOrSource'),
      maxWidth: 260,
      render: (row) => (
        <>
          <span className="cell-main">{row.from === '' ? code('flagOrigin', row.origin) : row.from}</span>
          <span className="cell-sub">{row.origin === 'import' ? t('quality.rowOf', { row: row.record }) : null}</span>
        </>
      ),
    },
    {
      key: 'customer',
      title: t('quality.customer'),
      render: (row) => (row.customerId === null ? '–' : <Link to={`/customers/${row.customerId}`}>{t('quality.openCustomer')}</Link>),
    },
    { key: 'when', title: t('quality.when'), render: (row) => format.dateTime(row.foundAt) },
  ]
  const lookedAt = state.data?.look?.lookedAt
  return (
    <div className="stack">
      {jobId === undefined ? null : (
        <JobProgress key={jobId} jobId={jobId}>
          {({ result }) => (
            <p className="soft" role="status">
              {t('quality.looked', {
                facts: format.integer(Number(result?.['facts'] ?? 0)),
                n: format.integer(Number(result?.['flagged'] ?? 0)),
              })}
            </p>
          )}
        </JobProgress>
      )}
      {look.error === null ? null : <ErrorNotice problem={look.error} />}
      <div className="panel">
        <div className="quarantine-bar">
          <Select
            allowClear
            aria-label={t('quality.rule')}
            placeholder={t('quality.allRules')}
            value={ruleId ?? null}
            onChange={(value: string | null | undefined) => params.set({ rule: value ?? undefined })}
            options={rules.map((rule) => ({ value: rule.id, label: ruleWord(code, rule, rule.id) }))}
            popupMatchSelectWidth={false}
          />
          <span className="soft">
            {lookedAt === undefined ? t('quality.neverLooked') : t('quality.lookedAt', { time: format.dateTime(lookedAt) })}
          </span>
          {can('data:import') ? (
            <Button
              size="small"
              loading={look.isPending}
              onClick={() => look.mutate({ method: 'POST', path: '/quality/look' }, { onSuccess: (job) => setJobId(job.id) })}
            >
              {t('quality.lookNow')}
            </Button>
          ) : null}
        </div>
        <PagedTable
          label={t('quality.flags')}
          columns={columns}
          pages={pages}
          rowKey={(row) => `${row.ruleId} ${row.origin} ${row.from} ${row.record}`}
          empty={<EmptyState title={t('quality.flagsNone')}>{t('quality.flagsNoneText')}</EmptyState>}
        />
      </div>
    </div>
  )
}
