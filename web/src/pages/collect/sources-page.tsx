import { Button, Form, Input, Select, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { NewSource, Source } from '#http/collect/data-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import type { Freshness } from '#http/collect/freshness-schemas.ts'
import { useCode } from '../../components/codes.ts'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import { EndButton } from '../../components/end-button.tsx'
import { Unknown } from '../../components/figure.tsx'
import { Icon } from '../../components/icon.tsx'
import { EmptyState, Page } from '../../components/page.tsx'
import { SecretDialog } from '../../components/secret-dialog.tsx'
import { SecretOnce } from '../../components/secret-once.tsx'
import { StateTag } from '../../components/tags.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { ExpectationDialog } from './expectation-dialog.tsx'
import { FirstEvent } from './first-event.tsx'
import { FreshnessPanel } from './freshness-panel.tsx'
import { SourceConsentDialog } from './source-consent-dialog.tsx'
import { SourceSnippets } from './source-snippets.tsx'
import { StreamsCard } from './streams-card.tsx'

const TONES = { fresh: 'accent', late: 'danger', waiting: 'muted', undeclared: 'muted' } as const

export default function SourcesPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const query = useApi(endpoints.sources())
  const [adding, setAdding] = useState(false)
  const code = useCode()
  const freshness = useApi(endpoints.freshness())
  const freshOf = new Map(freshness.data?.sources.map((one) => [one.id, one]))
  const [asking, setAsking] = useState<Source | null>(null)
  const [expecting, setExpecting] = useState<Freshness['sources'][number] | null>(null)
  const kinds: Record<string, string> = {
    web: t('collect.kindWeb'),
    app: t('collect.kindApp'),
    mini_program: t('collect.kindMiniProgram'),
    server: t('collect.kindServer'),
  }
  const add = can('sources:manage') ? (
    <Button type="primary" icon={<Icon name="plus" />} onClick={() => setAdding(true)}>
      {t('collect.newSource')}
    </Button>
  ) : undefined
  const columns: Column<Source>[] = [
    {
      key: 'name',
      title: t('collect.sourceName'),
      render: (row) => (
        <Link className="cell-main" to={`/data/sources/${row.id}`}>
          {row.name}
        </Link>
      ),
    },
    { key: 'kind', title: t('collect.sourceKind'), render: (row) => kinds[row.kind] ?? row.kind },
    { key: 'key', title: t('collect.writeKey'), render: (row) => <span className="mono">{row.writeKeyHint}</span> },
    {
      key: 'state',
      title: t('collect.state'),
      render: (row) =>
        row.disabledAt === null ? (
          <StateTag tone="accent">{t('collect.active')}</StateTag>
        ) : (
          <StateTag tone="muted">{t('collect.disabled')}</StateTag>
        ),
    },
    {
      key: 'seen',
      title: t('collect.lastSeen'),
      render: (row) => (row.lastSeenAt === null ? <Unknown reason={t('collect.neverSeen')} /> : format.dateTime(row.lastSeenAt)),
    },
    {
      key: 'fresh',
      title: t('collect.freshState'),
      render: (row) => {
        const state = freshOf.get(row.id)?.state
        return state === undefined ? null : <StateTag tone={TONES[state]}>{code('freshness', state)}</StateTag>
      },
    },
    { key: 'received', title: t('collect.received'), numeric: true, render: (row) => format.integer(row.received) },
    { key: 'stored', title: t('collect.stored'), numeric: true, render: (row) => format.integer(row.stored) },
    { key: 'duplicates', title: t('collect.duplicates'), numeric: true, render: (row) => format.integer(row.duplicates) },
    { key: 'quarantined', title: t('collect.quarantined'), numeric: true, render: (row) => format.integer(row.quarantined) },
    { key: 'dropped', title: t('collect.droppedByConsent'), numeric: true, render: (row) => format.integer(row.droppedByConsent) },
    ...(can('sources:manage')
      ? [
          {
            key: 'actions',
            title: '',
            numeric: true,
            wideOnCard: true,
            render: (row: Source) =>
              row.disabledAt === null ? (
                <Space wrap>
                  <Button size="small" disabled={!freshOf.has(row.id)} onClick={() => setExpecting(freshOf.get(row.id) ?? null)}>
                    {t('collect.expect')}
                  </Button>
                  <Button size="small" onClick={() => setAsking(row)}>
                    {t('collect.consent')}
                  </Button>
                  <EndButton list="/sources" id={row.id} ask={t('collect.disableAsk')} label={t('collect.disable')} />
                </Space>
              ) : null,
          },
        ]
      : []),
  ]
  return (
    <Page title={t('collect.sourcesTitle')} purpose={t('collect.sourcesPurpose')} actions={add}>
      <div className="stack">
        {query.data === undefined || query.data.items.length === 0 ? null : <FreshnessPanel />}
        <div className="panel">
          <DataTable
            label={t('collect.sourcesTitle')}
            columns={columns}
            rows={query.data?.items}
            rowKey={(row) => row.id}
            error={query.error}
            retry={() => void query.refetch()}
            empty={
              <EmptyState title={t('collect.sourcesEmpty')} action={add}>
                {t('collect.sourcesEmptyText')}
              </EmptyState>
            }
          />
        </div>
        <p className="soft">{t('collect.accounted')}</p>
        <StreamsCard />
      </div>
      <NewSourceDialog open={adding} close={() => setAdding(false)} kinds={kinds} />
      {expecting === null ? null : <ExpectationDialog source={expecting} close={() => setExpecting(null)} />}
      {asking === null ? null : <SourceConsentDialog source={asking} close={() => setAsking(null)} />}
    </Page>
  )
}

interface DialogProps {
  open: boolean
  close: () => void
  kinds: Record<string, string>
}

function NewSourceDialog({ open, close, kinds }: DialogProps) {
  const { t } = useTranslation()
  const code = useCode()
  return (
    <SecretDialog<{ name: string; kind: string; userIdKind: string }, NewSource>
      open={open}
      close={close}
      title={t('collect.newSource')}
      doneTitle={t('collect.sourceCreated')}
      path="/sources"
      width={620}
      initialValues={{ kind: 'web', userIdKind: 'user_id' }}
      shown={(made) => (
        <>
          <SecretOnce secret={made.writeKey} label={t('collect.writeKey')} />
          <div>
            <h2 className="subhead">{t('collect.snippetTitle')}</h2>
            <FirstEvent sourceId={made.source.id} />
            <SourceSnippets sourceId={made.source.id} writeKey={made.writeKey} kind={made.source.kind} />
          </div>
        </>
      )}
    >
      <Form.Item name="name" label={t('collect.sourceName')} rules={[{ required: true, message: t('common.required') }]}>
        <Input maxLength={100} placeholder={t('collect.sourceNamePlaceholder')} />
      </Form.Item>
      <Form.Item name="kind" label={t('collect.sourceKind')}>
        <Select options={Object.entries(kinds).map(([value, label]) => ({ value, label }))} />
      </Form.Item>
      <Form.Item name="userIdKind" label={t('collect.userIdKind')}>
        <Select
          options={(['user_id', 'member_number', 'custom_id'] as const).map((value) => ({ value, label: code('identifier', value) }))}
        />
      </Form.Item>
    </SecretDialog>
  )
}
