import { describe, expect, it } from 'vitest'
import { IMPORT_FIELDS } from '../import/import-fields.ts'
import { KNOWN_LAYOUTS } from './known-layouts.ts'
import { findLayout, layoutNames, recogniseLayout } from './recognise-layout.ts'
import { STATUS_CLASSES } from './status-class.ts'

/** Each field under its first heading, as in a file of that layout. */
function headingsOf({ marks, fields }: (typeof KNOWN_LAYOUTS)[number]): string[] {
  return [
    ...new Set([...marks, ...Object.values(fields).map((headings) => (typeof headings === 'string' ? headings : (headings[0] as string)))]),
  ]
}

describe('known layouts', () => {
  it('are at least thirty, each with a name of its own', () => {
    const names = KNOWN_LAYOUTS.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.length).toBeGreaterThanOrEqual(30)
  })

  it.each(KNOWN_LAYOUTS.map((layout) => [layout.name, layout] as const))(
    '%s: fields and classes exist, and its headings are known',
    (_, layout) => {
      const fields = new Set(IMPORT_FIELDS[layout.kind].map(({ name }) => name))
      expect(Object.keys(layout.fields).filter((field) => !fields.has(field))).toEqual([])
      expect(Object.values(layout.statuses ?? {}).filter((counts) => !STATUS_CLASSES.includes(counts))).toEqual([])
      expect(recogniseLayout(headingsOf(layout))?.layout.name).toBe(layout.name)
    },
  )

  it.each(KNOWN_LAYOUTS.map((layout) => [layout.name, layout] as const))(
    '%s is known in any order, among other columns, with units and blanks',
    (_, layout) => {
      const optional = headingsOf(layout).filter((heading) => layout.marks.includes(heading))
      const columns = ['内部编号', ...optional.toReversed().map((heading) => ` ${heading.toUpperCase()}\u00a0`), 'Our own column']
      expect(recogniseLayout(columns)?.layout.name).toBe(layout.name)
      expect(recogniseLayout(headingsOf(layout).filter((heading) => heading !== layout.marks[0]))?.layout.name).not.toBe(layout.name)
    },
  )

  it.each([
    ['订单号,下单时间,手机号,商品名称,数量,金额,订单状态'],
    ['Order ID,Order Date,Order Status,Customer Email,Item Name,Item Quantity,Item Price,Order Total,Order Refund Amount'],
    ['order_id,order_date,customer_id,amount'],
    ['Date,Time,Total'],
    ['订单编号,客户编号,总金额,买家实际支付金额,订单创建时间,订单付款时间,退款金额'],
    ['id,name,email'],
    [''],
  ])('does not take %s for one', (columns) => {
    expect(recogniseLayout(columns.split(','))).toBeUndefined()
  })

  it('takes headings with and without their units', () => {
    const columns = '商品,订单号,订单状态,商品总价,用户实付金额（元）,商家实收金额(元),商品数量'.split(',')
    expect(recogniseLayout(columns)?.layout.name).toBe('pinduoduo-orders')
  })

  it('knows a table of RFM and says what it is', () => {
    expect(recogniseLayout(['customer_id', 'recency', 'frequency', 'monetary'])?.layout.refused?.en).toContain('one row per customer')
    expect(layoutNames('orders')).not.toContain('rfm-table')
  })

  it('is found by name', () => {
    expect(findLayout('shopify-orders', 'orders')?.label.en).toBe('Shopify orders export')
    expect(findLayout('generic', 'orders')).toBeUndefined()
    expect(() => findLayout('shopify-orders', 'tickets')).toThrow('use one of liuke-tickets, generic')
  })
})
