import { App, Button, Form, Input, Modal, Popconfirm, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Static } from 'typebox'
import type { NewWebhook, NewWebhookBody, WebhookEndpoint } from '#http/schemas/retain.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import { ErrorNotice, useProblemText } from '../../components/error-notice.tsx'
import { Icon } from '../../components/icon.tsx'
import { EmptyState, Panel } from '../../components/page.tsx'
import { SecretOnce } from '../../components/secret-once.tsx'
import { StateTag } from '../../components/tags.tsx'
import { useFormat } from '../../format/use-format.ts'

type Endpoint = Static<typeof WebhookEndpoint>

export function WebhooksTab() {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useApi(endpoints.webhooks())
  const [adding, setAdding] = useState(false)
  const columns: Column<Endpoint>[] = [
    {
      key: 'name',
      title: t('settings.name'),
      render: (row) => (
        <>
          <span className="cell-main">{row.name}</span>
          <span className="cell-sub mono">{row.url}</span>
        </>
      ),
    },
    {
      key: 'events',
      title: t('settings.events'),
      maxWidth: 300,
      render: (row) => (row.events.length === 0 ? t('common.all') : row.events.join(', ')),
    },
    {
      key: 'state',
      title: t('data.state'),
      render: (row) =>
        row.disabledAt === null ? (
          <StateTag tone="accent">{t('settings.active')}</StateTag>
        ) : (
          <span title={row.disabledReason ?? ''}>
            <StateTag tone="muted">{t('settings.disabled')}</StateTag>
          </span>
        ),
    },
    { key: 'created', title: t('settings.created'), render: (row) => format.date(row.createdAt) },
    { key: 'actions', title: '', numeric: true, render: (row) => (row.disabledAt === null ? <Disable id={row.id} /> : null) },
  ]
  return (
    <Panel
      title={t('settings.webhooks')}
      flush
      actions={
        <Button size="small" icon={<Icon name="plus" size={14} />} onClick={() => setAdding(true)}>
          {t('settings.newWebhook')}
        </Button>
      }
    >
      <DataTable
        label={t('settings.webhooks')}
        columns={columns}
        rows={query.data?.items}
        rowKey={(row) => row.id}
        error={query.error}
        retry={() => void query.refetch()}
        empty={<EmptyState title={t('settings.webhooksEmpty')}>{t('settings.webhooksEmptyText')}</EmptyState>}
      />
      <NewWebhookDialog open={adding} close={() => setAdding(false)} />
    </Panel>
  )
}

function Disable({ id }: { id: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const disable = useChange(['/webhooks'])
  return (
    <Popconfirm
      title={t('settings.webhookDisableAsk')}
      okText={t('settings.disable')}
      cancelText={t('common.cancel')}
      onConfirm={() =>
        disable.mutate(
          { method: 'DELETE', path: `/webhooks/${encodeURIComponent(id)}` },
          { onError: (problem) => void message.error(problemText(problem)) },
        )
      }
    >
      <Button size="small">{t('settings.disable')}</Button>
    </Popconfirm>
  )
}

function NewWebhookDialog({ open, close }: { open: boolean; close: () => void }) {
  const { t } = useTranslation()
  const create = useChange<Static<typeof NewWebhook>>(['/webhooks'])
  const leave = () => {
    close()
    create.reset()
  }
  const submit = (fields: { name: string; url: string; events?: string[] }) => {
    const body: Static<typeof NewWebhookBody> = { ...fields, events: fields.events ?? [] }
    create.mutate({ method: 'POST', path: '/webhooks', body })
  }
  const required = { required: true, message: t('common.required') }
  return (
    <Modal
      open={open}
      title={create.data === undefined ? t('settings.newWebhook') : t('settings.webhookCreated')}
      onCancel={leave}
      footer={null}
      destroyOnHidden
    >
      {create.data === undefined ? (
        <Form layout="vertical" requiredMark={false} onFinish={submit}>
          {create.error === null ? null : <ErrorNotice problem={create.error} />}
          <Form.Item name="name" label={t('settings.name')} rules={[required]}>
            <Input maxLength={100} />
          </Form.Item>
          <Form.Item name="url" label={t('settings.url')} rules={[required, { pattern: /^https?:\/\//, message: t('settings.urlWrong') }]}>
            <Input maxLength={2000} placeholder="https://" />
          </Form.Item>
          <Form.Item name="events" label={t('settings.events')} extra={t('settings.eventsHelp')}>
            <Select mode="tags" tokenSeparators={[',', ' ']} open={false} suffixIcon={null} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={create.isPending}>
            {t('common.create')}
          </Button>
        </Form>
      ) : (
        <div className="stack">
          <SecretOnce secret={create.data.secret} label={t('settings.signingSecret')} />
          <div>
            <Button type="primary" onClick={leave}>
              {t('common.done')}
            </Button>
          </div>
        </div>
      )}
    </Modal>
  )
}
