import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { Page } from '../../components/page.tsx'
import { TabRow } from '../../components/tab-row.tsx'
import { PartOnly } from '../../components/part-only.tsx'
import { useReach } from '../../session/use-can.ts'
import { ApiKeysTab } from '../access/api-keys-tab.tsx'
import { AuditTab } from '../access/audit-tab.tsx'
import { MeTab } from '../access/me-tab.tsx'
import { ProjectTab } from './project-tab.tsx'
import { isSettingsTab, settingsTabsFor } from './settings-tabs.ts'
import type { SettingsTab } from './settings-tabs.ts'
import { IdentityRulesTab } from '../identity/identity-rules-tab.tsx'
import { UsersTab } from '../access/users-tab.tsx'
import { ContactRulesTab } from '../act/contact-rules/contact-rules-tab.tsx'
import { SuppressionsTab } from '../act/suppressions/suppressions-tab.tsx'
import { ChannelsTab } from '../act/channels/channels-tab.tsx'
import { NoticesTab } from '../act/notices/notices-tab.tsx'
import { WebhooksTab } from '../act/webhooks-tab.tsx'
import './settings.css'

const content: Readonly<Record<SettingsTab, () => ReactNode>> = {
  me: MeTab,
  project: ProjectTab,
  'contact-rules': ContactRulesTab,
  suppressions: SuppressionsTab,
  identity: IdentityRulesTab,
  users: UsersTab,
  keys: ApiKeysTab,
  channels: ChannelsTab,
  notices: NoticesTab,
  webhooks: WebhooksTab,
  audit: AuditTab,
}

export default function SettingsPage() {
  const { t } = useTranslation()
  const reach = useReach()
  const navigate = useNavigate()
  const { tab } = useParams()
  const tabs = settingsTabsFor(reach)
  const current = tabs.find(({ key }) => key === tab)?.key ?? 'me'
  const closed = reach.limited && isSettingsTab(tab) && tab !== current
  const Content = closed ? PartOnly : content[current]
  return (
    <Page title={t('project.title')} purpose={t('project.purpose')}>
      <TabRow
        label={t('project.title')}
        items={tabs.map(({ key, label }) => ({ key, label: t(label) }))}
        current={closed ? '' : current}
        open={(key) => void navigate(`/settings/${key}`)}
      />
      <Content />
    </Page>
  )
}
