import { useTranslation } from 'react-i18next'
import { PasswordForm } from './password-form.tsx'
import { EntryFrame } from './entry-frame.tsx'

/** After a login with a temporary password: nothing else is open until it is changed. */
export function ChosenPassword() {
  const { t } = useTranslation()
  return (
    <EntryFrame title={t('access.choosePassword')} purpose={t('access.choosePasswordText')}>
      <PasswordForm />
    </EntryFrame>
  )
}
