import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CampaignDays, CampaignEntry } from '#http/act/campaign-schemas.ts'
import { useCode } from '../../../components/codes.ts'
import { Icon } from '../../../components/icon.tsx'
import { StateTag } from '../../../components/tags.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { pathOf, useEntryWords } from './entry-words.ts'

export type CampaignDay = CampaignDays['days'][number]

const TONES = {
  coming: 'plain',
  awaiting: 'warn',
  now: 'accent',
  done: 'muted',
  paused: 'warn',
  stopped: 'danger',
  skipped: 'muted',
  missed: 'danger',
} as const

/** Holidays of a day, how many broadcasts it has, and everything on it. */
export function DayList({ day, today }: { day: CampaignDay; today: string }) {
  const { t } = useTranslation()
  const can = useCan()
  return (
    <div className="stack-small">
      <DayNotes day={day} />
      {day.entries.length === 0 ? <p className="soft">{t('campaigns.nothing')}</p> : null}
      <ul className="campaign-list">
        {day.entries.map((entry) => (
          <EntryLine key={`${entry.kind} ${entry.id} ${entry.at} ${entry.state}`} entry={entry} />
        ))}
      </ul>
      {can('strategies:write') && day.day >= today ? (
        <div>
          <Link to={`/retain/broadcasts/new?day=${day.day}`}>
            <Button icon={<Icon name="plus" />}>{t('campaigns.newOnDay')}</Button>
          </Link>
        </div>
      ) : null}
    </div>
  )
}

/** Holidays, and that two broadcasts fall on one day: somebody may get both. */
export function DayNotes({ day: { named, broadcasts } }: { day: CampaignDay }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  return (
    <>
      {named.map(({ name, kind }) => (
        <p key={`${kind} ${name.en}`} className="campaign-named">
          {format.text(name)} <span className="soft">{code('dayKind', kind)}</span>
        </p>
      ))}
      {broadcasts < 2 ? null : (
        <p className="campaign-clash">
          <Icon name="quarantine" size={14} /> {t('campaigns.clash', { count: broadcasts, n: format.integer(broadcasts) })}
        </p>
      )}
    </>
  )
}

function EntryLine({ entry }: { entry: CampaignEntry }) {
  const { t } = useTranslation()
  const code = useCode()
  const words = useEntryWords()
  const { kind, state, reason, channels } = entry
  const facts = [
    t(`campaigns.kinds.${kind}`),
    ...(channels.length === 0 ? [] : [channels.map((one) => code('channel', one)).join(t('common.listSeparator'))]),
    ...[words.people(entry) ?? []].flat(),
    ...(reason === '' ? [] : [t(`repeats.reasons.${reason}` as 'repeats.reasons.by_hand')]),
  ]
  return (
    <li>
      <span className="campaign-time num">{words.time(entry)}</span>
      <span className="campaign-what">
        <Link to={pathOf(entry)} className="text-link">
          {words.name(entry)}
        </Link>
        <span className="cell-sub">{facts.join(' · ')}</span>
      </span>
      <StateTag tone={TONES[state]}>{t(`campaigns.states.${state}`)}</StateTag>
    </li>
  )
}
