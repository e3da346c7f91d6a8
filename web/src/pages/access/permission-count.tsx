import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCode } from '../../components/codes.ts'

/** How many permissions a key or a role has; pointing at it names them. */
export function PermissionCount({ permissions }: { permissions: readonly string[] }) {
  const { t } = useTranslation()
  const code = useCode()
  return (
    <Tooltip title={permissions.map((one) => code('permission', one)).join(' · ')}>
      <span>{t('access.permissionCount', { n: permissions.length })}</span>
    </Tooltip>
  )
}
