import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { WatchedDetail } from '#http/collect/watch-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { QueryView } from '../../components/query-view.tsx'
import { CopyBlock } from '../../components/secret-once.tsx'
import { StateTag } from '../../components/tags.tsx'

const TONES = { ok: 'accent', dropped: 'muted', quarantined: 'danger', skipped: 'muted' } as const

/** One message: what each step said, how it came and how it is stored. */
export function WatchedMessage({ sourceId, messageId, close }: { sourceId: string; messageId: string; close: () => void }) {
  const { t } = useTranslation()
  const query = useApi(endpoints.watchedMessage(sourceId, messageId))
  return (
    <Modal open title={t('collect.watchedTitle')} onCancel={close} footer={null} width={860} destroyOnHidden>
      <QueryView query={query}>{(message) => <Detail message={message} />}</QueryView>
    </Modal>
  )
}

function Detail({ message }: { message: WatchedDetail }) {
  const { t } = useTranslation()
  const code = useCode()
  const said = ({ verdict, reason }: WatchedDetail['steps'][number]) => {
    if (reason === '') return ''
    return verdict === 'quarantined' ? code('quarantineHelp', reason) : code('watchReason', reason)
  }
  return (
    <div className="stack">
      {message.customerId === null ? null : <Link to={`/customers/${message.customerId}`}>{t('collect.watchedCustomer')}</Link>}
      <ol className="watch-steps">
        {message.steps.map((step) => (
          <li key={step.step}>
            <span>{code('watchStep', step.step)}</span>
            <StateTag tone={TONES[step.verdict]}>{code('stepVerdict', step.verdict)}</StateTag>
            <span className="soft">
              {said(step)}
              {step.verdict === 'quarantined' && message.field !== '' ? ` (${message.field})` : ''}
            </span>
          </li>
        ))}
      </ol>
      <div>
        <h2 className="subhead">{t('collect.watchedReceived')}</h2>
        {message.received === null ? (
          <p className="soft">{t('collect.watchedNotKept')}</p>
        ) : (
          <CopyBlock text={JSON.stringify(message.received, null, 2)} label={t('collect.watchedReceived')} />
        )}
      </div>
      <div>
        <h2 className="subhead">{t('collect.watchedStored')}</h2>
        {message.stored === null ? (
          <p className="soft">{t('collect.watchedNotStored')}</p>
        ) : (
          <CopyBlock text={JSON.stringify(message.stored, null, 2)} label={t('collect.watchedStored')} />
        )}
      </div>
    </div>
  )
}
