import { Select } from 'antd'
import type { SelectProps } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerRow } from '#http/profile/customer-schemas.ts'
import { endpoints } from '../api/endpoints.ts'
import { useApi } from '../api/use-api.ts'
import { useDebounced } from './use-debounced.ts'

interface Props extends Pick<SelectProps, 'id' | 'loading' | 'style'> {
  label: string
  /** Offered before anything is typed. */
  first: readonly CustomerRow[]
  value: string | undefined
  change: (customerId: string) => void
}

/** One customer, chosen from those offered or found as on the page of customers: by phone, email, member number or id. All of it masked. */
export function CustomerSelect({ label, first, value, change, ...rest }: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [picked, setPicked] = useState<{ value: string; label: string }>()
  const wanted = typed.trim()
  const asked = useDebounced(wanted)
  const isSearching = asked.length >= 3
  const found = useApi(endpoints.customers({ q: asked, limit: 10 }), { enabled: isSearching })
  const optionOf = (row: CustomerRow) => ({
    value: row.id,
    label: `${row.maskedName === '' ? row.id.slice(0, 8) : row.maskedName} · ${row.identifiers[0]?.masked ?? row.id.slice(0, 8)}`,
  })
  const offered = first.map(optionOf).filter((one) => one.label.toLowerCase().includes(wanted.toLowerCase()))
  const matching = isSearching ? (found.data?.items ?? []).map(optionOf) : []
  const chosen =
    value === undefined || wanted !== ''
      ? []
      : [picked?.value === value ? picked : (first.map(optionOf).find((one) => one.value === value) ?? { value, label: value })]
  const options = [...new Map([...chosen, ...matching, ...offered].map((one) => [one.value, one])).values()]
  return (
    <Select
      {...rest}
      aria-label={label}
      placeholder={t('profile.searchLabel')}
      showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
      value={value ?? null}
      onChange={(customerId: string) => {
        setPicked(options.find((one) => one.value === customerId))
        setTyped('')
        change(customerId)
      }}
      options={options}
      notFoundContent={found.isFetching || asked !== wanted ? t('common.loading') : t('shell.searchNone')}
    />
  )
}
