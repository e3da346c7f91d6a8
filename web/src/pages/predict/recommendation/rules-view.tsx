import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { endpoints } from '../../../api/endpoints.ts'
import { EmptyState } from '../../../components/page.tsx'
import { PagedTable } from '../../../components/paged-table.tsx'
import type { PageParams } from '../../../components/use-page-params.ts'
import { usePages } from '../../../components/use-pages.ts'
import { ruleKey, useRuleColumns } from './rule-columns.tsx'

const sorts = ['lift', 'confidence', 'support'] as const

/** Every rule that was found in the baskets, searched and sorted by the server. */
export function RulesView({ params }: { params: PageParams }) {
  const { t } = useTranslation()
  const sort = sorts.find((one) => one === params.get('sort')) ?? 'lift'
  const q = params.get('q')
  const pages = usePages('rules', params, (page) => endpoints.basketRules({ q, sort, ...page }))
  const columns = useRuleColumns()
  return (
    <div className="panel">
      <div className="filters" role="search">
        <Input.Search
          key={q ?? ''}
          className="name-search"
          allowClear
          aria-label={t('recommendation.searchProduct')}
          placeholder={t('recommendation.searchProduct')}
          defaultValue={q ?? ''}
          onSearch={(value) => params.set({ q: value.trim() })}
        />
      </div>
      <PagedTable
        label={t('recommendation.tab.rules')}
        columns={columns}
        pages={pages}
        rowKey={ruleKey}
        order={{ by: sort, order: 'desc' }}
        empty={<EmptyState title={t('recommendation.noRules')}>{t('recommendation.noRulesText')}</EmptyState>}
      />
    </div>
  )
}
