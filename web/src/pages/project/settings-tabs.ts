import type { Permission } from '#http/access/access-schemas.ts'

export type SettingsTab = 'me' | 'project' | 'users' | 'keys' | 'webhooks' | 'audit'

const needs: readonly (readonly [SettingsTab, Permission | null])[] = [
  ['me', null],
  ['project', 'settings:manage'],
  ['users', 'users:manage'],
  ['keys', 'keys:manage'],
  ['webhooks', 'webhooks:manage'],
  ['audit', 'audit:read'],
]

/** The tabs of the settings that a person with these permissions has. */
export function settingsTabsFor(can: (permission: Permission) => boolean): SettingsTab[] {
  return needs.flatMap(([tab, permission]) => (permission === null || can(permission) ? [tab] : []))
}
