import { App, Button, Input, Modal, Popconfirm } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { Journey, JourneyDetail } from '#http/act/journey-schemas.ts'
import { useChange } from '../../../api/use-api.ts'
import { ErrorNotice, useProblemText } from '../../../components/error-notice.tsx'
import { useCan } from '../../../session/use-can.ts'

const LEAST_REASON = 3

/** What a person may do with a journey that was published. */
export function JourneyActions({ journey }: { journey: Journey }) {
  const { t } = useTranslation()
  const can = useCan()
  const go = useNavigate()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const change = useChange<JourneyDetail>(['/journeys', '/sends'])
  const [isEnding, setIsEnding] = useState(false)
  const { id, state, definition } = journey
  const isRunning = state === 'live' || state === 'paused'
  const tell = { onError: (problem: Parameters<typeof problemText>[0]) => void message.error(problemText(problem)) }
  const act = (what: 'pause' | 'resume', done: string) =>
    change.mutate({ method: 'POST', path: `/journeys/${id}/${what}` }, { ...tell, onSuccess: () => void message.success(done) })
  const clone = () =>
    change.mutate(
      { method: 'POST', path: `/journeys/${id}/clone`, body: { name: t('journeys.copyOf', { name: definition.name }).slice(0, 100) } },
      { ...tell, onSuccess: (copy) => void go(`/retain/journeys/${copy.journey.id}`) },
    )
  return (
    <>
      {can('strategies:write') ? (
        <>
          <Button loading={change.isPending} onClick={clone}>
            {t('journeys.clone')}
          </Button>
          {isRunning ? (
            <Link to={`/retain/journeys/${id}?edit=1`}>
              <Button>{t('journeys.edit')}</Button>
            </Link>
          ) : null}
        </>
      ) : null}
      {isRunning && can('decisions:run') ? (
        <>
          {state === 'live' ? (
            <Popconfirm
              title={t('journeys.pauseAsk')}
              description={t('journeys.pauseText')}
              okText={t('journeys.pause')}
              cancelText={t('common.cancel')}
              onConfirm={() => act('pause', t('journeys.wasPaused'))}
            >
              <Button loading={change.isPending}>{t('journeys.pause')}</Button>
            </Popconfirm>
          ) : (
            <Popconfirm
              title={t('journeys.resumeAsk')}
              description={t('journeys.resumeText')}
              okText={t('journeys.resume')}
              cancelText={t('common.cancel')}
              onConfirm={() => act('resume', t('journeys.wasResumed'))}
            >
              <Button type="primary" loading={change.isPending}>
                {t('journeys.resume')}
              </Button>
            </Popconfirm>
          )}
          <Button danger onClick={() => setIsEnding(true)}>
            {t('journeys.endIt')}
          </Button>
        </>
      ) : null}
      {isEnding ? (
        <ReasonDialog
          title={t('journeys.endTitle')}
          text={t('journeys.endText')}
          action={t('journeys.endIt')}
          path={`/journeys/${id}/end`}
          close={() => setIsEnding(false)}
        />
      ) : null}
    </>
  )
}

/** Ends every journey at once. */
export function StopAllButton() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button danger onClick={() => setOpen(true)}>
        {t('journeys.stopAll')}
      </Button>
      {isOpen ? (
        <ReasonDialog
          title={t('journeys.stopAllTitle')}
          text={t('journeys.stopAllText')}
          action={t('journeys.stopAll')}
          path="/journeys/stop-all"
          done={(answer) => {
            if ('journeys' in answer) void message.success(t('journeys.stoppedAll', { count: answer.journeys }))
          }}
          close={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}

interface DialogProps {
  title: string
  text: string
  action: string
  path: string
  done?: (answer: JourneyDetail | { journeys: number }) => void
  close: () => void
}

function ReasonDialog({ title, text, action, path, done, close }: DialogProps) {
  const { t } = useTranslation()
  const id = useId()
  const end = useChange<JourneyDetail | { journeys: number }>(['/journeys', '/sends'])
  const [reason, setReason] = useState('')
  return (
    <Modal
      open
      title={title}
      okText={action}
      okButtonProps={{ danger: true, disabled: reason.trim().length < LEAST_REASON, loading: end.isPending }}
      cancelText={t('common.cancel')}
      onCancel={close}
      onOk={() =>
        end.mutate(
          { method: 'POST', path, body: { reason } },
          {
            onSuccess: (answer) => {
              done?.(answer)
              close()
            },
          },
        )
      }
      destroyOnHidden
    >
      <div className="stack-small">
        <p>{text}</p>
        <label htmlFor={id}>{t('journeys.reason')}</label>
        <Input id={id} maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />
        <span className="soft">{t('journeys.reasonHelp')}</span>
        {end.error === null ? null : <ErrorNotice problem={end.error} />}
      </div>
    </Modal>
  )
}
