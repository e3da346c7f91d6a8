import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProductLabel } from '#http/predict/recommend-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useDebounced } from '../../../components/use-debounced.ts'

export function productName(product: ProductLabel): string {
  return product.name === '' ? product.productId : product.name
}

/** Products whose name or id holds what is typed; the first ones before anything is. */
export function useProductOptions(): {
  products: ProductLabel[]
  options: { value: string; label: string }[]
  loading: boolean
  search: (text: string) => void
} {
  const [typed, setTyped] = useState('')
  const q = useDebounced(typed.trim(), 250)
  const query = useApi(endpoints.products({ q, limit: 20 }), { keepPrevious: true })
  const products = query.data?.items ?? []
  return {
    products,
    options: products.map((one) => ({
      value: one.productId,
      label: one.category === '' ? productName(one) : `${productName(one)} · ${one.category}`,
    })),
    loading: query.isFetching,
    search: setTyped,
  }
}

interface Props {
  id: string
  label: string
  value: string | undefined
  /** How the chosen product is called, when it is not among those that were found. */
  name?: string | undefined
  choose: (productId: string) => void
  find: ReturnType<typeof useProductOptions>
}

/** One product, found by typing a part of its name. */
export function ProductSelect({ id, label, value, name, choose, find }: Props) {
  const { t } = useTranslation()
  const { options, loading, search } = find
  const all = value === undefined || options.some((one) => one.value === value) ? options : [{ value, label: name ?? value }, ...options]
  return (
    <Select
      id={id}
      aria-label={label}
      showSearch={{ filterOption: false, onSearch: search }}
      value={value ?? null}
      onChange={choose}
      options={all}
      loading={loading}
      notFoundContent={loading ? t('common.loading') : t('recommendation.noProduct')}
      placeholder={t('recommendation.searchProduct')}
    />
  )
}
