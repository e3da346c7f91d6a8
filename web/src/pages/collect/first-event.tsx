import { useTranslation } from 'react-i18next'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { StateTag } from '../../components/tags.tsx'
import { useFormat } from '../../format/use-format.ts'

/** Waits for the first event of a source and says so by itself when it came. */
export function FirstEvent({ sourceId }: { sourceId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useApi(endpoints.sources(), { watched: ({ items }) => items.find(({ id }) => id === sourceId)?.received === 0 })
  const source = query.data?.items.find(({ id }) => id === sourceId)
  if (source === undefined) return null
  return (
    <p role="status">
      {source.received === 0 ? (
        <StateTag tone="muted">{t('collect.waitingForFirst')}</StateTag>
      ) : (
        <StateTag tone="accent">
          {t('collect.firstReceived', {
            received: format.integer(source.received),
            stored: format.integer(source.stored),
            at: source.lastSeenAt === null ? '' : format.dateTime(source.lastSeenAt),
          })}
        </StateTag>
      )}
    </p>
  )
}
