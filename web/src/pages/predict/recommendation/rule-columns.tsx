import { useTranslation } from 'react-i18next'
import type { BasketRule } from '#http/predict/recommend-schemas.ts'
import type { Column } from '../../../components/data-table.tsx'
import { Icon } from '../../../components/icon.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { productName } from './product-select.tsx'

/** Who buys this also buys that, with how often and how much more than by chance. */
export function useRuleColumns(): Column<BasketRule>[] {
  const { t } = useTranslation()
  const format = useFormat()
  return [
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
}

/** The products of a rule, which no other rule has. */
export function ruleKey(rule: BasketRule): string {
  return `${rule.left.map((one) => one.productId).join('+')}>${rule.right.productId}`
}
