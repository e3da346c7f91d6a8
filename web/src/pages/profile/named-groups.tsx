import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import type { PageParams } from '../../components/use-page-params.ts'
import { useFormat } from '../../format/use-format.ts'
import { groupWord } from '../segment/group-words.ts'
import { useReach } from '../../session/use-can.ts'
import { ConditionTag, SegmentTag } from '../segment/condition-tag.tsx'

/** Filters that a number of another page sets, and that the list shows as long as they hold. */
const named = [
  'atRisk',
  'scored',
  'active',
  'isNew',
  'r',
  'f',
  'movedFrom',
  'wasIn',
  'cameTo',
  'tierUnder',
  'cluster',
  'arm',
  'runId',
] as const
const cell = ['riskFrom', 'riskTo', 'valueFrom', 'valueTo'] as const
export const namedGroups = [...named, ...cell, 'segment', 'where'] as const

/** What the list is narrowed to beside its own filters; each can be taken away. */
export function NamedGroups({ params }: { params: PageParams }) {
  const { t } = useTranslation()
  const format = useFormat()
  const reach = useReach()
  const clusters = useApi(endpoints.clusters(), {
    enabled: reach.can('segments:read') && !reach.limited && params.get('cluster') !== undefined,
  })
  const chosen = named.filter((name) => params.get(name) !== undefined)
  const isCell = cell.some((name) => params.get(name) !== undefined)
  const [segment, where] = [params.get('segment'), params.get('where')]
  if (chosen.length === 0 && !isCell && segment === undefined && where === undefined) return null
  const words = (name: (typeof named)[number]): string => {
    const value = params.get(name) ?? ''
    if (name === 'movedFrom') return t('profile.group.movedFrom', { tier: t(`codes.lifecycle.${value}` as 'codes.lifecycle.new') })
    if (name === 'wasIn' || name === 'cameTo') {
      const [scheme = '', month = '', group = ''] = value.split(':')
      return t(`profile.group.${name}`, { month: format.month(month), group: groupWord(t, scheme, group) })
    }
    if (name === 'tierUnder')
      return t('profile.group.tierUnder', { tier: t(`codes.risk.${value.split('@')[0] ?? ''}` as 'codes.risk.high') })
    if (name === 'cluster') {
      if (value === 'outliers') return t('profile.group.outliers')
      const found = clusters.data?.clusters.find(({ key }) => key === value)
      return t('profile.group.cluster', { value: found === undefined ? value : format.text(found.name) })
    }
    if (name === 'arm') return t(`codes.arm.${value}` as 'codes.arm.treated')
    if (value === 'false') return t('profile.group.not', { group: t(`profile.group.${name}`, { value }) })
    return t(`profile.group.${name}`, { value })
  }
  return (
    <div className="filters" role="group" aria-label={t('profile.groups')}>
      {chosen.map((name) => (
        <Tag key={name} closable onClose={() => params.set({ [name]: undefined })}>
          {words(name)}
        </Tag>
      ))}
      {isCell ? (
        <Tag closable onClose={() => params.set({ riskFrom: undefined, riskTo: undefined, valueFrom: undefined, valueTo: undefined })}>
          {t('profile.group.cell')}
        </Tag>
      ) : null}
      {segment === undefined ? null : <SegmentTag key={segment} id={segment} drop={() => params.set({ segment: undefined })} />}
      {where === undefined ? null : <ConditionTag key={where} where={where} drop={() => params.set({ where: undefined })} />}
    </div>
  )
}
