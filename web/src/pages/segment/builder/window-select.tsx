import { Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { CalendarUnit } from '#http/segment/condition-schemas.ts'
import { useFormat } from '../../../format/use-format.ts'
import { WINDOW_KINDS } from './draft.ts'
import type { WindowDraft } from './draft.ts'
import { SpanInput } from './span-input.tsx'
import { useBuilder } from './use-builder.ts'

const CALENDAR = ['day', 'week', 'month', 'quarter', 'year'] as const satisfies readonly CalendarUnit[]

interface Props {
  window: WindowDraft
  change: (window: WindowDraft) => void
  /** Without windows around a date of the customer. */
  fixedOnly?: boolean
}

/** When acts count. */
export function WindowSelect({ window, change, fixedOnly = false }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { language } = useBuilder()
  const label = t('groups.when')
  const kinds = WINDOW_KINDS.filter((kind) => !fixedOnly || (kind !== 'after' && kind !== 'before'))
  const dates = language.fields.filter(({ type }) => type === 'day' || type === 'time')
  const isAround = window.kind === 'after' || window.kind === 'before'
  const day = (side: 'since' | 'until') => (
    <Input
      className="value-day"
      type="date"
      aria-label={t(`groups.${side}`)}
      value={window[side]}
      onChange={(event) => change({ ...window, [side]: event.target.value })}
    />
  )
  return (
    <>
      <Select
        aria-label={label}
        popupMatchSelectWidth={false}
        value={window.kind}
        onChange={(kind) => change({ ...window, kind })}
        options={kinds.map((kind) => ({ value: kind, label: t(`groups.window.${kind}`) }))}
      />
      {window.kind === 'last' || window.kind === 'earlier' || window.kind === 'fromTo' || isAround ? (
        <SpanInput label={label} span={window.span} change={(span) => change({ ...window, span })} of={isAround ? 'fixed' : 'any'} />
      ) : null}
      {window.kind === 'earlier' ? <span className="soft">{t('groups.ago')}</span> : null}
      {window.kind === 'fromTo' ? (
        <>
          <span className="soft">{t('groups.rangeTo')}</span>
          <SpanInput label={t('groups.until')} span={window.toSpan} change={(toSpan) => change({ ...window, toSpan })} />
          <span className="soft">{t('groups.ago')}</span>
        </>
      ) : null}
      {window.kind === 'days' ? (
        <span className="span-input">
          {day('since')}
          <span className="soft">{t('groups.rangeTo')}</span>
          {day('until')}
        </span>
      ) : null}
      {window.kind === 'this' || window.kind === 'previous' ? (
        <Select
          aria-label={t('groups.unitOf', { what: label })}
          popupMatchSelectWidth={false}
          value={window.unit}
          onChange={(unit) => change({ ...window, unit })}
          options={CALENDAR.map((unit) => ({ value: unit, label: t(`groups.calendar.${unit}`) }))}
        />
      ) : null}
      {isAround ? (
        <>
          <span className="soft">{t(`groups.around.${window.kind as 'after'}`)}</span>
          <Select
            aria-label={t('groups.dateOfCustomer')}
            placeholder={t('groups.dateOfCustomer')}
            popupMatchSelectWidth={false}
            showSearch={{ optionFilterProp: 'label' }}
            value={window.field === '' ? null : window.field}
            onChange={(field: string) => change({ ...window, field })}
            options={dates.map((one) => ({ value: one.name, label: format.text(one.label) }))}
          />
        </>
      ) : null}
    </>
  )
}
