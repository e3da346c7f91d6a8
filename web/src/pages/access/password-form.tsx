import { App, Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Static } from '#http/shared-schemas.ts'
import type { PasswordBody, Session } from '#http/access/access-schemas.ts'
import { useChange } from '../../api/use-api.ts'
import { useArrival } from './use-arrival.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'

/** Changes one's own password; the new session takes the place of the old one. */
export function PasswordForm() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [form] = Form.useForm<Static<typeof PasswordBody>>()
  const arrive = useArrival()
  const change = useChange<Session>()
  const required = { required: true, message: t('common.required') }
  const submit = (body: Static<typeof PasswordBody>) =>
    change.mutate(
      { method: 'POST', path: '/me/password', body },
      {
        onSuccess: (session) => {
          arrive(session)
          form.resetFields()
          void message.success(t('access.passwordChanged'))
        },
      },
    )
  return (
    <Form form={form} layout="vertical" requiredMark={false} className="form-narrow" onFinish={submit}>
      {change.error === null ? null : <ErrorNotice problem={change.error} />}
      <Form.Item name="current" label={t('access.current')} rules={[required]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item
        name="next"
        label={t('access.next')}
        extra={t('access.passwordHelp')}
        rules={[required, { min: 10, message: t('access.passwordShort') }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={change.isPending}>
        {t('access.changePassword')}
      </Button>
    </Form>
  )
}
