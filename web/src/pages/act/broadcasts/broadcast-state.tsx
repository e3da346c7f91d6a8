import { useTranslation } from 'react-i18next'
import type { Broadcast } from '#http/act/broadcast-schemas.ts'
import { StateTag } from '../../../components/tags.tsx'

type Stated = Pick<Broadcast, 'state' | 'pausedAt'>

/** Whether its figures still change by themselves. */
export function isMoving({ state, pausedAt }: Stated): boolean {
  return pausedAt === null && (state === 'awaiting' || state === 'scheduled' || state === 'planning' || state === 'sending')
}

export function BroadcastStateTag({ broadcast: { state, pausedAt } }: { broadcast: Stated }) {
  const { t } = useTranslation()
  if (pausedAt !== null) return <StateTag tone="warn">{t('broadcasts.paused')}</StateTag>
  const tone =
    state === 'draft'
      ? 'muted'
      : state === 'awaiting'
        ? 'warn'
        : state === 'stopped'
          ? 'danger'
          : state === 'done' || state === 'repeating'
            ? 'accent'
            : 'plain'
  return <StateTag tone={tone}>{t(`broadcasts.states.${state}`)}</StateTag>
}
