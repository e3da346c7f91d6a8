import { Alert, Button, Form, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ChannelAccount, ChannelTest, Provider } from '#http/act/channel-schemas.ts'
import { useChange } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { useFormat } from '../../../format/use-format.ts'

interface Fields {
  to?: string
  code?: string
  params?: string
}

interface Props {
  account: ChannelAccount
  provider: Provider
  next: () => void
  back: () => void
}

/** One message to an address that is typed here, marked as a test. */
export function TestStep({ account, provider, next, back }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const test = useChange<ChannelTest>(['/channels/accounts'])
  const send = ({ to = '', code: template = '', params = '' }: Fields) =>
    test.mutate({
      method: 'POST',
      path: `/channels/accounts/${encodeURIComponent(account.id)}/test`,
      body: {
        to,
        language: format.language === 'en' ? 'en' : 'zh',
        template: template === '' ? null : { code: template.trim(), params: pairsOf(params) },
      },
    })
  const taken = test.data?.outcome === 'accepted' || test.data?.outcome === 'delivered'
  return (
    <div className="stack">
      <p className="soft">{t('channels.testHelp')}</p>
      <Form<Fields> layout="vertical" requiredMark={false} onFinish={send}>
        <Form.Item
          name="to"
          label={t(`channels.testTo.${account.side}`)}
          rules={account.side === 'team' ? [] : [{ required: true, message: t('common.required') }]}
        >
          {provider.name === 'web_push' ? <Input.TextArea rows={4} maxLength={4_000} /> : <Input maxLength={4_000} autoComplete="off" />}
        </Form.Item>
        {provider.needsTemplate ? (
          <>
            <Form.Item
              name="code"
              label={t('channels.templateCode')}
              extra={t('channels.templateHelp')}
              rules={[{ required: true, message: t('common.required') }]}
            >
              <Input maxLength={200} />
            </Form.Item>
            <Form.Item name="params" label={t('channels.templateParams')} extra={t('channels.templateParamsHelp')}>
              <Input.TextArea rows={3} placeholder={'name=Ada\ncode=1234'} />
            </Form.Item>
          </>
        ) : null}
        <Button htmlType="submit" loading={test.isPending}>
          {t('channels.sendTest')}
        </Button>
      </Form>
      <div aria-live="polite">
        {test.error === null ? null : <ErrorNotice problem={test.error} />}
        {test.data === undefined ? null : (
          <Alert
            type={taken ? 'success' : 'error'}
            showIcon
            title={code('testOutcome', test.data.outcome)}
            {...(test.data.reason === '' ? {} : { description: code('channelReason', test.data.reason) })}
          />
        )}
      </div>
      <div className="row">
        <Button type="primary" onClick={next}>
          {t(test.data === undefined ? 'channels.skip' : 'channels.goOn')}
        </Button>
        <Button type="text" onClick={back}>
          {t('channels.back')}
        </Button>
      </div>
    </div>
  )
}

/** One `name=value` a line. */
function pairsOf(text: string): { name: string; value: string }[] {
  return text
    .split('\n')
    .filter((line) => line.includes('='))
    .map((line) => ({ name: line.slice(0, line.indexOf('=')).trim(), value: line.slice(line.indexOf('=') + 1).trim() }))
}
