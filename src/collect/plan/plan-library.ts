import type { PropertyType } from './plan-words.ts'
import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import { STREAM_SCHEMAS, type StreamField, type StreamSchema, streamSchema } from '../streams/stream-schema.ts'
import { NO_PLAN } from './learn-plan.ts'
import type { PlannedEvent, PlannedProperty, TrackingPlan } from './tracking-plan.ts'

/** A ready-made part of a plan, to be taken over and edited. */
export interface PlanTemplate {
  readonly name: string
  readonly title: BilingualText
  readonly events: readonly TemplateEvent[]
}

interface TemplateEvent {
  readonly name: string
  readonly says: BilingualText
  readonly properties: readonly TemplateProperty[]
}

/** Name with `*` behind it where it is required, type, what it is, and the allowed values. */
type TemplateProperty = readonly [name: string, type: PropertyType, zh: string, en: string, values?: readonly string[]]

const PRODUCT: readonly TemplateProperty[] = [
  ['product_id*', 'any', '商品编号', 'Product ID'],
  ['name', 'text', '商品名称', 'Product name'],
  ['category', 'text', '品类', 'Category'],
  ['price', 'number', '单价', 'Unit price'],
  ['quantity', 'integer', '件数', 'Pieces'],
]
const STORE: readonly TemplateProperty[] = [
  ['store_id*', 'any', '门店编号', 'Store ID'],
  ['visit_id', 'any', '到店编号：同一次到店的事件相同', 'Visit ID, the same for all events of one visit'],
]
const ORDER: readonly TemplateProperty[] = [
  ['order_id*', 'any', '订单编号', 'Order ID'],
  ['total', 'number', '订单总额', 'Order total'],
  ['currency', 'text', '币种', 'Currency'],
  ['products*', 'list', '商品列表', 'Products'],
]

const SUBSCRIPTION_ID: TemplateProperty = ['subscription_id*', 'any', '合约编号', 'Subscription ID']
const SUBSCRIPTION_TERMS: readonly TemplateProperty[] = [
  ['price', 'number', '每期价格', 'Price of one period'],
  ['currency', 'text', '币种', 'Currency'],
  ['period', 'text', '计费周期', 'Billing period', ['week', 'month', 'quarter', 'half-year', 'year']],
  ['renews_at', 'time', '本期到期时间', 'End of the current period'],
  ['seats', 'integer', '席位数', 'Seats'],
]

/** Of a stream: who and when are those of the message itself. */
const OF_MESSAGE: ReadonlySet<string> = new Set(['customerId', 'at'])
const STREAM_TYPES: Readonly<Record<StreamField['type'], PropertyType>> = {
  id: 'any',
  text: 'text',
  number: 'number',
  time: 'time',
  'yes-no': 'boolean',
}

/** The event that a row of a stream is sent as. */
function ofStream({ event, purpose, fields }: StreamSchema): TemplateEvent {
  return {
    name: event,
    says: purpose,
    properties: fields
      .filter(({ name }) => !OF_MESSAGE.has(name))
      .map(({ name, type, required, label }): TemplateProperty => [required ? `${name}*` : name, STREAM_TYPES[type], label.zh, label.en]),
  }
}

