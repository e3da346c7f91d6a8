import { Alert, Button, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ContentTestSent, MessageContent } from '#http/act/content-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { CustomerSelect } from '../../../components/customer-select.tsx'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { QueryView } from '../../../components/query-view.tsx'
import { useCan } from '../../../session/use-can.ts'
import { useSession } from '../../../session/session-context.tsx'
import { VariantSelect } from './variants-panel.tsx'

interface Fields {
  accountId: string
  to: string
}

interface Props {
  content: MessageContent
  language: 'zh' | 'en'
  /** The channel that is being written. */
  channel: string
  /** The variant that is being written; undefined: the content itself. */
  variant: string | undefined
  close: () => void
}

const SIDES = ['email', 'sms', 'wechat', 'push'] as const

/** Sends what is being written to an address that is typed here, marked as a test. */
export function TestDialog({ content, language, channel, variant: written, close }: Props) {
  const { t } = useTranslation()
  const code = useCode()
  const can = useCan()
  const { user } = useSession()
  const [form] = Form.useForm<Fields>()
  const accountId = Form.useWatch('accountId', form)
  const [customerId, setCustomerId] = useState<string>()
  const [wanted, setWanted] = useState(written)
  const accounts = useApi(endpoints.channelAccounts())
  const test = useChange<ContentTestSent>(['/channels/accounts'])
  const usable = (accounts.data?.items ?? []).filter(({ side }) => SIDES.some((one) => one === side && content[one] !== undefined))
  const first = usable.find(({ side, state }) => side === channel && state === 'on') ?? usable[0]
  const side = (usable.find(({ id }) => id === accountId) ?? first)?.side
  const sideOfForm = SIDES.find((one) => one === side)
  const isThere =
    wanted === 'base' ||
    (sideOfForm !== undefined && (content.variants ?? []).some((one) => one.id === wanted && one[sideOfForm] !== undefined))
  const variant = isThere ? wanted : undefined
  const send = ({ accountId: over, to }: Fields) =>
    test.mutate({
      method: 'POST',
      path: '/contents/test',
      body: {
        content,
        accountId: over,
        to,
        language,
        ...(customerId === undefined ? {} : { customerId }),
        ...(variant === undefined ? {} : { variant }),
      },
    })
  const isTaken = test.data?.outcome === 'accepted' || test.data?.outcome === 'delivered'
  return (
    <Modal open title={t('contents.test')} onCancel={close} footer={null} destroyOnHidden>
      <QueryView query={accounts}>
        {() =>
          first === undefined ? (
            <p className="soft">
              {t('contents.noAccount')} {can('channels:manage') ? <Link to="/settings/channels">{t('contents.toChannels')}</Link> : null}
            </p>
          ) : (
            <div className="stack">
              <p className="soft">{t('contents.testHelp')}</p>
              <Form<Fields>
                form={form}
                layout="vertical"
                requiredMark={false}
                initialValues={{ accountId: first.id, to: first.side === 'email' ? user.email : '' }}
                onFinish={send}
              >
                <Form.Item name="accountId" label={t('contents.testAccount')}>
                  <Select
                    options={usable.map(({ id, name, side: of, state }) => ({
                      value: id,
                      label: `${code('channel', of)} · ${name}${state === 'on' ? '' : ` (${code('accountState', state)})`}`,
                    }))}
                    onChange={() => form.setFieldsValue({ to: '' })}
                  />
                </Form.Item>
                <Form.Item
                  name="to"
                  label={t(`channels.testTo.${side ?? 'email'}`)}
                  rules={[{ required: true, message: t('common.required') }]}
                >
                  <Input maxLength={4_000} autoComplete="off" />
                </Form.Item>
                {can('customers:read') ? (
                  <Form.Item label={t('contents.testCustomer')}>
                    <CustomerSelect label={t('contents.testCustomer')} first={[]} value={customerId} change={setCustomerId} />
                  </Form.Item>
                ) : null}
                {sideOfForm === undefined || !(content.variants ?? []).some((one) => one[sideOfForm] !== undefined) ? null : (
                  <Form.Item label={t('contents.variant.shown')}>
                    <VariantSelect
                      content={content}
                      channel={sideOfForm}
                      auto={t(customerId === undefined ? 'contents.variant.base' : 'contents.variant.ofCustomer')}
                      value={variant}
                      change={setWanted}
                    />
                  </Form.Item>
                )}
                <Button type="primary" htmlType="submit" loading={test.isPending}>
                  {t('contents.testSend')}
                </Button>
              </Form>
              <div aria-live="polite">
                {test.error === null ? null : <ErrorNotice problem={test.error} />}
                {test.data === undefined || test.error !== null ? null : (
                  <Alert
                    type={isTaken ? 'success' : 'error'}
                    showIcon
                    title={code('testOutcome', test.data.outcome)}
                    {...(test.data.reason === '' ? {} : { description: code('channelReason', test.data.reason) })}
                  />
                )}
              </div>
            </div>
          )
        }
      </QueryView>
    </Modal>
  )
}
