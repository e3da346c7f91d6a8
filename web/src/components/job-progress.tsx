import { Alert, Button, Progress } from 'antd'
import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useQueryClient } from '@tanstack/react-query'
import type { Job } from '#http/collect/data-schemas.ts'
import { endpoints } from '../api/endpoints.ts'
import { useApi, useChange } from '../api/use-api.ts'
import { useFormat } from '../format/use-format.ts'
import { useCode } from './codes.ts'
import { ErrorNotice } from './error-notice.tsx'
import { useProblemWords } from './problem-words.ts'
import { usePace } from './use-pace.ts'

/** Stages that count rows of a file. */
const OF_ROWS: ReadonlySet<string> = new Set(['reading', 'rows'])

interface Props {
  jobId: string
  onDone?: (job: Job) => void
  onFailed?: (job: Job) => void
  /** What to show once the job is done. */
  children?: (job: Job) => ReactNode
}

/** Follows long work: stage, share, rate and time left; it can be left and come back to, and cancelled. Once it is over, every figure of the console is read again. */
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
  const pace = usePace(job)
  const told = useRef('')
  const client = useQueryClient()
  useEffect(() => {
    if (job === undefined || told.current === job.id || (job.state !== 'done' && job.state !== 'failed' && job.state !== 'cancelled'))
      return
    told.current = job.id
    if (job.state === 'done') onDone?.(job)
    else onFailed?.(job)
    void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== endpoints.job(job.id).path })
  }, [job, onDone, onFailed, client])
  if (query.error !== null && job === undefined) return <ErrorNotice problem={query.error} retry={() => void query.refetch()} />
  if (job === undefined) return <Progress percent={0} status="active" />
  if (job.state === 'failed') return <Alert type="error" showIcon role="alert" title={failure(job)} />
  if (job.state === 'cancelled') return <Alert type="warning" showIcon title={t('common.jobCancelled')} />
  if (over && children !== undefined) return children(job)
  const share = job.total > 0 ? Math.min(1, job.done / job.total) : 0
  return (
    <div className="job" role="status">
      <div className="job-line">
        <strong>
          {job.state === 'done' ? t('common.jobDone') : job.stage === '' ? t('common.jobQueued') : code('jobStage', job.stage)}
        </strong>
        <span className="num">
          {job.total > 0 ? `${format.compact(job.done)} / ${format.compact(job.total)}` : job.done > 0 ? format.compact(job.done) : ''}{' '}
          {pace === null || !OF_ROWS.has(job.stage) ? '' : `· ${t('common.perSecond', { rate: format.compact(Math.round(pace)) })} `}
          {timeLeft(job, pace, t('common.timeLeft'))}
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

/** What is left at this pace, in seconds or minutes, once there is enough to say. */
function timeLeft({ done, total }: Job, pace: number | null, words: string): string {
  const seconds = pace === null ? 0 : (total - done) / pace
  if (seconds < 1) return ''
  return `· ${words} ${seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`}`
}
