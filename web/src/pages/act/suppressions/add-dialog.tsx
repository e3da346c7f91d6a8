import { App, Checkbox, Form, Input, InputNumber, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { useChange } from '../../../api/use-api.ts'
import { CreateForm } from '../../../components/create-form.tsx'
import { useCode } from '../../../components/codes.ts'
import { useFormat } from '../../../format/use-format.ts'

interface Fields {
  address: string
  channels: string[]
  why: string
  days?: number | null
}

export function AddDialog({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const { message } = App.useApp()
  const add = useChange<{ added: number }>(['/suppressions'])
  const required = { required: true, message: t('common.required') }
  const submit = ({ days, ...fields }: Fields) =>
    add.mutate(
      { method: 'POST', path: '/suppressions', body: { ...fields, ...(days === undefined || days === null ? {} : { days }) } },
      {
        onSuccess: ({ added }) => {
          void message.success(
            added === 0 ? t('suppressions.addedNone') : t('suppressions.added', { count: added, n: format.integer(added) }),
          )
          close()
        },
      },
    )
  return (
    <Modal open title={t('suppressions.add')} onCancel={close} footer={null} destroyOnHidden>
      <p className="soft">{t('suppressions.addText')}</p>
      <CreateForm<Fields, { added: number }>
        create={add}
        submit={submit}
        submitLabel={t('suppressions.add')}
        initialValues={{ channels: ['email'] }}
      >
        <Form.Item name="address" label={t('suppressions.address')} rules={[required]}>
          <Input maxLength={320} autoComplete="off" />
        </Form.Item>
        <Form.Item name="channels" label={t('suppressions.channels')} extra={t('suppressions.channelsHint')} rules={[required]}>
          <Checkbox.Group options={['email', 'sms', 'agent_task'].map((value) => ({ value, label: code('channel', value) }))} />
        </Form.Item>
        <Form.Item name="why" label={t('suppressions.why')} extra={t('suppressions.whyHint')} rules={[required]}>
          <Input maxLength={500} />
        </Form.Item>
        <Form.Item name="days" label={t('suppressions.days')} extra={t('suppressions.daysHint')}>
          <InputNumber min={1} max={3650} precision={0} />
        </Form.Item>
      </CreateForm>
    </Modal>
  )
}
