import { Alert, Form } from 'antd'
import type { FormInstance } from 'antd'
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CheckedCondition, Condition } from '#http/segment/condition-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useAnswer, useApi } from '../../api/use-api.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Unknown } from '../../components/figure.tsx'
import { BlockSkeleton } from '../../components/query-view.tsx'
import { useDebounced } from '../../components/use-debounced.ts'
import type { PageParams } from '../../components/use-page-params.ts'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { ConditionBuilder } from '../segment/builder/condition-builder.tsx'
import type { Built } from '../segment/builder/condition-builder.tsx'
import { ReachTable } from '../act/reach-table.tsx'
import { WhyPanel } from '../segment/why-panel.tsx'
import type { StrategyFields } from './strategy-fields.ts'
import '../segment/builder/builder.css'

/** For whom, as a condition: with the builder of segments, its sentence, its count and why, and with how many of them are scored. */
export function AudienceTab({ form }: { form: FormInstance<StrategyFields> }) {
  const { t } = useTranslation()
  return (
    <>
      <p className="soft">{t('decide.audienceHelp')}</p>
      <Form.Item
        name="audience"
        rules={[
          { validator: (_, value: unknown) => (value === null ? Promise.reject(new Error(t('decide.audienceGaps'))) : Promise.resolve()) },
        ]}
      >
        <AudienceEdit />
      </Form.Item>
      <Reach form={form} />
    </>
  )
}

/** A field of the form: its value is a condition, null while it is incomplete or not accepted. */
export function AudienceEdit({ value, onChange }: { value?: unknown; onChange?: (value: Condition | null) => void }) {
  const { t } = useTranslation()
  const can = useCan()
  const [start] = useState(value as Condition)
  const language = useApi(endpoints.conditionLanguage())
  const given = useAnswer<CheckedCondition>('/conditions/check', { condition: start })
  const params = useOwnParams()
  const tell = useCallback(
    ({ condition, isChanged }: Built) => {
      if (isChanged) onChange?.(condition)
    },
    [onChange],
  )
  if (language.error !== null) return <ErrorNotice problem={language.error} retry={() => void language.refetch()} />
  if (language.data === undefined || (given.data === undefined && given.error === null)) return <BlockSkeleton rows={4} />
  return (
    <div className="audience-edit stack-small" id="audience">
      {given.error === null ? null : <Alert type="warning" showIcon title={t('decide.audienceGone')} />}
      <ConditionBuilder
        params={params}
        grain="customers"
        language={language.data}
        start={start}
        startText={given.data?.text ?? 'everyone'}
        built={tell}
        aside={(text) => (can('customers:read') ? <WhyPanel where={text} grain="customers" params={params} /> : null)}
      />
    </div>
  )
}

/** What the builder keeps in the address of its own page is kept here while the editor is open. */
function useOwnParams(): PageParams {
  const [all, setAll] = useState<Record<string, string>>({})
  const set = useCallback<PageParams['set']>(
    (changes) =>
      setAll((before) => {
        const next = { ...before }
        for (const [name, value] of Object.entries(changes)) {
          if (value === undefined || value === '') delete next[name]
          else next[name] = value
        }
        return next
      }),
    [],
  )
  return useMemo(() => ({ all, set, get: (name) => all[name] }), [all, set])
}

function Reach({ form }: { form: FormInstance<StrategyFields> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const audience: unknown = Form.useWatch('audience', form)
  const wanted = useDebounced(JSON.stringify(audience ?? null))
  const body = { audience: JSON.parse(wanted) as unknown }
  const { data } = useAnswer<{ reach: number | null }>('/strategies/reach', body, { enabled: wanted !== 'null' })
  return (
    <div className="stack-small">
      <p role="status">
        {t('decide.reach')}{' '}
        <strong className="num">
          {data === undefined ? '…' : data.reach === null ? <Unknown reason={t('decide.reachUnknown')} /> : format.integer(data.reach)}
        </strong>
      </p>
      {wanted === 'null' ? null : <ReachTable condition={JSON.parse(wanted) as unknown} />}
    </div>
  )
}
