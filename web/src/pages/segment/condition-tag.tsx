import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CheckedCondition, Grain } from '#http/segment/condition-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useAnswer, useApi } from '../../api/use-api.ts'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'

/** Says that a list holds the people of a segment. */
export function SegmentTag({ id, drop }: { id: string; drop: () => void }) {
  const { t } = useTranslation()
  const can = useCan()
  const { data } = useApi(endpoints.savedSegment(id), { enabled: can('segments:read') })
  const name = data?.segment.name ?? id.slice(0, 8)
  const words = t('groups.filterSegment', { name })
  return (
    <Tag closable className="condition-tag" onClose={drop}>
      {can('segments:read') ? <Link to={`/customers/groups/${id}`}>{words}</Link> : words}
    </Tag>
  )
}

/** Says by which condition a list is filtered, in words. */
export function ConditionTag({ where, grain = 'customers', drop }: { where: string; grain?: Grain; drop: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const { data } = useAnswer<CheckedCondition>('/conditions/check', { where, grain }, { enabled: can('segments:read') })
  const sentence = data === undefined ? where : format.text(data.sentence)
  return (
    <Tag closable className="condition-tag" title={sentence} onClose={drop}>
      {t('groups.filterWhere', { sentence })}
    </Tag>
  )
}
