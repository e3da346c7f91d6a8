import { useTranslation } from 'react-i18next'
import type { CampaignEntry } from '#http/act/campaign-schemas.ts'
import { useFormat } from '../../../format/use-format.ts'

/** Where an entry opens. */
export function pathOf({ kind, id }: Pick<CampaignEntry, 'kind' | 'id'>): string {
  if (kind === 'run') return `/effect/${id}`
  return kind === 'journey' ? `/retain/journeys/${id}` : `/retain/broadcasts/${id}`
}

/** The time and the name of an entry in words. */
export function useEntryWords() {
  const { t } = useTranslation()
  const format = useFormat()
  return {
    time: ({ at, localTime, kind }: CampaignEntry): string => {
      if (localTime !== null) return t('campaigns.localTime', { time: localTime })
      if (at !== null) return format.time(at)
      return kind === 'broadcast' ? t('campaigns.ownHour') : t('campaigns.noTime')
    },
    name: (entry: CampaignEntry): string => {
      const name = format.text(entry.name)
      return name === '' ? t(`campaigns.kinds.${entry.kind}`) : name
    },
    people: ({ kind, people }: CampaignEntry): string | null => {
      if (people === null) return null
      const values = { count: people, n: format.integer(people) }
      return kind === 'broadcast'
        ? t('campaigns.messages', values)
        : t(kind === 'journey' ? 'campaigns.entered' : 'campaigns.treated', values)
    },
  }
}
