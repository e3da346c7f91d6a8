import { Button, Modal } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Job } from '#http/collect/data-schemas.ts'
import type { ApiProblem } from '../../api/client.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { JobProgress } from '../../components/job-progress.tsx'

interface Props {
  title: string
  close: () => void
  /** The work once it was started. */
  job: Job | undefined
  problem: ApiProblem | null
  /** Asked before the work starts. */
  children: ReactNode
  /** What came of it. */
  done: (job: Job) => ReactNode
}

/** Asks, starts, and follows the work until it is done; it goes on when the dialog is closed. */
export function JobDialog({ title, close, job, problem, children, done }: Props) {
  const { t } = useTranslation()
  return (
    <Modal open title={title} onCancel={close} footer={null} destroyOnHidden>
      {job === undefined ? (
        <>
          {problem === null ? null : <ErrorNotice problem={problem} />}
          {children}
        </>
      ) : (
        <div className="stack">
          <JobProgress jobId={job.id}>{done}</JobProgress>
          <div>
            <Button onClick={close}>{t('common.close')}</Button>
          </div>
        </div>
      )}
    </Modal>
  )
}
