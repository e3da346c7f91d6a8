import { Alert, Button, Drawer, Segmented, Steps, Upload } from 'antd'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { Static } from 'typebox'
import type { Job } from '#http/schemas/data.ts'
import type { ImportPreview } from '#http/schemas/import-preview.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Icon } from '../../components/icon.tsx'
import { JobProgress } from '../../components/job-progress.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { SampleFiles } from '../../components/sample-files.tsx'
import { MappingTable } from './mapping-table.tsx'

type Preview = Static<typeof ImportPreview>

const kinds = ['orders', 'customers', 'tickets'] as const

interface Props {
  open: boolean
  close: () => void
}

/** File, columns, import: the guess can be corrected, the whole file can be checked, and nothing is stored before the last step. */
export function ImportWizard({ open, close }: Props) {
  const { t } = useTranslation()
  const upload = useChange<Preview>()
  const preview = upload.data
  const [mapping, setMapping] = useState<Record<string, string>>({})
  const [kind, setKind] = useState<Preview['kind']>('orders')
  const [file, setFile] = useState<File>()
  const [job, setJob] = useState<{ id: string; dryRun: boolean }>()
  const start = useChange<Job>()
  const again = () => {
    upload.reset()
    start.reset()
    setJob(undefined)
  }
  const take = (file: File, asKind?: Preview['kind']) => {
    setFile(file)
    const body = new FormData()
    if (asKind !== undefined) body.append('kind', asKind)
    body.append('file', file, file.name)
    upload.mutate(
      { method: 'POST', path: '/imports/preview', body },
      {
        onSuccess: (answer) => {
          setMapping(answer.mapping)
          setKind(answer.kind)
        },
      },
    )
  }
  const run = (dryRun: boolean) => {
    if (preview === undefined) return
    start.mutate(
      { method: 'POST', path: '/imports', body: { uploadId: preview.uploadId, kind, mapping, dryRun } },
      { onSuccess: (answer) => setJob({ id: answer.id, dryRun }) },
    )
  }
  return (
    <Drawer open={open} size="min(860px, 100vw)" onClose={close} title={t('data.newImport')} destroyOnHidden>
      <div className="stack">
        <Steps
          size="small"
          current={job !== undefined && !job.dryRun ? 2 : preview === undefined ? 0 : 1}
          items={[{ title: t('data.uploadStep') }, { title: t('data.mapStep') }, { title: t('data.importStep') }]}
        />
        {upload.error === null ? null : <ErrorNotice problem={upload.error} />}
        {preview === undefined ? (
          <>
            <Upload.Dragger
              accept=".csv,.gz,.tsv,.txt,.xlsx"
              showUploadList={false}
              disabled={upload.isPending}
              beforeUpload={(file) => {
                take(file)
                return false
              }}
            >
              <div className="drop">
                <Icon name="imports" size={28} />
                <strong>{upload.isPending ? t('data.reading') : t('data.dropTitle')}</strong>
                <span className="soft">{t('data.dropText')}</span>
              </div>
            </Upload.Dragger>
            <SampleFiles />
          </>
        ) : job !== undefined && !job.dryRun ? (
          <ImportProgress jobId={job.id} dryRun={false} close={close} again={again} />
        ) : (
          <>
            <Segmented
              aria-label={t('data.kind')}
              value={kind}
              disabled={upload.isPending}
              onChange={(next) => {
                if (file === undefined) return
                setJob(undefined)
                take(file, next)
              }}
              options={kinds.map((value) => ({ value, label: t(`codes.importKind.${value}`) }))}
            />
            <MappingTable preview={preview} kind={kind} mapping={mapping} change={setMapping} />
            {job === undefined ? null : (
              <IntoView key={job.id}>
                <ImportProgress jobId={job.id} dryRun close={close} again={again} />
              </IntoView>
            )}
            {start.error === null ? null : <ErrorNotice problem={start.error} />}
            <MissingFields preview={preview} mapping={mapping} />
            <div className="row wizard-actions">
              <Button type="primary" loading={start.isPending} disabled={missingOf(preview, mapping).length > 0} onClick={() => run(false)}>
                {t('data.startImport')}
              </Button>
              <Button loading={start.isPending} disabled={missingOf(preview, mapping).length > 0} onClick={() => run(true)}>
                {t('data.dryRun')}
              </Button>
              <Button type="text" onClick={again}>
                {t('data.changeFile')}
              </Button>
            </div>
          </>
        )}
      </div>
    </Drawer>
  )
}

