import { Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Static } from '#http/shared-schemas.ts'
import type { ApiKey, NewApiKey } from '#http/access/access-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import type { Column } from '../../components/data-table.tsx'
import { EndButton } from '../../components/end-button.tsx'
import { Unknown } from '../../components/figure.tsx'
import { EmptyState } from '../../components/page.tsx'
import { SecretDialog } from '../../components/secret-dialog.tsx'
import { SecretOnce } from '../../components/secret-once.tsx'
import { StateTag } from '../../components/tags.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useSession } from '../../session/session-context.tsx'
import { PermissionCount } from './permission-count.tsx'
import { PermissionPicker } from './permission-picker.tsx'
import { SettingsList } from '../project/settings-list.tsx'

export function ApiKeysTab() {
  const { t } = useTranslation()
  const format = useFormat()
  const columns: Column<ApiKey>[] = [
    { key: 'name', title: t('access.thingName'), render: (row) => <span className="cell-main">{row.name}</span> },
    { key: 'hint', title: t('access.keyHint'), render: (row) => <span className="mono">{row.hint}</span> },
    {
      key: 'permissions',
      title: t('access.keyPermissions'),
      render: (row) => <PermissionCount permissions={row.permissions} />,
    },
    {
      key: 'state',
      title: t('collect.state'),
      render: (row) =>
        row.revokedAt === null ? (
          <StateTag tone="accent">{t('access.active')}</StateTag>
        ) : (
          <StateTag tone="muted">{t('access.revoked')}</StateTag>
        ),
    },
    { key: 'created', title: t('access.created'), render: (row) => format.date(row.createdAt) },
    {
      key: 'used',
      title: t('access.lastUsed'),
      render: (row) => (row.lastUsedAt === null ? <Unknown reason={t('access.neverUsed')} /> : format.dateTime(row.lastUsedAt)),
    },
    {
      key: 'actions',
      title: '',
      numeric: true,
      render: (row) =>
        row.revokedAt === null ? <EndButton list="/api-keys" id={row.id} ask={t('access.revokeAsk')} label={t('access.revoke')} /> : null,
    },
  ]
  return (
    <SettingsList
      title={t('project.keys')}
      addLabel={t('access.newKey')}
      endpoint={endpoints.apiKeys()}
      columns={columns}
      empty={<EmptyState title={t('access.keysEmpty')}>{t('access.keysEmptyText')}</EmptyState>}
      dialog={(open, close) => <NewKeyDialog open={open} close={close} />}
    />
  )
}

function NewKeyDialog({ open, close }: { open: boolean; close: () => void }) {
  const { t } = useTranslation()
  const { permissions } = useSession()
  return (
    <SecretDialog<{ name: string; permissions: string[] }, Static<typeof NewApiKey>>
      open={open}
      close={close}
      title={t('access.newKey')}
      doneTitle={t('access.keyCreated')}
      path="/api-keys"
      width={760}
      shown={(made) => <SecretOnce secret={made.key} label={t('access.keyHint')} />}
    >
      <Form.Item name="name" label={t('access.thingName')} rules={[{ required: true, message: t('common.required') }]}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item
        name="permissions"
        label={t('access.keyPermissions')}
        rules={[{ type: 'array', required: false, min: 1, message: t('common.required') }]}
      >
        <PermissionPicker offered={permissions} />
      </Form.Item>
    </SecretDialog>
  )
}
