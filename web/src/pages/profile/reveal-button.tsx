import { Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Static } from '#http/shared-schemas.ts'
import type { Revealed } from '#http/profile/customer-schemas.ts'
import { useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Icon } from '../../components/icon.tsx'

interface Props {
  customerId: string
  kind: string
  /** What it is called, where it is no identifier. */
  label?: string
  onReveal: (values: readonly string[]) => void
}

/** Shows an identifier in clear after asking why; the server writes both into the audit log. */
export function RevealButton({ customerId, kind, label, onReveal }: Props) {
  const { t } = useTranslation()
  const code = useCode()
  const [open, setOpen] = useState(false)
  const reveal = useChange<Static<typeof Revealed>>()
  const submit = ({ reason }: { reason: string }) =>
    reveal.mutate(
      { method: 'POST', path: `/customers/${encodeURIComponent(customerId)}/reveal`, body: { kind, reason: reason.trim() } },
      {
        onSuccess: (answer) => {
          setOpen(false)
          onReveal(answer.values)
        },
      },
    )
  const title = t('profile.revealTitle', { kind: label ?? code('identifier', kind) })
  return (
    <>
      <Button size="small" type="text" aria-label={title} onClick={() => setOpen(true)} icon={<Icon name="eye" size={14} />}>
        {t('profile.reveal')}
      </Button>
      <Modal open={open} title={title} onCancel={() => setOpen(false)} footer={null} destroyOnHidden>
        <Form layout="vertical" requiredMark={false} onFinish={submit}>
          {reveal.error === null ? null : <ErrorNotice problem={reveal.error} />}
          <Form.Item name="reason" label={t('profile.revealWhy')} rules={[{ required: true, min: 3, message: t('profile.revealShort') }]}>
            <Input maxLength={300} placeholder={t('profile.revealPlaceholder')} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={reveal.isPending}>
            {t('profile.revealAction')}
          </Button>
        </Form>
      </Modal>
    </>
  )
}
