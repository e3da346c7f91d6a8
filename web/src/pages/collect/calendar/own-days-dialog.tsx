import { Form, Input, Modal, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { DayKind } from '#http/collect/calendar-schemas.ts'
import { useChange } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { CreateForm } from '../../../components/create-form.tsx'

interface Fields {
  name: string
  kind: DayKind
  from: string
  to?: string
}

/** Days that the company enters itself. */
export function OwnDaysDialog({ year, close }: { year: number; close: () => void }) {
  const { t } = useTranslation()
  const code = useCode()
  const create = useChange(['/calendar'])
  const submit = ({ to = '', ...fields }: Fields) =>
    create.mutate({ method: 'POST', path: '/calendar/days', body: { ...fields, ...(to === '' ? {} : { to }) } }, { onSuccess: close })
  const kinds = (['event', 'holiday', 'workday'] as const).map((value) => ({ value, label: code('dayKind', value) }))
  return (
    <Modal open title={t('calendar.addTitle')} onCancel={close} footer={null} destroyOnHidden>
      <CreateForm<Fields, unknown> create={create} submit={submit} initialValues={{ kind: 'event' }} submitLabel={t('common.save')}>
        <Form.Item
          name="name"
          label={t('calendar.name')}
          extra={t('calendar.nameHelp')}
          rules={[{ required: true, message: t('common.required') }]}
        >
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="kind" label={t('calendar.kind')}>
          <Select options={kinds} />
        </Form.Item>
        <Form.Item name="from" label={t('calendar.from')} rules={[{ required: true, message: t('common.required') }]}>
          <Input type="date" min={`${year - 3}-01-01`} />
        </Form.Item>
        <Form.Item name="to" label={t('calendar.to')} extra={t('calendar.toHelp')}>
          <Input type="date" />
        </Form.Item>
      </CreateForm>
    </Modal>
  )
}
