import { describe, expect, it } from 'vitest'
import { findLayout } from '../columns/recognise-layout.ts'
import { customerRowStep } from './customer-row-step.ts'
import { columnPositions, guessKind, guessMapping } from './guess-mapping.ts'
import type { ImportKind } from './import-fields.ts'
import { IMPORT_PRESETS } from './import-presets.ts'
import { lineMoneyText, type OrderLine } from './order-line.ts'
import type { OrderPlan } from './order-plan.ts'
import { orderReader } from './order-reader.ts'
import type { RowPlan, RowResult } from './row-step.ts'
import { ticketRowStep } from './ticket-row-step.ts'

function planFor(kind: ImportKind, columns: readonly string[], more: Partial<RowPlan> = {}): RowPlan {
  return {
    columns: columns.length,
    positions: columnPositions(kind, guessMapping(kind, columns, []), columns, 'test.csv'),
    timeZone: 'Asia/Shanghai',
    dateOrder: 'dmy',
    currency: 'CNY',
    adjustmentPrefix: '',
    latest: Date.parse('2026-06-01T00:00:00Z'),
    damagedText: false,
    lostDigits: new Map(),
    decimals: new Map(),
    measures: [],
    mostScores: new Map(),
    attributes: [],
    normaliseIdentifier: (kind_, value) => (kind_ === 'phone' && !/^1\d{10}$/.test(value) ? undefined : value),
    ...more,
  }
}

const PLAIN: OrderPlan = {
  money: {
    basis: 'unit-price',
    level: 'line',
    lessLineDiscount: false,
    lessOrderDiscount: false,
    discountIsRate: false,
    refundLevel: 'line',
  },
  decimals: new Map(),
  statuses: new Map([['已取消', 'cancelled']]),
  refundStatuses: new Map(),
  closedWords: new Set(),
  rules: { flags: [] },
  blankMeansUnpaid: false,
  fallbacks: [],
  carriesDown: false,
  scattered: false,
  negatives: false,
  currencySaid: '',
  lineRoles: new Map(),
  numberSalt: '',
}

function orderRowStep(plan: RowPlan): (cells: readonly string[]) => RowResult<OrderLine> {
  const basis = plan.positions.has('amount') ? 'amount' : 'unit-price'
  const order: OrderPlan = { ...PLAIN, money: { ...PLAIN.money, basis } }
  return (cells) => {
    const reader = orderReader(plan, order)
    const [row] = [...reader.push(2, cells), ...reader.end()]
    if (row === undefined) throw new Error('A row has an answer.')
    return row.result
  }
}

const COLUMNS = ['订单号', '下单时间', '会员号', '手机号', '商品名称', '数量', '单价', '订单状态', '类型', '备注']
const step = orderRowStep(planFor('orders', COLUMNS))
const GOOD = ['O1', '2026-01-02 03:04:05', 'M1', '', '茶', '2', '12.5', '', '', '']

function change(changes: Readonly<Record<string, string>>): string[] {
  return GOOD.map((cell, i) => changes[COLUMNS[i] as string] ?? cell)
}

function lineOf(cells: readonly string[], with_ = step): OrderLine {
  const result = with_(cells)
  if (!result.ok) throw new Error(result.refusal.message)
  return result.value
}

