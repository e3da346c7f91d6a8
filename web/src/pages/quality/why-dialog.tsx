import { Button, Form, Input, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ApiProblem } from '../../api/client.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'

interface Props {
  open: boolean
  close: () => void
  title: string
  text: string
  action: string
  busy: boolean
  error: ApiProblem | null
  submit: (why: string) => void
}

/** Asks why before something that is written into the audit log. */
export function WhyDialog({ open, close, title, text, action, busy, error, submit }: Props) {
  const { t } = useTranslation()
  return (
    <Modal open={open} title={title} onCancel={close} footer={null} destroyOnHidden>
      <Form layout="vertical" requiredMark={false} onFinish={({ why }: { why: string }) => submit(why.trim())}>
        {error === null ? null : <ErrorNotice problem={error} />}
        <p className="soft">{text}</p>
        <Form.Item
          name="why"
          label={t('quality.why')}
          rules={[{ required: true, whitespace: true, min: 3, message: t('quality.whyShort') }]}
        >
          <Input maxLength={300} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy}>
          {action}
        </Button>
      </Form>
    </Modal>
  )
}
