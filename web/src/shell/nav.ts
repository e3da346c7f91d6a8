import type { Permission } from '#http/access/access-schemas.ts'
import type { IconName } from '../components/icon.tsx'

export type NavKey =
  | 'overview'
  | 'customers'
  | 'segments'
  | 'churn'
  | 'value'
  | 'demand'
  | 'recommend'
  | 'strategies'
  | 'runs'
  | 'messages'
  | 'tasks'
  | 'effects'
  | 'imports'
  | 'quarantine'
  | 'sources'
  | 'settings'

export interface NavItem {
  key: NavKey
  path: string
  icon: IconName
  /** Without this permission the page is not offered. */
  needs?: Permission
}

export interface NavGroup {
  key: 'overview' | 'customers' | 'predict' | 'retain' | 'effect' | 'data' | 'settings'
  items: NavItem[]
}

/** The groups follow the flow from left to right: know, predict, retain, measure. */
const navigation: readonly NavGroup[] = [
  { key: 'overview', items: [{ key: 'overview', path: '/', icon: 'overview', needs: 'overview:read' }] },
  {
    key: 'customers',
    items: [
      { key: 'customers', path: '/customers', icon: 'customers', needs: 'customers:read' },
      { key: 'segments', path: '/customers/segments', icon: 'segments', needs: 'segments:read' },
    ],
  },
  {
    key: 'predict',
    items: [
      { key: 'churn', path: '/predict/churn', icon: 'predict', needs: 'churn:read' },
      { key: 'value', path: '/predict/value', icon: 'value', needs: 'value:read' },
      { key: 'demand', path: '/predict/demand', icon: 'demand', needs: 'demand:read' },
      { key: 'recommend', path: '/predict/recommendation', icon: 'recommend', needs: 'recommendations:read' },
    ],
  },
  {
    key: 'retain',
    items: [
      { key: 'strategies', path: '/retain/strategies', icon: 'strategies', needs: 'strategies:read' },
      { key: 'runs', path: '/retain/runs', icon: 'runs', needs: 'decisions:read' },
      { key: 'messages', path: '/retain/messages', icon: 'messages', needs: 'decisions:read' },
      { key: 'tasks', path: '/retain/tasks', icon: 'tasks', needs: 'tasks:read' },
    ],
  },
  { key: 'effect', items: [{ key: 'effects', path: '/effect', icon: 'effect', needs: 'effects:read' }] },
  {
    key: 'data',
    items: [
      { key: 'imports', path: '/data/imports', icon: 'imports', needs: 'data:read' },
      { key: 'quarantine', path: '/data/quarantine', icon: 'quarantine', needs: 'data:read' },
      { key: 'sources', path: '/data/sources', icon: 'sources', needs: 'data:read' },
    ],
  },
  { key: 'settings', items: [{ key: 'settings', path: '/settings', icon: 'settings' }] },
]

/** The groups with the pages that a person with these permissions can use. */
export function navigationFor(can: (permission: Permission) => boolean): NavGroup[] {
  return navigation
    .map((group) => ({ ...group, items: group.items.filter((item) => item.needs === undefined || can(item.needs)) }))
    .filter((group) => group.items.length > 0)
}
