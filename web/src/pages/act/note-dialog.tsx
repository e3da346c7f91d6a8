import { App, Button, Form, Input, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { useChange } from '../../api/use-api.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'

/** Writes a note about one customer. */
export function NoteDialog({ customerId, close }: { customerId: string; close: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const save = useChange([`/customers/${encodeURIComponent(customerId)}`])
  const submit = ({ text }: { text: string }) =>
    save.mutate(
      { method: 'POST', path: `/customers/${encodeURIComponent(customerId)}/notes`, body: { text } },
      {
        onSuccess: () => {
          void message.success(t('act.noteSaved'))
          close()
        },
      },
    )
  return (
    <Modal open title={t('act.noteTitle')} onCancel={close} footer={null} destroyOnHidden>
      <Form layout="vertical" requiredMark={false} onFinish={submit}>
        {save.error === null ? null : <ErrorNotice problem={save.error} />}
        <Form.Item
          name="text"
          label={t('codes.timelineKind.note')}
          extra={t('act.noteHelp')}
          rules={[{ required: true, whitespace: true, message: t('common.required') }]}
        >
          <Input.TextArea autoSize={{ minRows: 4, maxRows: 14 }} maxLength={4000} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('common.save')}
        </Button>
      </Form>
    </Modal>
  )
}
