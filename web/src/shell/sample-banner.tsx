import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Job } from '#http/collect/data-schemas.ts'
import { useChange } from '../api/use-api.ts'
import { ErrorNotice } from '../components/error-notice.tsx'
import { useCan } from '../session/use-can.ts'
import { useSession } from '../session/session-context.tsx'

/** On every page while the sample shop is loaded: nobody may take its figures for their own. */
export function SampleBanner() {
  const { t } = useTranslation()
  const { sampleData } = useSession()
  const can = useCan()
  const { modal } = App.useApp()
  const navigate = useNavigate()
  const remove = useChange<Job>(['/sample-shop'])
  if (!sampleData) return null
  const ask = () =>
    void modal.confirm({
      title: t('firstRun.shop.removeAsk'),
      content: t('firstRun.shop.removeWhat'),
      okText: t('firstRun.shop.remove'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      onOk: () => remove.mutate({ method: 'DELETE', path: '/sample-shop' }, { onSuccess: () => void navigate('/') }),
    })
  return (
    <div className="sample-banner" role="note">
      <div className="sample-banner-line">
        <strong>{t('firstRun.shop.banner')}</strong>
        <span>{t('firstRun.shop.bannerText')}</span>
        {can('settings:manage') ? (
          <Button size="small" loading={remove.isPending} onClick={ask}>
            {t('firstRun.shop.remove')}
          </Button>
        ) : null}
      </div>
      {remove.error === null ? null : <ErrorNotice problem={remove.error} />}
    </div>
  )
}
