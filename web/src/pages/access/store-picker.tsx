import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'

interface Props {
  value?: readonly string[]
  onChange?: (stores: string[]) => void
  label: string
  busy?: boolean
}

/** The stores whose customers somebody sees; none chosen: all customers. A choice counts when the list is left, so that several are chosen at once. */
export function StorePicker({ value = [], onChange, label, busy = false }: Props) {
  const { t } = useTranslation()
  const { data } = useApi(endpoints.stores())
  const [draft, setDraft] = useState<string[] | null>(null)
  const known = (data?.items ?? []).map(({ id, customers }) => ({ value: id, label: t('access.storeOption', { store: id, n: customers }) }))
  const isKnown = new Set(known.map((one) => one.value))
  const chosen = draft ?? [...value]
  const leave = () => {
    if (draft !== null && (draft.length !== value.length || draft.some((store) => !value.includes(store)))) onChange?.(draft)
    setDraft(null)
  }
  return (
    <Select
      mode="multiple"
      size="small"
      allowClear
      loading={busy}
      aria-label={label}
      placeholder={t('access.sees_everyone')}
      value={chosen}
      onChange={setDraft}
      onBlur={leave}
      maxTagCount="responsive"
      options={[...known, ...chosen.filter((store) => !isKnown.has(store)).map((store) => ({ value: store, label: store }))]}
      style={{ width: '100%', minWidth: 160 }}
    />
  )
}
