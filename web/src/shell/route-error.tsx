import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Splash } from '../components/splash.tsx'

/** When a page's code does not arrive, most often because a newer version was installed meanwhile. */
export function RouteError() {
  const { t } = useTranslation()
  return (
    <Splash>
      <p role="alert">{t('common.pageFailedWhy')}</p>
      <Button type="primary" onClick={() => window.location.reload()}>
        {t('common.reload')}
      </Button>
    </Splash>
  )
}
