import { createBrowserRouter } from 'react-router'
import { AppShell } from './shell/app-shell.tsx'
import { Splash } from './components/splash.tsx'
import { NotFound } from './shell/not-found.tsx'
import { RouteError } from './shell/route-error.tsx'

type Loaded = Promise<{ Component: React.ComponentType }>

const page = (load: () => Promise<{ default: React.ComponentType }>) => async (): Loaded => ({ Component: (await load()).default })

/** Every page is a chunk of its own, fetched when it is opened. */
export const router = createBrowserRouter([
  { path: '/login', lazy: page(() => import('./pages/access/login.tsx')), ErrorBoundary: RouteError, HydrateFallback: Splash },
  { path: '/setup', lazy: page(() => import('./pages/access/setup.tsx')), ErrorBoundary: RouteError, HydrateFallback: Splash },
  {
    path: '/',
    Component: AppShell,
    ErrorBoundary: RouteError,
    HydrateFallback: Splash,
    children: [
      { index: true, lazy: page(() => import('./pages/overview/overview-page.tsx')) },
      { path: 'customers', lazy: page(() => import('./pages/profile/customer-list.tsx')) },
      { path: 'customers/:id', lazy: page(() => import('./pages/profile/customer-page.tsx')) },
      { path: 'customers/accounts', lazy: page(() => import('./pages/profile/accounts-page.tsx')) },
      { path: 'customers/accounts/:id', lazy: page(() => import('./pages/profile/account-page.tsx')) },
      { path: 'customers/segments', lazy: page(() => import('./pages/segment/segments-page.tsx')) },
      { path: 'customers/groups', lazy: page(() => import('./pages/segment/saved-segments-page.tsx')) },
      { path: 'customers/groups/new', lazy: page(() => import('./pages/segment/segment-builder-page.tsx')) },
      { path: 'customers/groups/:id', lazy: page(() => import('./pages/segment/saved-segment-page.tsx')) },
      { path: 'customers/groups/:id/edit', lazy: page(() => import('./pages/segment/segment-builder-page.tsx')) },
      { path: 'customers/tags', lazy: page(() => import('./pages/segment/tags/tags-page.tsx')) },
      { path: 'customers/questionnaires', lazy: page(() => import('./pages/act/questionnaires/questionnaires-page.tsx')) },
      { path: 'customers/clusters', lazy: page(() => import('./pages/segment/clusters-page.tsx')) },
      { path: 'predict/churn', lazy: page(() => import('./pages/predict/churn/churn-page.tsx')) },
      { path: 'predict/value', lazy: page(() => import('./pages/predict/value/value-page.tsx')) },
      { path: 'predict/demand', lazy: page(() => import('./pages/predict/demand/demand-page.tsx')) },
      { path: 'predict/recommendation', lazy: page(() => import('./pages/predict/recommendation/recommendation-page.tsx')) },
      { path: 'retain/strategies', lazy: page(() => import('./pages/decide/strategies-page.tsx')) },
      { path: 'retain/runs', lazy: page(() => import('./pages/decide/runs-page.tsx')) },
      { path: 'retain/board', lazy: page(() => import('./pages/act/campaigns/board-page.tsx')) },
      { path: 'retain/campaigns', lazy: page(() => import('./pages/act/campaigns/campaign-calendar-page.tsx')) },
      { path: 'retain/broadcasts', lazy: page(() => import('./pages/act/broadcasts/broadcasts-page.tsx')) },
      { path: 'retain/approvals', lazy: page(() => import('./pages/act/approvals/approvals-page.tsx')) },
      { path: 'retain/broadcasts/:id', lazy: page(() => import('./pages/act/broadcasts/broadcast-page.tsx')) },
      { path: 'retain/journeys', lazy: page(() => import('./pages/act/journeys/journeys-page.tsx')) },
      { path: 'retain/journeys/:id', lazy: page(() => import('./pages/act/journeys/journey-page.tsx')) },
      { path: 'retain/contents', lazy: page(() => import('./pages/act/contents/contents-page.tsx')) },
      { path: 'retain/images', lazy: page(() => import('./pages/act/images/images-page.tsx')) },
      { path: 'retain/pieces', lazy: page(() => import('./pages/act/pieces/pieces-page.tsx')) },
      { path: 'retain/offers', lazy: page(() => import('./pages/act/offers/offers-page.tsx')) },
      { path: 'retain/offers/:id', lazy: page(() => import('./pages/act/offers/offer-page.tsx')) },
      { path: 'retain/contents/:id', lazy: page(() => import('./pages/act/contents/content-page.tsx')) },
      { path: 'retain/messages', lazy: page(() => import('./pages/act/messages-page.tsx')) },
      { path: 'retain/tasks', lazy: page(() => import('./pages/act/tasks-page.tsx')) },
      { path: 'effect', lazy: page(() => import('./pages/measure/effect-page.tsx')) },
      { path: 'effect/:runId', lazy: page(() => import('./pages/measure/effect-page.tsx')) },
      { path: 'data/imports', lazy: page(() => import('./pages/collect/imports-page.tsx')) },
      { path: 'data/quality', lazy: page(() => import('./pages/quality/quality-page.tsx')) },
      { path: 'data/dictionary', lazy: page(() => import('./pages/quality/dictionary-page.tsx')) },
      { path: 'data/series', lazy: page(() => import('./pages/collect/series-page.tsx')) },
      { path: 'data/calendar', lazy: page(() => import('./pages/collect/calendar-page.tsx')) },
      { path: 'data/quarantine', lazy: page(() => import('./pages/quality/quarantine-page.tsx')) },
      { path: 'data/identity', lazy: page(() => import('./pages/identity/review-page.tsx')) },
      { path: 'data/plan', lazy: page(() => import('./pages/collect/plan/plan-page.tsx')) },
      { path: 'data/sources', lazy: page(() => import('./pages/collect/sources-page.tsx')) },
      { path: 'data/sources/:sourceId', lazy: page(() => import('./pages/collect/source-page.tsx')) },
      { path: 'data/syncs', lazy: page(() => import('./pages/collect/sync/syncs-page.tsx')) },
      { path: 'settings', lazy: page(() => import('./pages/project/settings-page.tsx')) },
      { path: 'settings/:tab', lazy: page(() => import('./pages/project/settings-page.tsx')) },
      { path: '*', Component: NotFound },
    ],
  },
])
