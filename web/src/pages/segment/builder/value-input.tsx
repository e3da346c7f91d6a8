import { Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SeenValues } from '#http/segment/condition-schemas.ts'
import type { Endpoint } from '../../../api/endpoint.ts'
import { useApi } from '../../../api/use-api.ts'
import { useFormat } from '../../../format/use-format.ts'
import type { ValueDraft } from './draft.ts'
import { SpanInput } from './span-input.tsx'
import { useBuilder } from './use-builder.ts'
import { withTest } from './value-types.ts'
import type { ValueType } from './value-types.ts'

interface Props {
  /** What is tested, for whoever hears the page. */
  label: string
  of: ValueType
  value: ValueDraft
  change: (value: ValueDraft) => void
  /** Values that are there. */
  seen?: Endpoint<SeenValues>
}

/** How a value is tested and against what: a menu of tests, and what each of them needs. */
export function ValueInput({ label, of, value, change, seen }: Props) {
  const { t } = useTranslation()
  const isDate = of.type === 'day' || of.type === 'time'
  const word = (op: string) => t(isDate && op !== 'set' ? `groups.dateOp.${op as 'last'}` : `groups.op.${op as 'in'}`)
  const offered = of.tests.includes(value.op) ? of.tests : [...of.tests, value.op]
  return (
    <>
      <Select
        aria-label={t('groups.testOf', { what: label })}
        popupMatchSelectWidth={false}
        value={value.op}
        onChange={(op) => change(withTest(value, op))}
        options={offered.map((op) => ({ value: op, label: word(op) }))}
      />
      <Against label={label} of={of} value={value} change={change} {...(seen === undefined ? {} : { seen })} />
    </>
  )
}

function Against({ label, of, value, change, seen }: Props) {
  const { t } = useTranslation()
  switch (value.op) {
    case 'set':
    case 'yes':
    case 'no':
      return null
    case 'in':
      return <ValueList label={label} of={of} value={value} change={change} {...(seen === undefined ? {} : { seen })} />
    case 'contains':
    case 'starts':
      return (
        <Input
          className="value-text"
          aria-label={t('groups.valueOf', { what: label })}
          maxLength={500}
          value={typeof value.value === 'string' ? value.value : ''}
          onChange={(event) => change({ ...value, value: event.target.value })}
        />
      )
    case 'before':
    case 'on':
    case 'after':
      return (
        <Input
          className="value-day"
          type="date"
          aria-label={t('groups.valueOf', { what: label })}
          value={value.day ?? ''}
          onChange={(event) => change({ ...value, day: event.target.value })}
        />
      )
    case 'last':
    case 'next':
    case 'earlier':
      return (
        <>
          <SpanInput
            label={label}
            span={value.span ?? { n: null, unit: 'day' }}
            change={(span) => change({ ...value, span })}
            of={of.type === 'day' ? 'days' : 'any'}
          />
          {value.op === 'earlier' ? <span className="soft">{t('groups.ago')}</span> : null}
        </>
      )
    case 'anniversary':
    case 'between':
      return <Range label={label} of={value.op === 'between' ? of : null} value={value} change={change} />
    default:
      return (
        <Amount
          label={t('groups.valueOf', { what: label })}
          of={of}
          value={typeof value.value === 'number' ? value.value : null}
          change={(next) => change({ ...value, value: next })}
        />
      )
  }
}

function Range({ label, of, value, change }: Omit<Props, 'of'> & { of: ValueType | null }) {
  const { t } = useTranslation()
  const end = (side: 'from' | 'to') => (
    <Amount
      label={t(`groups.${side}Of`, { what: label })}
      of={of}
      value={value[side] ?? null}
      change={(next) => change({ ...value, [side]: next })}
    />
  )
  return (
    <span className="span-input">
      {end('from')}
      <span className="soft">{t('groups.rangeTo')}</span>
      {end('to')}
      {of === null ? <span className="soft">{t('groups.daysFromNow')}</span> : null}
    </span>
  )
}

interface AmountProps {
  label: string
  /** Null: whole days. */
  of: ValueType | null
  value: number | null
  change: (value: number | null) => void
}

/** A number; a share in per cent, money with its currency. */
function Amount({ label, of, value, change }: AmountProps) {
  const { language } = useBuilder()
  const isShare = of?.type === 'share'
  const suffix = isShare ? '%' : of?.type === 'money' ? language.currency : null
  return (
    <InputNumber
      aria-label={label}
      controls={false}
      {...(of === null ? { precision: 0 } : {})}
      {...(suffix === null ? {} : { suffix })}
      value={value === null ? null : isShare ? Number((value * 100).toFixed(6)) : value}
      onChange={(next) => change(next === null ? null : isShare ? Number((next / 100).toFixed(8)) : next)}
    />
  )
}

/** One of these: chosen from what there is, or typed. */
function ValueList({ label, of, value, change, seen }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const [isOpen, setOpen] = useState(false)
  const found = useApi(seen ?? { path: '/conditions/values', params: {} }, { enabled: isOpen && seen !== undefined })
  const isChoice = of.choices.length > 0
  const options: { value: string; label: string; count?: number }[] = isChoice
    ? of.choices.map((choice) => ({ value: choice.value, label: format.text(choice.label) }))
    : (found.data?.items ?? []).map((item) => ({ value: item.value, label: item.value, count: item.count }))
  return (
    <Select
      className="value-list"
      mode={isChoice ? 'multiple' : 'tags'}
      aria-label={t('groups.valuesOf', { what: label })}
      placeholder={t(isChoice ? 'groups.chooseValues' : 'groups.typeValues')}
      value={[...(value.values ?? [])]}
      onChange={(values: string[]) => change({ ...value, values })}
      onOpenChange={setOpen}
      loading={found.isFetching}
      showSearch={{ optionFilterProp: 'label' }}
      tokenSeparators={['\n', '\t']}
      maxTagTextLength={40}
      options={options}
      optionRender={({ data }) => (
        <span className="between">
          <span>{data.label}</span>
          {data.count === undefined ? null : <span className="faint num">{format.integer(data.count)}</span>}
        </span>
      )}
      notFoundContent={found.isFetching ? t('common.loading') : t('groups.noValues')}
    />
  )
}
