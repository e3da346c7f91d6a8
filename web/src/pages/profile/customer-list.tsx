import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ColumnChooser, useChosenColumns } from '../../components/column-chooser.tsx'
import { ExportMenu } from '../../components/export-menu.tsx'
import { EmptyState, Page } from '../../components/page.tsx'
import { usePageParams } from '../../components/use-page-params.ts'
import { useSession } from '../../session/session-context.tsx'
import { useCan } from '../../session/use-can.ts'
import { standardColumns, useCustomerColumns } from './customer-columns.tsx'
import { CustomerFilters } from './customer-filters.tsx'
import { NamedGroups, namedGroups } from './named-groups.tsx'
import { CustomerTable, customerOrder } from './customer-table.tsx'
import { SaveAsSegment } from './save-as-segment.tsx'
import './customers.css'

const filters = ['q', 'riskTier', 'lifecycleTier', 'valueClass', 'cause', 'channel', ...namedGroups] as const

export default function CustomerList() {
  const { t } = useTranslation()
  const can = useCan()
  const params = usePageParams()
  const columns = useCustomerColumns()
  const [chosen, choose] = useChosenColumns('customers', standardColumns)
  const chosenFilters = Object.fromEntries(filters.map((name) => [name, params.get(name)]))
  const filtered = filters.some((name) => params.get(name) !== undefined)
  return (
    <Page
      title={t('profile.listTitle')}
      purpose={t('profile.listPurpose')}
      actions={
        <>
          <ColumnChooser columns={columns} chosen={chosen} choose={choose} />
          <SaveAsSegment filters={chosenFilters} />
          {can('customers:export') ? <ExportMenu params={{ ...chosenFilters, ...customerOrder(params) }} /> : null}
        </>
      }
    >
      <div className="panel">
        <CustomerFilters params={params} />
        <NamedGroups params={params} />
        <CustomerTable
          label={t('profile.listTitle')}
          columns={columns.filter((column) => chosen.includes(column.key))}
          params={params}
          filter={chosenFilters}
          name="customers"
          size={50}
          skeletonRows={14}
          empty={filtered ? <EmptyState title={t('profile.emptyFiltered')}>{t('profile.emptyFilteredText')}</EmptyState> : <NobodyYet />}
        />
      </div>
    </Page>
  )
}

/** No customer at all: of the shop, or of those that the reader sees. */
function NobodyYet() {
  const { t } = useTranslation()
  const can = useCan()
  const { limited } = useSession()
  if (limited) return <EmptyState title={t('profile.emptyPart')}>{t('profile.emptyPartText')}</EmptyState>
  const start = can('data:import') ? (
    <Link to="/data/imports?new=1">
      <Button type="primary">{t('overview.importFile')}</Button>
    </Link>
  ) : undefined
  return (
    <EmptyState title={t('profile.emptyTitle')} action={start}>
      {t('profile.emptyText')}
    </EmptyState>
  )
}
