import { useTranslation } from 'react-i18next'
import { useCode } from '../../components/codes.ts'
import { byGroup } from './permission-groups.ts'

/** Permissions by stage. */
export function PermissionList({ permissions }: { permissions: readonly string[] }) {
  const { t } = useTranslation()
  const code = useCode()
  return (
    <dl className="permission-list">
      {byGroup(permissions).map(({ group, permissions: own }) => (
        <div key={group}>
          <dt>{t(`access.permissionGroup.${group}`)}</dt>
          <dd>{own.map((one) => code('permission', one)).join(' · ')}</dd>
        </div>
      ))}
    </dl>
  )
}
