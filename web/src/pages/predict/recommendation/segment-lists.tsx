import { useTranslation } from 'react-i18next'
import type { RecommendBoard } from '#http/predict/recommend-schemas.ts'
import { useCode } from '../../../components/codes.ts'
import { EmptyState, Panel } from '../../../components/page.tsx'
import { RecommendedItems } from './recommended-items.tsx'

/** What each group of customers likes: the lists for those of whom nothing else is known. */
export function SegmentLists({ board }: { board: RecommendBoard }) {
  const { t } = useTranslation()
  const code = useCode()
  if (board.segments.length === 0) {
    return (
      <Panel>
        <EmptyState title={t('recommendation.noSegments')}>{t('recommendation.noSegmentsText')}</EmptyState>
      </Panel>
    )
  }
  return (
    <div className="grid-2 align-start">
      {board.segments.map((one) => (
        <Panel key={one.segment} title={one.segment === '' ? t('recommendation.everybody') : code('recommendSegment', one.segment)}>
          <RecommendedItems items={one.items} compact />
        </Panel>
      ))}
    </div>
  )
}
