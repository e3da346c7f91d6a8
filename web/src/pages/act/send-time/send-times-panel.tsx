import { useTranslation } from 'react-i18next'
import type { SendTimesOfAll } from '#http/act/send-time-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { Panel } from '../../../components/page.tsx'
import { LinesSkeleton, QueryView } from '../../../components/query-view.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { HourStrip } from './hour-strip.tsx'

/** When customers look, by channel, and what writing to them then is worth against an hour by chance. */
export function SendTimesPanel() {
  const { t } = useTranslation()
  const code = useCode()
  const query = useApi(endpoints.sendTimes())
  return (
    <Panel title={t('sendTime.title')} note={t('sendTime.note')}>
      <QueryView query={query} skeleton={<LinesSkeleton rows={4} />}>
        {({ channels }) => (
          <ul className="send-times">
            {channels.map((one) => (
              <li key={one.channel}>
                <strong>{code('channel', one.channel)}</strong>
                <HourStrip chances={one.chances} label={t('sendTime.hoursOf', { channel: code('channel', one.channel) })} />
                <Gain one={one} />
              </li>
            ))}
          </ul>
        )}
      </QueryView>
    </Panel>
  )
}

function Gain({ one: { customers, gain } }: { one: SendTimesOfAll['channels'][number] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { chosen, random, shares, difference, verdict } = gain
  return (
    <div>
      {shares === null || difference === null ? (
        <p>{t('sendTime.tooFew', { chosen: format.integer(chosen.messages), random: format.integer(random.messages) })}</p>
      ) : (
        <p>
          {t(`sendTime.verdict.${verdict}`)}{' '}
          {t('sendTime.shares', {
            chosen: format.percent(shares.chosen.estimate),
            random: format.percent(shares.random.estimate),
            difference: format.points(difference.estimate),
            low: format.points(difference.low),
            high: format.points(difference.high),
          })}
        </p>
      )}
      <p className="faint">{t('sendTime.learned', { count: customers, n: format.integer(customers) })}</p>
    </div>
  )
}
