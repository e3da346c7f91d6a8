import { App, Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange } from '../../api/use-api.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'

/** Records what the provider says about a message whose result is unknown. Asks once more, because the answer stays. */
export function SettleButton({ sendKey }: { sendKey: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)
  const settle = useChange(['/sends', '/decision-runs', '/overview'])
  const record = (delivered: boolean) =>
    settle.mutate(
      { method: 'POST', path: `/sends/${encodeURIComponent(sendKey)}/settle`, body: { delivered } },
      {
        onSuccess: () => {
          void message.success(t('common.saved'))
          setOpen(false)
        },
      },
    )
  return (
    <>
      <Button
        size="small"
        onClick={() => {
          settle.reset()
          setOpen(true)
        }}
      >
        {t('act.recordResult')}
      </Button>
      <Modal
        open={open}
        title={t('act.recordResult')}
        onCancel={() => setOpen(false)}
        destroyOnHidden
        footer={
          <div className="dialog-buttons">
            <Button onClick={() => setOpen(false)}>{t('common.cancel')}</Button>
            <Button disabled={settle.isPending} onClick={() => record(false)}>
              {t('act.markNotDelivered')}
            </Button>
            <Button type="primary" disabled={settle.isPending} onClick={() => record(true)}>
              {t('act.markDelivered')}
            </Button>
          </div>
        }
      >
        <div className="stack">
          {settle.error === null ? null : <ErrorNotice problem={settle.error} />}
          <p>{t('act.markAsk')}</p>
        </div>
      </Modal>
    </>
  )
}
