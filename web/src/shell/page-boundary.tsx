import { Component } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from 'antd'
import { useLocation } from 'react-router'
import { EmptyState } from '../components/page.tsx'

interface State {
  failed: boolean
}

class Boundary extends Component<{ children: ReactNode; fallback: ReactNode }, State> {
  override state: State = { failed: false }

  static getDerivedStateFromError(): State {
    return { failed: true }
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback : this.props.children
  }
}

/** Keeps a page that fails from taking the navigation with it; another page starts afresh. */
export function PageBoundary({ children }: { children: ReactNode }) {
  const { pathname } = useLocation()
  return (
    <Boundary key={pathname} fallback={<Failed />}>
      {children}
    </Boundary>
  )
}

function Failed() {
  const { t } = useTranslation()
  return (
    <div className="page" role="alert">
      <EmptyState
        title={t('common.pageFailed')}
        action={
          <Button type="primary" onClick={() => window.location.reload()}>
            {t('common.reload')}
          </Button>
        }
      >
        {t('common.pageFailedWhy')}
      </EmptyState>
    </div>
  )
}
