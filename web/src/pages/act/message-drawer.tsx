import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Send } from '#http/decide/retain-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { LinesSkeleton } from '../../components/query-view.tsx'
import { SendStateTag } from './send-state.tsx'
import { useFormat } from '../../format/use-format.ts'

/** What one message said, word for word, and what became of it. */
export function MessageDrawer({ send, close }: { send: Send | undefined; close: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const query = useApi(endpoints.sentMessage(send?.sendKey ?? ''), { enabled: send !== undefined })
  if (send === undefined) return null
  const message = query.data
  return (
    <Drawer open size="min(640px, 100vw)" onClose={close} title={t('act.messageTitle')}>
      <div className="stack">
        <Link to={`/customers/${send.customerId}`}>
          {send.maskedName === '' ? send.customerId.slice(0, 8) : send.maskedName} · {t('act.openCustomer')}
        </Link>
        {message !== undefined ? (
          <div>
            <h2 className="subhead">{message.subject}</h2>
            {message.text === '' ? <p>{t('act.messageNoText')}</p> : <p className="script sent-text">{message.text}</p>}
          </div>
        ) : query.error !== null ? (
          <ErrorNotice problem={query.error} />
        ) : (
          <LinesSkeleton />
        )}
        <div>
          <h2 className="subhead">{t('act.messageHistory')}</h2>
          <dl className="pairs">
            <dt>{t('act.source')}</dt>
            <dd>
              {format.text(send.source.name)} · {code('sendSource', send.source.kind)}
            </dd>
            <dt>{t('decide.channel')}</dt>
            <dd>{code('channel', send.channel)}</dd>
            <dt>{t('act.planned')}</dt>
            <dd>{format.dateTime(send.plannedAt)}</dd>
            {message === undefined ? null : (
              <>
                <dt>{t('act.handedOver')}</dt>
                <dd>{format.dateTime(message.handedAt)}</dd>
              </>
            )}
            {send.finishedAt === null ? null : (
              <>
                <dt>{t('act.finished')}</dt>
                <dd>{format.dateTime(send.finishedAt)}</dd>
              </>
            )}
            <dt>{t('act.attempts')}</dt>
            <dd>{format.integer(send.attempts)}</dd>
            <dt>{t('decide.state')}</dt>
            <dd>
              <SendStateTag state={send.state} />
            </dd>
            {send.reason === '' ? null : (
              <>
                <dt>{t('act.reason')}</dt>
                <dd>{code('sendReason', send.reason)}</dd>
              </>
            )}
          </dl>
        </div>
      </div>
    </Drawer>
  )
}
