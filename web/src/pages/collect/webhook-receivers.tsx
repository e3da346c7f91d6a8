import { App, Button, Form, Input, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import type { WebhookReceivers as Receivers } from '#http/collect/webhook-receiver-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { ErrorNotice, useProblemText } from '../../components/error-notice.tsx'
import { Panel } from '../../components/page.tsx'
import { QueryView } from '../../components/query-view.tsx'
import { CopyBlock } from '../../components/secret-once.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { ShopPoll } from './shop-poll.tsx'

type Receiver = Receivers['items'][number]

/** Shop systems that send their webhooks to a source: where to, what is taken in, and what came. */
export function WebhookReceivers({ sourceId }: { sourceId: string }) {
  const { t } = useTranslation()
  const query = useApi(endpoints.webhookReceivers(sourceId))
  return (
    <Panel title={t('collect.receiversTitle')} note={t('collect.receiversNote')}>
      <QueryView query={query}>
        {({ items }) => (
          <ul className="streams">
            {items.map((one) => (
              <li key={one.provider}>
                <ReceiverRow sourceId={sourceId} receiver={one} />
              </li>
            ))}
          </ul>
        )}
      </QueryView>
    </Panel>
  )
}

const NAMES = { shopify: 'Shopify', woocommerce: 'WooCommerce' } as const

function ReceiverRow({ sourceId, receiver: { provider, url, topics, state, poll } }: { sourceId: string; receiver: Receiver }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const path = `/sources/${encodeURIComponent(sourceId)}/receivers/${provider}`
  return (
    <details open={state !== null}>
      <summary>
        <strong>{NAMES[provider]}</strong> <span className="soft">{t(state === null ? 'collect.receiverOff' : 'collect.receiverOn')}</span>
      </summary>
      <div className="stack-small">
        <p>{t(`collect.receiverHow_${provider}`)}</p>
        <CopyBlock text={url} label={t('collect.receiverUrl')} />
        <p className="soft">{t('collect.receiverTopics', { topics: topics.join(', ') })}</p>
        {state === null ? null : (
          <>
            <p>
              {t('collect.receiverCounts', {
                verified: format.integer(state.verified),
                duplicates: format.integer(state.duplicates),
                taken: format.integer(state.taken),
                ignored: format.integer(state.ignored),
                refused: format.integer(state.refused),
                waiting: format.integer(state.waiting),
              })}
            </p>
            {state.unverified === 0 ? null : (
              <p className="cell-error">
                {t('collect.receiverUnverified', { count: state.unverified, n: format.integer(state.unverified) })}
              </p>
            )}
          </>
        )}
        {can('sources:manage') ? <SecretForm path={path} isSet={state !== null} /> : null}
        {state === null ? null : <ShopPoll path={`${path}/poll`} provider={provider} poll={poll} />}
      </div>
    </details>
  )
}

function SecretForm({ path, isSet }: { path: string; isSet: boolean }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const [form] = Form.useForm<{ secret: string }>()
  const change = useChange(['/sources'])
  return (
    <Form
      form={form}
      layout="inline"
      requiredMark={false}
      colon={false}
      onFinish={(body: { secret: string }) =>
        change.mutate({ method: 'PUT', path, body }, { onSuccess: () => form.resetFields(['secret']) })
      }
    >
      {change.error === null ? null : <ErrorNotice problem={change.error} />}
      <Form.Item name="secret" label={t('collect.receiverSecret')} rules={[{ required: true, min: 8, message: t('common.required') }]}>
        <Input.Password autoComplete="new-password" maxLength={500} />
      </Form.Item>
      <Button htmlType="submit" loading={change.isPending}>
        {t(isSet ? 'collect.receiverReplace' : 'collect.receiverSet')}
      </Button>
      {isSet ? (
        <Popconfirm
          title={t('collect.receiverStopAsk')}
          okText={t('collect.receiverStop')}
          cancelText={t('common.cancel')}
          onConfirm={() => change.mutate({ method: 'DELETE', path }, { onError: (problem) => void message.error(problemText(problem)) })}
        >
          <Button type="text">{t('collect.receiverStop')}</Button>
        </Popconfirm>
      ) : null}
    </Form>
  )
}
