import { Alert, Button, Form, InputNumber, Modal } from 'antd'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useQueryClient } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { ChurnModelCard, TrainBody } from '#http/schemas/churn.ts'
import type { Job } from '#http/schemas/data.ts'
import { useChange } from '../../api/use-api.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { JobProgress } from '../../components/job-progress.tsx'

interface Props {
  open: boolean
  close: () => void
  definition: ChurnModelCard['definition'] | undefined
}

/** Starts the training as a job and follows it; closing the dialog does not stop it. */
export function TrainDialog({ open, close, definition }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const train = useChange<Job>()
  const [jobId, setJobId] = useState<string>()
  const refresh = useCallback(() => void client.invalidateQueries(), [client])
  const submit = (body: Static<typeof TrainBody>) =>
    train.mutate({ method: 'POST', path: '/churn/train', body }, { onSuccess: (job) => setJobId(job.id) })
  const leave = () => {
    close()
    train.reset()
  }
  return (
    <Modal open={open} title={t('predict.trainTitle')} onCancel={leave} footer={null} width={480}>
      {jobId === undefined ? (
        <div className="stack">
          <p className="soft">{t('predict.trainText')}</p>
          {train.error === null ? null : <ErrorNotice problem={train.error} />}
          <Form
            layout="vertical"
            requiredMark={false}
            onFinish={submit}
            initialValues={{ horizonDays: definition?.horizonDays ?? 60, activeWithinDays: definition?.activeWithinDays ?? 180 }}
          >
            <Form.Item
              name="horizonDays"
              label={t('predict.horizon')}
              extra={t('predict.horizonHelp')}
              rules={[{ required: true, message: t('common.required') }]}
            >
              <InputNumber min={7} max={180} precision={0} style={{ width: '100%' }} />
            </Form.Item>
            <Form.Item
              name="activeWithinDays"
              label={t('predict.activeWithin')}
              extra={t('predict.activeWithinHelp')}
              rules={[{ required: true, message: t('common.required') }]}
            >
              <InputNumber min={14} max={1095} precision={0} style={{ width: '100%' }} />
            </Form.Item>
            <Button type="primary" htmlType="submit" loading={train.isPending}>
              {t('predict.start')}
            </Button>
          </Form>
        </div>
      ) : (
        <div className="stack">
          <JobProgress jobId={jobId} onDone={refresh}>
            {() => <Alert type="success" showIcon title={t('predict.trainDone')} />}
          </JobProgress>
          <Button
            onClick={() => {
              setJobId(undefined)
              leave()
            }}
          >
            {t('common.close')}
          </Button>
        </div>
      )}
    </Modal>
  )
}
