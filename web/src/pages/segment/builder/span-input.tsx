import { InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { SpanUnit } from '#http/segment/condition-schemas.ts'
import type { SpanDraft } from './draft.ts'

const UNITS = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const satisfies readonly SpanUnit[]

interface Props {
  label: string
  span: SpanDraft
  change: (span: SpanDraft) => void
  /** `fixed`: no months and years; `days`: no minutes and hours. */
  of?: 'any' | 'fixed' | 'days'
}

/** So long: a number and a unit. */
export function SpanInput({ label, span, change, of = 'any' }: Props) {
  const { t } = useTranslation()
  const units = UNITS.filter((unit) => {
    if (of === 'fixed') return unit !== 'month' && unit !== 'year'
    return of === 'any' || (unit !== 'minute' && unit !== 'hour')
  })
  return (
    <span className="span-input">
      <InputNumber
        aria-label={t('groups.spanOf', { what: label })}
        min={1}
        max={3660}
        precision={0}
        controls={false}
        value={span.n}
        onChange={(n) => change({ ...span, n })}
      />
      <Select
        aria-label={t('groups.unitOf', { what: label })}
        popupMatchSelectWidth={false}
        value={span.unit}
        onChange={(unit) => change({ ...span, unit })}
        options={units.map((unit) => ({ value: unit, label: t(`groups.unit.${unit}`, { count: span.n ?? 2 }) }))}
      />
    </span>
  )
}
