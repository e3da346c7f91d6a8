import { Alert, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AuditEntry } from '#http/schemas/access.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useEndless } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import type { Column } from '../../components/data-table.tsx'
import { EndlessTable } from '../../components/endless-table.tsx'
import { EmptyState, Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'

export function AuditTab() {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const query = useEndless(endpoints.audit({ limit: 50 }))
  const [checking, setChecking] = useState(false)
  const check = useApi(endpoints.auditCheck(), { enabled: checking })
  const columns: Column<AuditEntry>[] = [
    { key: 'when', title: t('settings.when'), render: (row) => format.dateTime(row.at) },
    { key: 'who', title: t('settings.who'), render: (row) => <span className="cell-main">{row.actor}</span> },
    { key: 'what', title: t('settings.what'), render: (row) => code('action', row.action) },
    { key: 'target', title: t('settings.target'), maxWidth: 260, render: (row) => <span className="mono">{row.target}</span> },
    {
      key: 'detail',
      title: t('settings.detail'),
      maxWidth: 420,
      render: (row) => <span className="mono audit-detail">{Object.keys(row.detail).length === 0 ? '' : JSON.stringify(row.detail)}</span>,
    },
  ]
  const result = check.data
  return (
    <div className="stack">
      {result === undefined ? null : result.intact ? (
        <Alert type="success" showIcon title={t('settings.intact', { n: format.integer(result.entries) })} />
      ) : (
        <Alert type="error" showIcon role="alert" title={t('settings.broken', { id: result.firstBrokenId ?? '?' })} />
      )}
      <Panel
        title={t('settings.audit')}
        flush
        actions={
          <Button
            size="small"
            loading={check.isFetching}
            onClick={() => {
              if (checking) void check.refetch()
              else setChecking(true)
            }}
          >
            {t('settings.verify')}
          </Button>
        }
      >
        <EndlessTable
          label={t('settings.audit')}
          columns={columns}
          query={query}
          rowKey={(row) => String(row.id)}
          empty={<EmptyState title={t('settings.auditEmpty')} />}
        />
      </Panel>
    </div>
  )
}
