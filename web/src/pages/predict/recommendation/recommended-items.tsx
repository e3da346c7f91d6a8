import { useTranslation } from 'react-i18next'
import type { RecommendedItem } from '#http/predict/recommend-schemas.ts'
import { useFormat } from '../../../format/use-format.ts'
import { Label } from '../../../components/tags.tsx'
import './recommended-items.css'

/** Products to offer, best first, each with why. */
export function RecommendedItems({ items, compact = false }: { items: readonly RecommendedItem[]; compact?: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const priced = items.some((item) => item.product.price !== null)
  return (
    <ol className={compact ? 'offers offers-compact' : 'offers'}>
      {items.map((item, index) => (
        <li key={item.product.productId}>
          <span className="offer-rank num" aria-hidden="true">
            {index + 1}
          </span>
          <span className="offer-main">
            <span className="offer-name">{item.product.name === '' ? item.product.productId : item.product.name}</span>
            <span className="offer-why">{format.text(item.because)}</span>
          </span>
          <span className="offer-side">
            {compact ? null : <Label>{t(`codes.recommendSource.${item.source}`)}</Label>}
            {priced ? <span className="num offer-price">{item.product.price === null ? '' : format.money(item.product.price)}</span> : null}
          </span>
        </li>
      ))}
    </ol>
  )
}
