import { useTranslation } from 'react-i18next'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { Panel } from '../../../components/page.tsx'
import { LinesSkeleton, QueryView } from '../../../components/query-view.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { HourStrip } from './hour-strip.tsx'

/** The hour at which a customer is likeliest to look, by channel. */
export function CustomerHoursPanel({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const query = useApi(endpoints.customerSendTimes(customerId))
  return (
    <Panel
      title={t('sendTime.customerTitle')}
      note={query.data === undefined ? undefined : t('sendTime.zone', { zone: query.data.timeZone })}
    >
      <QueryView query={query} skeleton={<LinesSkeleton rows={4} />}>
        {({ channels }) => (
          <ul className="send-times">
            {channels.map(({ channel, best, kind, chances, active, reacted }) => (
              <li key={channel}>
                <strong>{code('channel', channel)}</strong>
                <HourStrip chances={chances} best={best} label={t('sendTime.hoursOf', { channel: code('channel', channel) })} />
                <div>
                  <p>{best === null ? t('sendTime.noHour') : t('sendTime.best', { from: best, to: best + 1 })}</p>
                  <p className="faint">
                    {t(`sendTime.kind.${kind}`)} {t('sendTime.seen', { active: format.integer(active), reacted: format.integer(reacted) })}
                  </p>
                </div>
              </li>
            ))}
          </ul>
        )}
      </QueryView>
    </Panel>
  )
}
