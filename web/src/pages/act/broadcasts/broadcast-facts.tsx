import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Broadcast } from '#http/act/broadcast-schemas.ts'
import { useCode } from '../../../components/codes.ts'
import { Panel } from '../../../components/page.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useRepeatText } from './repeat-text.ts'

/** What it is, in words. */
export function BroadcastFacts({ broadcast }: { broadcast: Broadcast }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const repeatText = useRepeatText()
  const { when, content } = broadcast
  const time =
    when.kind === 'now'
      ? t('broadcasts.whens.now')
      : when.kind === 'at'
        ? `${format.dateTime(when.at)} (${format.timeZone})`
        : when.kind === 'repeat'
          ? repeatText(when)
          : when.kind === 'best'
            ? t('broadcasts.bestTime', { day: format.day(when.day) })
            : t('broadcasts.localTime', { day: format.day(when.day), time: when.time })
  const rows: [string, React.ReactNode][] = [
    [t('broadcasts.audience'), format.text(broadcast.audienceSentence)],
    [
      t('broadcasts.content'),
      content === null ? (
        t('broadcasts.noContent')
      ) : (
        <Link to={`/retain/contents/${content.id}`}>
          {broadcast.contentName ?? t('broadcasts.contentGone')} · {t('broadcasts.versionN', { version: content.version })}
        </Link>
      ),
    ],
    [t('broadcasts.channels'), broadcast.channels.map((one) => code('channel', one)).join(' → ')],
    ...broadcast.senders.map(({ channel, name, isReady }): [string, React.ReactNode] => [
      t('broadcasts.sender', { channel: code('channel', channel) }),
      name === null ? t('broadcasts.senderGone') : isReady ? name : `${name} · ${t('broadcasts.notReady')}`,
    ]),
    [t('broadcasts.when'), time],
    ...(broadcast.series === null
      ? []
      : [
          [
            t('repeats.partOf'),
            <Link key="series" to={`/retain/broadcasts/${broadcast.series.id}`}>
              {t('repeats.series')}
            </Link>,
          ] satisfies [string, React.ReactNode],
        ]),
    [
      t('broadcasts.holdoutFact'),
      broadcast.holdout === 0 ? t('broadcasts.noHoldout', { why: broadcast.holdoutWaiver }) : format.percent(broadcast.holdout, 0),
    ],
    [
      t('broadcasts.limitsName'),
      t('broadcasts.limitsFact', { hours: broadcast.expiresHours, priority: broadcast.priority, days: broadcast.windowDays }),
    ],
  ]
  return (
    <Panel title={t('broadcasts.factsTitle')}>
      <dl className="pairs">{rows.flatMap(([label, value]) => [<dt key={`${label} t`}>{label}</dt>, <dd key={label}>{value}</dd>])}</dl>
    </Panel>
  )
}
