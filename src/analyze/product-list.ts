import type { ListedFile, SoldProduct } from './analysis.ts'
import { csvList } from '#report/csv-list.ts'
import type { ReportLanguage } from '#report/pen.ts'

export const PRODUCTS_FILE = 'products.csv'

/** Every product that was sold, the best seller by revenue first. */
export function productList(products: readonly SoldProduct[], language: ReportLanguage): ListedFile & { readonly text: string } {
  const headings =
    language === 'zh'
      ? ['商品编号', '商品名称', '销量', '订单数', '销售额', '退款']
      : ['product_id', 'product_name', 'units', 'orders', 'revenue', 'returned']
  const cents = (amount: number): number => Math.round(amount * 100) / 100
  return {
    name: PRODUCTS_FILE,
    rows: products.length,
    holds: { zh: '卖出过的全部商品，按销售额排列', en: 'every product that was sold, by revenue' },
    text: csvList(
      headings,
      products.map(({ id, name, units, orders, revenue, returned }) => [id, name, units, orders, cents(revenue), cents(returned)]),
    ),
  }
}
