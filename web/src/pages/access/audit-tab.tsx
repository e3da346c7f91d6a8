import { Alert, App, Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AuditEntry } from '#http/access/access-schemas.ts'
import { getJson } from '../../api/client.ts'
import type { ApiProblem } from '../../api/client.ts'
import { endpoints } from '../../api/endpoints.ts'
import type { PageOf } from '../../api/endpoint.ts'
import { useApi } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import type { Column } from '../../components/data-table.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { useProblemText } from '../../components/error-notice.tsx'
import { Icon } from '../../components/icon.tsx'
import { EmptyState, Panel } from '../../components/page.tsx'
import { useDebounced } from '../../components/use-debounced.ts'
import { usePageParams } from '../../components/use-page-params.ts'
import { usePages } from '../../components/use-pages.ts'
import { csvText, saveFile } from '../../format/csv.ts'
import { useFormat } from '../../format/use-format.ts'
import { useSession } from '../../session/session-context.tsx'

const periods = { day: 1, week: 7, month: 30, quarter: 90 } as const
type Period = keyof typeof periods
const periodNames: readonly Period[] = ['day', 'week', 'month', 'quarter']
/** An export ends here and says so. */
const MOST_EXPORTED = 20_000

export function AuditTab() {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const words = useAuditWords()
  const { now } = useSession()
  const params = usePageParams()
  const period = periodNames.find((one) => one === params.get('period'))
  const target = useDebounced(params.get('target') ?? '', 300).trim()
  const filter = {
    actor: params.get('actor'),
    action: params.get('action'),
    target: target === '' ? undefined : target,
    from: period === undefined ? undefined : new Date(new Date(now).getTime() - periods[period] * 86_400_000).toISOString(),
  }
  const facets = useApi(endpoints.auditFacets())
  const pages = usePages('audit', params, (page) => endpoints.audit({ ...filter, ...page }))
  const [checking, setChecking] = useState(false)
  const check = useApi(endpoints.auditCheck(), { enabled: checking })
  const columns: Column<AuditEntry>[] = [
    { key: 'when', title: t('access.when'), render: (row) => format.dateTime(row.at) },
    { key: 'who', title: t('access.who'), render: (row) => <span className="cell-main">{words.actor(row.actor, row.actorName)}</span> },
    { key: 'what', title: t('access.what'), render: (row) => code('action', row.action) },
    {
      key: 'target',
      title: t('access.target'),
      maxWidth: 280,
      render: (row) => <span title={row.target}>{words.target(row)}</span>,
    },
    {
      key: 'detail',
      title: t('access.detail'),
      maxWidth: 420,
      render: (row) => <span className="audit-detail">{words.detail(row)}</span>,
    },
  ]
  const result = check.data
  return (
    <div className="stack">
      {result === undefined ? null : result.intact ? (
        <Alert type="success" showIcon title={t('access.intact', { n: format.integer(result.entries) })} />
      ) : (
        <Alert type="error" showIcon role="alert" title={t('access.broken', { id: result.firstBrokenId ?? '?' })} />
      )}
      <Panel
        title={t('project.audit')}
        flush
        actions={
          <span className="user-actions">
            <ExportButton filter={filter} />
            <Button
              size="small"
              loading={check.isFetching}
              onClick={() => {
                if (checking) void check.refetch()
                else setChecking(true)
              }}
            >
              {t('access.verify')}
            </Button>
          </span>
        }
      >
        <div className="audit-filters">
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            aria-label={t('access.who')}
            placeholder={t('access.who')}
            value={filter.actor ?? null}
            onChange={(value: string | null | undefined) => params.set({ actor: value ?? undefined })}
            options={(facets.data?.actors ?? []).map(({ actor, name }) => ({ value: actor, label: words.actor(actor, name) }))}
            popupMatchSelectWidth={false}
            style={{ minWidth: 140 }}
          />
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            aria-label={t('access.what')}
            placeholder={t('access.what')}
            value={filter.action ?? null}
            onChange={(value: string | null | undefined) => params.set({ action: value ?? undefined })}
            options={(facets.data?.actions ?? []).map((value) => ({ value, label: code('action', value) }))}
            popupMatchSelectWidth={false}
            style={{ minWidth: 140 }}
          />
          <Input
            allowClear
            aria-label={t('access.target')}
            placeholder={t('access.targetSearch')}
            maxLength={200}
            value={params.get('target') ?? ''}
            onChange={(event) => params.set({ target: event.target.value === '' ? undefined : event.target.value })}
            style={{ width: 220 }}
          />
          <Select
            allowClear
            aria-label={t('access.period')}
            placeholder={t('access.period')}
            value={period ?? null}
            onChange={(value: Period | null | undefined) => params.set({ period: value ?? undefined })}
            options={periodNames.map((value) => ({ value, label: t(`access.period_${value}`) }))}
            popupMatchSelectWidth={false}
            style={{ minWidth: 120 }}
          />
        </div>
        <PagedTable
          label={t('project.audit')}
          columns={columns}
          pages={pages}
          rowKey={(row) => String(row.id)}
          empty={<EmptyState title={t('access.auditEmpty')} />}
        />
      </Panel>
    </div>
  )
}

