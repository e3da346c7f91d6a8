import { useTranslation } from 'react-i18next'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { DataTable } from '../../../components/data-table.tsx'
import { EmptyState, Panel } from '../../../components/page.tsx'
import { BlockSkeleton, QueryView } from '../../../components/query-view.tsx'
import { RecommendedItems } from './recommended-items.tsx'
import type { PageParams } from '../../../components/use-page-params.ts'
import { productName, ProductSelect, useProductOptions } from './product-select.tsx'
import { ruleKey, useRuleColumns } from './rule-columns.tsx'

/** What goes with one product: the list to show beside it, and the rules behind. */
export function ProductPreview({ params }: { params: PageParams }) {
  const { t } = useTranslation()
  const find = useProductOptions()
  const ruleColumns = useRuleColumns()
  const chosen = params.get('product') ?? find.products[0]?.productId
  const query = useApi(endpoints.recommendForProduct(chosen ?? '', 10), { enabled: chosen !== undefined })
  return (
    <div className="stack">
      <Panel>
        <div className="preview-pick">
          <label htmlFor="preview-product">{t('recommendation.pickProduct')}</label>
          <ProductSelect
            id="preview-product"
            label={t('recommendation.pickProduct')}
            value={chosen}
            name={query.data === undefined ? undefined : productName(query.data.product)}
            choose={(product) => params.set({ product })}
            find={find}
          />
        </div>
      </Panel>
      {chosen === undefined && !find.loading ? (
        <Panel>
          <EmptyState title={t('recommendation.noProduct')}>{t('recommendation.noProductText')}</EmptyState>
        </Panel>
      ) : (
        <QueryView query={query} skeleton={<BlockSkeleton rows={8} />}>
          {(data) => (
            <div className="grid-2 align-start">
              <Panel title={t('recommendation.beside', { name: productName(data.product) })}>
                {data.items.length === 0 ? <p className="soft">{t('recommendation.noneYet')}</p> : <RecommendedItems items={data.items} />}
              </Panel>
              <Panel title={t('recommendation.rulesOf')} note={t('recommendation.rulesOfNote')} flush>
                <DataTable
                  columns={ruleColumns}
                  rows={data.rules}
                  rowKey={ruleKey}
                  label={t('recommendation.rulesOf')}
                  empty={<p className="panel-body soft">{t('recommendation.noRules')}</p>}
                />
              </Panel>
            </div>
          )}
        </QueryView>
      )}
    </div>
  )
}
