import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { Page } from '../../components/page.tsx'
import { TabRow } from '../../components/tab-row.tsx'
import { useCan } from '../../session/use-can.ts'
import { ApiKeysTab } from '../access/api-keys-tab.tsx'
import { AuditTab } from '../access/audit-tab.tsx'
import { MeTab } from '../access/me-tab.tsx'
import { ProjectTab } from './project-tab.tsx'
import { settingsTabsFor } from './settings-tabs.ts'
import type { SettingsTab } from './settings-tabs.ts'
import { UsersTab } from '../access/users-tab.tsx'
import { WebhooksTab } from '../act/webhooks-tab.tsx'
import './settings.css'

const content: Readonly<Record<SettingsTab, () => ReactNode>> = {
  me: MeTab,
  project: ProjectTab,
  users: UsersTab,
  keys: ApiKeysTab,
  webhooks: WebhooksTab,
  audit: AuditTab,
}

export default function SettingsPage() {
  const { t } = useTranslation()
  const can = useCan()
  const navigate = useNavigate()
  const { tab } = useParams()
  const tabs = settingsTabsFor(can)
  const current = tabs.find(({ key }) => key === tab)?.key ?? 'me'
  const Content = content[current]
  return (
    <Page title={t('project.title')} purpose={t('project.purpose')}>
      <TabRow
        label={t('project.title')}
        items={tabs.map(({ key, label }) => ({ key, label: t(label) }))}
        current={current}
        open={(key) => void navigate(`/settings/${key}`)}
      />
      <Content />
    </Page>
  )
}
