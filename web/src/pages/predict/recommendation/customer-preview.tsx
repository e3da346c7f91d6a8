import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CustomerRecommendations } from '#http/schemas/recommend.ts'
import type { CustomerRow } from '#http/schemas/customers.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { EmptyState, Panel } from '../../../components/page.tsx'
import { BlockSkeleton, QueryView } from '../../../components/query-view.tsx'
import { RecommendedItems } from '../../../components/recommended-items.tsx'
import { useDebounced } from '../../../components/use-debounced.ts'
import type { PageParams } from '../../../components/use-page-params.ts'
import { useFormat } from '../../../format/use-format.ts'

/** What one customer would be offered, beside what they bought last. */
export function CustomerPreview({ params }: { params: PageParams }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const asked = useDebounced(typed.trim())
  const best = useApi(endpoints.customers({ sort: 'monetary', order: 'desc', limit: 20 }))
  const found = useApi(endpoints.customers({ q: asked, limit: 10 }), { enabled: asked.length >= 3 })
  const searching = asked.length >= 3
  const rows = (searching ? found.data?.items : best.data?.items) ?? []
  const chosen = params.get('customer') ?? best.data?.items[0]?.id
  const name = (row: CustomerRow) => (row.maskedName === '' ? row.id.slice(0, 8) : row.maskedName)
  const options = rows.map((row) => ({ value: row.id, label: `${name(row)} · ${row.identifiers[0]?.masked ?? row.id.slice(0, 8)}` }))
  const all = chosen === undefined || options.some((one) => one.value === chosen) ? options : [{ value: chosen, label: chosen }, ...options]
  return (
    <div className="stack">
      <Panel>
        <div className="preview-pick">
          <label htmlFor="preview-customer">{t('recommend.pickCustomer')}</label>
          <Select
            id="preview-customer"
            aria-label={t('recommend.pickCustomer')}
            showSearch={{ filterOption: false, onSearch: setTyped }}
            value={chosen ?? null}
            onChange={(customer: string) => params.set({ customer })}
            options={all}
            notFoundContent={found.isFetching ? t('common.loading') : t('shell.searchNone')}
            placeholder={t('customers.searchLabel')}
          />
          <span className="faint">{t('recommend.pickCustomerHelp')}</span>
        </div>
      </Panel>
      {chosen === undefined ? (
        best.data === undefined ? (
          <BlockSkeleton />
        ) : (
          <Panel>
            <EmptyState title={t('customers.emptyTitle')}>{t('customers.emptyText')}</EmptyState>
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
        title={t('recommend.offer')}
        {...(data.asOf === null ? {} : { note: t('predict.asOf', { asOf: format.date(data.asOf) }) })}
        actions={<Link to={`/customers/${data.customerId}`}>{t('retain.openCustomer')}</Link>}
      >
        {data.fallback ? <p className="soft fallback">{t('recommend.fallback')}</p> : null}
        {data.items.length === 0 ? <p className="soft">{t('recommend.noneYet')}</p> : <RecommendedItems items={data.items} />}
      </Panel>
      <Panel title={t('recommend.boughtLast')}>
        {data.recent.length === 0 ? (
          <p className="soft">{t('customers.neverOrdered')}</p>
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
