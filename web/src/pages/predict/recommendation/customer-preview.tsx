import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CustomerRecommendations } from '#http/predict/recommend-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { CustomerSelect } from '../../../components/customer-select.tsx'
import { EmptyState, Panel } from '../../../components/page.tsx'
import { BlockSkeleton, QueryView } from '../../../components/query-view.tsx'
import { RecommendedItems } from './recommended-items.tsx'
import type { PageParams } from '../../../components/use-page-params.ts'
import { useFormat } from '../../../format/use-format.ts'

/** What one customer would be offered, beside what they bought last. */
export function CustomerPreview({ params }: { params: PageParams }) {
  const { t } = useTranslation()
  const best = useApi(endpoints.customers({ sort: 'monetary', order: 'desc', limit: 20 }))
  const chosen = params.get('customer') ?? best.data?.items[0]?.id
  return (
    <div className="stack">
      <Panel>
        <div className="preview-pick">
          <label htmlFor="preview-customer">{t('recommendation.pickCustomer')}</label>
          <CustomerSelect
            id="preview-customer"
            label={t('recommendation.pickCustomer')}
            first={best.data?.items ?? []}
            value={chosen}
            change={(customer) => params.set({ customer })}
          />
          <span className="faint">{t('recommendation.pickCustomerHelp')}</span>
        </div>
      </Panel>
      {chosen === undefined ? (
        best.data === undefined ? (
          <BlockSkeleton />
        ) : (
          <Panel>
            <EmptyState title={t('profile.emptyTitle')}>{t('profile.emptyText')}</EmptyState>
          </Panel>
        )
      ) : (
        <Preview customerId={chosen} />
      )}
    </div>
  )
}

function Preview({ customerId }: { customerId: string }) {
  const query = useApi(endpoints.recommendForCustomer(customerId, 10))
  return (
    <QueryView query={query} skeleton={<BlockSkeleton rows={10} />}>
      {(data) => <Lists data={data} />}
    </QueryView>
  )
}

function Lists({ data }: { data: CustomerRecommendations }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className="grid-wide align-start">
      <Panel
        title={t('recommendation.offer')}
        {...(data.asOf === null ? {} : { note: t('churn.asOf', { asOf: format.date(data.asOf) }) })}
        actions={<Link to={`/customers/${data.customerId}`}>{t('act.openCustomer')}</Link>}
      >
        {data.fallback ? <p className="soft fallback">{t('recommendation.fallback')}</p> : null}
        {data.items.length === 0 ? <p className="soft">{t('recommendation.noneYet')}</p> : <RecommendedItems items={data.items} />}
      </Panel>
      <Panel title={t('recommendation.boughtLast')}>
        {data.recent.length === 0 ? (
          <p className="soft">{t('profile.neverOrdered')}</p>
        ) : (
          <ul className="skip-list">
            {data.recent.map((one) => (
              <li key={`${one.product.productId}-${one.at}`}>
                <span>
                  {one.product.name === '' ? one.product.productId : one.product.name}
                  <span className="cell-sub">{one.product.category}</span>
                </span>
                <span className="faint num">{format.date(one.at)}</span>
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </div>
  )
}
