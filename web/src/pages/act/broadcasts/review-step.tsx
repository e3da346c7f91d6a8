import { Alert, Button, Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { BroadcastDetail } from '#http/act/broadcast-schemas.ts'
import type { Job } from '#http/collect/data-schemas.ts'
import { useChange } from '../../../api/use-api.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { JobProgress } from '../../../components/job-progress.tsx'
import { Panel } from '../../../components/page.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { ApprovalNotice } from './approval-notice.tsx'
import { Coming } from './broadcast-series.tsx'
import { BroadcastFacts } from './broadcast-facts.tsx'
import { ChosenContent } from './content-step.tsx'
import { MissingVariables, PlanSumsView, UnmadeNotice } from './plan-sums-view.tsx'

/** The whole of it once more: whom it reaches, what it asks, and the start. */
export function ReviewStep({ detail }: { detail: BroadcastDetail }) {
  const { t } = useTranslation()
  const { broadcast } = detail
  const isFinished = broadcast.content !== null && broadcast.channels.length > 0
  if (!isFinished) return <Alert type="warning" showIcon title={t('broadcasts.unfinished')} description={t('broadcasts.unfinishedText')} />
  return (
    <div className="stack">
      <ApprovalNotice detail={detail} />
      <BroadcastFacts broadcast={broadcast} />
      <Preview detail={detail} />
      {broadcast.content === null ? null : <ChosenContent id={broadcast.content.id} version={broadcast.content.version} />}
      {broadcast.when.kind === 'repeat' ? <Coming detail={detail} /> : null}
      {broadcast.state === 'repeating' ? (
        <Live id={broadcast.id} />
      ) : (
        <Start key={`${broadcast.version} ${detail.asks.join(' ')}`} detail={detail} />
      )}
    </div>
  )
}

/** A series that is live was saved already: nothing is to be started. */
function Live({ id }: { id: string }) {
  const { t } = useTranslation()
  return (
    <Alert
      type="success"
      showIcon
      title={t('repeats.holds')}
      action={
        <Link to={`/retain/broadcasts/${id}`}>
          <Button>{t('repeats.toSeries')}</Button>
        </Link>
      }
    />
  )
}

function Preview({ detail: { broadcast, variants } }: { detail: BroadcastDetail }) {
  const { t } = useTranslation()
  const format = useFormat()
  const look = useChange<Job>()
  const [jobId, setJobId] = useState<string>()
  const { preview } = broadcast
  return (
    <Panel
      title={t('broadcasts.previewTitle')}
      note={preview === null ? undefined : t('broadcasts.previewAt', { time: format.dateTime(preview.at) })}
      actions={
        <Button
          type={preview === null ? 'primary' : 'default'}
          loading={look.isPending || jobId !== undefined}
          onClick={() =>
            look.mutate({ method: 'POST', path: `/broadcasts/${broadcast.id}/preview` }, { onSuccess: ({ id }) => setJobId(id) })
          }
        >
          {t(preview === null ? 'broadcasts.previewNow' : 'broadcasts.previewAgain')}
        </Button>
      }
    >
      <div className="stack">
        {look.error === null ? null : <ErrorNotice problem={look.error} />}
        {jobId === undefined ? null : <JobProgress jobId={jobId} onDone={() => setJobId(undefined)} onFailed={() => setJobId(undefined)} />}
        {preview === null ? (
          <p className="soft">{t('broadcasts.previewText')}</p>
        ) : (
          <>
            <PlanSumsView sums={preview.sums} currency={broadcast.currency} variants={variants} />
            <UnmadeNotice broadcast={broadcast} />
          </>
        )}
      </div>
    </Panel>
  )
}

function Start({ detail: { broadcast, asks, wouldWait } }: { detail: BroadcastDetail }) {
  const { t } = useTranslation()
  const can = useCan()
  const [confirmed, setConfirmed] = useState<readonly string[]>([])
  const start = useChange<BroadcastDetail>(['/broadcasts', '/sends', '/approvals'])
  const open = asks.filter((ask) => !confirmed.includes(ask))
  return (
    <Panel title={t('broadcasts.startTitle')}>
      <div className="stack">
        {asks.length === 0 ? (
          <p>{t('broadcasts.noAsks')}</p>
        ) : (
          <>
            <p>{t('broadcasts.asksText')}</p>
            <Checkbox.Group
              className="check-list"
              value={[...confirmed]}
              onChange={(values) => setConfirmed(values)}
              options={asks.map((value) => ({ value, label: t(`broadcasts.asks.${value as 'everybody'}`) }))}
            />
            {asks.includes('unmade') ? <MissingVariables broadcast={broadcast} /> : null}
          </>
        )}
        {wouldWait ? <Alert type="info" showIcon title={t('approvals.needed')} /> : null}
        {start.error === null ? null : <ErrorNotice problem={start.error} />}
        {can('decisions:run') ? (
          <div>
            <Button
              type="primary"
              disabled={open.length > 0}
              loading={start.isPending}
              onClick={() =>
                start.mutate(
                  {
                    method: 'POST',
                    path: `/broadcasts/${broadcast.id}/start`,
                    body: { version: broadcast.version, confirm: [...confirmed] },
                  },
                  // What becomes of it stands at the top of the page that takes this one's place.
                  { onSuccess: () => window.scrollTo({ top: 0 }) },
                )
              }
            >
              {t(
                wouldWait
                  ? 'approvals.ask'
                  : broadcast.when.kind === 'repeat'
                    ? 'repeats.start'
                    : broadcast.when.kind === 'now'
                      ? 'broadcasts.startNow'
                      : 'broadcasts.startLater',
              )}
            </Button>
          </div>
        ) : (
          <p className="soft">{t('broadcasts.mayNotStart')}</p>
        )}
      </div>
    </Panel>
  )
}
