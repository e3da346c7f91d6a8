import { App, Button, Form, Input, Modal, Radio, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useChange } from '../../api/use-api.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { useCode } from '../../components/codes.ts'
import { useFormat } from '../../format/use-format.ts'

const channels = ['email', 'sms', 'phone', 'wechat', 'push', 'webhook', 'all'] as const
const purposes = ['marketing', 'service', 'analytics'] as const

export interface ConsentFields {
  channel: (typeof channels)[number]
  purpose: (typeof purposes)[number]
  granted: boolean
  evidence?: string
  noticeVersion?: string
}

/** Records what the customer said about being contacted: by purpose and channel, with where it comes from. */
export function ConsentDialog({ customerId, initial, close }: { customerId: string; initial: Partial<ConsentFields>; close: () => void }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const { message } = App.useApp()
  const path = `/customers/${encodeURIComponent(customerId)}`
  const save = useChange<{ droppedSends: number }>([path, '/sends', '/decision-runs'])
  const submit = (body: ConsentFields) =>
    save.mutate(
      { method: 'POST', path: `${path}/consents`, body },
      {
        onSuccess: ({ droppedSends }) => {
          void message.success(
            droppedSends === 0 ? t('act.consentNoneDropped') : t('act.consentSaved', { n: format.integer(droppedSends) }),
          )
          close()
        },
      },
    )
  return (
    <Modal open title={t('act.recordConsent')} onCancel={close} footer={null} destroyOnHidden>
      <Form<ConsentFields>
        layout="vertical"
        requiredMark={false}
        initialValues={{ channel: 'email', purpose: 'marketing', granted: false, ...initial }}
        onFinish={submit}
      >
        {save.error === null ? null : <ErrorNotice problem={save.error} />}
        <div className="grid-2 form-grid">
          <Form.Item name="channel" label={t('act.consentChannel')}>
            <Select options={channels.map((value) => ({ value, label: code('channel', value) }))} />
          </Form.Item>
          <Form.Item name="purpose" label={t('act.consentPurpose')}>
            <Select options={purposes.map((value) => ({ value, label: code('purpose', value) }))} />
          </Form.Item>
        </div>
        <Form.Item name="granted" label={t('act.consentWord')}>
          <Radio.Group
            options={[
              { value: true, label: t('act.consentYes') },
              { value: false, label: t('act.consentNo') },
            ]}
          />
        </Form.Item>
        <Form.Item name="evidence" label={t('act.evidence')} extra={t('act.evidenceHelp')}>
          <Input maxLength={500} placeholder={t('act.evidenceExample')} />
        </Form.Item>
        <Form.Item name="noticeVersion" label={t('act.noticeVersionField')}>
          <Input maxLength={100} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('common.save')}
        </Button>
      </Form>
    </Modal>
  )
}
