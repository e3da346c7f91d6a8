import { Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Static } from '#http/shared-schemas.ts'
import type { NewWebhook, NewWebhookBody, WebhookEndpoint } from '#http/decide/retain-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import type { Column } from '../../components/data-table.tsx'
import { EndButton } from '../../components/end-button.tsx'
import { EmptyState } from '../../components/page.tsx'
import { SecretDialog } from '../../components/secret-dialog.tsx'
import { SecretOnce } from '../../components/secret-once.tsx'
import { StateTag } from '../../components/tags.tsx'
import { useFormat } from '../../format/use-format.ts'
import { SettingsList } from '../project/settings-list.tsx'

type Endpoint = Static<typeof WebhookEndpoint>

export function WebhooksTab() {
  const { t } = useTranslation()
  const format = useFormat()
  const columns: Column<Endpoint>[] = [
    {
      key: 'name',
      title: t('access.thingName'),
      render: (row) => (
        <>
          <span className="cell-main">{row.name}</span>
          <span className="cell-sub mono">{row.url}</span>
        </>
      ),
    },
    {
      key: 'events',
      title: t('act.events'),
      maxWidth: 300,
      render: (row) => (row.events.length === 0 ? t('common.all') : row.events.join(', ')),
    },
    {
      key: 'state',
      title: t('collect.state'),
      render: (row) =>
        row.disabledAt === null ? (
          <StateTag tone="accent">{t('access.active')}</StateTag>
        ) : (
          <span title={row.disabledReason ?? ''}>
            <StateTag tone="muted">{t('access.disabled')}</StateTag>
          </span>
        ),
    },
    { key: 'created', title: t('access.created'), render: (row) => format.date(row.createdAt) },
    {
      key: 'actions',
      title: '',
      numeric: true,
      render: (row) =>
        row.disabledAt === null ? (
          <EndButton list="/webhooks" id={row.id} ask={t('act.webhookDisableAsk')} label={t('access.disable')} />
        ) : null,
    },
  ]
  return (
    <SettingsList
      title={t('project.webhooks')}
      addLabel={t('act.newWebhook')}
      endpoint={endpoints.webhooks()}
      columns={columns}
      empty={<EmptyState title={t('act.webhooksEmpty')}>{t('act.webhooksEmptyText')}</EmptyState>}
      dialog={(open, close) => <NewWebhookDialog open={open} close={close} />}
    />
  )
}

interface Fields {
  name: string
  url: string
  events?: string[]
}

const bodyOf = (fields: Fields): Static<typeof NewWebhookBody> => ({ ...fields, events: fields.events ?? [] })

function NewWebhookDialog({ open, close }: { open: boolean; close: () => void }) {
  const { t } = useTranslation()
  const required = { required: true, message: t('common.required') }
  return (
    <SecretDialog<Fields, Static<typeof NewWebhook>>
      open={open}
      close={close}
      title={t('act.newWebhook')}
      doneTitle={t('act.webhookCreated')}
      path="/webhooks"
      bodyOf={bodyOf}
      shown={(made) => <SecretOnce secret={made.secret} label={t('act.signingSecret')} />}
    >
      <Form.Item name="name" label={t('access.thingName')} rules={[required]}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="url" label={t('act.url')} rules={[required, { pattern: /^https?:\/\//, message: t('act.urlWrong') }]}>
        <Input maxLength={2000} placeholder="https://" />
      </Form.Item>
      <Form.Item name="events" label={t('act.events')} extra={t('act.eventsHelp')}>
        <Select mode="tags" tokenSeparators={[',', ' ']} open={false} suffixIcon={null} />
      </Form.Item>
    </SecretDialog>
  )
}
