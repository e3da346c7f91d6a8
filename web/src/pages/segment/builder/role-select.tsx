import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'

interface Props {
  roles: readonly string[]
  change: (roles: readonly string[]) => void
}

/** In which roles people are in an account: any where none is chosen. Others than those that were seen can be typed. */
export function RoleSelect({ roles, change }: Props) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const seen = useApi(endpoints.conditionValues({ field: 'account.role' }), { enabled: isOpen })
  return (
    <Select
      className="value-list role-list"
      mode="tags"
      aria-label={t('groups.roles')}
      placeholder={t('groups.anyRole')}
      popupMatchSelectWidth={false}
      value={[...roles]}
      onOpenChange={setOpen}
      onChange={(next: string[]) => change(next.map((role) => role.trim()).filter((role) => role !== ''))}
      options={(seen.data?.items ?? []).map(({ value }) => ({ value, label: value }))}
    />
  )
}
