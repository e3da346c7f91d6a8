import { Button, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import type { QuarantinedRecord } from '#http/schemas/data.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useEndless } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import type { Column } from '../../components/data-table.tsx'
import { EndlessTable } from '../../components/endless-table.tsx'
import { Icon } from '../../components/icon.tsx'
import { EmptyState, Page } from '../../components/page.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import { csvText, saveFile } from '../../format/csv.ts'
import { useFormat } from '../../format/use-format.ts'
import './data.css'

export default function QuarantinePage() {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const params = usePageParams()
  const reason = params.get('reason')
  const summary = useApi(endpoints.quarantineSummary())
  const query = useEndless(endpoints.quarantine({ reason, origin: params.get('origin'), limit: 100 }))
  const reasons = new Map<string, number>()
  for (const one of summary.data?.items ?? []) reasons.set(one.reason, (reasons.get(one.reason) ?? 0) + one.count)
  const total = [...reasons.values()].reduce((sum, count) => sum + count, 0)
  const columns: Column<QuarantinedRecord>[] = [
    { key: 'reason', title: t('data.reason'), render: (row) => <span className="cell-main">{code('quarantineReason', row.reason)}</span> },
    {
      key: 'message',
      title: t('data.message'),
      maxWidth: 460,
      render: (row) => code('quarantineHelp', row.reason),
    },
    { key: 'origin', title: t('data.origin'), render: (row) => code('origin', row.origin) },
    { key: 'position', title: t('data.position'), numeric: true, render: (row) => format.integer(row.position) },
    { key: 'field', title: t('data.field'), render: (row) => code('importField', row.field) },
    { key: 'stage', title: t('data.stage'), render: (row) => code('stage', row.stage) },
    { key: 'state', title: t('data.state'), render: (row) => code('recordState', row.state) },
    { key: 'when', title: t('data.when'), render: (row) => format.dateTime(row.createdAt) },
  ]
  const download = () => {
    const head = ['position', 'reason', 'message', 'field', 'origin', 'stage', 'state'] as const
    const rows = (query.data ?? []).map((row) => [
      format.integer(row.position),
      code('quarantineReason', row.reason),
      code('quarantineHelp', row.reason),
      code('importField', row.field),
      code('origin', row.origin),
      code('stage', row.stage),
      code('recordState', row.state),
      format.dateTime(row.createdAt),
    ])
    saveFile('quarantine.csv', csvText([[...head.map((name) => t(`data.${name}`)), t('data.whenIn', { zone: format.timeZone })], ...rows]))
  }
  return (
    <Page
      title={t('data.quarantineTitle')}
      purpose={t('data.quarantinePurpose')}
      actions={
        <Tooltip title={t('data.exportNote')}>
          <Button icon={<Icon name="download" />} disabled={(query.data ?? []).length === 0} onClick={download}>
            {t('common.exportCsv')}
          </Button>
        </Tooltip>
      }
    >
      <div className="panel">
        {total === 0 ? null : (
          <div className="reason-chips" role="group" aria-label={t('data.byReason')}>
            <button type="button" aria-pressed={reason === undefined} onClick={() => params.set({ reason: undefined })}>
              {t('common.all')}{' '}
              <strong className="num" data-total={reason === undefined ? total : undefined}>
                {format.integer(total)}
              </strong>
            </button>
            {[...reasons]
              .sort((a, b) => b[1] - a[1])
              .map(([one, count]) => (
                <button
                  type="button"
                  key={one}
                  aria-pressed={reason === one}
                  onClick={() => params.set({ reason: reason === one ? undefined : one })}
                >
                  {code('quarantineReason', one)}{' '}
                  <strong className="num" data-total={reason === one ? count : undefined}>
                    {format.integer(count)}
                  </strong>
                </button>
              ))}
          </div>
        )}
        <EndlessTable
          label={t('data.quarantineTitle')}
          columns={columns}
          query={query}
          rowKey={(row) => row.id}
          empty={<EmptyState title={t('data.quarantineEmpty')}>{t('data.quarantineEmptyText')}</EmptyState>}
        />
      </div>
    </Page>
  )
}
