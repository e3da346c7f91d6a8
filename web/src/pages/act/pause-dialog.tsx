import { App, Button, Checkbox, Form, Input, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useSession } from '../../session/session-context.tsx'

const CHANNELS = ['email', 'sms', 'wechat', 'push', 'agent_task'] as const
const FIRST_DAYS = 30
const MOST_DAYS = 364

interface Fields {
  channels: string[]
  until: string
}

/** Nothing reaches the customer on some channels until a day, because they want a break. */
export function PauseDialog({ customerId, close }: { customerId: string; close: () => void }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const { now } = useSession()
  const { message } = App.useApp()
  const path = `/customers/${encodeURIComponent(customerId)}`
  const save = useChange<{ until: string; droppedSends: number }>([path, '/sends', '/suppressions'])
  const required = { required: true, message: t('common.required') }
  const submit = (body: Fields) =>
    save.mutate(
      { method: 'PUT', path: `${path}/contact-pause`, body },
      {
        onSuccess: ({ until, droppedSends }) => {
          void message.success(t('outlook.paused', { when: format.dateTime(until), n: format.integer(droppedSends) }))
          close()
        },
      },
    )
  return (
    <Modal open title={t('outlook.pauseTitle')} onCancel={close} footer={null} destroyOnHidden>
      <Form
        layout="vertical"
        requiredMark={false}
        initialValues={{ channels: [...CHANNELS], until: dayAfter(now, FIRST_DAYS) }}
        onFinish={submit}
      >
        {save.error === null ? null : <ErrorNotice problem={save.error} />}
        <p className="soft">{t('outlook.pauseText')}</p>
        <Form.Item name="channels" label={t('outlook.pauseChannels')} rules={[required]}>
          <Checkbox.Group options={CHANNELS.map((value) => ({ value, label: code('channel', value) }))} />
        </Form.Item>
        <Form.Item name="until" label={t('outlook.pauseUntil')} rules={[required]}>
          <Input type="date" min={dayAfter(now, 1)} max={dayAfter(now, MOST_DAYS)} style={{ width: 180 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('outlook.pauseDo')}
        </Button>
      </Form>
    </Modal>
  )
}

/** YYYY-MM-DD, by UTC: near enough for a choice that the server checks. */
function dayAfter(now: string, days: number): string {
  return new Date(Date.parse(now) + days * 86_400_000).toISOString().slice(0, 10)
}
