/** What a page needs to know about the shop that it is rendered from. */
export interface ShopAddresses {
  readonly customerId: string
  readonly strategyId: string
  readonly runId: string
  readonly sourceId: string
}

export interface ConsolePage {
  readonly name: string
  readonly path: (shop: ShopAddresses) => string
  /** Shown to visitors who have no session. */
  readonly signedOut?: boolean
  /** Shown as on a server that has no account yet. */
  readonly firstRun?: boolean
  /** Pressed once the page is there, by its role and its words in both languages. */
  readonly press?: readonly { readonly role: 'button' | 'tab' | 'menuitem' | 'radio'; readonly name: RegExp }[]
  /** Also rendered in the dark; the others only when everything is asked for. */
  readonly dark?: boolean
}

/** Every page of the console, in the order of its navigation. */
export const consolePages: readonly ConsolePage[] = [
  { name: 'login', path: () => '/login', signedOut: true },
  { name: 'setup', path: () => '/setup?code=9f2c7d51e0b84a36', signedOut: true, firstRun: true },
  { name: 'overview', path: () => '/', dark: true },
  { name: 'customers', path: () => '/customers' },
  { name: 'customer', path: (shop) => `/customers/${shop.customerId}`, dark: true },
  { name: 'accounts', path: () => '/customers/accounts' },
  { name: 'groups', path: () => '/customers/groups' },
  {
    name: 'group-builder',
    path: (shop) =>
      `/customers/groups/new?${new URLSearchParams({
        where:
          'count(order in last 365 days) >= 2 and not did(order in last 60 days) and (churn.tier in ("high", "medium") or customer.region is set)',
        customer: shop.customerId,
      }).toString()}`,
    dark: true,
  },
  { name: 'segments', path: () => '/customers/segments' },
  { name: 'segments-history', path: () => '/customers/segments?tab=history' },
  { name: 'segments-scheme', path: () => '/customers/segments?tab=scheme' },
  { name: 'tags', path: () => '/customers/tags' },
  { name: 'clusters', path: () => '/customers/clusters' },
  { name: 'churn', path: () => '/predict/churn', dark: true },
  { name: 'churn-alerts', path: () => '/predict/churn?tab=alerts' },
  { name: 'churn-model', path: () => '/predict/churn?tab=model' },
  { name: 'churn-drift', path: () => '/predict/churn?tab=drift' },
  { name: 'churn-tiers', path: () => '/predict/churn?tab=tiers' },
  { name: 'churn-setup', path: () => '/predict/churn?tab=setup' },
  { name: 'value', path: () => '/predict/value', dark: true },
  { name: 'value-customers', path: () => '/predict/value?tab=customers' },
  { name: 'value-quality', path: () => '/predict/value?tab=quality' },
  { name: 'demand', path: () => '/predict/demand', dark: true },
  { name: 'demand-series', path: () => '/predict/demand?tab=series' },
  { name: 'demand-stock', path: () => '/predict/demand?tab=stock' },
  { name: 'recommendation', path: (shop) => `/predict/recommendation?customer=${shop.customerId}`, dark: true },
  { name: 'recommendation-product', path: () => '/predict/recommendation?tab=product' },
  { name: 'recommendation-segments', path: () => '/predict/recommendation?tab=segment' },
  { name: 'recommendation-rules', path: () => '/predict/recommendation?tab=rules' },
  { name: 'recommendation-quality', path: () => '/predict/recommendation?tab=quality' },
  { name: 'recommendation-exclusions', path: () => '/predict/recommendation?tab=exclusions' },
  { name: 'strategies', path: () => '/retain/strategies' },
  { name: 'strategy-editor', path: (shop) => `/retain/strategies?edit=${shop.strategyId}` },
  { name: 'decision-preview', path: () => '/retain/strategies?run=1', press: [{ role: 'button', name: /^(预\s?览|Preview)$/ }] },
  { name: 'runs', path: () => '/retain/runs' },
  { name: 'board', path: () => '/retain/board' },
  { name: 'campaigns', path: () => '/retain/campaigns' },
  { name: 'campaigns-week', path: () => '/retain/campaigns?view=week' },
  { name: 'broadcasts', path: () => '/retain/broadcasts' },
  { name: 'broadcast-new', path: () => '/retain/broadcasts/new' },
  { name: 'journeys', path: () => '/retain/journeys' },
  { name: 'journey-starters', path: () => '/retain/journeys?new=1' },
  { name: 'messages', path: (shop) => `/retain/messages?runId=${shop.runId}` },
  { name: 'tasks', path: () => '/retain/tasks?state=done' },
  { name: 'effect', path: (shop) => `/effect/${shop.runId}`, dark: true },
  { name: 'imports', path: () => '/data/imports' },
  { name: 'quality', path: () => '/data/quality' },
  { name: 'quality-flags', path: () => '/data/quality?tab=flags' },
  { name: 'quality-sign-ups', path: () => '/data/quality?tab=sign-ups' },
  { name: 'quality-rules', path: () => '/data/quality?tab=rules' },
  { name: 'dictionary', path: () => '/data/dictionary' },
  { name: 'calendar', path: () => '/data/calendar' },
  { name: 'series', path: () => '/data/series' },
  { name: 'quarantine', path: () => '/data/quarantine' },
  { name: 'identity-review', path: () => '/data/identity' },
  { name: 'sources', path: () => '/data/sources' },
  { name: 'source', path: (shop) => `/data/sources/${shop.sourceId}` },
  { name: 'tracking-plan', path: () => '/data/plan' },
  { name: 'tracking-plan-violations', path: () => '/data/plan?tab=violations' },
  { name: 'syncs', path: () => '/data/syncs' },
  { name: 'settings', path: () => '/settings/me' },
  { name: 'settings-project', path: () => '/settings/project' },
  { name: 'settings-identity', path: () => '/settings/identity' },
  {
    name: 'survivorship',
    path: () => '/settings/identity',
    press: [{ role: 'button', name: /^(修改“会员等级”的取值规则|Change the rule for Member level)$/ }],
  },
  { name: 'settings-users', path: () => '/settings/users' },
  { name: 'settings-keys', path: () => '/settings/keys' },
  { name: 'settings-webhooks', path: () => '/settings/webhooks' },
  { name: 'settings-audit', path: () => '/settings/audit' },
]
