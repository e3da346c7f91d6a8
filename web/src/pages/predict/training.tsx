import { Alert } from 'antd'
import type { Job } from '#http/collect/data-schemas.ts'
import { useChange } from '../../api/use-api.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { JobProgress } from '../../components/job-progress.tsx'
import { Panel } from '../../components/page.tsx'
import type { PageParams } from '../../components/use-page-params.ts'

export interface Training {
  start: (body?: unknown) => void
  starting: boolean
  /** The work that the address names: it can be left and come back to. */
  jobId: string | undefined
  problem: ReturnType<typeof useChange<Job>>['error']
  leave: () => void
}

/** Starts long work of the server; its id goes into the address, so that its progress is found again after a reload. */
export function useTraining(path: string, params: PageParams): Training {
  const train = useChange<Job>()
  return {
    start: (body) =>
      train.mutate({ method: 'POST', path, ...(body === undefined ? {} : { body }) }, { onSuccess: (job) => params.set({ job: job.id }) }),
    starting: train.isPending,
    jobId: params.get('job'),
    problem: train.error,
    leave: () => {
      train.reset()
      params.set({ job: undefined })
    },
  }
}

/** What became of the start, and how far the work is; every figure of the console is read again once it is done. */
export function TrainingProgress({ training, done }: { training: Training; done: string }) {
  const { jobId, problem, leave } = training
  if (problem !== null) return <ErrorNotice problem={problem} />
  if (jobId === undefined) return null
  return (
    <Panel className="training">
      <JobProgress jobId={jobId}>{() => <Alert type="success" showIcon closable={{ onClose: leave }} title={done} />}</JobProgress>
    </Panel>
  )
}
