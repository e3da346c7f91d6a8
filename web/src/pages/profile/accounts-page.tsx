import { AutoComplete, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import type { AccountPage } from '#http/profile/account-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import type { Column } from '../../components/data-table.tsx'
import { ExportMenu } from '../../components/export-menu.tsx'
import { Unknown } from '../../components/figure.tsx'
import { EmptyState, Page } from '../../components/page.tsx'
import { PagedTable } from '../../components/paged-table.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import type { PageParams } from '../../components/use-page-params.ts'
import { usePages } from '../../components/use-pages.ts'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { ConditionTag, SegmentTag } from '../segment/condition-tag.tsx'
import { builderAddress } from '../segment/people-address.ts'
import { ACTIVE, peopleOfAccount } from './account-people-address.ts'
import { AccountRisksPanel } from './account-risks.tsx'

type Listed = AccountPage['items'][number]

/** Companies: by name, or by a figure of them; narrowed by a search, a segment or a condition. */
export default function AccountsPage() {
  const { t } = useTranslation()
  const can = useCan()
  const params = usePageParams()
  const [search, where, segment] = [params.get('q'), params.get('where'), params.get('segment')]
  const filter = { q: search, where, segment, measure: params.get('measure') }
  const sort = params.get('sort') ?? 'name'
  const order = params.get('order') === 'desc' ? 'desc' : 'asc'
  const pages = usePages('accounts', params, (page) => endpoints.accounts({ ...filter, sort, order, ...page }))
  const columns = useColumns(filter.measure)
  const isFiltered = search !== undefined || where !== undefined || segment !== undefined
  const said = [...(segment === undefined ? [] : [`segment("${segment}")`]), ...(where === undefined ? [] : [`(${where})`])].join(' and ')
  return (
    <Page
      title={t('profile.accountsTitle')}
      purpose={t('profile.accountsPurpose')}
      actions={
        <>
          {can('segments:read') ? (
            <Link to={builderAddress(said === '' ? null : said, 'accounts')}>
              <Button>{t(can('segments:write') ? 'groups.saveList' : 'groups.openList')}</Button>
            </Link>
          ) : null}
          {can('customers:export') ? <ExportMenu of="accounts" params={{ ...filter, sort, order }} /> : null}
        </>
      }
    >
      <div className="stack">
        {isFiltered || pages.rows === undefined || pages.rows.length === 0 ? null : <AccountRisksPanel />}
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
            <MeasureChoice params={params} />
            {segment === undefined ? null : <SegmentTag key={segment} id={segment} drop={() => params.set({ segment: undefined })} />}
            {where === undefined ? null : (
              <ConditionTag key={where} where={where} grain="accounts" drop={() => params.set({ where: undefined })} />
            )}
          </div>
          <Table pages={pages} columns={columns} order={{ by: sort, order }} isFiltered={isFiltered} />
        </div>
      </div>
    </Page>
  )
}

interface TableProps {
  pages: ReturnType<typeof usePages<Listed>>
  columns: Column<Listed>[]
  order: { by: string; order: 'asc' | 'desc' }
  isFiltered: boolean
}

function Table({ pages, columns, order, isFiltered }: TableProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <PagedTable
      label={t('profile.accountsTitle')}
      columns={columns}
      pages={pages}
      rowKey={({ id }) => id}
      order={order}
      onOpen={({ id }) => void navigate(`/customers/accounts/${id}`)}
      empty={
        isFiltered ? (
          <EmptyState title={t('profile.noAccountsFiltered')}>{t('profile.noAccountsFilteredText')}</EmptyState>
        ) : (
          <EmptyState title={t('profile.noAccounts')}>{t('profile.noAccountsText')}</EmptyState>
        )
      }
    />
  )
}

/** Which measure the list shows: those that accounts have, or any that is typed. */
function MeasureChoice({ params }: { params: PageParams }) {
  const { t } = useTranslation()
  const can = useCan()
  const measure = params.get('measure') ?? ''
  const [typed, type] = useState(measure)
  const { data } = useApi(endpoints.conditionValues({ act: 'measure', grain: 'accounts' }), { enabled: can('segments:read') })
  const names = data?.items ?? []
  if (names.length === 0 && measure === '') return null
  const show = (name: string) => params.set({ measure: name === '' ? undefined : name })
  return (
    <AutoComplete
      className="name-search"
      allowClear
      aria-label={t('profile.accountMeasure')}
      placeholder={t('profile.accountMeasure')}
      value={typed}
      onChange={(name: string) => {
        type(name ?? '')
        if (name === undefined || name === '') show('')
      }}
      onSelect={show}
      onBlur={() => show(typed.trim())}
      options={names.map(({ value }) => ({ value }))}
    />
  )
}

function useColumns(measure: string | undefined): Column<Listed>[] {
  const { t } = useTranslation()
  const format = useFormat()
  const number = (value: number) => format.decimal(value, Number.isInteger(value) ? 0 : 2)
  return [
    {
      key: 'name',
      title: t('profile.accountName'),
      sort: 'name',
      render: ({ id, name, accountId }) => (
        <>
          <Link to={`/customers/accounts/${id}`} className="cell-main">
            {name === '' ? accountId : name}
          </Link>
          <span className="cell-sub mono">{accountId}</span>
        </>
      ),
    },
    {
      key: 'members',
      title: t('profile.accountMembers'),
      numeric: true,
      sort: 'members',
      render: ({ members, accountId }) => <Link to={peopleOfAccount(accountId)}>{format.integer(members)}</Link>,
    },
    {
      key: 'active',
      title: t('profile.accountActive'),
      numeric: true,
      sort: 'activePeople',
      render: ({ activePeople, accountId }) => (
        <Link to={peopleOfAccount(accountId, ACTIVE)} data-count={activePeople}>
          {format.integer(activePeople)}
        </Link>
      ),
    },
    {
      key: 'lastActive',
      title: t('profile.accountLastActive'),
      sort: 'lastActive',
      render: ({ lastActiveAt }) =>
        lastActiveAt === null ? <Unknown reason={t('profile.accountNeverActive')} /> : format.date(lastActiveAt),
    },
    {
      key: 'spend',
      title: t('profile.accountSpend'),
      numeric: true,
      sort: 'spend',
      render: ({ spend, hasOtherSpend }) =>
        spend === null ? (
          <Unknown reason={t('profile.accountNoOrders')} />
        ) : (
          <span title={hasOtherSpend ? t('profile.accountOtherSpend') : undefined}>
            {format.money(spend)}
            {hasOtherSpend ? <span className="faint"> +</span> : null}
          </span>
        ),
    },
    ...(measure === undefined
      ? []
      : [
          {
            key: 'measure',
            title: measure,
            numeric: true,
            sort: 'measure',
            render: ({ measure: found }: Listed) =>
              found === null ? (
                <Unknown reason={t('profile.accountNoMeasure')} />
              ) : (
                <span title={t('profile.accountMeasuredAt', { at: format.date(found.at) })}>{number(found.value)}</span>
              ),
          },
          {
            key: 'change',
            title: t('profile.accountChange', { name: measure }),
            numeric: true,
            sort: 'change',
            render: ({ measure: found }: Listed) =>
              found === null || found.change === null ? (
                <Unknown reason={t('profile.accountNoChange')} />
              ) : (
                `${found.change > 0 ? '+' : ''}${number(found.change)}`
              ),
          },
        ]),
  ]
}
