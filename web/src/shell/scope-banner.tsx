import { useTranslation } from 'react-i18next'
import { useSession } from '../session/session-context.tsx'

/** On every page of somebody who sees only a part of the customers: whom lists and figures are about. */
export function ScopeBanner() {
  const { t } = useTranslation()
  const { user, limited, ownTasksOnly } = useSession()
  if (!limited) return null
  const listed = (values: readonly string[]) => values.join(t('shell.scopeSeparator'))
  const whom = [
    ...(user.stores.length === 0 ? [] : [t('shell.scopeStores', { stores: listed(user.stores) })]),
    ...(user.regions.length === 0 ? [] : [t('shell.scopeRegions', { regions: listed(user.regions) })]),
    ...(user.businessLines.length === 0 ? [] : [t('shell.scopeLines', { lines: listed(user.businessLines) })]),
    ...(ownTasksOnly ? [t('shell.scopeTasks')] : []),
  ]
  return (
    <div className="scope-banner" role="note">
      {[...whom, ...(whom.length > 1 ? [t('shell.scopeAll')] : []), t('shell.scopeText')].join(t('shell.sentenceSeparator'))}
    </div>
  )
}
