import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import type { Customer360, CustomerRow } from '#http/profile/customer-schemas.ts'
import type { Money } from '#http/shared-schemas.ts'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ApiProblem } from '../../api/client.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi } from '../../api/use-api.ts'
import { Figure } from '../../components/figure.tsx'
import { Icon } from '../../components/icon.tsx'
import { Page } from '../../components/page.tsx'
import { PageTabs, usePageTabs } from '../../components/page-tabs.tsx'
import type { PageTab } from '../../components/page-tabs.tsx'
import { FiguresSkeleton, QueryView } from '../../components/query-view.tsx'
import { MoneyAndOthers } from '../../components/unconverted.tsx'
import { Label, RiskTag } from '../../components/tags.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import { dash } from '../../format/format.ts'
import { useFormat } from '../../format/use-format.ts'
import { useSession } from '../../session/session-context.tsx'
import { ValuePanel } from './value-panel.tsx'
import { ConsentPanel } from '../act/consent-panel.tsx'
import { CustomerMessages } from '../act/customer-messages.tsx'
import { CustomerJourneys } from '../act/journeys/customer-journeys.tsx'
import { OutlookPanel } from '../act/outlook-panel.tsx'
import { CustomerHoursPanel } from '../act/send-time/customer-hours.tsx'
import { PauseNotice } from '../act/pause-notice.tsx'
import { IdentityTab } from '../identity/identity-tab.tsx'
import { CompletenessPanel } from './completeness-panel.tsx'
import { QuestionnairePanel } from './questionnaire-panel.tsx'
import { ProvisionalPanel } from './provisional-panel.tsx'
import { ContactStopNotice, CustomerActions } from './customer-actions.tsx'
import { CustomerDecisions } from './customer-decisions.tsx'
import { CustomerOutlook } from './customer-outlook.tsx'
import { CustomerReasons } from './customer-reasons.tsx'
import { AccountPanel } from './account-panel.tsx'
import { MeasurePanel } from './measure-panel.tsx'
import { SubscriptionPanel } from './subscription-panel.tsx'
import { PartnerTagPanel } from './partner-tag-panel.tsx'
import { IdentifierPanel, MergePanel, ProfilePanel } from './customer-side.tsx'
import { CustomerTagPanel } from '../segment/tags/customer-tags.tsx'
import { SegmentsOf } from '../segment/segments-of.tsx'
import { CustomerSpend } from './customer-spend.tsx'
import { CustomerTimeline } from './customer-timeline.tsx'
import './customers.css'

interface TabProps {
  customerId: string
  query: UseQueryResult<Customer360, ApiProblem>
}

const TABS: readonly [PageTab<TabProps>, ...PageTab<TabProps>[]] = [
  {
    key: 'profile',
    label: 'profile.tab.profile',
    view: ({ query }) => (
      <QueryView query={query} skeleton={<FiguresSkeleton />}>
        {(data) => <Filled data={data} />}
      </QueryView>
    ),
  },
  {
    key: 'identity',
    label: 'profile.tab.identity',
    view: ({ customerId, query }) => <IdentityTab customerId={query.data?.row.id ?? customerId} />,
  },
  {
    key: 'segments',
    label: 'profile.tab.segments',
    needs: 'segments:read',
    view: ({ customerId, query }) => <SegmentsOf grain="customers" who={{ customerId: query.data?.row.id ?? customerId }} />,
  },
]

export default function CustomerPage() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const params = usePageParams()
  const shown = usePageTabs(params, TABS)
  const query = useApi(endpoints.customer(id))
  const row = query.data?.row
  const name = row === undefined ? t('profile.name') : row.maskedName === '' ? t('profile.unnamed') : row.maskedName
  return (
    <Page
      title={name}
      {...(query.data === undefined ? {} : { actions: <CustomerActions data={query.data} /> })}
      above={
        <Link to="/customers" className="crumb">
          <Icon name="chevronLeft" size={14} />
          {t('profile.back')}
        </Link>
      }
      {...(row === undefined
        ? {}
        : {
            purpose: (
              <span className="row">
                {row.lifecycleTier === null ? null : (
                  <Label>{t('codes.inLifecycle', { tier: t(`codes.lifecycle.${row.lifecycleTier}`) })}</Label>
                )}
                {row.valueClass === null ? null : (
                  <Label>{t('codes.inValueClass', { tier: t(`codes.valueClass.${row.valueClass}`) })}</Label>
                )}
                {row.memberLevel === '' ? null : <Label>{t('profile.inMemberLevel', { level: row.memberLevel })}</Label>}
                <span className="mono faint">{row.id}</span>
              </span>
            ),
          })}
    >
      <PageTabs params={params} tabs={shown} />
      <shown.current.view customerId={id} query={query} />
    </Page>
  )
}

