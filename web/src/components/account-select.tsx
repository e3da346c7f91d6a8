import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { endpoints } from '../api/endpoints.ts'
import { useApi } from '../api/use-api.ts'
import { useDebounced } from './use-debounced.ts'

interface Props {
  label: string
  value: string | undefined
  change: (id: string | undefined) => void
}

/** Finds an account by a part of its id or name. */
export function AccountSelect({ label, value, change }: Props) {
  const { t } = useTranslation()
  const [typed, type] = useState('')
  const q = useDebounced(typed.trim(), 250)
  const found = useApi(endpoints.accounts({ q: q === '' ? undefined : q, limit: 20 }), { keepPrevious: true })
  const chosen = useApi(endpoints.account(value ?? ''), { enabled: value !== undefined })
  const nameOf = ({ name, accountId }: { name: string; accountId: string }) => (name === '' ? accountId : name)
  const rows = found.data?.items ?? []
  const own = chosen.data
  const all = own === undefined || rows.some(({ id }) => id === own.id) ? rows : [own, ...rows]
  return (
    <Select
      aria-label={label}
      placeholder={t('groups.chooseAccount')}
      style={{ width: '100%' }}
      allowClear
      showSearch={{ filterOption: false, onSearch: type }}
      loading={found.isFetching}
      value={value ?? null}
      onChange={(id: string | null) => change(id ?? undefined)}
      options={all.map((one) => ({ value: one.id, label: nameOf(one) }))}
    />
  )
}
