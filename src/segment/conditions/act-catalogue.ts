import { CALENDAR_PROPERTIES } from './act-calendar.ts'
import type { ActKind } from './condition.ts'
import type { ActProperty, ConditionAct, FieldType } from './condition-field.ts'

const property = (name: string, type: FieldType, zh: string, en: string): ActProperty => ({ name, type, label: { zh, en } })

const CHANNEL = property('channel', 'text', '渠道', 'channel')
const CATEGORY = property('category', 'text', '品类', 'category')
const PRODUCT = property('product_id', 'text', '商品编号', 'product ID')
const STORE = property('store_id', 'text', '门店', 'store')
const TOPIC = property('topic', 'text', '主题', 'topic')

/** What customers do and what happens to them, with what can be asked of each. A sale, a return and a person's event are those of the project's one definition (ADR 0014). */
const OWN: Readonly<Record<ActKind, ConditionAct>> = {
  event: {
    label: { zh: '触发事件', en: 'did' },
    isNamed: true,
    isOpen: true,
    properties: [
      property('type', 'text', '类型', 'type'),
      CHANNEL,
      CATEGORY,
      PRODUCT,
      property('amount', 'number', '金额', 'amount'),
      property('source_id', 'text', '数据源', 'source'),
    ],
  },
  order: {
    label: { zh: '下单', en: 'placed an order' },
    isNamed: false,
    isOpen: false,
    properties: [
      property('amount', 'money', '订单金额', 'amount'),
      property('quantity', 'number', '件数', 'items'),
      property('products', 'number', '商品种数', 'different products'),
      CHANNEL,
      STORE,
      property('country', 'text', '国家', 'country'),
    ],
  },
  item: {
    label: { zh: '购买商品', en: 'bought a product' },
    isNamed: false,
    isOpen: false,
    properties: [
      CATEGORY,
      PRODUCT,
      property('product_name', 'text', '商品名称', 'product name'),
      property('amount', 'money', '金额', 'amount'),
      property('quantity', 'number', '件数', 'quantity'),
      CHANNEL,
      STORE,
      property('payment_method', 'text', '支付方式', 'payment method'),
    ],
  },
  return: {
    label: { zh: '退货', en: 'returned a product' },
    isNamed: false,
    isOpen: false,
    properties: [CATEGORY, PRODUCT, property('amount', 'money', '退款金额', 'amount given back'), CHANNEL, STORE],
  },
  ticket: {
    label: { zh: '提交工单', en: 'opened a ticket' },
    isNamed: false,
    isOpen: false,
    properties: [
      property('kind', 'text', '类型', 'kind'),
      TOPIC,
      CHANNEL,
      { ...property('satisfaction', 'number', '满意度', 'satisfaction'), isOfNow: true },
      { ...property('is_open', 'flag', '未解决', 'unresolved'), isOfNow: true },
    ],
  },
  feedback: {
    label: { zh: '提交反馈', en: 'gave feedback' },
    isNamed: false,
    isOpen: false,
    properties: [property('kind', 'text', '类型', 'kind'), property('score', 'number', '评分', 'score'), TOPIC, PRODUCT, CHANNEL, STORE],
  },
  message: {
    label: { zh: '消息', en: 'message' },
    isNamed: true,
    isOpen: false,
    properties: [CHANNEL, property('strategy_id', 'text', '策略', 'strategy')],
  },
  measure: {
    label: { zh: '数值指标', en: 'measure' },
    isNamed: true,
    isOpen: false,
    properties: [property('value', 'number', '数值', 'value'), property('unit', 'text', '单位', 'unit')],
  },
}

/** Acts with their properties, those of the calendar among them. */
export const ACTS: Readonly<Record<ActKind, ConditionAct>> = Object.fromEntries(
  Object.entries(OWN).map(([kind, act]) => [kind, { ...act, properties: [...act.properties, ...CALENDAR_PROPERTIES] }]),
) as unknown as Record<ActKind, ConditionAct>

/** Own properties of an open act: `properties.NAME`. */
export const OWN_PROPERTY = 'properties.'
