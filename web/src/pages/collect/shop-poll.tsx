import { App, Button, Form, Input, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import type { WebhookReceivers } from '#http/collect/webhook-receiver-schemas.ts'
import type { ApiProblem } from '../../api/client.ts'
import { useChange } from '../../api/use-api.ts'
import { ErrorNotice, useProblemText } from '../../components/error-notice.tsx'
import { useProblemWords } from '../../components/problem-words.ts'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'

type Receiver = WebhookReceivers['items'][number]

interface PollForm {
  readonly shop: string
  readonly key?: string
  readonly secret: string
  /** A day, as the browser's own field gives it. */
  readonly since?: string
}

/** The hourly reading of a shop system, for webhooks that got lost: what it found, and its address and key. */
export function ShopPoll({ path, provider, poll }: Pick<Receiver, 'provider' | 'poll'> & { path: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useProblemWords()
  const can = useCan()
  return (
    <section className="stack-small">
      <h3 className="subhead">{t('collect.pollTitle')}</h3>
      {poll === null ? null : (
        <p>
          {t('collect.pollState', {
            shop: poll.shop,
            checked: format.integer(poll.checked),
            missed: format.integer(poll.missed),
            readAt: poll.readAt === null ? t('collect.pollNever') : format.dateTime(poll.readAt),
            nextAt: format.dateTime(poll.nextAt),
          })}
        </p>
      )}
      {poll === null || poll.problem === '' ? null : <p className="cell-error">{words(poll.problem, {}) ?? t('common.jobFailed')}</p>}
      {can('sources:manage') ? <PollSettings path={path} provider={provider} poll={poll} /> : null}
    </section>
  )
}

function PollSettings({ path, provider, poll }: Pick<Receiver, 'provider' | 'poll'> & { path: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const [form] = Form.useForm<PollForm>()
  const change = useChange(['/sources'])
  const ask = useChange(['/sources'])
  const required = [{ required: true, message: t('common.required') }]
  const save = ({ shop, key, secret, since }: PollForm): void =>
    change.mutate(
      {
        method: 'PUT',
        path,
        body: {
          shop: shop.trim(),
          secret,
          ...(key === undefined ? {} : { key: key.trim() }),
          ...(since === undefined || since === '' ? {} : { since: new Date(since).toISOString() }),
        },
      },
      { onSuccess: () => form.resetFields(['key', 'secret', 'since']) },
    )
  const tell = (problem: ApiProblem): void => void message.error(problemText(problem))
  return (
    <>
      <p className="soft">{t(`collect.pollNote_${provider}`)}</p>
      <Form form={form} layout="inline" requiredMark={false} colon={false} initialValues={{ shop: poll?.shop ?? '' }} onFinish={save}>
        {change.error === null ? null : <ErrorNotice problem={change.error} />}
        <Form.Item name="shop" label={t('collect.pollShop')} rules={required}>
          <Input
            type="url"
            maxLength={300}
            placeholder={provider === 'shopify' ? 'https://NAME.myshopify.com' : 'https://shop.example.com'}
          />
        </Form.Item>
        {provider === 'woocommerce' ? (
          <Form.Item name="key" label={t('collect.pollKey')} rules={required}>
            <Input autoComplete="off" maxLength={200} />
          </Form.Item>
        ) : null}
        <Form.Item
          name="secret"
          label={t(`collect.pollSecret_${provider}`)}
          rules={[{ required: true, min: 8, message: t('common.required') }]}
        >
          <Input.Password autoComplete="new-password" maxLength={500} />
        </Form.Item>
        <Form.Item name="since" label={t('collect.pollSince')} tooltip={t('collect.pollSinceHelp')}>
          <Input type="date" />
        </Form.Item>
        <Button htmlType="submit" loading={change.isPending}>
          {t(poll === null ? 'collect.pollSet' : 'collect.pollReplace')}
        </Button>
      </Form>
      {poll === null ? null : (
        <div>
          <Button
            loading={ask.isPending}
            onClick={() =>
              ask.mutate({ method: 'POST', path }, { onSuccess: () => void message.success(t('collect.pollHurried')), onError: tell })
            }
          >
            {t('collect.pollNow')}
          </Button>
          <Popconfirm
            title={t('collect.pollStopAsk')}
            okText={t('collect.pollStop')}
            cancelText={t('common.cancel')}
            onConfirm={() => ask.mutate({ method: 'DELETE', path }, { onError: tell })}
          >
            <Button type="text">{t('collect.pollStop')}</Button>
          </Popconfirm>
        </div>
      )}
    </>
  )
}