function Filled({ data }: { data: Customer360 }) {
  return (
    <div className="stack">
      <ContactStopNotice data={data} />
      <PauseNotice customerId={data.row.id} />
      <Header data={data} />
      <div className="customer-grid">
        <div className="stack">
          <CustomerReasons data={data} />
          <ProvisionalPanel customerId={data.row.id} />
          <CustomerOutlook customerId={data.row.id} />
          <CustomerTagPanel customerId={data.row.id} />
          <CustomerSpend data={data} />
          <OutlookPanel customerId={data.row.id} />
          <CustomerHoursPanel customerId={data.row.id} />
          <CustomerMessages customerId={data.row.id} />
          <CustomerJourneys customerId={data.row.id} />
          <CustomerDecisions decisions={data.decisions} />
          <CustomerTimeline customerId={data.row.id} decisions={data.decisions} />
        </div>
        <div className="stack">
          <IdentifierPanel data={data} />
          <ProfilePanel data={data} />
          <CompletenessPanel customerId={data.row.id} />
          <QuestionnairePanel customerId={data.row.id} />
          <AccountPanel customerId={data.row.id} />
          <SubscriptionPanel of={endpoints.subscriptions(data.row.id)} />
          <MeasurePanel of={endpoints.measures(data.row.id)} />
          <PartnerTagPanel customerId={data.row.id} />
          <ValuePanel customerId={data.row.id} />
          <ConsentPanel customerId={data.row.id} />
          <MergePanel data={data} />
        </div>
      </div>
    </div>
  )
}

function Header({ data }: { data: Customer360 }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { now } = useSession()
  const { row } = data
  const next = data.expectedNextOrderAt
  const overdue = next === null ? 0 : Math.floor((new Date(now).getTime() - new Date(next).getTime()) / 86_400_000)
  return (
    <div className="panel figures">
      <Figure
        label={t('profile.risk')}
        value={row.riskTier === null ? null : <RiskTag tier={row.riskTier} probability={row.riskProbability} />}
        unknown={t('profile.notScored')}
        {...(row.cause === null ? {} : { detail: t(`codes.cause.${row.cause}`) })}
      />
      <Figure
        label={t('profile.valueAtRisk')}
        value={row.valueAtRisk === null ? null : format.money(row.valueAtRisk)}
        unknown={t('profile.notScored')}
      />
      <Figure
        label={t('profile.lifetimeSpend')}
        value={row.lifetimeSpend === null ? null : <MoneyAndOthers amount={row.lifetimeSpend} others={row.otherSpend} />}
        unknown={t('profile.notProfiled')}
        detail={
          row.lifetimeOrders === null
            ? undefined
            : t('profile.ordersDetail', {
                n: format.integer(row.lifetimeOrders),
                average: averageOf(row.lifetimeSpend, row.lifetimeOrders, format.money),
              })
        }
      />
      <Figure
        label={t('profile.lastOrder')}
        value={row.lastOrderAt === null ? null : format.date(row.lastOrderAt)}
        unknown={t(row.profiledAt === null ? 'profile.notProfiled' : 'profile.neverOrdered')}
        detail={row.recencyDays === null ? undefined : t('profile.lastOrderDetail', { days: format.integer(row.recencyDays) })}
      />
      <Figure
        label={t('profile.nextOrder')}
        value={next === null ? null : format.date(next)}
        unknown={t('profile.nextOrderUnknown')}
        detail={
          data.meanGapDays === null
            ? undefined
            : overdue > 0
              ? t('profile.overdueBy', { days: format.integer(overdue) })
              : t('profile.nextOrderDetail', { days: format.integer(data.meanGapDays) })
        }
      />
    </div>
  )
}

/** Of all orders; a dash without one. */
function averageOf(spend: CustomerRow['lifetimeSpend'], orders: number | null, text: (money: Money) => string): string {
  return spend === null || orders === null || orders === 0 ? dash : text({ ...spend, minor: Math.round(spend.minor / orders) })
}
