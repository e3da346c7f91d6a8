import { Form, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ScopeSize } from '#http/access/access-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useAnswer, useApi } from '../../api/use-api.ts'
import { useDebounced } from '../../components/use-debounced.ts'
import { useFormat } from '../../format/use-format.ts'

export interface Limits {
  stores: string[]
  regions: string[]
  businessLines: string[]
}

export const kinds = ['stores', 'regions', 'businessLines'] as const

/** Whose customers somebody sees: what there is to choose from, each with its customers, and how many all of it together comes to before it is saved. */
export function ScopeFields({ role, userId }: { role: string | undefined; userId?: string }) {
  const { t } = useTranslation()
  const stores = useApi(endpoints.stores())
  const regions = useApi(endpoints.regions())
  const lines = useApi(endpoints.businessLines())
  const choices = {
    stores: stores.data?.items,
    regions: regions.data?.items,
    businessLines: lines.data?.items.map(({ name, customers }) => ({ id: name, customers })),
  }
  return (
    <>
      {kinds.map((kind) => (
        <Form.Item key={kind} name={kind} label={t(`access.limit.${kind}`)} extra={t(`access.limitHelp.${kind}`)}>
          <LimitPicker label={t(`access.limit.${kind}`)} none={t(`access.limitNone.${kind}`)} choices={choices[kind]} />
        </Form.Item>
      ))}
      <SeenCount role={role} {...(userId === undefined ? {} : { userId })} />
    </>
  )
}

interface PickerProps {
  value?: readonly string[]
  onChange?: (values: string[]) => void
  label: string
  /** What it says where nothing can be chosen. */
  none: string
  choices: readonly { readonly id: string; readonly customers: number }[] | undefined
}

/** A list of several values; what is chosen and is no more stays to be taken off. */
function LimitPicker({ value = [], onChange, label, none, choices }: PickerProps) {
  const { t } = useTranslation()
  const known = (choices ?? []).map(({ id, customers }) => ({ value: id, label: t('access.limitOption', { name: id, n: customers }) }))
  const isKnown = new Set(known.map((one) => one.value))
  const gone = value.filter((one) => !isKnown.has(one)).map((one) => ({ value: one, label: one }))
  return (
    <Select
      mode="multiple"
      allowClear
      loading={choices === undefined}
      aria-label={label}
      placeholder={choices !== undefined && known.length === 0 ? none : t('access.noLimit')}
      notFoundContent={none}
      optionFilterProp="value"
      value={[...value]}
      {...(onChange === undefined ? {} : { onChange })}
      options={[...known, ...gone]}
    />
  )
}

function SeenCount({ role, userId }: { role: string | undefined; userId?: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const form = Form.useFormInstance<Limits>()
  const limits = {
    stores: Form.useWatch('stores', form),
    regions: Form.useWatch('regions', form),
    businessLines: Form.useWatch('businessLines', form),
  }
  const body = useDebounced(JSON.stringify({ role, userId, ...limits }), 300)
  const { data } = useAnswer<ScopeSize>('/users/scope-size', JSON.parse(body), { enabled: role !== undefined })
  return (
    <p className="seen-count" role="status" data-seen={data?.customers}>
      {data === undefined
        ? t('access.seenCounting')
        : t('access.seen', { n: format.integer(data.customers), all: format.integer(data.all) })}
    </p>
  )
}
