import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ChannelAccount, ChannelProbe } from '#http/act/channel-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi, useChange } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { CopyBlock } from '../../../components/secret-once.tsx'
import { useFormat } from '../../../format/use-format.ts'

/** Where the provider calls us, and whether what was entered is right. */
export function CheckStep({ account, next, back }: { account: ChannelAccount; next: () => void; back: () => void }) {
  const { t } = useTranslation()
  const probe = useChange<ChannelProbe>(['/channels/accounts'])
  const path = `/channels/accounts/${encodeURIComponent(account.id)}`
  return (
    <div className="stack">
      {account.callbackUrl === null ? null : <Callback account={account} />}
      <section className="stack-small" aria-label={t('channels.check')}>
        <h3 className="subhead">{t('channels.check')}</h3>
        <p className="soft">{t('channels.checkHelp')}</p>
        <div>
          <Button loading={probe.isPending} onClick={() => probe.mutate({ method: 'POST', path: `${path}/probe` })}>
            {t('channels.checkNow')}
          </Button>
        </div>
        <div aria-live="polite">
          {probe.error === null ? null : <ErrorNotice problem={probe.error} />}
          {probe.data === undefined ? null : <ProbeView probe={probe.data} />}
        </div>
      </section>
      <div className="row">
        <Button type="primary" onClick={next}>
          {t('channels.goOn')}
        </Button>
        <Button type="text" onClick={back}>
          {t('channels.back')}
        </Button>
      </div>
    </div>
  )
}

function ProbeView({ probe }: { probe: ChannelProbe }) {
  const { t } = useTranslation()
  const code = useCode()
  return (
    <div className="stack-small">
      <Alert
        type={probe.ok ? 'success' : 'error'}
        showIcon
        title={probe.ok ? t('channels.checkOk') : t('channels.checkFailed', { why: code('channelReason', probe.reason) })}
        {...(probe.said === '' ? {} : { description: t('channels.said', { said: probe.said }) })}
      />
      {probe.facts.length === 0 ? null : (
        <dl className="channel-facts">
          {probe.facts.map(({ name, value, ok }) => (
            <div key={name}>
              <dt>{code('channelFact', name)}</dt>
              <dd className={ok ? '' : 'cell-error'}>{code('channelFactValue', value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  )
}

function Callback({ account }: { account: ChannelAccount }) {
  const { t } = useTranslation()
  const format = useFormat()
  // The provider often calls at once to check the address.
  const live = useApi(endpoints.channelAccount(account.id), { refetchInterval: 5_000 }).data ?? account
  return (
    <section className="stack-small" aria-label={t('channels.callback')}>
      <h3 className="subhead">{t('channels.callback')}</h3>
      <p className="soft">{t(`channels.callbackHelp.${account.side}`)}</p>
      <CopyBlock text={live.callbackUrl ?? ''} label={t('channels.callback')} />
      <p className="soft" role="status">
        {live.lastCallAt === null
          ? t('channels.notCalled')
          : t('channels.called', { at: format.dateTime(live.lastCallAt), n: format.integer(live.calls) })}
        {live.refusedCalls === 0 ? '' : ` ${t('channels.callsRefused', { n: format.integer(live.refusedCalls) })}`}
      </p>
      {account.side === 'sms' ? <Replies account={account} /> : null}
    </section>
  )
}

function Replies({ account }: { account: ChannelAccount }) {
  const { t } = useTranslation()
  const format = useFormat()
  const counts = useApi(endpoints.channelReplies(account.id)).data
  if (counts === undefined) return null
  const { days, stop, start, help, other, unknown } = counts
  if (stop + start + help + other === 0) return <p className="soft">{t('channels.noReplies', { days })}</p>
  const words = { days, stop: format.integer(stop), start: format.integer(start), help: format.integer(help), other: format.integer(other) }
  return (
    <p className="soft">
      {t('channels.replies', words)}
      {unknown === 0 ? '' : ` ${t('channels.repliesOfNobody', { n: format.integer(unknown) })}`}
    </p>
  )
}
