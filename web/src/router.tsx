import { createBrowserRouter } from 'react-router'
import { AppShell } from './shell/app-shell.tsx'
import { Splash } from './components/splash.tsx'
import { NotFound } from './pages/not-found.tsx'
import { RouteError } from './pages/route-error.tsx'

type Loaded = Promise<{ Component: React.ComponentType }>

const page = (load: () => Promise<{ default: React.ComponentType }>) => async (): Loaded => ({ Component: (await load()).default })

/** Every page is a chunk of its own, fetched when it is opened. */
export const router = createBrowserRouter([
  { path: '/login', lazy: page(() => import('./pages/entry/login.tsx')), ErrorBoundary: RouteError, HydrateFallback: Splash },
  { path: '/setup', lazy: page(() => import('./pages/entry/setup.tsx')), ErrorBoundary: RouteError, HydrateFallback: Splash },
  {
    path: '/',
    Component: AppShell,
    ErrorBoundary: RouteError,
    HydrateFallback: Splash,
    children: [
      { index: true, lazy: page(() => import('./pages/overview/overview-page.tsx')) },
      { path: 'customers', lazy: page(() => import('./pages/customers/customer-list.tsx')) },
      { path: 'customers/:id', lazy: page(() => import('./pages/customers/customer-page.tsx')) },
      { path: 'customers/segments', lazy: page(() => import('./pages/customers/segments-page.tsx')) },
      { path: 'predict/churn', lazy: page(() => import('./pages/predict/churn/churn-page.tsx')) },
      { path: 'predict/value', lazy: page(() => import('./pages/predict/value/value-page.tsx')) },
      { path: 'predict/demand', lazy: page(() => import('./pages/predict/demand/demand-page.tsx')) },
      { path: 'predict/recommendation', lazy: page(() => import('./pages/predict/recommendation/recommendation-page.tsx')) },
      { path: 'retain/strategies', lazy: page(() => import('./pages/retain/strategies-page.tsx')) },
      { path: 'retain/runs', lazy: page(() => import('./pages/retain/runs-page.tsx')) },
      { path: 'retain/messages', lazy: page(() => import('./pages/retain/messages-page.tsx')) },
      { path: 'retain/tasks', lazy: page(() => import('./pages/retain/tasks-page.tsx')) },
      { path: 'effect', lazy: page(() => import('./pages/effect/effect-page.tsx')) },
      { path: 'effect/:runId', lazy: page(() => import('./pages/effect/effect-page.tsx')) },
      { path: 'data/imports', lazy: page(() => import('./pages/data/imports-page.tsx')) },
      { path: 'data/quarantine', lazy: page(() => import('./pages/data/quarantine-page.tsx')) },
      { path: 'data/sources', lazy: page(() => import('./pages/data/sources-page.tsx')) },
      { path: 'settings', lazy: page(() => import('./pages/settings/settings-page.tsx')) },
      { path: 'settings/:tab', lazy: page(() => import('./pages/settings/settings-page.tsx')) },
      { path: '*', Component: NotFound },
    ],
  },
])
