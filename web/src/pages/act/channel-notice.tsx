import { Alert, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Strategy } from '#http/decide/retain-schemas.ts'
import { useCode } from '../../components/codes.ts'
import { useCan } from '../../session/use-can.ts'

type Unready = NonNullable<Strategy['unready']>

interface Props {
  /** Strategies that would take part, each with what keeps its channel from carrying anything. */
  strategies: readonly { unready: Unready | null | undefined; channel: string }[]
  /** They are the channels of one broadcast. */
  isBroadcast?: boolean
}

/** Channels that cannot carry anything yet, with the way to set them up. Nothing where all are ready. */
export function ChannelNotice({ strategies, isBroadcast = false }: Props) {
  const { t } = useTranslation()
  const code = useCode()
  const channels = [...new Set(strategies.flatMap(({ unready, channel }) => (unready === null || unready === undefined ? [] : [channel])))]
  return (
    <>
      {channels.map((channel) => {
        const own = strategies.filter((one) => one.channel === channel)
        const reason = own.find(({ unready }) => unready)?.unready ?? 'no_mail_server'
        return (
          <Alert
            key={channel}
            type="warning"
            showIcon
            role="status"
            title={t('act.channelNotReady', { channel: code('channel', channel) })}
            description={isBroadcast ? t(`outlook.unready.${reason}`) : t(`act.channelWhy.${reason}`, { count: own.length })}
            {...(reason === 'sample_data' || reason === 'copied_data' ? {} : { action: <SetUpButton reason={reason} /> })}
          />
        )
      })}
    </>
  )
}

/** Endpoints and accounts are added in the settings, by those who may. */
function SetUpButton({ reason }: { reason: Exclude<Unready, 'sample_data' | 'copied_data'> }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const can = useCan()
  const isWebhook = reason === 'no_webhook_endpoint'
  if (!can(isWebhook ? 'webhooks:manage' : 'channels:read')) return null
  const setUp = () => void navigate(isWebhook ? '/settings/webhooks' : '/settings/channels')
  return (
    <Button size="small" onClick={setUp}>
      {t(`act.setUp.${reason}`)}
    </Button>
  )
}