describe('orderRowStep', () => {
  it.each(['1e400', '1E13', '1234567890123', '¥1,234,567,890,123.00', '９９９９９９９９９９９９９'])(
    'refuses an amount of %s as too large',
    (price) => {
      expect(step(change({ 单价: price }))).toMatchObject({ ok: false, refusal: { reason: 'number-out-of-range', field: 'unitPrice' } })
    },
  )

  it.each([
    ['1e11', '100000000000'],
    ['99999999999.99', '99999999999.99'],
  ])('keeps a large amount of %s whole', (price, amount) => {
    expect(lineMoneyText(lineOf(change({ 单价: price, 数量: '1' }))).amount).toBe(amount)
  })

  it('reads a line', () => {
    const line = lineOf(GOOD)
    expect(line).toMatchObject({
      orderId: 'O1',
      kind: 'sale',
      currency: 'CNY',
      isTest: false,
      identifiers: [{ kind: 'member_number', value: 'M1' }],
    })
    expect(new Date(line.occurredAt).toISOString()).toBe('2026-01-01T19:04:05.000Z')
    expect(lineMoneyText(line)).toEqual({ quantity: '2', unitPrice: '12.5', amount: '25' })
  })

  it.each([
    [{ 订单号: '' }, 'missing-value', 'orderId'],
    [{ 下单时间: '' }, 'missing-value', 'orderedAt'],
    [{ 下单时间: '2026-02-30 10:00:00' }, 'unreadable-date', 'orderedAt'],
    [{ 下单时间: '昨天下午' }, 'unreadable-date', 'orderedAt'],
    [{ 下单时间: '2099-01-01' }, 'date-out-of-range', 'orderedAt'],
    [{ 下单时间: '1959-01-01' }, 'date-out-of-range', 'orderedAt'],
    [{ 数量: '' }, 'missing-value', 'quantity'],
    [{ 数量: '两件' }, 'unreadable-number', 'quantity'],
    [{ 单价: '面议' }, 'unreadable-number', 'unitPrice'],
    [{ 数量: '999999999999', 单价: '999999999999' }, 'number-out-of-range', 'amount'],
    [{ 会员号: '', 手机号: '12345' }, 'unreadable-identifier', 'phone'],
    [{ 商品名称: 'x'.repeat(1_001) }, 'value-too-long', 'productName'],
  ])('refuses %o: %s', (changes, reason, field) => {
    expect(step(change(changes))).toMatchObject({ ok: false, refusal: { reason, field } })
  })

  it('refuses a row with another number of columns, and says nothing personal', () => {
    const result = step([...GOOD, 'x'])
    expect(result).toMatchObject({ ok: false, refusal: { reason: 'wrong-number-of-columns' } })
    expect(JSON.stringify(step(change({ 会员号: '', 手机号: '13x' })))).not.toContain('13x')
  })

  it.each([
    [{ 数量: '-1' }, 'return'],
    [{ 类型: '退货' }, 'return'],
    [{ 数量: '-3', 单价: '0' }, 'adjustment'],
    [{ 单价: '-11062.06' }, 'return'],
    [{ 数量: '-1', 单价: '-9' }, 'return'],
    [{ 类型: '退货', 单价: '-9' }, 'return'],
    [{ 订单状态: '已取消' }, 'adjustment'],
    [{ 订单状态: '交易成功' }, 'sale'],
    [{ 单价: '0' }, 'sale'],
  ])('%o is a %s', (changes, kind) => {
    expect(lineOf(change(changes)).kind).toBe(kind)
  })

  it('keeps lines of nobody, and an unusable phone beside a usable card', () => {
    expect(lineOf(change({ 会员号: '' })).identifiers).toEqual([])
    expect(lineOf(change({ 手机号: '12345' })).identifiers).toEqual([{ kind: 'member_number', value: 'M1' }])
  })

  it('marks test orders', () => {
    for (const changes of [{ 备注: '测试一下' }, { 订单号: 'TEST-1' }, { 商品名称: 'A test product' }, { 数量: '1', 单价: '0.01' }]) {
      expect(lineOf(change(changes)).isTest).toBe(true)
    }
    expect(lineOf(change({ 商品名称: 'Latest fashion' })).isTest).toBe(false)
  })

  it('has the same content when only the status moved on, another when the line is another', () => {
    const content = (changes: Readonly<Record<string, string>>): string => {
      const result = step(change(changes))
      return result.ok ? result.content : ''
    }
    expect(content({ 订单状态: '已发货' })).toBe(content({ 订单状态: '已完成' }))
    expect(content({ 单价: '12.50' })).toBe(content({}))
    expect(content({ 单价: '12.51' })).not.toBe(content({}))
    expect(content({ 会员号: 'M2' })).not.toBe(content({}))
  })

  it('takes files of amounts alone, and amounts after a discount', () => {
    const amounts = orderRowStep(planFor('orders', ['order_id', 'date', 'customer_id', 'amount']))
    expect(lineMoneyText(lineOf(['1', '2026-01-02', 'c', '59.9'], amounts))).toEqual({ quantity: '1', unitPrice: '59.9', amount: '59.9' })
    const back = lineOf(['1', '2026-01-02', 'c', '-59.9'], amounts)
    expect([back.kind, lineMoneyText(back).amount]).toEqual(['return', '-59.9'])
    const both = orderRowStep(planFor('orders', ['order_id', 'date', 'customer_id', 'qty', 'unit_price', 'amount']))
    expect(lineMoneyText(lineOf(['1', '2026-01-02', 'c', '3', '10', '27'], both))).toEqual({ quantity: '3', unitPrice: '10', amount: '27' })
  })
})

