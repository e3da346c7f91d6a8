import type { Permission } from '#http/access/access-schemas.ts'
import type { TabHead } from '../../components/page-tabs.tsx'

/** The tabs of the settings; their contents stand in the page, which is fetched when it is opened. */
const settingsTabs = [
  { key: 'me', label: 'project.me' },
  { key: 'project', label: 'project.project', needs: 'settings:manage' },
  { key: 'users', label: 'project.users', needs: 'users:manage' },
  { key: 'keys', label: 'project.keys', needs: 'keys:manage' },
  { key: 'webhooks', label: 'project.webhooks', needs: 'webhooks:manage' },
  { key: 'audit', label: 'project.audit', needs: 'audit:read' },
] as const satisfies readonly TabHead[]

export type SettingsTab = (typeof settingsTabs)[number]['key']

/** The tabs of the settings that a person with these permissions has. */
export function settingsTabsFor(can: (permission: Permission) => boolean): readonly (TabHead & { key: SettingsTab })[] {
  return settingsTabs.filter((tab) => !('needs' in tab) || can(tab.needs))
}
