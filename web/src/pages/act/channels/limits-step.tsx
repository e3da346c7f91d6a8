import { Button, Checkbox, Form, Input, InputNumber } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ChannelAccount, Provider } from '#http/act/channel-schemas.ts'
import { useChange } from '../../../api/use-api.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { limitsOf, limitsText } from './warm-up-text.ts'

interface Fields {
  dailyLimit?: number | null
  perSecond?: number | null
  warm: boolean
  startsOn?: string
  limits?: string
}

interface Props {
  account: ChannelAccount
  provider: Provider
  /** What is proposed for a sender that nobody knows. */
  proposed: readonly number[]
  done: () => void
  back: () => void
}

/** How much may leave in a day and a second; the account is turned on with it. */
export function LimitsStep({ account, provider, proposed, done, back }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const [form] = Form.useForm<Fields>()
  const save = useChange<ChannelAccount>(['/channels'])
  const turn = useChange<ChannelAccount>(['/channels', '/strategies', '/first-run'])
  const path = `/channels/accounts/${encodeURIComponent(account.id)}`
  const warm = Form.useWatch('warm', form) ?? account.warmUp !== null
  const typed = Form.useWatch('limits', form) ?? limitsText(account.warmUp?.limits ?? proposed)
  const submit = ({ dailyLimit = null, perSecond = null, startsOn = '', limits = '', warm: isWarm }: Fields, on: boolean) => {
    const warmUp = isWarm ? { ...(startsOn === '' ? {} : { startsOn }), limits: limitsOf(limits) ?? [] } : null
    save.mutate(
      { method: 'PATCH', path, body: { dailyLimit, perSecond, warmUp } },
      { onSuccess: () => (on ? turn.mutate({ method: 'POST', path: `${path}/on` }, { onSuccess: done }) : done()) },
    )
  }
  const send = (on: boolean) =>
    void form
      .validateFields()
      .then((fields) => submit(fields, on))
      .catch(() => undefined)
  const error = save.error ?? turn.error
  const bars = limitsOf(typed)
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={() => send(true)}
      initialValues={{
        dailyLimit: account.dailyLimit,
        perSecond: account.perSecond,
        warm: account.warmUp !== null,
        ...(account.warmUp === null ? {} : { startsOn: account.warmUp.startsOn }),
        limits: limitsText(account.warmUp?.limits ?? proposed),
      }}
    >
      {error === null ? null : <ErrorNotice problem={error} />}
      <div className="grid-2">
        <Form.Item name="dailyLimit" label={t('channels.dailyLimit')} extra={t('channels.dailyLimitHelp')}>
          <InputNumber min={1} max={1_000_000_000} precision={0} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item
          name="perSecond"
          label={t('channels.perSecond')}
          extra={t('channels.perSecondHelp', { n: format.decimal(provider.pace.perSecond, provider.pace.perSecond < 10 ? 1 : 0) })}
        >
          <InputNumber min={0.01} max={provider.pace.perSecond} style={{ width: '100%' }} />
        </Form.Item>
      </div>
      <Form.Item name="warm" valuePropName="checked" extra={t('channels.warmUpHelp')}>
        <Checkbox>{t('channels.warmUp')}</Checkbox>
      </Form.Item>
      {warm ? (
        <>
          <Form.Item
            name="limits"
            label={t('channels.warmUpLimits')}
            rules={[
              {
                validator: (_, value: string) =>
                  limitsOf(value ?? '') === null ? Promise.reject(new Error(t('channels.warmUpWrong'))) : Promise.resolve(),
              },
            ]}
          >
            <Input />
          </Form.Item>
          <Form.Item name="startsOn" label={t('channels.warmUpFrom')} extra={t('channels.warmUpFromHelp')}>
            <Input type="date" style={{ width: 180 }} />
          </Form.Item>
          {bars === null ? null : <WarmUpBars limits={bars} />}
        </>
      ) : null}
      <div className="row">
        <Button type="primary" htmlType="submit" loading={save.isPending || turn.isPending}>
          {t(account.state === 'on' ? 'channels.save' : 'channels.turnOnEnd')}
        </Button>
        {account.state === 'on' ? null : <Button onClick={() => send(false)}>{t('channels.leaveOff')}</Button>}
        <Button type="text" onClick={back}>
          {t('channels.back')}
        </Button>
      </div>
    </Form>
  )
}

/** The limit of each day. Heights go by the logarithm: the first days would not be seen beside the last. */
function WarmUpBars({ limits }: { limits: readonly number[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const most = Math.log10(Math.max(...limits, 10))
  return (
    <figure className="warm-up">
      <div className="warm-up-bars">
        {limits.map((limit, at) => (
          // Days have no other name than their place.
          <div key={at} className="warm-up-day" title={t('channels.warmUpDay', { day: at + 1, n: format.integer(limit) })}>
            <span className="num">{format.integer(limit)}</span>
            <span className="warm-up-bar" style={{ height: `${Math.max(4, (64 * Math.log10(Math.max(limit, 1.5))) / most)}px` }} />
            <span className="faint">{at + 1}</span>
          </div>
        ))}
      </div>
      <figcaption className="caption">{t('channels.warmUpCaption')}</figcaption>
    </figure>
  )
}
