import { Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { CursorPager } from '../../../components/cursor-pager.tsx'
import { EmptyState } from '../../../components/page.tsx'
import type { PageParams } from '../../../components/use-page-params.ts'
import { RuleTable } from './rule-table.tsx'

const sorts = ['lift', 'confidence', 'support'] as const
const limit = 50

/** Every rule that was found in the baskets, searched and sorted by the server. */
export function RulesView({ params }: { params: PageParams }) {
  const { t } = useTranslation()
  const sort = sorts.find((one) => one === params.get('sort')) ?? 'lift'
  const q = params.get('q')
  const query = useApi(endpoints.basketRules({ q, sort, limit, cursor: params.get('cursor') }), { keepPrevious: true })
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
          onSearch={(value) => params.set({ q: value.trim(), page: undefined })}
        />
      </div>
      <RuleTable
        label={t('recommendation.tab.rules')}
        rules={query.data?.items}
        error={query.error}
        retry={() => void query.refetch()}
        busy={query.isPlaceholderData}
        sorting={{ by: sort, order: 'desc', change: (by) => params.set({ sort: by, page: undefined }) }}
        empty={<EmptyState title={t('recommendation.noRules')}>{t('recommendation.noRulesText')}</EmptyState>}
      />
      <CursorPager
        params={params}
        nextCursor={query.data?.nextCursor}
        shown={query.data?.items.length ?? 0}
        total={query.data?.total}
        limit={limit}
      />
    </div>
  )
}
