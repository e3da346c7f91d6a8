import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CountedCondition } from '#http/segment/condition-schemas.ts'
import type { SavedSegment } from '#http/segment/saved-segment-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useAnswer, useApi } from '../../api/use-api.ts'
import { Panel } from '../../components/page.tsx'
import { LinesSkeleton, QueryView } from '../../components/query-view.tsx'
import type { PageParams } from '../../components/use-page-params.ts'
import { useFormat } from '../../format/use-format.ts'
import { peopleAddress } from './people-address.ts'

const MOST = 20

interface Props {
  segment: SavedSegment
  params: PageParams
}

/** How many of a segment are in others too. */
export function SegmentOverlap({ segment, params }: Props) {
  const { t } = useTranslation()
  const { data: language } = useApi(endpoints.conditionLanguage())
  const same = segment.grain === 'accounts' ? language?.accountSegments : language?.segments
  const others = (same ?? []).filter(({ id }) => id !== segment.id)
  const asked = (params.get('overlap') ?? '').split(',').filter((id) => others.some((other) => other.id === id))
  return (
    <Panel title={t('groups.overlap')}>
      <div className="stack-small">
        <Select
          mode="multiple"
          maxCount={MOST}
          aria-label={t('groups.overlapWith')}
          placeholder={t(others.length === 0 ? 'groups.noOthers' : 'groups.overlapWith')}
          disabled={others.length === 0}
          showSearch={{ optionFilterProp: 'label' }}
          value={asked}
          onChange={(ids) => params.set({ overlap: ids.join(',') })}
          options={others.map(({ id, name }) => ({ value: id, label: name }))}
        />
        {asked.length === 0 ? null : <Bars segment={segment} ids={asked} />}
      </div>
    </Panel>
  )
}

function Bars({ segment, ids }: { segment: SavedSegment; ids: readonly string[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const query = useAnswer<CountedCondition>(
    '/conditions/count',
    { condition: { segment: segment.id }, grain: segment.grain, sample: 0, overlapWith: ids },
    { keepPrevious: true },
  )
  return (
    <QueryView query={query} skeleton={<LinesSkeleton rows={ids.length} />}>
      {({ customers, overlaps }) => (
        <div className="overlap-bars">
          {overlaps.map(({ segmentId, name, both, customers: size }) => (
            <div key={segmentId}>
              <span>{name}</span>
              <span className="overlap-bar" aria-hidden="true">
                <span style={{ width: `${customers === 0 ? 0 : (both / customers) * 100}%` }} />
              </span>
              <span className="num">
                <Link
                  to={peopleAddress({ where: `segment("${segment.id}") and segment("${segmentId}")` }, segment.grain) ?? ''}
                  data-count={both}
                >
                  {format.integer(both)}
                </Link>{' '}
                <span className="faint">
                  {t('groups.overlapShare', {
                    ofThis: customers === 0 ? '—' : format.percent(both / customers, 0),
                    ofOther: size === 0 ? '—' : format.percent(both / size, 0),
                  })}
                </span>
              </span>
            </div>
          ))}
        </div>
      )}
    </QueryView>
  )
}
