import { Button, Drawer } from 'antd'
import { Suspense, useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Outlet, useLocation, useNavigation } from 'react-router'
import { Icon } from '../components/icon.tsx'
import { Logo } from '../components/logo.tsx'
import { FiguresSkeleton } from '../components/query-view.tsx'
import { ChosenPassword } from '../pages/access/chosen-password.tsx'
import { RequireSession, useSession } from '../session/session-context.tsx'
import { PartOnlyPage } from '../components/part-only.tsx'
import { pageOf } from './nav.ts'
import { PageBoundary } from './page-boundary.tsx'
import { useReturnFocus } from './return-focus.ts'
import { ScopeBanner } from './scope-banner.tsx'
import { SampleBanner } from './sample-banner.tsx'
import { SendingBanner } from './sending-banner.tsx'
import { SideNav } from './side-nav.tsx'
import { TopBar } from './top-bar.tsx'
import './shell.css'

/** The frame around every page: navigation at the left (a drawer when narrow), the bar above, the page. */
export function AppShell() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  // The page before stays until the next one has been fetched.
  const isOnTheWay = useNavigation().state !== 'idle'
  useReturnFocus()
  return (
    <RequireSession>
      <PasswordGate>
        <a className="skip-link" href="#main">
          {t('shell.skip')}
        </a>
        <div className="shell">
          <aside className="side">
            <Link to="/" className="side-logo">
              <Logo />
            </Link>
            <SideNav />
          </aside>
          <div className="shell-main">
            <TopBar
              menu={
                <Button
                  className="narrow-only"
                  type="text"
                  aria-label={t('shell.openNavigation')}
                  onClick={() => setOpen(true)}
                  icon={<Icon name="menu" size={20} />}
                />
              }
            />
            <main id="main" tabIndex={-1} aria-busy={isOnTheWay || undefined}>
              <SampleBanner />
              <SendingBanner />
              <ScopeBanner />
              <PageBoundary>
                <Suspense
                  fallback={
                    <div className="page">
                      <FiguresSkeleton />
                    </div>
                  }
                >
                  <OpenPage />
                </Suspense>
              </PageBoundary>
            </main>
          </div>
        </div>
        <Drawer open={open} placement="left" size={264} onClose={() => setOpen(false)} title={<Logo />} className="nav-drawer">
          <SideNav onNavigate={() => setOpen(false)} />
        </Drawer>
      </PasswordGate>
    </RequireSession>
  )
}

/** The page of the address; one about the whole shop says so to somebody who sees only a part of the customers, instead of being refused by the server. */
function OpenPage() {
  const { t } = useTranslation()
  const { limited } = useSession()
  const page = pageOf(useLocation().pathname)
  return limited && page?.wholeShop === true ? <PartOnlyPage title={t(`shell.nav.${page.key}`)} /> : <Outlet />
}

/** Nothing is open to a person with a temporary password but choosing another. */
function PasswordGate({ children }: { children: ReactNode }) {
  return useSession().user.mustChangePassword ? <ChosenPassword /> : children
}
