import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { EmptyState, Page } from '../components/page.tsx'

export function NotFound() {
  const { t } = useTranslation()
  return (
    <Page title={t('common.notFoundTitle')}>
      <EmptyState
        title={t('common.notFoundWhat')}
        action={
          <Link to="/">
            <Button type="primary">{t('common.toOverview')}</Button>
          </Link>
        }
      >
        {t('common.notFoundWhy')}
      </EmptyState>
    </Page>
  )
}