/** Events by the e-commerce specification of Segment; a visit to a store and an activity outside of the shop by names of our own, since there is no standard. */
export const PLAN_LIBRARY: readonly PlanTemplate[] = [
  {
    name: 'online-shop',
    title: { zh: '网上商城', en: 'Online shop' },
    events: [
      {
        name: 'Products Searched',
        says: { zh: '搜索商品', en: 'Searched for products' },
        properties: [['query*', 'text', '搜索词', 'Search words']],
      },
      { name: 'Product Viewed', says: { zh: '浏览商品', en: 'Looked at a product' }, properties: PRODUCT },
      { name: 'Product Added to Wishlist', says: { zh: '收藏商品', en: 'Put a product on the wish list' }, properties: PRODUCT },
      { name: 'Product Added', says: { zh: '加入购物车', en: 'Put a product into the cart' }, properties: PRODUCT },
      { name: 'Product Removed', says: { zh: '移出购物车', en: 'Took a product out of the cart' }, properties: PRODUCT },
      { name: 'Checkout Started', says: { zh: '开始结算', en: 'Began to check out' }, properties: ORDER.map((one) => optional(one)) },
      { name: 'Order Completed', says: { zh: '下单成功', en: 'Placed an order' }, properties: ORDER },
      {
        name: 'Order Refunded',
        says: { zh: '订单退款', en: 'Got a refund' },
        properties: [['order_id*', 'any', '订单编号', 'Order ID'], ...ORDER.slice(1).map((one) => optional(one))],
      },
    ],
  },
  {
    name: 'store-visit',
    title: { zh: '到店与线下活动', en: 'Store visits and activities' },
    events: [
      ofStream(streamSchema('visits')),
      {
        name: 'Store Entered',
        says: { zh: '进店', en: 'Came into a store' },
        properties: [...STORE, ['party_size', 'integer', '同行人数', 'People who came together']],
      },
      {
        name: 'Store Zone Visited',
        says: { zh: '到达店内区域，按时间连起来即动线', en: 'Stayed in a part of the store; in order of time they are the route' },
        properties: [...STORE, ['zone*', 'text', '区域', 'Part of the store'], ['dwell_seconds', 'number', '停留秒数', 'Seconds stayed']],
      },
      {
        name: 'Store Promotion Joined',
        says: { zh: '参加店内活动', en: 'Took part in a promotion' },
        properties: [...STORE, ['promotion_id*', 'any', '活动编号', 'Promotion ID'], ['promotion_name', 'text', '活动名称', 'Promotion']],
      },
      {
        name: 'Guide Consulted',
        says: { zh: '导购接待', en: 'Was served by a guide' },
        properties: [
          ...STORE,
          ['guide_id*', 'any', '导购编号', 'Guide ID'],
          ['topic', 'text', '咨询内容', 'What it was about'],
          ['duration_seconds', 'number', '接待秒数', 'Seconds'],
          ['outcome', 'text', '结果', 'Outcome', ['bought', 'considering', 'left']],
        ],
      },
      {
        name: 'Store Left',
        says: { zh: '离店', en: 'Left the store' },
        properties: [...STORE, ['dwell_seconds', 'number', '停留秒数', 'Seconds stayed']],
      },
      {
        name: 'Activity Signed In',
        says: { zh: '线下活动签到', en: 'Signed in at an activity' },
        properties: [
          ['activity_id*', 'any', '活动编号', 'Activity ID'],
          ['activity_name', 'text', '活动名称', 'Activity'],
          ['place', 'text', '地点', 'Place'],
          ['method', 'text', '签到方式', 'How', ['qr', 'staff', 'face', 'other']],
        ],
      },
    ],
  },
  {
    name: 'other-data',
    title: { zh: '反馈、问卷、外部数据、合作方标签', en: 'Feedback, surveys, external series, partner tags' },
    events: STREAM_SCHEMAS.filter(({ kind }) => kind !== 'visits').map(ofStream),
  },
  {
    name: 'measures',
    title: { zh: '余额、资产、用量等数值', en: 'Balances, assets, usage' },
    events: [
      {
        name: 'Measure Recorded',
        says: { zh: '记录客户某一时刻的数值', en: 'A value of a customer at one time' },
        properties: [
          ['measure*', 'text', '指标名称，如 balance', 'Name of the measure, as balance'],
          ['value*', 'number', '数值', 'Value'],
          ['unit', 'text', '单位', 'Unit'],
        ],
      },
    ],
  },
  {
    name: 'subscription',
    title: { zh: '订阅与会员服务', en: 'Subscriptions' },
    events: [
      { name: 'Signed Up', says: { zh: '注册', en: 'Signed up' }, properties: [['method', 'text', '注册方式', 'How']] },
      { name: 'Trial Started', says: { zh: '开始试用', en: 'Began a trial' }, properties: [['plan*', 'text', '套餐', 'Plan']] },
      {
        name: 'Subscription Started',
        says: { zh: '开通订阅', en: 'Began to pay' },
        properties: [SUBSCRIPTION_ID, ['plan*', 'text', '套餐', 'Plan'], ...SUBSCRIPTION_TERMS],
      },
      {
        name: 'Subscription Renewed',
        says: { zh: '续费', en: 'Paid for another period' },
        properties: [SUBSCRIPTION_ID, ['plan', 'text', '套餐', 'Plan'], ...SUBSCRIPTION_TERMS],
      },
      {
        name: 'Subscription Updated',
        says: { zh: '变更套餐、价格或席位', en: 'Changed plan, price or seats' },
        properties: [SUBSCRIPTION_ID, ['plan', 'text', '套餐', 'Plan'], ...SUBSCRIPTION_TERMS],
      },
      { name: 'Feature Used', says: { zh: '使用功能', en: 'Used a feature' }, properties: [['feature*', 'text', '功能', 'Feature']] },
      {
        name: 'Subscription Cancelled',
        says: { zh: '取消订阅', en: 'Cancelled' },
        properties: [
          SUBSCRIPTION_ID,
          ['plan', 'text', '套餐', 'Plan'],
          ['ends_at', 'time', '终止时间，不填为立即终止', 'When it ends; without it, at once'],
          ['reason', 'text', '原因', 'Why'],
        ],
      },
    ],
  },
]

function optional([name, ...rest]: TemplateProperty): TemplateProperty {
  return [name.replace('*', ''), ...rest]
}

/** The plan that a template is, its descriptions in one language. */
export function templatePlan({ events }: PlanTemplate, language: TextLanguage): TrackingPlan {
  return {
    ...NO_PLAN,
    events: events.map(({ name, says, properties }): PlannedEvent => ({
      type: 'track',
      name,
      description: says[language],
      owner: '',
      properties: properties.map(([property, type, zh, en, values]): PlannedProperty => ({
        name: property.replace('*', ''),
        type,
        required: property.endsWith('*'),
        ...(values === undefined ? {} : { values }),
        description: language === 'zh' ? zh : en,
      })),
    })),
  }
}
