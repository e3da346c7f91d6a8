import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import type { CustomerRow } from '#http/profile/customer-schemas.ts'

/** Beside a value that nobody said: a rule of quality filled it in. */
export function FilledMark({ filled, field }: { filled: CustomerRow['filled']; field: string }) {
  const { t } = useTranslation()
  const by = filled.find((one) => one.field === field)?.by
  if (by === undefined) return null
  const [rule, version] = by.split('@')
  return <Tag title={t('profile.filledBy', { rule, version })}>{t('profile.filled')}</Tag>
}
