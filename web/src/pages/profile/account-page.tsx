import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import type { Account } from '#http/profile/account-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Icon } from '../../components/icon.tsx'
import { EmptyState, Page, Panel } from '../../components/page.tsx'
import { QueryView } from '../../components/query-view.tsx'
import { Label } from '../../components/tags.tsx'
import { useFormat } from '../../format/use-format.ts'
import { Membership } from './account-panel.tsx'
import { MeasurePanel } from './measure-panel.tsx'
import './customers.css'

type Person = Account['people'][number]

/** A company with its attributes and people. */
export default function AccountPage() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const query = useApi(endpoints.account(id))
  const account = query.data
  const title = account === undefined ? t('profile.accountName') : account.name === '' ? account.accountId : account.name
  return (
    <Page
      title={title}
      {...(account === undefined ? {} : { purpose: <span className="mono faint">{account.accountId}</span> })}
      above={
        <Link to="/customers/accounts" className="crumb">
          <Icon name="chevronLeft" size={14} />
          {t('profile.accountsTitle')}
        </Link>
      }
    >
      <QueryView query={query}>{(found) => <Filled account={found} />}</QueryView>
    </Page>
  )
}

function Filled({ account }: { account: Account }) {
  const { t } = useTranslation()
  const format = useFormat()
  const columns: Column<Person>[] = [
    {
      key: 'person',
      title: t('profile.name'),
      render: ({ customerId, maskedName }) => (
        <Link to={`/customers/${customerId}`} className="cell-main">
          {maskedName === '' ? t('profile.unnamed') : maskedName}
        </Link>
      ),
    },
    { key: 'role', title: t('profile.accountRole'), render: ({ role }) => (role === '' ? '—' : role) },
    { key: 'membership', title: t('profile.accountMembership'), render: (row) => <Membership {...row} /> },
  ]
  return (
    <div className="stack">
      <Panel
        title={t('profile.accountPeople')}
        note={t('profile.accountCounts', { members: format.integer(account.members), left: format.integer(account.formerMembers) })}
      >
        <DataTable
          label={t('profile.accountPeople')}
          columns={columns}
          rows={account.people}
          rowKey={({ customerId }) => customerId}
          empty={<EmptyState title={t('profile.noAccountPeople')}>{t('profile.noAccountPeopleText')}</EmptyState>}
        />
        {account.hiddenPeople === 0 ? null : (
          <p className="soft">{t('profile.accountHidden', { count: account.hiddenPeople, n: format.integer(account.hiddenPeople) })}</p>
        )}
      </Panel>
      <MeasurePanel of={endpoints.accountMeasures(account.id)} />
      {account.attributes.length === 0 ? null : (
        <Panel title={t('profile.attributes')}>
          <ul className="id-list">
            {account.attributes.map(({ name, value }) => (
              <li key={name}>
                <span className="id-main">{name}</span>
                <Label>{typeof value === 'boolean' ? t(value ? 'profile.yes' : 'profile.no') : String(value)}</Label>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </div>
  )
}
