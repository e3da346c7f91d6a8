import type { TabHead } from '../../components/page-tabs.tsx'
import type { Reach } from '../../shell/nav.ts'

/** The tabs of the settings; their contents stand in the page, which is fetched when it is opened. */
const settingsTabs = [
  { key: 'me', label: 'project.me' },
  { key: 'project', label: 'project.project', needs: 'settings:manage' },
  { key: 'contact-rules', label: 'contactRules.tab', needs: 'decisions:read' },
  { key: 'suppressions', label: 'suppressions.tab', needs: 'consents:manage' },
  { key: 'identity', label: 'project.identity', needs: 'settings:manage' },
  { key: 'users', label: 'project.users', needs: 'users:manage' },
  { key: 'keys', label: 'project.keys', needs: 'keys:manage' },
  { key: 'channels', label: 'project.channels', needs: 'channels:read' },
  { key: 'notices', label: 'project.notices', needs: 'channels:read' },
  { key: 'webhooks', label: 'project.webhooks', needs: 'webhooks:manage' },
  { key: 'audit', label: 'project.audit', needs: 'audit:read' },
] as const satisfies readonly TabHead[]

export type SettingsTab = (typeof settingsTabs)[number]['key']

/** The tabs of the settings that a person has: of somebody who sees only a part of the customers, those about themselves. */
export function settingsTabsFor({ can, limited }: Reach): readonly (TabHead & { key: SettingsTab })[] {
  return settingsTabs.filter((tab) => !('needs' in tab) || (!limited && can(tab.needs)))
}

export function isSettingsTab(key: string | undefined): boolean {
  return settingsTabs.some((tab) => tab.key === key)
}
