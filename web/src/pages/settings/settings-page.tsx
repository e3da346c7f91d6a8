import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { Page } from '../../components/page.tsx'
import { TabRow } from '../../components/tab-row.tsx'
import { useCan } from '../../session/use-can.ts'
import { ApiKeysTab } from './api-keys-tab.tsx'
import { AuditTab } from './audit-tab.tsx'
import { MeTab } from './me-tab.tsx'
import { ProjectTab } from './project-tab.tsx'
import { UsersTab } from './users-tab.tsx'
import { WebhooksTab } from './webhooks-tab.tsx'
import './settings.css'

export default function SettingsPage() {
  const { t } = useTranslation()
  const can = useCan()
  const navigate = useNavigate()
  const { tab } = useParams()
  const tabs = [
    { key: 'me', label: t('settings.me'), content: <MeTab />, open: true },
    { key: 'project', label: t('settings.project'), content: <ProjectTab />, open: can('settings:manage') },
    { key: 'users', label: t('settings.users'), content: <UsersTab />, open: can('users:manage') },
    { key: 'keys', label: t('settings.keys'), content: <ApiKeysTab />, open: can('keys:manage') },
    { key: 'webhooks', label: t('settings.webhooks'), content: <WebhooksTab />, open: can('webhooks:manage') },
    { key: 'audit', label: t('settings.audit'), content: <AuditTab />, open: can('audit:read') },
  ].filter((one) => one.open)
  const current = tabs.find((one) => one.key === tab) ?? tabs[0]
  return (
    <Page title={t('settings.title')} purpose={t('settings.purpose')}>
      <TabRow label={t('settings.title')} items={tabs} current={current?.key ?? 'me'} open={(key) => void navigate(`/settings/${key}`)} />
      {current?.content}
    </Page>
  )
}
