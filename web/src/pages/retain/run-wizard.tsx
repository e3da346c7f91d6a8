import { Alert, Button, Checkbox, Form, InputNumber, Modal, Steps } from 'antd'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { Static } from 'typebox'
import type { Job } from '#http/schemas/data.ts'
import type { DecisionPreview, DecisionRunBody, Strategy } from '#http/schemas/retain.ts'
import { useChange } from '../../api/use-api.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { JobProgress } from '../../components/job-progress.tsx'
import { useFormat } from '../../format/use-format.ts'
import { PreviewView } from './preview-view.tsx'

interface Props {
  open: boolean
  strategies: Strategy[]
  close: () => void
}

type Order = Static<typeof DecisionRunBody>

/** Choose, look at a dry run, then start: nothing is sent before the person has seen who it would be. */
export function RunWizard({ open, strategies, close }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const active = strategies.filter((one) => one.state === 'active')
  const [order, setOrder] = useState<Order>()
  const preview = useChange<DecisionPreview>()
  const start = useChange<Job>()
  const [jobId, setJobId] = useState<string>()
  const refresh = useCallback(() => void client.invalidateQueries(), [client])
  const step = jobId !== undefined ? 2 : preview.data !== undefined ? 1 : 0
  const leave = () => {
    close()
    preview.reset()
    start.reset()
    setJobId(undefined)
  }
  const look = (fields: { strategyIds?: string[]; maxContacts?: number | null }) => {
    const next: Order = {
      strategyIds: fields.strategyIds ?? active.map((one) => one.id),
      ...(fields.maxContacts === undefined || fields.maxContacts === null ? {} : { maxContacts: fields.maxContacts }),
    }
    setOrder(next)
    preview.mutate({ method: 'POST', path: '/decision-runs', body: { ...next, dryRun: true } })
  }
  return (
    <Modal open={open} title={t('retain.wizardTitle')} onCancel={leave} footer={null} width={760} destroyOnHidden>
      <div className="stack">
        <Steps
          size="small"
          current={step}
          items={[{ title: t('retain.chooseStep') }, { title: t('retain.previewStep') }, { title: t('retain.runStep') }]}
        />
        {step === 0 ? (
          active.length === 0 ? (
            <Alert type="warning" showIcon title={t('retain.noActive')} />
          ) : (
            <Form layout="vertical" requiredMark={false} onFinish={look} initialValues={{ strategyIds: active.map((one) => one.id) }}>
              <p className="soft wizard-text">{t('retain.chooseText')}</p>
              {preview.error === null ? null : <ErrorNotice problem={preview.error} />}
              <Form.Item name="strategyIds" label={t('retain.title')} rules={[{ type: 'array', min: 1, message: t('common.required') }]}>
                <Checkbox.Group
                  className="check-list"
                  options={active.map((one) => ({
                    value: one.id,
                    label: (
                      <span>
                        {format.text(one.definition.name)}
                        {one.reach === null ? null : <span className="faint num"> {format.integer(one.reach)}</span>}
                      </span>
                    ),
                  }))}
                />
              </Form.Item>
              <Form.Item name="maxContacts" label={t('retain.maxContacts')} extra={t('retain.maxContactsHelp')}>
                <InputNumber min={1} precision={0} style={{ width: 200 }} />
              </Form.Item>
              <Button type="primary" htmlType="submit" loading={preview.isPending}>
                {t('retain.preview')}
              </Button>
            </Form>
          )
        ) : null}
        {step === 1 && preview.data !== undefined ? (
          <>
            <PreviewView preview={preview.data} />
            {start.error === null ? null : <ErrorNotice problem={start.error} />}
            <div className="row">
              <Button
                type="primary"
                disabled={preview.data.treated === 0}
                loading={start.isPending}
                onClick={() =>
                  start.mutate({ method: 'POST', path: '/decision-runs', body: order ?? {} }, { onSuccess: (job) => setJobId(job.id) })
                }
              >
                {t('retain.startRun', { n: format.integer(preview.data.treated) })}
              </Button>
              <Button onClick={() => preview.reset()}>{t('retain.back')}</Button>
            </div>
          </>
        ) : null}
        {jobId === undefined ? null : (
          <JobProgress jobId={jobId} onDone={refresh}>
            {(job) => <RunDone job={job} leave={leave} />}
          </JobProgress>
        )}
      </div>
    </Modal>
  )
}

function RunDone({ job, leave }: { job: Job; leave: () => void }) {
  const { t } = useTranslation()
  const runId = typeof job.result?.['runId'] === 'string' ? job.result['runId'] : undefined
  return (
    <div className="stack">
      <Alert type="success" showIcon title={t('retain.runDone')} />
      <div className="row">
        <Link to={runId === undefined ? '/retain/messages' : `/retain/messages?runId=${runId}`} onClick={leave}>
          <Button type="primary">{t('retain.seeRun')}</Button>
        </Link>
        <Link to={runId === undefined ? '/effect' : `/effect/${runId}`} onClick={leave}>
          <Button>{t('retain.seeEffect')}</Button>
        </Link>
      </div>
    </div>
  )
}
