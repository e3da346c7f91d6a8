import { App, Button, Checkbox, Form, Input, Modal, Popconfirm, Tooltip } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Static } from 'typebox'
import type { ApiKey, NewApiKey } from '#http/schemas/access.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import { ErrorNotice, useProblemText } from '../../components/error-notice.tsx'
import { Unknown } from '../../components/figure.tsx'
import { Icon } from '../../components/icon.tsx'
import { EmptyState, Panel } from '../../components/page.tsx'
import { SecretOnce } from '../../components/secret-once.tsx'
import { StateTag } from '../../components/tags.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useSession } from '../../session/session-context.tsx'

export function ApiKeysTab() {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const query = useApi(endpoints.apiKeys())
  const [adding, setAdding] = useState(false)
  const columns: Column<ApiKey>[] = [
    { key: 'name', title: t('settings.name'), render: (row) => <span className="cell-main">{row.name}</span> },
    { key: 'hint', title: t('settings.keyHint'), render: (row) => <span className="mono">{row.hint}</span> },
    {
      key: 'permissions',
      title: t('settings.keyPermissions'),
      render: (row) => (
        <Tooltip title={row.permissions.map((one) => code('permission', one)).join(' · ')}>
          <span>{t('settings.permissionCount', { n: row.permissions.length })}</span>
        </Tooltip>
      ),
    },
    {
      key: 'state',
      title: t('data.state'),
      render: (row) =>
        row.revokedAt === null ? (
          <StateTag tone="accent">{t('settings.active')}</StateTag>
        ) : (
          <StateTag tone="muted">{t('settings.revoked')}</StateTag>
        ),
    },
    { key: 'created', title: t('settings.created'), render: (row) => format.date(row.createdAt) },
    {
      key: 'used',
      title: t('settings.lastUsed'),
      render: (row) => (row.lastUsedAt === null ? <Unknown reason={t('settings.neverUsed')} /> : format.dateTime(row.lastUsedAt)),
    },
    { key: 'actions', title: '', numeric: true, render: (row) => (row.revokedAt === null ? <Revoke id={row.id} /> : null) },
  ]
  return (
    <Panel
      title={t('settings.keys')}
      flush
      actions={
        <Button size="small" icon={<Icon name="plus" size={14} />} onClick={() => setAdding(true)}>
          {t('settings.newKey')}
        </Button>
      }
    >
      <DataTable
        label={t('settings.keys')}
        columns={columns}
        rows={query.data?.items}
        rowKey={(row) => row.id}
        error={query.error}
        retry={() => void query.refetch()}
        empty={<EmptyState title={t('settings.keysEmpty')}>{t('settings.keysEmptyText')}</EmptyState>}
      />
      <NewKeyDialog open={adding} close={() => setAdding(false)} />
    </Panel>
  )
}

function Revoke({ id }: { id: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const revoke = useChange(['/api-keys'])
  return (
    <Popconfirm
      title={t('settings.revokeAsk')}
      okText={t('settings.revoke')}
      cancelText={t('common.cancel')}
      onConfirm={() =>
        revoke.mutate(
          { method: 'DELETE', path: `/api-keys/${encodeURIComponent(id)}` },
          { onError: (problem) => void message.error(problemText(problem)) },
        )
      }
    >
      <Button size="small">{t('settings.revoke')}</Button>
    </Popconfirm>
  )
}

function NewKeyDialog({ open, close }: { open: boolean; close: () => void }) {
  const { t } = useTranslation()
  const code = useCode()
  const { permissions } = useSession()
  const create = useChange<Static<typeof NewApiKey>>(['/api-keys'])
  const leave = () => {
    close()
    create.reset()
  }
  const required = [{ required: true, message: t('common.required') }]
  return (
    <Modal
      open={open}
      title={create.data === undefined ? t('settings.newKey') : t('settings.keyCreated')}
      onCancel={leave}
      footer={null}
      width={620}
      destroyOnHidden
    >
      {create.data === undefined ? (
        <Form
          layout="vertical"
          requiredMark={false}
          onFinish={(body: { name: string; permissions: string[] }) => create.mutate({ method: 'POST', path: '/api-keys', body })}
        >
          {create.error === null ? null : <ErrorNotice problem={create.error} />}
          <Form.Item name="name" label={t('settings.keyName')} rules={required}>
            <Input maxLength={100} />
          </Form.Item>
          <Form.Item
            name="permissions"
            label={t('settings.keyPermissions')}
            rules={[{ type: 'array', required: false, min: 1, message: t('common.required') }]}
          >
            <Checkbox.Group
              className="permission-grid"
              options={permissions.map((value) => ({ value, label: code('permission', value) }))}
            />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={create.isPending}>
            {t('common.create')}
          </Button>
        </Form>
      ) : (
        <div className="stack">
          <SecretOnce secret={create.data.key} label={t('settings.keyHint')} />
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
