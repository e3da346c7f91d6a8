import { App, Button, Input, Modal } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CampaignBoard, CampaignsStopped } from '#http/act/campaign-schemas.ts'
import { useChange } from '../../../api/use-api.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { useFormat } from '../../../format/use-format.ts'

const LEAST_REASON = 3

/** Ends every journey and pauses every broadcast and series, after it was asked for twice. */
export function StopEverything({ board }: { board: CampaignBoard }) {
  const { t } = useTranslation()
  const format = useFormat()
  const id = useId()
  const { message } = App.useApp()
  const stop = useChange<CampaignsStopped>(['/campaigns', '/journeys', '/broadcasts', '/sends'])
  const [isOpen, setOpen] = useState(false)
  const [isSure, setSure] = useState(false)
  const [reason, setReason] = useState('')
  const close = () => {
    setOpen(false)
    setSure(false)
  }
  const journeys = board.journeys.length
  const broadcasts = board.broadcasts.filter(({ state, pausedAt }) => pausedAt === null && state !== 'done').length
  const counts = { journeys: format.integer(journeys), broadcasts: format.integer(broadcasts) }
  const isShort = reason.trim().length < LEAST_REASON
  const send = () =>
    stop.mutate(
      { method: 'POST', path: '/campaigns/stop', body: { reason } },
      {
        onSuccess: (done) => {
          void message.success(t('board.stopped', { journeys: format.integer(done.journeys), broadcasts: format.integer(done.broadcasts) }))
          setReason('')
          close()
        },
      },
    )
  return (
    <>
      <Button danger onClick={() => setOpen(true)}>
        {t('board.stopAll')}
      </Button>
      <Modal
        open={isOpen}
        title={t(isSure ? 'board.sureTitle' : 'board.stopTitle')}
        okText={t(isSure ? 'board.stopNow' : 'board.goOn')}
        okButtonProps={{ danger: true, disabled: isShort, loading: stop.isPending }}
        cancelText={t('common.cancel')}
        onCancel={close}
        onOk={() => (isSure ? send() : setSure(true))}
        destroyOnHidden
      >
        {isSure ? (
          <div className="stack-small" role="status">
            <p>{t('board.sureText', counts)}</p>
            <p>{t('board.sureReason', { reason: reason.trim() })}</p>
            {stop.error === null ? null : <ErrorNotice problem={stop.error} />}
          </div>
        ) : (
          <div className="stack-small">
            <p>{t('board.stopText', counts)}</p>
            <p className="soft">{t('board.stopNot')}</p>
            <label htmlFor={id}>{t('board.reason')}</label>
            <Input id={id} maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />
            <span className="soft">{t('journeys.reasonHelp')}</span>
          </div>
        )}
      </Modal>
    </>
  )
}
