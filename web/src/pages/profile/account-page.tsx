import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import type { Account } from '#http/profile/account-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Figure } from '../../components/figure.tsx'
import { Icon } from '../../components/icon.tsx'
import { EmptyState, Page, Panel } from '../../components/page.tsx'
import { PageTabs, usePageTabs } from '../../components/page-tabs.tsx'
import type { PageTab } from '../../components/page-tabs.tsx'
import { FiguresSkeleton, QueryView } from '../../components/query-view.tsx'
import { Label } from '../../components/tags.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import { useFormat } from '../../format/use-format.ts'
import { SegmentsOf } from '../segment/segments-of.tsx'
import { AccountOutlookPanel } from './account-outlook.tsx'
import { Membership } from './account-panel.tsx'
import { ACTIVE, peopleOfAccount } from './account-people-address.ts'
import { Timeline } from './customer-timeline.tsx'
import { MeasurePanel } from './measure-panel.tsx'
import { SubscriptionPanel } from './subscription-panel.tsx'
import './customers.css'

type Person = Account['people'][number]

const TABS: [PageTab<{ id: string }>, ...PageTab<{ id: string }>[]] = [
  { key: 'overview', label: 'profile.tab.profile', view: ({ id }) => <Overview id={id} /> },
  {
    key: 'segments',
    label: 'groups.title',
    needs: 'segments:read',
    view: ({ id }) => <SegmentsOf grain="accounts" who={{ accountId: id }} />,
  },
]

/** A company: its figures, people, measures, contracts and attributes, what its people did, and the segments it is in. */
export default function AccountPage() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const params = usePageParams()
  const shown = usePageTabs(params, TABS)
  const { data: account } = useApi(endpoints.account(id))
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
      <PageTabs params={params} tabs={shown} />
      <shown.current.view id={id} />
    </Page>
  )
}

function Overview({ id }: { id: string }) {
  const query = useApi(endpoints.account(id))
  return (
    <QueryView query={query} skeleton={<FiguresSkeleton />}>
      {(account) => (
        <div className="stack">
          <Figures account={account} />
          <AccountOutlookPanel accountId={account.id} />
          <div className="customer-grid">
            <div className="stack">
              <People account={account} />
              <Acts account={account} />
            </div>
            <div className="stack">
              <MeasurePanel of={endpoints.accountMeasures(account.id)} />
              <SubscriptionPanel of={endpoints.accountContracts(account.id)} />
              <Attributes account={account} />
            </div>
          </div>
        </div>
      )}
    </QueryView>
  )
}

function Figures({ account }: { account: Account }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { members, activePeople, lastActiveAt, spend, hasOtherSpend, accountId } = account
  return (
    <div className="panel figures">
      <Figure label={t('profile.accountMembers')} value={format.integer(members)} to={peopleOfAccount(accountId)} />
      <Figure
        label={t('profile.accountActive')}
        value={format.integer(activePeople)}
        to={peopleOfAccount(accountId, ACTIVE)}
        count={activePeople}
      />
      <Figure
        label={t('profile.accountLastActive')}
        value={lastActiveAt === null ? null : format.date(lastActiveAt)}
        unknown={t('profile.accountNeverActive')}
      />
      <Figure
        label={t('profile.accountSpend')}
        value={spend === null ? null : format.money(spend)}
        unknown={t('profile.accountNoOrders')}
        {...(hasOtherSpend ? { detail: t('profile.accountOtherSpend') } : {})}
      />
    </div>
  )
}

/** Masked; people without a name are told apart by what else is known of them. Empty: nothing is. */
function nameOf({ maskedName, maskedIdentifier }: Person): string {
  return maskedName === '' ? maskedIdentifier : maskedName
}

function People({ account }: { account: Account }) {
  const { t } = useTranslation()
  const format = useFormat()
  const columns: Column<Person>[] = [
    {
      key: 'person',
      title: t('profile.name'),
      render: (person) => (
        <Link to={`/customers/${person.customerId}`} className="cell-main">
          {nameOf(person) === '' ? t('profile.unnamed') : nameOf(person)}
        </Link>
      ),
    },
    { key: 'role', title: t('profile.accountRole'), render: ({ role }) => (role === '' ? '—' : role) },
    { key: 'membership', title: t('profile.accountMembership'), render: (row) => <Membership {...row} /> },
    {
      key: 'lastActive',
      title: t('profile.accountLastActive'),
      render: ({ lastActiveAt }) =>
        lastActiveAt === null ? <span className="soft">{t('profile.accountNeverActive')}</span> : format.date(lastActiveAt),
    },
  ]
  return (
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
  )
}

const KINDS = ['order', 'return', 'event', 'ticket', 'feedback', 'subscription', 'touch', 'decision'] as const
const NO_STRATEGIES: ReadonlyMap<string, string> = new Map()

/** What its members did, each with the person. */
function Acts({ account }: { account: Account }) {
  const { t } = useTranslation()
  const names = useMemo(() => new Map(account.people.map((person) => [person.customerId, nameOf(person)])), [account.people])
  return (
    <Timeline
      path={`/accounts/${encodeURIComponent(account.id)}/timeline`}
      kinds={KINDS}
      strategies={NO_STRATEGIES}
      whose={({ customerId = '' }) => {
        const name = names.get(customerId) ?? ''
        return <Link to={`/customers/${customerId}`}>{name === '' ? t('profile.unnamed') : name}</Link>
      }}
    />
  )
}

function Attributes({ account }: { account: Account }) {
  const { t } = useTranslation()
  if (account.attributes.length === 0) return null
  return (
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
  )
}