/** The entries that the filters name, in words, as a CSV file. */
function ExportButton({ filter }: { filter: Readonly<Record<string, string | undefined>> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const words = useAuditWords()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const [busy, setBusy] = useState(false)
  const download = async () => {
    const head = [
      t('access.number'),
      t('access.whenIn', { zone: format.timeZone }),
      t('access.who'),
      t('access.what'),
      t('access.target'),
      t('access.detail'),
    ]
    const rows: string[][] = []
    let cursor: string | undefined
    do {
      const { path, params } = endpoints.audit({ ...filter, limit: 200, cursor })
      const page: PageOf<AuditEntry> = await getJson(path, params)
      for (const row of page.items)
        rows.push([
          String(row.id),
          format.dateTime(row.at),
          words.actor(row.actor, row.actorName),
          code('action', row.action),
          `${words.target(row)} (${row.target})`,
          words.detail(row),
        ])
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined && rows.length < MOST_EXPORTED)
    saveFile('audit.csv', csvText([head, ...rows]))
    if (cursor !== undefined) void message.warning(t('access.exportCut', { n: format.integer(rows.length) }))
  }
  return (
    <Button
      size="small"
      icon={<Icon name="download" size={14} />}
      loading={busy}
      onClick={() => {
        setBusy(true)
        download()
          .catch((problem: ApiProblem) => void message.error(problemText(problem)))
          .finally(() => setBusy(false))
      }}
    >
      {t('common.exportCsv')}
    </Button>
  )
}

/** Names where there are any, else the kind of thing and the start of its id. */
function useAuditWords() {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const short = (label: string): string => {
    const [kind = '', id = ''] = label.split(/:(.*)/s)
    const word = code('auditTarget', kind)
    return id === '' ? word : `${word} ${/^[0-9a-f-]{36}$/.test(id) ? id.slice(0, 8) : id}`
  }
  const valueText = (key: string, value: unknown): string => {
    if (Array.isArray(value)) return value.map((one) => valueText(key, one)).join(', ')
    if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no')
    if (typeof value !== 'string') return JSON.stringify(value)
    return key === 'role' ? code('role', value) : key === 'permissions' ? code('permission', value) : value
  }
  return {
    actor: (label: string, name: string) => (name === '' ? short(label) : name),
    target: ({ target, targetName }: AuditEntry) => {
      const name = format.text(targetName)
      return name === '' ? short(target) : `${code('auditTarget', target.split(':')[0] ?? '')} · ${name}`
    },
    detail: ({ detail }: AuditEntry) =>
      Object.entries(detail)
        .map(([key, value]) => `${code('auditDetail', key)}: ${valueText(key, value)}`)
        .join(' · '),
  }
}
