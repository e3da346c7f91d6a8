import type { ComponentProps, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { BasketRule } from '#http/predict/recommend-schemas.ts'
import { DataTable } from '../../../components/data-table.tsx'
import type { Column } from '../../../components/data-table.tsx'
import { Icon } from '../../../components/icon.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { productName } from './product-select.tsx'

type Table = ComponentProps<typeof DataTable<BasketRule>>

type Props = Pick<Table, 'label' | 'error' | 'retry' | 'busy'> & {
  rules: readonly BasketRule[] | undefined
  empty: ReactNode
  /** Without it the rules stand as they come. */
  sorting?: Table['sorting']
}

/** Who buys this also buys that, with how often and how much more than by chance. */
export function RuleTable({ rules, sorting, ...table }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const columns: Column<BasketRule>[] = [
    {
      key: 'rule',
      title: t('recommendation.rule'),
      maxWidth: 560,
      render: (row) => (
        <span className="basket-rule">
          <span>{row.left.map(productName).join(' + ')}</span>
          <span className="basket-right">
            <Icon name="chevronRight" size={14} />
            <span className="visually-hidden">{t('recommendation.then')}</span>
            <strong>{productName(row.right)}</strong>
          </span>
        </span>
      ),
    },
    {
      key: 'lift',
      title: t('recommendation.lift'),
      numeric: true,
      sort: 'lift',
      render: (row) => (
        <span title={t('recommendation.liftHelp', { lift: format.decimal(row.lift, 1) })}>{format.decimal(row.lift, 2)}×</span>
      ),
    },
    {
      key: 'confidence',
      title: t('recommendation.confidence'),
      numeric: true,
      sort: 'confidence',
      render: (row) => format.percent(row.confidence),
    },
    { key: 'support', title: t('recommendation.support'), numeric: true, sort: 'support', render: (row) => format.percent(row.support, 2) },
    { key: 'baskets', title: t('recommendation.baskets'), numeric: true, render: (row) => format.integer(row.baskets) },
  ]
  return (
    <DataTable
      {...table}
      columns={columns}
      rows={rules}
      rowKey={(row) => `${row.left.map((one) => one.productId).join('+')}>${row.right.productId}`}
      {...(sorting === undefined ? {} : { sorting })}
    />
  )
}
