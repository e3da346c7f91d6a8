import { Alert, Button, Form, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import type { CustomerSelection } from '#http/profile/selection-schemas.ts'
import type { Job } from '#http/collect/data-schemas.ts'
import { useChange } from '../../api/use-api.ts'
import { useFormat } from '../../format/use-format.ts'
import { JobDialog } from './job-dialog.tsx'

const reasons = ['asked', 'complaint', 'deceased', 'staff', 'other'] as const

interface Props {
  customers: CustomerSelection
  /** How many that is. */
  count: number
  close: () => void
}

/** Says what it does before it does it: nobody contacts these customers any more. */
export function StopDialog({ customers, count, close }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const start = useChange<Job>(['/customers', '/sends', '/tasks', '/jobs'])
  return (
    <JobDialog
      title={t('act.stopTitle')}
      close={close}
      job={start.data}
      problem={start.error}
      done={(job) => (
        <Alert
          type="success"
          showIcon
          title={t('act.stopped', {
            count: Number(job.result?.['stopped'] ?? 0),
            n: format.integer(Number(job.result?.['stopped'] ?? 0)),
            sends: format.integer(Number(job.result?.['droppedSends'] ?? 0)),
          })}
        />
      )}
    >
      <Form
        layout="vertical"
        requiredMark={false}
        initialValues={{ reason: 'asked' }}
        onFinish={({ reason }: { reason: string }) =>
          start.mutate({ method: 'POST', path: '/customers/contact-stops', body: { customers, reason } })
        }
      >
        <p className="soft">{t('act.stopWhat', { count, n: format.integer(count) })}</p>
        <Form.Item name="reason" label={t('act.stopWhy')}>
          <Radio.Group className="check-list" options={reasons.map((value) => ({ value, label: t(`codes.stopReason.${value}`) }))} />
        </Form.Item>
        <Button type="primary" danger htmlType="submit" loading={start.isPending}>
          {t('act.stopDo', { count, n: format.integer(count) })}
        </Button>
      </Form>
    </JobDialog>
  )
}
