import { useTranslation } from 'react-i18next'

const builtIn = ['admin', 'operator', 'analyst', 'agent'] as const
type BuiltIn = (typeof builtIn)[number]

const builtInOf = (id: string): BuiltIn | undefined => builtIn.find((one) => one === id)

/** What people call a role: built-in ones in the reader's language, others as they were named. */
export function useRoleName(): (role: { readonly id: string; readonly name: string }) => string {
  const { t } = useTranslation()
  return ({ id, name }) => {
    const known = builtInOf(id)
    return known === undefined ? name : t(`codes.role.${known}`)
  }
}

/** What a built-in role is for; empty for one that was made here. */
export function useRoleHelp(): (id: string) => string {
  const { t } = useTranslation()
  return (id) => {
    const known = builtInOf(id)
    return known === undefined ? '' : t(`codes.roleHelp.${known}`)
  }
}
