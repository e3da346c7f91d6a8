import { App, Form, Input, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Suppression } from '#http/act/suppression-schemas.ts'
import { segment } from '../../../api/endpoint.ts'
import { useChange } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { CreateForm } from '../../../components/create-form.tsx'

const OWN: readonly string[] = ['unsubscribe', 'complaint', 'pause'] satisfies Suppression['reason'][]

interface Fields {
  why: string
  evidence?: string
}

export function LiftDialog({ suppression, close }: { suppression: Suppression; close: () => void }) {
  const { t } = useTranslation()
  const code = useCode()
  const { message } = App.useApp()
  const lift = useChange(['/suppressions'])
  const isOwn = OWN.includes(suppression.reason)
  const required = { required: true, message: t('common.required') }
  const submit = (fields: Fields) =>
    lift.mutate(
      { method: 'POST', path: `/suppressions/${segment(suppression.id)}/lift`, body: fields },
      {
        onSuccess: () => {
          void message.success(t('suppressions.lifted'))
          close()
        },
      },
    )
  return (
    <Modal open title={t('suppressions.liftTitle')} onCancel={close} footer={null} destroyOnHidden>
      <p>
        {suppression.masked} · {code('channel', suppression.channel)} · {code('suppressionReason', suppression.reason)}
      </p>
      <p className="soft">{isOwn ? t('suppressions.liftOwn') : t('suppressions.liftText')}</p>
      <CreateForm<Fields, unknown> create={lift} submit={submit} submitLabel={t('suppressions.lift')}>
        <Form.Item name="why" label={t('suppressions.why')} extra={t('suppressions.whyHint')} rules={[required]}>
          <Input maxLength={500} />
        </Form.Item>
        {isOwn ? (
          <Form.Item name="evidence" label={t('suppressions.evidence')} extra={t('suppressions.liftText')} rules={[required]}>
            <Input maxLength={500} />
          </Form.Item>
        ) : null}
      </CreateForm>
    </Modal>
  )
}
