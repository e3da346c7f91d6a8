import { Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Condition, CountedCondition } from '#http/segment/condition-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useAnswer, useApi } from '../../../api/use-api.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Panel } from '../../../components/page.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import { AudienceEdit } from '../../decide/strategy-audience-tab.tsx'
import type { Draft } from './broadcast-wizard.tsx'

type Kind = 'segment' | 'condition' | 'everyone'

const EVERYONE: Condition = { all: [] }

function segmentOf(audience: Condition | null): string | undefined {
  return audience !== null && 'segment' in audience && typeof audience.segment === 'string' ? audience.segment : undefined
}

function kindOf(audience: Condition | null): Kind | undefined {
  if (audience === null) return undefined
  if (segmentOf(audience) !== undefined) return 'segment'
  return JSON.stringify(audience) === JSON.stringify(EVERYONE) ? 'everyone' : 'condition'
}

/** For whom: a saved segment, a condition of its own, or everybody, with how many that is now. */
export function AudienceStep({ draft, change }: { draft: Draft; change: (changes: Partial<Draft>) => void }) {
  const { t } = useTranslation()
  const can = useCan()
  const [kind, setKind] = useState<Kind | undefined>(() => kindOf(draft.audience))
  const segments = useApi(endpoints.savedSegments(), { enabled: can('segments:read') })
  const options = (segments.data?.items ?? [])
    .filter(({ archivedAt, grain, problem }) => archivedAt === null && grain === 'customers' && problem === null)
    .map(({ id, name }) => ({ value: id, label: name }))
  const choose = (next: Kind) => {
    setKind(next)
    change({ audience: next === 'everyone' ? EVERYONE : next === 'condition' && draft.audience !== null ? draft.audience : null })
  }
  return (
    <Panel title={t('broadcasts.audienceTitle')}>
      <div className="stack">
        <Radio.Group
          className="check-list"
          aria-label={t('broadcasts.audienceTitle')}
          value={kind ?? null}
          onChange={({ target }) => choose(target.value as Kind)}
          options={(['segment', 'condition', 'everyone'] as const).map((value) => ({
            value,
            label: t(`broadcasts.audienceKinds.${value}`),
          }))}
        />
        {kind === 'segment' ? (
          <div className="stack-small">
            {segments.error === null ? null : <ErrorNotice problem={segments.error} />}
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              aria-label={t('broadcasts.segment')}
              placeholder={t('broadcasts.segment')}
              value={segmentOf(draft.audience) ?? null}
              onChange={(segment: string) => change({ audience: { segment } })}
              options={options}
              notFoundContent={t('broadcasts.noSegments')}
              style={{ width: 360, maxWidth: '100%' }}
            />
            <Link to="/customers/groups/new">{t('broadcasts.newSegment')}</Link>
          </div>
        ) : null}
        {kind === 'condition' ? (
          <AudienceEdit value={draft.audience ?? EVERYONE} onChange={(audience) => change({ audience })} />
        ) : draft.audience === null ? null : (
          <AudienceCount audience={draft.audience} />
        )}
      </div>
    </Panel>
  )
}

export function AudienceCount({ audience }: { audience: Condition }) {
  const { t } = useTranslation()
  const format = useFormat()
  const can = useCan()
  const { data, error } = useAnswer<CountedCondition>(
    '/conditions/count',
    { grain: 'customers', condition: audience },
    { enabled: can('customers:read') },
  )
  if (error !== null) return <ErrorNotice problem={error} />
  return (
    <p role="status">
      {t('broadcasts.countNow')}{' '}
      <strong className="num">
        {data === undefined ? '…' : t('broadcasts.countOf', { n: format.integer(data.customers), all: format.integer(data.everyone) })}
      </strong>
    </p>
  )
}
