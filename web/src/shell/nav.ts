import type { Permission } from '#http/access/access-schemas.ts'
import type { IconName } from '../components/icon.tsx'

export type NavKey =
  | 'overview'
  | 'customers'
  | 'accounts'
  | 'segments'
  | 'groups'
  | 'tags'
  | 'questionnaires'
  | 'clusters'
  | 'churn'
  | 'value'
  | 'demand'
  | 'recommend'
  | 'strategies'
  | 'runs'
  | 'board'
  | 'campaigns'
  | 'broadcasts'
  | 'approvals'
  | 'journeys'
  | 'contents'
  | 'images'
  | 'offers'
  | 'pieces'
  | 'messages'
  | 'tasks'
  | 'effects'
  | 'imports'
  | 'quality'
  | 'dictionary'
  | 'calendar'
  | 'series'
  | 'quarantine'
  | 'identityReview'
  | 'sources'
  | 'trackingPlan'
  | 'syncs'
  | 'settings'

export interface NavItem {
  key: NavKey
  path: string
  icon: IconName
  /** Without this permission the page is not offered. */
  needs?: Permission
  /** Figures and acts of the whole shop: closed to accounts that see only a part of the customers. */
  wholeShop?: true
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
      { key: 'accounts', path: '/customers/accounts', icon: 'accounts', needs: 'customers:read' },
      { key: 'groups', path: '/customers/groups', icon: 'groups', needs: 'segments:read' },
      { key: 'tags', path: '/customers/tags', icon: 'tags', needs: 'segments:read' },
      { key: 'questionnaires', path: '/customers/questionnaires', icon: 'edit', needs: 'segments:read', wholeShop: true },
      { key: 'segments', path: '/customers/segments', icon: 'segments', needs: 'segments:read' },
      { key: 'clusters', path: '/customers/clusters', icon: 'clusters', needs: 'segments:read', wholeShop: true },
    ],
  },
  {
    key: 'predict',
    items: [
      { key: 'churn', path: '/predict/churn', icon: 'predict', needs: 'churn:read' },
      { key: 'value', path: '/predict/value', icon: 'value', needs: 'value:read' },
      { key: 'demand', path: '/predict/demand', icon: 'demand', needs: 'demand:read', wholeShop: true },
      { key: 'recommend', path: '/predict/recommendation', icon: 'recommend', needs: 'recommendations:read', wholeShop: true },
    ],
  },
  {
    key: 'retain',
    items: [
      { key: 'board', path: '/retain/board', icon: 'pulse', needs: 'decisions:read', wholeShop: true },
      { key: 'campaigns', path: '/retain/campaigns', icon: 'calendar', needs: 'decisions:read', wholeShop: true },
      { key: 'strategies', path: '/retain/strategies', icon: 'strategies', needs: 'strategies:read', wholeShop: true },
      { key: 'runs', path: '/retain/runs', icon: 'runs', needs: 'decisions:read', wholeShop: true },
      { key: 'broadcasts', path: '/retain/broadcasts', icon: 'send', needs: 'decisions:read', wholeShop: true },
      { key: 'approvals', path: '/retain/approvals', icon: 'check', needs: 'decisions:read', wholeShop: true },
      { key: 'offers', path: '/retain/offers', icon: 'value', needs: 'contents:read', wholeShop: true },
      { key: 'journeys', path: '/retain/journeys', icon: 'branches', needs: 'decisions:read', wholeShop: true },
      { key: 'contents', path: '/retain/contents', icon: 'plan', needs: 'contents:read', wholeShop: true },
      { key: 'images', path: '/retain/images', icon: 'image', needs: 'contents:read', wholeShop: true },
      { key: 'pieces', path: '/retain/pieces', icon: 'star', needs: 'contents:read', wholeShop: true },
      { key: 'messages', path: '/retain/messages', icon: 'messages', needs: 'decisions:read' },
      { key: 'tasks', path: '/retain/tasks', icon: 'tasks', needs: 'tasks:read' },
    ],
  },
  { key: 'effect', items: [{ key: 'effects', path: '/effect', icon: 'effect', needs: 'effects:read', wholeShop: true }] },
  {
    key: 'data',
    items: [
      { key: 'imports', path: '/data/imports', icon: 'imports', needs: 'data:read', wholeShop: true },
      { key: 'quality', path: '/data/quality', icon: 'quality', needs: 'data:read', wholeShop: true },
      { key: 'quarantine', path: '/data/quarantine', icon: 'quarantine', needs: 'data:read', wholeShop: true },
      { key: 'identityReview', path: '/data/identity', icon: 'customers', needs: 'customers:read', wholeShop: true },
      { key: 'dictionary', path: '/data/dictionary', icon: 'dictionary', needs: 'data:read', wholeShop: true },
      { key: 'series', path: '/data/series', icon: 'chart', needs: 'data:read', wholeShop: true },
      { key: 'calendar', path: '/data/calendar', icon: 'calendar', needs: 'data:read', wholeShop: true },
      { key: 'sources', path: '/data/sources', icon: 'sources', needs: 'data:read', wholeShop: true },
      { key: 'trackingPlan', path: '/data/plan', icon: 'plan', needs: 'data:read', wholeShop: true },
      { key: 'syncs', path: '/data/syncs', icon: 'table', needs: 'data:read', wholeShop: true },
    ],
  },
  { key: 'settings', items: [{ key: 'settings', path: '/settings', icon: 'settings' }] },
]

/** What the server says that a person may do, and whether they see only a part of the customers. */
export interface Reach {
  can: (permission: Permission) => boolean
  limited: boolean
}

/** The groups with the pages that a person can use. */
export function navigationFor({ can, limited }: Reach): NavGroup[] {
  const open = ({ needs, wholeShop }: NavItem) => (needs === undefined || can(needs)) && !(limited && wholeShop === true)
  return navigation.map((group) => ({ ...group, items: group.items.filter(open) })).filter((group) => group.items.length > 0)
}

/** The page that an address belongs to, by the longest path that it starts with: /customers/segments are the segments, /customers/123 is of the list. */
export function pageOf(pathname: string, groups: readonly NavGroup[] = navigation): NavItem | undefined {
  return groups
    .flatMap((group) => group.items)
    .filter((item) => pathname === item.path || (item.path !== '/' && pathname.startsWith(`${item.path}/`)))
    .toSorted((a, b) => b.path.length - a.path.length)[0]
}
