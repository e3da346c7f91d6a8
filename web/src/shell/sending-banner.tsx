import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { endpoints } from '../api/endpoints.ts'
import { useApi, useChange } from '../api/use-api.ts'
import { ErrorNotice } from '../components/error-notice.tsx'
import { useCan } from '../session/use-can.ts'
import { useSession } from '../session/session-context.tsx'

/** On every page while something keeps messages from leaving by themselves: a copy of the data, or messages that should have left long ago. */
export function SendingBanner() {
  const { t } = useTranslation()
  const can = useCan()
  const { limited } = useSession()
  const { modal } = App.useApp()
  const { data } = useApi(endpoints.sending(), { enabled: can('decisions:read') && !limited })
  const change = useChange(['/sending', '/sends', '/decision-runs', '/overview'])
  if (data === undefined || (data.installation.isOwn && data.overdue === 0)) return null
  const ask = (title: string, content: string, okText: string, path: string, body?: object) =>
    void modal.confirm({
      title,
      content,
      okText,
      cancelText: t('common.cancel'),
      onOk: () => change.mutate({ method: 'POST', path, ...(body === undefined ? {} : { body }) }),
    })
  return (
    <div className="sample-banner" role="note">
      {data.installation.isOwn ? null : (
        <div className="sample-banner-line">
          <strong>{t('sending.copy')}</strong>
          <span>{t('sending.copyText')}</span>
          {can('settings:manage') ? (
            <Button
              size="small"
              loading={change.isPending}
              onClick={() => ask(t('sending.confirmAsk'), t('sending.confirmWhat'), t('sending.confirm'), '/sending/confirm')}
            >
              {t('sending.confirm')}
            </Button>
          ) : null}
        </div>
      )}
      {data.overdue === 0 ? null : (
        <div className="sample-banner-line">
          <strong>{t('sending.overdue', { count: data.overdue })}</strong>
          <span>{t('sending.overdueText')}</span>
          {can('decisions:run') ? (
            <>
              <Button
                size="small"
                loading={change.isPending}
                onClick={() =>
                  ask(t('sending.sendAsk', { count: data.overdue }), t('sending.sendWhat'), t('sending.send'), '/sending/overdue', {
                    action: 'send',
                  })
                }
              >
                {t('sending.send')}
              </Button>
              <Button
                size="small"
                loading={change.isPending}
                onClick={() =>
                  ask(t('sending.dropAsk', { count: data.overdue }), t('sending.dropWhat'), t('sending.drop'), '/sending/overdue', {
                    action: 'drop',
                  })
                }
              >
                {t('sending.drop')}
              </Button>
            </>
          ) : null}
        </div>
      )}
      {change.error === null ? null : <ErrorNotice problem={change.error} />}
    </div>
  )
}
