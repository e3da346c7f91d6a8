import { Alert, Button, Progress } from 'antd'
import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Job } from '#http/schemas/data.ts'
import { endpoints } from '../api/endpoints.ts'
import { useApi, useChange } from '../api/use-api.ts'
import { useFormat } from '../format/use-format.ts'
import { useCode } from './codes.ts'
import { ErrorNotice } from './error-notice.tsx'
import { useProblemWords } from './problem-words.ts'

interface Props {
  jobId: string
  onDone?: (job: Job) => void
  onFailed?: (job: Job) => void
  /** What to show once the job is done. */
  children?: (job: Job) => ReactNode
}

/** Follows long work: stage, share, rate and time left; it can be left and come back to, and cancelled. */
export function JobProgress({ jobId, onDone, onFailed, children }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const words = useProblemWords()
  const failure = ({ problem }: Job) => (problem === null ? undefined : words(problem.code, problem.params)) ?? t('common.jobFailed')
  const query = useApi(endpoints.job(jobId), { refetchInterval: 1000 })
  const cancel = useChange(['/jobs'])
  const job = query.data
  const over = job !== undefined && job.state !== 'queued' && job.state !== 'running'
  const told = useRef('')
  useEffect(() => {
    if (job === undefined || told.current === job.id || (job.state !== 'done' && job.state !== 'failed' && job.state !== 'cancelled'))
      return
    told.current = job.id
    if (job.state === 'done') onDone?.(job)
    else onFailed?.(job)
  }, [job, onDone, onFailed])
  if (query.error !== null && job === undefined) return <ErrorNotice problem={query.error} retry={() => void query.refetch()} />
  if (job === undefined) return <Progress percent={0} status="active" />
  if (job.state === 'failed') return <Alert type="error" showIcon role="alert" title={failure(job)} />
  if (job.state === 'cancelled') return <Alert type="warning" showIcon title={t('common.jobCancelled')} />
  if (over && children !== undefined) return children(job)
  const rate = rowsPerSecond(job)
  const share = job.total > 0 ? Math.min(1, job.done / job.total) : 0
  return (
    <div className="job" role="status">
      <div className="job-line">
        <strong>
          {job.state === 'done' ? t('common.jobDone') : job.stage === '' ? t('common.jobQueued') : code('jobStage', job.stage)}
        </strong>
        <span className="num">
          {job.total > 0 ? `${format.compact(job.done)} / ${format.compact(job.total)}` : ''}{' '}
          {rate === null ? '' : `· ${t('common.perSecond', { rate: format.compact(rate) })} `}
          {timeLeft(job, share, t('common.timeLeft'))}
        </span>
      </div>
      <Progress
        percent={job.state === 'done' ? 100 : Math.round(share * 100)}
        status={over ? 'success' : 'active'}
        aria-label={t('common.progress')}
      />
      {over ? null : (
        <div className="job-line">
          <span className="soft">{t('common.jobLeave')}</span>
          <Button size="small" loading={cancel.isPending} onClick={() => cancel.mutate({ method: 'POST', path: `/jobs/${jobId}/cancel` })}>
            {t('common.cancelJob')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** Of rows that are read: how many a second so far, once there is enough to say. */
function rowsPerSecond({ stage, done, startedAt }: Job): number | null {
  if (stage !== 'rows' || startedAt === null || done < 1_000) return null
  const seconds = (Date.now() - new Date(startedAt).getTime()) / 1000
  return seconds < 0.5 ? null : Math.round(done / seconds)
}

/** From the rate so far: seconds or minutes that remain, once there is enough to say. */
function timeLeft(job: Job, share: number, words: string): string {
  if (job.startedAt === null || share < 0.05 || share >= 1) return ''
  const seconds = ((Date.now() - new Date(job.startedAt).getTime()) / 1000) * (1 / share - 1)
  if (!Number.isFinite(seconds) || seconds < 1) return ''
  const text = seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`
  return `· ${words} ${text}`
}
