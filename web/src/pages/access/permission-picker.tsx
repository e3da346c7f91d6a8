import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { useCode } from '../../components/codes.ts'
import { byGroup } from './permission-groups.ts'

interface Props {
  /** Those that may be given. */
  offered: readonly string[]
  value?: string[]
  onChange?: (value: string[]) => void
}

/** Permissions to tick, by stage, each with what it allows; a stage is ticked whole by its heading. */
export function PermissionPicker({ offered, value = [], onChange }: Props) {
  const { t } = useTranslation()
  const code = useCode()
  const chosen = new Set(value)
  const set = (permissions: readonly string[], on: boolean) =>
    onChange?.(offered.filter((one) => (permissions.includes(one) ? on : chosen.has(one))))
  return (
    <div className="permission-picker">
      {byGroup(offered).map(({ group, permissions }) => {
        const count = permissions.filter((one) => chosen.has(one)).length
        const name = t(`access.permissionGroup.${group}`)
        return (
          <fieldset key={group}>
            <legend>{name}</legend>
            <Checkbox
              checked={count === permissions.length}
              indeterminate={count > 0 && count < permissions.length}
              onChange={(event) => set(permissions, event.target.checked)}
            >
              {t('access.wholeGroup', { group: name })}
            </Checkbox>
            <div className="permission-grid">
              {permissions.map((one) => (
                <Checkbox key={one} checked={chosen.has(one)} onChange={(event) => set([one], event.target.checked)}>
                  <span className="permission-name">{code('permission', one)}</span>
                  <span className="permission-help">{code('permissionHelp', one)}</span>
                </Checkbox>
              ))}
            </div>
          </fieldset>
        )
      })}
    </div>
  )
}
