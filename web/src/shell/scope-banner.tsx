import { useTranslation } from 'react-i18next'
import { useSession } from '../session/session-context.tsx'

/** On every page of somebody who sees only a part of the customers: whom lists and figures are about. */
export function ScopeBanner() {
  const { t } = useTranslation()
  const { user, ownTasksOnly } = useSession()
  if (user.stores.length === 0 && !ownTasksOnly) return null
  const whom = [
    ...(user.stores.length === 0 ? [] : [t('shell.scopeStores', { stores: user.stores.join(t('shell.scopeSeparator')) })]),
    ...(ownTasksOnly ? [t('shell.scopeTasks')] : []),
  ]
  return (
    <div className="scope-banner" role="note">
      {whom.join(' ')} {t('shell.scopeText')}
    </div>
  )
}
