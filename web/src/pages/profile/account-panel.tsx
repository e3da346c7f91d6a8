import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { Panel } from '../../components/page.tsx'
import { useFormat } from '../../format/use-format.ts'

/** The companies that a customer belongs or belonged to. */
export function AccountPanel({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const { data } = useApi(endpoints.customerAccounts(customerId))
  if (data === undefined || data.items.length === 0) return null
  return (
    <Panel title={t('profile.accountsTitle')}>
      <ul className="id-list">
        {data.items.map((one) => (
          <li key={one.id}>
            <span className="id-main">
              <Link to={`/customers/accounts/${one.id}`}>{one.name === '' ? one.accountId : one.name}</Link>
              <span className="cell-sub">
                <Membership {...one} />
              </span>
            </span>
            <span>{one.role}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** Since when somebody is a member, or when they left. */
export function Membership({ since, until, isMember }: { since: string | null; until: string | null; isMember: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (!isMember && until !== null) return <span className="soft">{t('profile.memberLeft', { at: format.date(until) })}</span>
  return <span>{since === null ? t('profile.memberNow') : t('profile.memberSince', { at: format.date(since) })}</span>
}
