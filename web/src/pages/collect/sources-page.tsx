import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NewSource, Source } from '#http/collect/data-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import { EndButton } from '../../components/end-button.tsx'
import { Unknown } from '../../components/figure.tsx'
import { Icon } from '../../components/icon.tsx'
import { EmptyState, Page } from '../../components/page.tsx'
import { SecretDialog } from '../../components/secret-dialog.tsx'
import { CopyBlock, SecretOnce } from '../../components/secret-once.tsx'
import { StateTag } from '../../components/tags.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { StreamsCard } from './streams-card.tsx'
import './data.css'

export default function SourcesPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const query = useApi(endpoints.sources())
  const [adding, setAdding] = useState(false)
  const kinds: Record<string, string> = {
    web: t('data.kindWeb'),
    app: t('data.kindApp'),
    mini_program: t('data.kindMiniProgram'),
    server: t('data.kindServer'),
  }
  const add = can('sources:manage') ? (
    <Button type="primary" icon={<Icon name="plus" />} onClick={() => setAdding(true)}>
      {t('data.newSource')}
    </Button>
  ) : undefined
  const columns: Column<Source>[] = [
    { key: 'name', title: t('data.sourceName'), render: (row) => <span className="cell-main">{row.name}</span> },
    { key: 'kind', title: t('data.sourceKind'), render: (row) => kinds[row.kind] ?? row.kind },
    { key: 'key', title: t('data.writeKey'), render: (row) => <span className="mono">{row.writeKeyHint}</span> },
    {
      key: 'state',
      title: t('data.state'),
      render: (row) =>
        row.disabledAt === null ? (
          <StateTag tone="accent">{t('data.active')}</StateTag>
        ) : (
          <StateTag tone="muted">{t('data.disabled')}</StateTag>
        ),
    },
    {
      key: 'seen',
      title: t('data.lastSeen'),
      render: (row) => (row.lastSeenAt === null ? <Unknown reason={t('data.neverSeen')} /> : format.dateTime(row.lastSeenAt)),
    },
    { key: 'received', title: t('data.received'), numeric: true, render: (row) => format.integer(row.received) },
    { key: 'stored', title: t('data.stored'), numeric: true, render: (row) => format.integer(row.stored) },
    { key: 'duplicates', title: t('data.duplicates'), numeric: true, render: (row) => format.integer(row.duplicates) },
    { key: 'quarantined', title: t('data.quarantined'), numeric: true, render: (row) => format.integer(row.quarantined) },
    ...(can('sources:manage')
      ? [
          {
            key: 'actions',
            title: '',
            numeric: true,
            render: (row: Source) =>
              row.disabledAt === null ? (
                <EndButton list="/sources" id={row.id} ask={t('data.disableAsk')} label={t('data.disable')} />
              ) : null,
          },
        ]
      : []),
  ]
  return (
    <Page title={t('data.sourcesTitle')} purpose={t('data.sourcesPurpose')} actions={add}>
      <div className="stack">
        <div className="panel">
          <DataTable
            label={t('data.sourcesTitle')}
            columns={columns}
            rows={query.data?.items}
            rowKey={(row) => row.id}
            error={query.error}
            retry={() => void query.refetch()}
            empty={
              <EmptyState title={t('data.sourcesEmpty')} action={add}>
                {t('data.sourcesEmptyText')}
              </EmptyState>
            }
          />
        </div>
        <StreamsCard />
      </div>
      <NewSourceDialog open={adding} close={() => setAdding(false)} kinds={kinds} />
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
      title={t('data.newSource')}
      doneTitle={t('data.sourceCreated')}
      path="/sources"
      width={620}
      initialValues={{ kind: 'web', userIdKind: 'user_id' }}
      shown={(made) => (
        <>
          <SecretOnce secret={made.writeKey} label={t('data.writeKey')} />
          <div>
            <h2 className="subhead">{t('data.snippetTitle')}</h2>
            <CopyBlock text={snippet(made.writeKey)} label={t('data.snippetTitle')} />
          </div>
        </>
      )}
    >
      <Form.Item name="name" label={t('data.sourceName')} rules={[{ required: true, message: t('common.required') }]}>
        <Input maxLength={100} placeholder={t('data.sourceNamePlaceholder')} />
      </Form.Item>
      <Form.Item name="kind" label={t('data.sourceKind')}>
        <Select options={Object.entries(kinds).map(([value, label]) => ({ value, label }))} />
      </Form.Item>
      <Form.Item name="userIdKind" label={t('data.userIdKind')}>
        <Select
          options={(['user_id', 'member_number', 'custom_id'] as const).map((value) => ({ value, label: code('identifier', value) }))}
        />
      </Form.Item>
    </SecretDialog>
  )
}

/** One event by curl, with the key as the user name of basic authentication, as Segment's HTTP API takes it. */
function snippet(writeKey: string): string {
  return `curl ${window.location.origin}/v1/track \\
  -u '${writeKey}:' \\
  -H 'content-type: application/json' \\
  -d '{"userId":"M10001","event":"Product Viewed","properties":{"product_id":"SKU-1"}}'`
}
