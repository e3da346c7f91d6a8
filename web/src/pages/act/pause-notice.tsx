import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { EndPauseButton } from './end-pause-button.tsx'

/** Says that the customer takes a break from messages, on which channels and until when, and ends it. */
export function PauseNotice({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const code = useCode()
  const can = useCan()
  const format = useFormat()
  const { data } = useApi(endpoints.contactOutlook(customerId))
  const ends = new Map<string, string[]>()
  for (const { channel, refusals } of data?.channels ?? []) {
    const until = refusals
      .filter(({ reason }) => reason === 'pause')
      .map((one) => one.until ?? '')
      .toSorted()
      .at(-1)
    if (until !== undefined && until !== '') ends.set(until, [...(ends.get(until) ?? []), code('channel', channel)])
  }
  if (ends.size === 0) return null
  const words = [...ends].map(([until, channels]) =>
    t('outlook.pausedNotice', { when: format.dateTime(until), channels: channels.join(t('decide.listComma')) }),
  )
  return (
    <Alert
      type="info"
      showIcon
      title={words.join(' ')}
      {...(can('consents:manage') ? { action: <EndPauseButton customerId={customerId} /> } : {})}
    />
  )
}
