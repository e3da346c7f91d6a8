import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { SavedSegment } from '#http/segment/saved-segment-schemas.ts'
import type { CountedCondition } from '#http/segment/condition-schemas.ts'
import { useAnswer } from '../../api/use-api.ts'
import { Unknown } from '../../components/figure.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useReach } from '../../session/use-can.ts'
import { peopleAddress } from './people-address.ts'

/** How many of the customers that the reader sees are in a segment: its last count is that of the whole project, so it is counted for them. */
export function SizeFigure({ segment }: { segment: SavedSegment }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { can, limited } = useReach()
  const isAsked = limited && can('customers:read') && segment.problem === null && segment.archivedAt === null
  const { data } = useAnswer<CountedCondition>(
    '/conditions/count',
    { condition: { segment: segment.id }, grain: segment.grain, sample: 0 },
    { enabled: isAsked },
  )
  if (data === undefined) return <Unknown reason={t('groups.notCounted')} />
  return (
    <Link
      to={peopleAddress({ segment: segment.id }, segment.grain) ?? ''}
      data-count={data.customers}
      aria-label={t('groups.openPeople', { name: segment.name })}
    >
      {format.integer(data.customers)}
    </Link>
  )
}
