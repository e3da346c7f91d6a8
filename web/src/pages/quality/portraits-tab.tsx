import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { PortraitCompleteness } from '#http/segment/portrait-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { DataTable } from '../../components/data-table.tsx'
import { Figure } from '../../components/figure.tsx'
import { EmptyState, Panel } from '../../components/page.tsx'
import { QueryView } from '../../components/query-view.tsx'
import type { PageParams } from '../../components/use-page-params.ts'
import { useFormat } from '../../format/use-format.ts'
import { useReach } from '../../session/use-can.ts'
import { TrainingProgress, useTraining } from '../predict/training.tsx'
import { AccuracyPanel } from './accuracy-panel.tsx'
import { ColdStartPanel } from './cold-start-panel.tsx'
import { CompletenessDays } from './completeness-days.tsx'
import { PortraitPlanEditor } from './portrait-plan-editor.tsx'

const BELOW = (target: number) => `profile.completeness < ${target}`
const people = (query: Readonly<Record<string, string>>) => `/customers?${new URLSearchParams(query).toString()}`

/** K6: how complete portraits are. */
export function PortraitsTab({ params }: { params: PageParams }) {
  const { t } = useTranslation()
  const { can, limited } = useReach()
  const query = useApi(endpoints.portraitCompleteness())
  const refresh = useTraining('/portraits/refresh', params)
  const [isEditing, setEditing] = useState(false)
  const mayChange = can('segments:write') && !limited
  return (
    <div className="stack">
      {mayChange ? (
        <div className="row">
          <Button loading={refresh.starting} onClick={() => refresh.start()}>
            {t('portraits.refresh')}
          </Button>
          <Button onClick={() => setEditing(true)}>{t('portraits.edit')}</Button>
        </div>
      ) : null}
      <TrainingProgress training={refresh} done={t('portraits.refreshed')} />
      <QueryView query={query}>
        {(data) =>
          data.asOf === null ? (
            <div className="panel">
              <EmptyState title={t('portraits.never')}>{t('portraits.neverText')}</EmptyState>
            </div>
          ) : (
            <Completeness data={data} asOf={data.asOf} />
          )
        }
      </QueryView>
      <AccuracyPanel />
      <ColdStartPanel />
      {isEditing ? <PortraitPlanEditor close={() => setEditing(false)} /> : null}
    </div>
  )
}

function Completeness({ data, asOf }: { data: PortraitCompleteness; asOf: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const below = data.customers - data.reached
  return (
    <>
      <Panel title={t('portraits.completeness')} note={t('portraits.asOf', { time: format.dateTime(asOf) })} flush>
        <div className="figures">
          <Figure
            label={t('portraits.completenessNote')}
            value={data.score === null ? null : format.percent(data.score)}
            detail={`${t('portraits.ofPoints', { points: format.integer(data.points), required: format.integer(data.required) })} · ${t('portraits.target', { share: format.percent(data.target, 0) })}`}
          />
          <Figure
            label={t('portraits.reached')}
            value={format.integer(data.reached)}
            to={people({ where: `profile.completeness >= ${data.target}` })}
            count={data.reached}
            detail={t('portraits.reachedDetail', {
              customers: format.integer(data.customers),
              share: format.percent(data.customers === 0 ? 0 : data.reached / data.customers),
            })}
          />
          <Figure label={t('portraits.below')} value={format.integer(below)} to={people({ where: BELOW(data.target) })} count={below} />
        </div>
      </Panel>
      <Parts data={data} />
      <Groups data={data} />
      {data.days.length < 2 ? null : <CompletenessDays days={data.days} target={data.target} />}
    </>
  )
}

function Parts({ data }: { data: PortraitCompleteness }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Panel title={t('portraits.byPart')} note={t('portraits.byPartNote', { version: data.version ?? 0 })} flush>
      <DataTable<PortraitCompleteness['parts'][number]>
        label={t('portraits.byPart')}
        rows={data.parts}
        rowKey={({ name }) => name}
        empty={null}
        columns={[
          { key: 'part', title: t('portraits.part'), render: ({ label }) => <span className="cell-main">{format.text(label)}</span> },
          { key: 'weight', title: t('portraits.weight'), numeric: true, render: ({ weight }) => format.integer(weight) },
          {
            key: 'missing',
            title: t('portraits.missing'),
            numeric: true,
            render: ({ missing, where }) => <Link to={people({ where: `not (${where})` })}>{format.integer(missing)}</Link>,
          },
          {
            key: 'share',
            title: t('portraits.share'),
            numeric: true,
            render: ({ missing }) => (data.customers === 0 ? '–' : format.percent(1 - missing / data.customers)),
          },
          { key: 'way', title: t('portraits.way'), render: ({ way }) => t(`portraits.ways.${way}`) },
        ]}
      />
    </Panel>
  )
}

type Group = PortraitCompleteness['groups'][number]

function Groups({ data }: { data: PortraitCompleteness }) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  if (data.groups.length === 0) return null
  const nameOf = ({ kind, value, name }: Group) => (kind === 'segment' ? name : code(kind === 'tier' ? 'lifecycle' : 'valueClass', value))
  const filterOf = ({ kind, value }: Group): Record<string, string> =>
    kind === 'segment' ? { segment: value } : kind === 'tier' ? { lifecycleTier: value } : { valueClass: value }
  return (
    <Panel title={t('portraits.byGroup')} note={t('portraits.byGroupNote')} flush>
      <DataTable<Group>
        label={t('portraits.byGroup')}
        rows={data.groups}
        rowKey={({ kind, value }) => `${kind} ${value}`}
        empty={null}
        columns={[
          {
            key: 'group',
            title: t('portraits.group'),
            render: (group) => (
              <span className="cell-main">
                {nameOf(group)} <span className="cell-sub">{t(`portraits.groupKind.${group.kind}`)}</span>
              </span>
            ),
          },
          {
            key: 'share',
            title: t('portraits.share'),
            numeric: true,
            render: ({ points, required }) => (required === 0 ? '–' : format.percent(points / required)),
          },
          { key: 'customers', title: t('portraits.customers'), numeric: true, render: ({ customers }) => format.integer(customers) },
          {
            key: 'below',
            title: t('portraits.below'),
            numeric: true,
            render: (group) => (
              <Link to={people({ ...filterOf(group), where: BELOW(data.target) })}>{format.integer(group.customers - group.reached)}</Link>
            ),
          },
        ]}
      />
    </Panel>
  )
}