describe('customers and tickets', () => {
  it('reads a registration', () => {
    const read = customerRowStep(planFor('customers', ['会员号', '姓名', '手机号', '性别', '生日', '城市', '注册时间', '营销授权']))
    expect(read(['M1', '张三', '13812348000', '女', '1990-05-01', '上海', '2024-01-01', '是'])).toMatchObject({
      ok: true,
      value: {
        name: '张三',
        gender: 'female',
        birthYear: 1990,
        region: '上海',
        consents: { marketing: 'yes' },
        droppedIdentifier: '',
        isTest: false,
      },
    })
    expect(read(['M1', '', '无', '', '', '', '', ''])).toMatchObject({
      ok: true,
      value: { droppedIdentifier: 'phone', consents: { marketing: undefined } },
    })
    for (const word of ['退订', '拒收', 'cleaned', '已退订']) {
      expect(read(['M1', '', '', '', '', '', '', word])).toMatchObject({ value: { consents: { marketing: 'no' }, unclearConsents: [] } })
    }
    expect(read(['M1', '', '', '', '', '', '', '短信可以'])).toMatchObject({
      value: { consents: { marketing: 'unclear' }, unclearConsents: ['短信可以'] },
    })
    expect(read(['', '张三', '', '', '', '', '', ''])).toMatchObject({ ok: false, refusal: { reason: 'no-identifier' } })
    expect(read(['', '测试账号', '无', '', '', '', '', ''])).toMatchObject({ ok: false, refusal: { reason: 'unreadable-identifier' } })
  })

  it('reads a ticket', () => {
    const preset = IMPORT_PRESETS.find(({ name }) => name === 'liuke-tickets')
    const columns = Object.values(preset?.mapping ?? {})
    const read = ticketRowStep(planFor('tickets', columns))
    expect(read(['K1', 'M1', '2026-01-01 10:00:00', '', '投诉', '物流', '电话', '2'])).toMatchObject({
      ok: true,
      value: { kind: 'complaint', satisfaction: 2, closedAt: undefined },
    })
    expect(read(['K1', 'M1', '13月32日', '', '咨询', '', '', ''])).toMatchObject({ ok: false, refusal: { reason: 'unreadable-date' } })
    expect(read(['K1', 'M1', '2026-01-01', '', '咨询', '', '', '99'])).toMatchObject({
      ok: false,
      refusal: { reason: 'number-out-of-range' },
    })
  })

  it('keeps the rating of a ticket out of five, whatever its scale, and takes 0 for none', () => {
    const preset = IMPORT_PRESETS.find(({ name }) => name === 'liuke-tickets')
    const plan = planFor('tickets', Object.values(preset?.mapping ?? {}))
    const rated = (text: string, most?: number): unknown => {
      const read = ticketRowStep(most === undefined ? plan : { ...plan, mostScores: new Map([['satisfaction', most]]) })
      const result = read(['K1', 'M1', '2026-01-01', '', '投诉', '', '', text])
      return result.ok ? result.value.satisfaction : result.refusal.reason
    }
    expect(['1', '5', '3分', '★★★★', '不满意', '0', ''].map((text) => rated(text))).toEqual([1, 5, 3, 4, 2, undefined, undefined])
    expect(['6', '0.5', '-1', 'good?'].map((text) => rated(text))).toEqual([
      'number-out-of-range',
      'number-out-of-range',
      'unreadable-number',
      'unreadable-number',
    ])
    expect(['1', '2', '4', '5', '8', '10', '0'].map((text) => rated(text, 10))).toEqual([1, 1, 2, 3, 4, 5, undefined])
    expect(['11', '满意'].map((text) => rated(text, 10))).toEqual(['number-out-of-range', 'unreadable-number'])
  })
})

describe('guessMapping', () => {
  it.each(IMPORT_PRESETS.map((preset) => [preset.name, preset] as const))('finds by itself what the preset %s says', (_, preset) => {
    expect(guessMapping(preset.kind, Object.values(preset.mapping), [])).toEqual(preset.mapping)
    expect(guessKind(Object.values(preset.mapping), [])).toBe(preset.kind)
  })

  it('reads other headings and their units, and looks at the values', () => {
    const columns = ['Order ID', 'Order Date', 'Customer Email', 'Item Name', 'Qty', 'Price (USD)', 'Order Total']
    expect(guessMapping('orders', columns, [['1', '2026-01-02', 'a@b.co', 'tea', '1', '2', '2']])).toEqual({
      orderId: 'Order ID',
      orderedAt: 'Order Date',
      email: 'Customer Email',
      productName: 'Item Name',
      quantity: 'Qty',
      unitPrice: 'Price (USD)',
      orderTotal: 'Order Total',
    })
    expect(
      guessMapping(
        'orders',
        ['订单编号', '支付时间', '买家手机', '实付金额（元）', '日期备注'],
        [['1', '2026-01-02 10:00', '13812348000', '9.9', '无']],
      ),
    ).toMatchObject({
      orderId: '订单编号',
      paidAt: '支付时间',
      phone: '买家手机',
      paidAmount: '实付金额（元）',
    })
  })

  it('says which column is missing and which there are', () => {
    expect(() => columnPositions('orders', { orderId: 'No' }, ['No', 'When'], 'f.csv')).toThrow(/orderedAt \(下单时间\).*"No", "When"/)
    expect(() => columnPositions('orders', { orderId: 'Nope' }, ['No', 'When'], 'f.csv')).toThrow('f.csv has no column "Nope" for orderId')
    expect(() => columnPositions('orders', { nonsense: 'No' }, ['No'], 'f.csv')).toThrow('There is no field "nonsense"')
    expect(() => findLayout('nope', 'orders')).toThrow('use one of liuke-orders, shopify-orders')
  })
})
