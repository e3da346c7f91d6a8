import { Button, Drawer, Steps, Upload } from 'antd'
import { useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Job } from '#http/collect/data-schemas.ts'
import type { FileQuestion } from '#http/collect/import-preview-schemas.ts'
import { useChange } from '../../api/use-api.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Icon } from '../../components/icon.tsx'
import { JobProgress } from '../../components/job-progress.tsx'
import { SampleFiles } from './sample-files.tsx'
import { useFormat } from '../../format/use-format.ts'
import { openQuestions } from './wizard/corrected.ts'
import { FileReview, ReviewActions } from './wizard/file-review.tsx'
import { ImportEnd } from './wizard/import-end.tsx'
import { outcomeOf, type Outcome } from './wizard/import-outcome.ts'
import { RowCounts } from './wizard/row-counts.tsx'
import { type Said, useFileReading } from './wizard/use-file-reading.ts'

interface Props {
  open: boolean
  close: () => void
}

/** File, what it says, import: everything can be corrected, the whole file can be checked, and nothing is stored before the last step. */
export function ImportWizard({ open, close }: Props) {
  const { t } = useTranslation()
  return (
    // A click beside it must not throw away a file that is half corrected.
    <Drawer open={open} size="min(1040px, 100vw)" onClose={close} mask={{ closable: false }} title={t('collect.newImport')} destroyOnHidden>
      <Walk close={close} />
    </Drawer>
  )
}

