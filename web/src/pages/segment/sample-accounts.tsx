import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ListedAccount } from '#http/profile/account-schemas.ts'
import { useFormat } from '../../format/use-format.ts'

/** A few of the accounts; each opens its page. */
export function SampleAccounts({ accounts }: { accounts: readonly ListedAccount[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div>
      <h3 className="sample-title">{t('groups.someAccounts', { count: accounts.length, n: format.integer(accounts.length) })}</h3>
      <ul className="sample-people">
        {accounts.map(({ id, name, accountId, members }) => (
          <li key={id}>
            <Link to={`/customers/accounts/${id}`}>{name === '' ? accountId : name}</Link>
            <span className="faint mono">{accountId}</span>
            <span className="faint num">{t('profile.accountMembersOf', { count: members, n: format.integer(members) })}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