/** Below a long table of columns: what just began must not be out of sight, nor what comes of it. */
function IntoView({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const { current } = box
    if (current === null) return
    const watch = new ResizeObserver(() => {
      // Newer browsers answer with a promise.
      void current.scrollIntoView({ block: 'nearest' })
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

const missingOf = (preview: Preview, mapping: Record<string, string>) =>
  preview.fields.filter((field) => field.required && (mapping[field.name] ?? '') === '')

function MissingFields({ preview, mapping }: { preview: Preview; mapping: Record<string, string> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const missing = missingOf(preview, mapping)
  if (missing.length === 0) return null
  return (
    <Alert type="warning" showIcon title={t('data.missing', { fields: missing.map((field) => format.text(field.label)).join(' · ') })} />
  )
}

/** Orders alone reach no one: said here, where the next file is at hand. */
function NextStep({ again }: { again: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const { data } = useApi(endpoints.checklist(), { enabled: can('overview:read') })
  const reach = data?.items.find(({ step }) => step === 'reach')
  if (reach === undefined || reach.state !== 'open') return null
  const customers = Number(reach.params['customers'] ?? 0)
  return (
    <Alert
      type="info"
      showIcon
      title={t('firstRun.noOneReachable')}
      description={t(`firstRun.detail.${reach.detail}`, { count: customers, customers: format.integer(customers) })}
      action={
        <Button size="small" onClick={again}>
          {t('firstRun.importCustomers')}
        </Button>
      }
    />
  )
}

/** What looks absurd in the file, as questions to whoever knows it. */
function Questions({ job }: { job: Job }) {
  const { t } = useTranslation()
  const format = useFormat()
  const questions = questionsOf(job.result?.['questions'])
  if (questions.length === 0) return null
  return (
    <Alert
      type="warning"
      showIcon
      title={t('data.questions')}
      description={
        <ul>
          {questions.map(({ zh, en }) => (
            <li key={en}>{format.text({ zh, en })}</li>
          ))}
        </ul>
      }
    />
  )
}

function questionsOf(result: unknown): { zh: string; en: string }[] {
  if (!Array.isArray(result)) return []
  return result.flatMap((one: { readonly text?: { readonly zh?: unknown; readonly en?: unknown } } | null) => {
    const { zh, en } = one?.text ?? {}
    return typeof zh === 'string' && typeof en === 'string' ? [{ zh, en }] : []
  })
}

function ImportProgress({ jobId, dryRun, close, again }: { jobId: string; dryRun: boolean; close: () => void; again: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const refresh = useCallback(() => void client.invalidateQueries(), [client])
  return (
    <JobProgress jobId={jobId} onDone={refresh}>
      {(job) => {
        const number = (name: string) => {
          const value = job.result?.[name]
          return typeof value === 'number' ? value : 0
        }
        return (
          <div className="stack">
            <Alert
              type="success"
              showIcon
              title={dryRun ? t('data.dryRunDone') : t('data.importDone')}
              description={t('data.resultText', {
                rows: format.integer(number('rows')),
                stored: format.integer(number('stored')),
                duplicates: format.integer(number('duplicates')),
                quarantined: format.integer(number('quarantined')),
              })}
            />
            {dryRun ? null : <NextStep again={again} />}
            <Questions job={job} />
            {dryRun ? null : (
              <div className="row">
                <Link to="/customers" onClick={close}>
                  <Button type="primary">{t('data.seeCustomers')}</Button>
                </Link>
                <Link to="/predict/churn">
                  <Button>{t('data.trainNext')}</Button>
                </Link>
                {number('quarantined') > 0 ? (
                  <Link to="/data/quarantine">
                    <Button>{t('data.seeQuarantine')}</Button>
                  </Link>
                ) : null}
                <Button type="text" onClick={again}>
                  {t('data.anotherFile')}
                </Button>
              </div>
            )}
          </div>
        )
      }}
    </JobProgress>
  )
}