function Walk({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const reading = useFileReading()
  const { preview, said } = reading
  const [job, setJob] = useState<{ id: string; dryRun: boolean }>()
  const [checked, setChecked] = useState<Outcome | null>(null)
  /** Status words of the whole file, once it was checked: further ones may stand below its first rows. */
  const [wholeStatuses, setWholeStatuses] = useState<Outcome['statuses']>([])
  /** Files that were chosen together with this one and come after it. */
  const [waiting, setWaiting] = useState<readonly File[]>([])
  const start = useChange<Job>()
  const leave = () => {
    reading.leave()
    start.reset()
    setJob(undefined)
    setChecked(null)
    setWholeStatuses([])
  }
  const take = ([first, ...rest]: readonly File[]) => {
    if (first === undefined) return
    leave()
    setWaiting(rest)
    reading.take(first)
  }
  const next = waiting.length === 0 ? undefined : () => take(waiting)
  const say = (change: Partial<Said>) => {
    // The answer to a question of the whole file changes nothing that was read.
    const onlyAccepts = change.corrections !== undefined && changesNoReading(change.corrections, said.corrections)
    if (!onlyAccepts) {
      setJob(undefined)
      setChecked(null)
    }
    if (change.kind !== undefined || change.wish !== undefined) setWholeStatuses([])
    start.reset()
    reading.say(change)
  }
  const run = (dryRun: boolean) => {
    if (preview === undefined) return
    start.mutate(
      { method: 'POST', path: '/imports', body: { uploadId: preview.uploadId, ...said, dryRun } },
      {
        onSuccess: (answer) => {
          setChecked(null)
          setJob({ id: answer.id, dryRun })
        },
      },
    )
  }
  const importing = job !== undefined && !job.dryRun
  const questions = checked?.questions ?? preview?.questions ?? []
  return (
    <div className="stack">
      <Steps
        size="small"
        responsive={false}
        current={importing ? 2 : preview === undefined ? 0 : 1}
        items={[{ title: t('collect.uploadStep') }, { title: t('collect.mapStep') }, { title: t('collect.importStep') }]}
      />
      {waiting.length === 0 ? null : <WaitingFiles files={waiting} {...(importing || reading.busy ? {} : { skip: next })} />}
      {preview === undefined ? (
        <ChooseFile reading={reading} take={take} />
      ) : importing ? (
        <JobEnd
          jobId={job.id}
          back={() => setJob(undefined)}
          failed={(failure) => (failure.problem?.code === 'questions-open' ? run(true) : undefined)}
        >
          {(outcome) => <ImportEnd outcome={outcome} isOrders={said.kind === 'orders'} close={close} again={leave} next={next} />}
        </JobEnd>
      ) : (
        <>
          <FileReview reading={reading} preview={preview} checked={checked} wholeStatuses={wholeStatuses} say={say} />
          {job === undefined ? null : (
            <IntoView key={job.id}>
              <JobEnd
                jobId={job.id}
                done={(outcome) => {
                  setChecked(outcome)
                  setWholeStatuses(outcome.statuses)
                }}
              >
                {(outcome) => <RowCounts outcome={outcome} />}
              </JobEnd>
            </IntoView>
          )}
          {start.error === null ? null : <ErrorNotice problem={start.error} />}
          <ReviewActions
            preview={preview}
            open={openQuestions(questions, said.corrections).length + (unanswered(wholeStatuses, questions, said) ? 1 : 0)}
            pending={start.isPending || reading.busy}
            run={run}
            leave={leave}
          />
        </>
      )}
    </div>
  )
}

/** Whether a status word that only the whole file has is still not known. */
function unanswered(statuses: Outcome['statuses'], questions: readonly FileQuestion[], { corrections }: Said): boolean {
  if (questions.some(({ code }) => code === 'unknown-status')) return false
  return statuses.some(({ word, counts }) => counts === null && corrections.statuses?.[word] === undefined)
}

function changesNoReading(next: Said['corrections'], last: Said['corrections']): boolean {
  return JSON.stringify({ ...next, accept: [] }) === JSON.stringify({ ...last, accept: [] })
}

/** What else was chosen: a file at a time is looked at and imported. */
function WaitingFiles({ files, skip }: { files: readonly File[]; skip?: (() => void) | undefined }) {
  const { t } = useTranslation()
  const format = useFormat()
  const names = files.map(({ name }) => name).join(format.language === 'en' ? ', ' : '、')
  return (
    <div className="row waiting-files" role="status">
      <span className="soft">{t('collect.waiting', { count: files.length, n: format.integer(files.length), names })}</span>
      {skip === undefined ? null : (
        <Button size="small" onClick={skip}>
          {t('collect.skipFile')}
        </Button>
      )}
    </div>
  )
}

function ChooseFile({ reading, take }: { reading: ReturnType<typeof useFileReading>; take: (files: readonly File[]) => void }) {
  const { t } = useTranslation()
  const { busy, error } = reading
  return (
    <>
      {error === null ? null : <ErrorNotice problem={error} />}
      <Upload.Dragger
        accept=".csv,.gz,.tsv,.txt,.xlsx,.ndjson,.jsonl,.json,.parquet"
        multiple
        showUploadList={false}
        disabled={busy}
        beforeUpload={(file, all) => {
          // Called for each of the files; the first brings the others along.
          if (file === all[0]) take(all)
          return false
        }}
      >
        <div className="drop">
          <Icon name="imports" size={28} />
          <strong>{busy ? t('collect.reading') : t('collect.dropTitle')}</strong>
          <span className="soft">{t('collect.dropText')}</span>
        </div>
      </Upload.Dragger>
      <SampleFiles />
    </>
  )
}

interface JobEndProps {
  jobId: string
  done?: (outcome: Outcome) => void
  /** It failed or was cancelled. */
  failed?: (job: Job) => void
  back?: () => void
  children: (outcome: Outcome) => ReactNode
}

/** A check or an import under way, then what it came to. */
function JobEnd({ jobId, done, failed, back, children }: JobEndProps) {
  const { t } = useTranslation()
  const [isFailed, setIsFailed] = useState(false)
  const finish = (job: Job) => {
    const outcome = outcomeOf(job)
    if (job.state !== 'done') {
      setIsFailed(true)
      failed?.(job)
    } else if (outcome !== null) done?.(outcome)
  }
  return (
    <div className="stack-small">
      <JobProgress jobId={jobId} onDone={finish} onFailed={finish}>
        {(job) => {
          const outcome = outcomeOf(job)
          return outcome === null ? null : children(outcome)
        }}
      </JobProgress>
      {isFailed && back !== undefined ? (
        <div>
          <Button onClick={back}>{t('collect.back')}</Button>
        </div>
      ) : null}
    </div>
  )
}

/** Below a long page: what just began must not be out of sight, nor what comes of it. */
function IntoView({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const { current } = box
    if (current === null) return
    const watch = new ResizeObserver(() => {
      current.scrollIntoView({ block: 'nearest' })
    })
    watch.observe(current)
    return () => watch.disconnect()
  }, [])
  return (
    <div ref={box} className="into-view">
      {children}
    </div>
  )
}
