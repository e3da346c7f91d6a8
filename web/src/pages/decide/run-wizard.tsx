import { Alert, Button, Checkbox, Form, InputNumber, Modal, Steps } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Static } from '#http/shared-schemas.ts'
import type { CustomerSelection } from '#http/profile/selection-schemas.ts'
import type { Job } from '#http/collect/data-schemas.ts'
import type { DecisionRunBody, StoredDecisionPreview, Strategy } from '#http/decide/retain-schemas.ts'
import { useChange } from '../../api/use-api.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { JobProgress } from '../../components/job-progress.tsx'
import { useFormat } from '../../format/use-format.ts'
import { ChannelNotice } from '../act/channel-notice.tsx'
import { OutdatedNotice } from './outdated-notice.tsx'
import { PreviewView } from './preview-view.tsx'

interface Props {
  open: boolean
  strategies: readonly Strategy[]
  /** Only these customers; without it everyone who has a score. */
  customers?: CustomerSelection
  close: () => void
}

type Order = Static<typeof DecisionRunBody>

/** Choose, look at a preview, then run exactly that: nothing is sent before the person has seen who it would be. */
export function RunWizard({ open, strategies, customers, close }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const active = strategies.filter((one) => one.state === 'active')
  const ready = active.filter((one) => one.unready === null)
  const preview = useChange<StoredDecisionPreview>()
  const [shown, setShown] = useState<StoredDecisionPreview>()
  const start = useChange<Job>()
  const [jobId, setJobId] = useState<string>()
  const step = jobId !== undefined ? 2 : shown !== undefined ? 1 : 0
  const leave = () => {
    close()
    back()
    setJobId(undefined)
  }
  const look = (fields: { strategyIds?: string[]; maxContacts?: number | null }) => {
    const order: Order = {
      strategyIds: fields.strategyIds ?? ready.map((one) => one.id),
      ...(fields.maxContacts === undefined || fields.maxContacts === null ? {} : { maxContacts: fields.maxContacts }),
      ...(customers === undefined ? {} : { customers }),
    }
    preview.mutate({ method: 'POST', path: '/decision-runs', body: { ...order, dryRun: true } }, { onSuccess: setShown })
  }
  const back = () => {
    preview.reset()
    start.reset()
    setShown(undefined)
  }
  const lookAgain = (previewId: string) => {
    start.reset()
    preview.mutate({ method: 'POST', path: '/decision-runs', body: { previewId, dryRun: true } }, { onSuccess: setShown })
  }
  return (
    <Modal open={open} title={t('decide.wizardTitle')} onCancel={leave} footer={null} width={760} destroyOnHidden>
      <div className="stack">
        <Steps
          size="small"
          current={step}
          items={[{ title: t('decide.chooseStep') }, { title: t('decide.previewStep') }, { title: t('decide.runStep') }]}
        />
        {step === 0 ? (
          active.length === 0 ? (
            <Alert type="warning" showIcon title={t('decide.noActive')} />
          ) : (
            <Form layout="vertical" requiredMark={false} onFinish={look} initialValues={{ strategyIds: ready.map((one) => one.id) }}>
              <p className="soft wizard-text">{t('decide.chooseText')}</p>
              <ChannelNotice strategies={active.map(({ unready, definition }) => ({ unready, channel: definition.channel }))} />
              {preview.error === null ? null : <ErrorNotice problem={preview.error} />}
              <Form.Item name="strategyIds" label={t('decide.title')} rules={[{ type: 'array', min: 1, message: t('common.required') }]}>
                <Checkbox.Group
                  className="check-list"
                  options={active.map((one) => ({
                    value: one.id,
                    disabled: one.unready !== null,
                    label: (
                      <span>
                        {format.text(one.definition.name)}
                        {one.unready === null ? null : <span className="faint"> {t(`decide.notReady.${one.unready}`)}</span>}
                        {one.reach === null ? null : <span className="faint num"> {format.integer(one.reach)}</span>}
                      </span>
                    ),
                  }))}
                />
              </Form.Item>
              <Form.Item name="maxContacts" label={t('decide.maxContacts')} extra={t('decide.maxContactsHelp')}>
                <InputNumber min={1} precision={0} style={{ width: 200 }} />
              </Form.Item>
              <Button type="primary" htmlType="submit" disabled={ready.length === 0} loading={preview.isPending}>
                {t('decide.preview')}
              </Button>
            </Form>
          )
        ) : null}
        {step === 1 && shown !== undefined ? (
          <>
            <PreviewView preview={shown} />
            {start.error === null ? null : (
              <OutdatedNotice problem={start.error} loading={preview.isPending} again={() => lookAgain(shown.previewId)} />
            )}
            {preview.error === null ? null : <ErrorNotice problem={preview.error} />}
            <div className="row">
              <Button
                type="primary"
                disabled={shown.treated === 0 || start.error?.code === 'preview-outdated'}
                loading={start.isPending}
                onClick={() =>
                  start.mutate(
                    { method: 'POST', path: '/decision-runs', body: { previewId: shown.previewId } },
                    { onSuccess: (job) => setJobId(job.id) },
                  )
                }
              >
                {t('decide.startRun', { n: format.integer(shown.treated) })}
              </Button>
              <Button onClick={back}>{t('decide.back')}</Button>
              <span className="faint">{t('decide.previewUntil', { time: format.time(shown.expiresAt) })}</span>
            </div>
          </>
        ) : null}
        {jobId === undefined ? null : <JobProgress jobId={jobId}>{(job) => <RunDone job={job} leave={leave} />}</JobProgress>}
      </div>
    </Modal>
  )
}

function RunDone({ job, leave }: { job: Job; leave: () => void }) {
  const { t } = useTranslation()
  const runId = typeof job.result?.['runId'] === 'string' ? job.result['runId'] : undefined
  return (
    <div className="stack">
      <Alert type="success" showIcon title={t('decide.runDone')} />
      <div className="row">
        <Link to={runId === undefined ? '/retain/messages' : `/retain/messages?runId=${runId}`} onClick={leave}>
          <Button type="primary">{t('decide.seeRun')}</Button>
        </Link>
        <Link to={runId === undefined ? '/effect' : `/effect/${runId}`} onClick={leave}>
          <Button>{t('decide.seeEffect')}</Button>
        </Link>
      </div>
    </div>
  )
}
