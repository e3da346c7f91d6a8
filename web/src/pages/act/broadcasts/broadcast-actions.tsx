import { App, Button, Input, Modal, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { Broadcast, BroadcastDetail } from '#http/act/broadcast-schemas.ts'
import { useChange } from '../../../api/use-api.ts'
import { ErrorNotice, useProblemText } from '../../../components/error-notice.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'

const LEAST_REASON = 3

/** What a person may do with a broadcast that was started. */
export function BroadcastActions({ broadcast }: { broadcast: Broadcast }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const go = useNavigate()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const change = useChange<BroadcastDetail>(['/broadcasts', '/sends', '/approvals'])
  const [isStopping, setIsStopping] = useState(false)
  const { id, name, state, pausedAt, sends } = broadcast
  const isAwaiting = state === 'awaiting'
  const isRunning = state === 'repeating' || state === 'scheduled' || state === 'planning' || state === 'sending'
  const act = (what: 'pause' | 'resume' | 'undo', done: string) =>
    change.mutate(
      { method: 'POST', path: `/broadcasts/${id}/${what}` },
      { onSuccess: () => void message.success(done), onError: (problem) => void message.error(problemText(problem)) },
    )
  const duplicate = () =>
    change.mutate(
      { method: 'POST', path: `/broadcasts/${id}/duplicate`, body: { name: t('broadcasts.copyOf', { name }).slice(0, 100) } },
      {
        onSuccess: (copy) => void go(`/retain/broadcasts/${copy.broadcast.id}`),
        onError: (problem) => void message.error(problemText(problem)),
      },
    )
  return (
    <>
      <Link to={`/retain/messages?runId=${id}`}>
        <Button>{t('broadcasts.messages')}</Button>
      </Link>
      {can('strategies:write') ? (
        <Button loading={change.isPending} onClick={duplicate}>
          {t('broadcasts.duplicate')}
        </Button>
      ) : null}
      {isAwaiting && can('decisions:run') ? (
        <Button loading={change.isPending} onClick={() => act('undo', t('broadcasts.undone'))}>
          {t('broadcasts.undo')}
        </Button>
      ) : null}
      {!isRunning || !can('decisions:run') ? null : (
        <>
          {state === 'scheduled' ? (
            <Button loading={change.isPending} onClick={() => act('undo', t('broadcasts.undone'))}>
              {t('broadcasts.undo')}
            </Button>
          ) : null}
          {pausedAt === null ? (
            <Popconfirm
              title={t('broadcasts.pauseAsk')}
              description={t('broadcasts.pauseText', { n: format.integer(sends.planned) })}
              okText={t('broadcasts.pause')}
              cancelText={t('common.cancel')}
              onConfirm={() => act('pause', t('broadcasts.wasPaused'))}
            >
              <Button loading={change.isPending}>{t('broadcasts.pause')}</Button>
            </Popconfirm>
          ) : (
            <Popconfirm
              title={t('broadcasts.resumeAsk')}
              description={t('broadcasts.resumeText', { n: format.integer(sends.planned) })}
              okText={t('broadcasts.resume')}
              cancelText={t('common.cancel')}
              onConfirm={() => act('resume', t('broadcasts.wasResumed'))}
            >
              <Button type="primary" loading={change.isPending}>
                {t('broadcasts.resume')}
              </Button>
            </Popconfirm>
          )}
          <Button danger onClick={() => setIsStopping(true)}>
            {t('broadcasts.stop')}
          </Button>
        </>
      )}
      {isStopping ? <StopDialog broadcast={broadcast} close={() => setIsStopping(false)} /> : null}
    </>
  )
}

function StopDialog({ broadcast: { id, sends }, close }: { broadcast: Broadcast; close: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const stop = useChange<BroadcastDetail>(['/broadcasts', '/sends'])
  const [reason, setReason] = useState('')
  return (
    <Modal
      open
      title={t('broadcasts.stopTitle')}
      okText={t('broadcasts.stop')}
      okButtonProps={{ danger: true, disabled: reason.trim().length < LEAST_REASON, loading: stop.isPending }}
      cancelText={t('common.cancel')}
      onCancel={close}
      onOk={() => stop.mutate({ method: 'POST', path: `/broadcasts/${id}/stop`, body: { reason } }, { onSuccess: close })}
      destroyOnHidden
    >
      <div className="stack-small">
        <p>{t('broadcasts.stopText', { n: format.integer(sends.planned) })}</p>
        <label htmlFor="stop-reason">{t('broadcasts.stopWhy')}</label>
        <Input id="stop-reason" maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />
        {stop.error === null ? null : <ErrorNotice problem={stop.error} />}
      </div>
    </Modal>
  )
}
