import { Button, Form, Input, Modal, Select } from 'antd'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Correction, Job, QuarantinedRecord } from '#http/collect/data-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import type { PageOf } from '../../api/endpoint.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import type { QuarantineFilter } from './quarantine-actions.tsx'

interface Props {
  filter: QuarantineFilter
  /** Open rows that the filter names, as it is written. */
  n: string
  close: () => void
  onJob: (id: string) => void
}

interface Entry {
  kind: Correction['kind']
  column: string
  from?: string
  to?: string
  parts?: 'ymd' | 'dmy' | 'mdy'
}

/** One correction for all refused rows of a file that are alike: then they are read again. */
export function CorrectDialog({ filter, n, close, onJob }: Props) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Entry>()
  const kind = Form.useWatch('kind', form) ?? 'set'
  const list = useApi<PageOf<QuarantinedRecord>>(endpoints.quarantine({ ...filter, state: 'open', limit: 1 }))
  const first = list.data?.items[0]
  const record = useApi(endpoints.quarantineRecord(first?.id ?? ''), { enabled: first !== undefined })
  const start = useChange<Job>()
  const cells = record.data?.cells ?? []
  const wrong = cells.find(({ field }) => field !== '' && field === first?.field)?.column
  // The record comes after the dialog is open.
  useEffect(() => {
    if (wrong !== undefined) form.setFieldValue('column', wrong)
  }, [form, wrong])
  const required = { required: true, message: t('common.required') }
  const submit = ({ column, to = '', from = '', parts = 'dmy' }: Entry) => {
    const correction: Correction =
      kind === 'set' ? { kind, column, to } : kind === 'replace' ? { kind, column, from, to } : { kind, column, parts }
    start.mutate(
      { method: 'POST', path: '/quarantine/replay', body: { ...filter, corrections: [correction] } },
      {
        onSuccess: (job) => {
          onJob(job.id)
          close()
        },
      },
    )
  }
  return (
    <Modal open title={t('quality.correctAll', { n })} onCancel={close} footer={null} destroyOnHidden>
      <Form<Entry> form={form} layout="vertical" requiredMark={false} onFinish={submit} initialValues={{ kind: 'set', parts: 'dmy' }}>
        {start.error === null ? null : <ErrorNotice problem={start.error} />}
        <p className="soft">{t('quality.correctText')}</p>
        <Form.Item name="column" label={t('quality.column')} rules={[required]}>
          <Select
            showSearch
            loading={record.isLoading}
            options={cells.map(({ column, value }) => ({ value: column, label: value === '' ? column : `${column} (${value})` }))}
          />
        </Form.Item>
        <Form.Item name="kind" label={t('quality.correction')}>
          <Select options={(['set', 'replace', 'date'] as const).map((value) => ({ value, label: t(`quality.correct_${value}`) }))} />
        </Form.Item>
        {kind === 'replace' ? (
          <Form.Item name="from" label={t('quality.correctFrom')} rules={[required]}>
            <Input maxLength={2000} autoComplete="off" />
          </Form.Item>
        ) : null}
        {kind === 'date' ? (
          <Form.Item name="parts" label={t('quality.dateParts')}>
            <Select options={(['ymd', 'dmy', 'mdy'] as const).map((value) => ({ value, label: t(`quality.parts_${value}`) }))} />
          </Form.Item>
        ) : (
          <Form.Item name="to" label={t('quality.correctTo')}>
            <Input maxLength={2000} autoComplete="off" />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" loading={start.isPending}>
          {t('quality.correctStart')}
        </Button>
      </Form>
    </Modal>
  )
}
