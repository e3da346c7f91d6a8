import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { AccountPage } from '#http/profile/account-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import type { Column } from '../../components/data-table.tsx'
import { EmptyState, Page } from '../../components/page.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import { usePages } from '../../components/use-pages.ts'
import { useFormat } from '../../format/use-format.ts'

type Listed = AccountPage['items'][number]

/** Companies, by the id that their source gives them. */
export default function AccountsPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const params = usePageParams()
  const search = params.get('q')
  const pages = usePages('accounts', params, (page) => endpoints.accounts({ q: search, ...page }))
  const columns: Column<Listed>[] = [
    {
      key: 'name',
      title: t('profile.accountName'),
      render: ({ id, name, accountId }) => (
        <>
          <Link to={`/customers/accounts/${id}`} className="cell-main">
            {name === '' ? accountId : name}
          </Link>
          <span className="cell-sub mono">{accountId}</span>
        </>
      ),
    },
    { key: 'members', title: t('profile.accountMembers'), numeric: true, render: ({ members }) => format.integer(members) },
    { key: 'left', title: t('profile.accountLeft'), numeric: true, render: ({ formerMembers }) => format.integer(formerMembers) },
    { key: 'updated', title: t('profile.accountUpdated'), render: ({ updatedAt }) => format.dateTime(updatedAt) },
  ]
  return (
    <Page title={t('profile.accountsTitle')} purpose={t('profile.accountsPurpose')}>
      <div className="panel">
        <div className="filters" role="search">
          <Input.Search
            key={search ?? ''}
            className="name-search"
            allowClear
            aria-label={t('profile.accountSearch')}
            placeholder={t('profile.accountSearch')}
            defaultValue={search ?? ''}
            onSearch={(value) => params.set({ q: value.trim() })}
          />
        </div>
        <PagedTable
          label={t('profile.accountsTitle')}
          columns={columns}
          pages={pages}
          rowKey={({ id }) => id}
          empty={<EmptyState title={t('profile.noAccounts')}>{t('profile.noAccountsText')}</EmptyState>}
        />
      </div>
    </Page>
  )
}
