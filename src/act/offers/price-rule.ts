import { AppError } from '#kernel/app-error.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { calculationOf, kindOf } from '#segment/conditions/condition.ts'
import type { ActTest, Condition } from '#segment/conditions/condition.ts'
import type { SegmentMeanings } from '#segment/conditions/evaluate-condition.ts'

/** forbidden: it can never decide who pays what. reason: it may, where the team has written down why that is reasonable. */
export type PriceRuleClass = 'forbidden' | 'reason'

export interface PriceRule {
  readonly code: string
  readonly class: PriceRuleClass
  readonly label: BilingualText
  /** Why, for whoever is refused. */
  readonly why: BilingualText
  /** Names of fields and of properties of acts; one that ends in a point stands for all that begin with it. */
  readonly fields: readonly string[]
  /** Words in names that a project gives itself (attributes, tags, properties of events): `device` is found in `attribute.device_model`. */
  readonly words: readonly string[]
}

/**
 * What may not decide, or not without a reason, who gets an offer: whoever decides by a program about people may not treat them differently in price and other terms of the
 * trade without a good reason (Personal Information Protection Law of China, article 24; Provisions on Algorithmic Recommendations, article 21). The first rule that fits counts.
 */
export const PRICE_RULES: readonly PriceRule[] = [
  {
    code: 'device',
    class: 'forbidden',
    label: { zh: '设备和系统', en: 'Device and system' },
    why: {
      zh: '客户用什么手机、系统或应用，与应付的价格无关。',
      en: 'Which phone, system or app somebody uses says nothing about what they should pay.',
    },
    fields: ['profile.main_channel'],
    words: [
      'device',
      'os',
      'platform',
      'browser',
      'ios',
      'android',
      'iphone',
      'ipad',
      'huawei',
      'xiaomi',
      'harmony',
      'user_agent',
      'screen',
      'app_version',
      'phone_model',
      'phone_brand',
      '设备',
      '机型',
      '手机型号',
      '手机品牌',
      '操作系统',
      '系统版本',
      '浏览器',
      '终端',
    ],
  },
  {
    code: 'spending_power',
    class: 'forbidden',
    label: { zh: '消费能力', en: 'Spending power' },
    why: {
      zh: '按客户花了多少、预计会花多少来定价，就是“大数据杀熟”。',
      en: 'Pricing by what somebody spends, or is expected to spend, is what the law forbids first.',
    },
    fields: [
      'profile.monetary',
      'profile.average_order',
      'profile.lifetime_spend',
      'profile.value_class',
      'profile.m',
      'cluster.key',
      'churn.value',
      'value.clv',
      'provisional.spend',
      'provisional.class',
      'order.amount',
      'item.amount',
    ],
    words: [
      'spend',
      'spending',
      'spender',
      'income',
      'salary',
      'wealth',
      'rich',
      'clv',
      'ltv',
      'purchasing_power',
      'credit',
      '消费能力',
      '购买力',
      '消费水平',
      '消费档',
      '收入',
      '资产',
      '客单价',
      '信用',
    ],
  },
  {
    code: 'price_sensitivity',
    class: 'forbidden',
    label: { zh: '价格敏感度', en: 'Price sensitivity' },
    why: {
      zh: '不能因为客户对价格不敏感，或预计不降价也会买，就让他多付。',
      en: 'Nobody may pay more because a program takes them for somebody who does not look at prices, or who would buy anyway.',
    },
    fields: [
      'churn.cause',
      'value.purchase_probability',
      'value.expected_orders',
      'value.alive',
      'value.next_order_at',
      'provisional.next',
    ],
    words: [
      'price_sensitive',
      'price_sensitivity',
      'sensitivity',
      'elasticity',
      'willingness',
      'bargain',
      'discount_lover',
      'uplift',
      '价格敏感',
      '敏感度',
      '支付意愿',
      '弹性',
    ],
  },
  {
    code: 'person',
    class: 'reason',
    label: { zh: '个人特征', en: 'Who the person is' },
    why: {
      zh: '按性别、年龄、地区区别对待，需要写明正当理由，例如教师优惠、配送范围。',
      en: 'Gender, age and region need a reason, such as a price for students, or where the shop delivers.',
    },
    fields: ['customer.gender', 'customer.age', 'customer.region', 'order.country'],
    words: ['gender', 'sex', 'age', 'region', 'city', 'province', 'country', 'birthday', '性别', '年龄', '地区', '城市', '省份', '生日'],
  },
  {
    code: 'newness',
    class: 'reason',
    label: { zh: '新老客户', en: 'New and old customers' },
    why: {
      zh: '同一件商品不能因为是老客户就更贵；首单优惠、回归优惠这类需要写明理由。',
      en: 'The same thing may not cost an old customer more: a first-order offer or a welcome back needs its reason.',
    },
    fields: [
      'profile.tier',
      'profile.recency_days',
      'profile.frequency',
      'profile.lifetime_orders',
      'profile.mean_gap_days',
      'profile.r',
      'profile.f',
      'profile.first_order_at',
      'profile.last_order_at',
      'profile.last_active_at',
      'customer.registered_at',
      'customer.first_seen_at',
      'provisional.day',
      'contract.',
    ],
    words: ['new_customer', 'old_customer', 'first_order', 'newcomer', 'loyal', 'tenure', '新客', '老客', '首单', '新用户', '老用户'],
  },
  {
    code: 'churn',
    class: 'reason',
    label: { zh: '流失预测', en: 'Predicted churn' },
    why: {
      zh: '只给预计会流失的客户优惠，需要写明理由：其他客户为什么没有。',
      en: 'An offer only for those who are predicted to leave needs its reason: why do the others not get it?',
    },
    fields: ['churn.', 'provisional.', 'value.'],
    words: ['churn', 'risk', 'score', '流失', '风险', '评分'],
  },
  {
    code: 'other',
    class: 'reason',
    label: { zh: '其他条件', en: 'Any other condition' },
    why: {
      zh: '只给一部分人的优惠，都要写明理由；客户可以要求说明。',
      en: 'Whatever gives some people an offer and others none needs a reason: customers may ask for it.',
    },
    fields: [],
    words: [],
  },
]

/** One thing that a condition decides by. */
export interface PriceFinding {
  /** As the condition names it, such as `profile.monetary` or `event.os`; of a segment with its name before it. */
  readonly field: string
  readonly rule: PriceRule
}

/** Everything that an audience decides by, the forbidden first; through the segments that it names. Empty: it decides by nothing but consent. */
export function priceFindings(audience: Condition, segments: SegmentMeanings): readonly PriceFinding[] {
  const found = new Map<string, PriceFinding>()
  for (const field of namesIn(audience, segments, new Set())) if (!found.has(field)) found.set(field, { field, rule: ruleOf(field) })
  return [...found.values()].toSorted((a, b) => Number(b.rule.class === 'forbidden') - Number(a.rule.class === 'forbidden'))
}

/** Of a written reason, so that a full stop is none. */
export const LEAST_REASON = 10

/** @throws AppError `offer-audience-forbidden`, `offer-audience-reason`, both with the field */
export function checkAudience(audience: Condition | null, reason: string, segments: SegmentMeanings): void {
  if (audience === null) return
  const [first] = priceFindings(audience, segments)
  if (first === undefined) return
  const { field, rule } = first
  if (rule.class === 'forbidden') {
    throw new AppError(
      'invalid-input',
      'offer-audience-forbidden',
      `"${field}" may not decide who gets an offer: ${rule.why.en} Take it out of the audience.`,
      { details: { field, rule: rule.code } },
    )
  }
  if (reason.trim().length < LEAST_REASON) {
    throw new AppError(
      'invalid-input',
      'offer-audience-reason',
      `"${field}" may decide who gets an offer only with a written reason of ${LEAST_REASON} characters or more. ${rule.why.en} Write it in audienceReason, or take the condition out.`,
      { details: { field, rule: rule.code } },
    )
  }
}

function ruleOf(field: string): PriceRule {
  const fits = PRICE_RULES.find(
    ({ fields, words }) =>
      fields.some((one) => (one.endsWith('.') ? field.startsWith(one) : field === one)) ||
      (isNamedByProject(field) && hasWord(field, words)),
  )
  const last = PRICE_RULES.at(-1)
  if (last === undefined) throw new Error('there are no price rules')
  return fits ?? last
}

/** Fields of the product are listed one by one; words are looked for in names that others gave. */
function isNamedByProject(field: string): boolean {
  return /^(?:attribute|tag|account|event|ticket|feedback|message|measure|segment)\b/u.test(field)
}

function hasWord(field: string, words: readonly string[]): boolean {
  const parts = `_${field
    .replaceAll(/([a-z0-9])([A-Z])/gu, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')}_`
  return words.some((word) => (/^[a-z]/u.test(word) ? parts.includes(`_${word}_`) : parts.includes(word)))
}

function namesIn(condition: Condition, segments: SegmentMeanings, seen: ReadonlySet<string>): readonly string[] {
  const inner = (part: Condition) => namesIn(part, segments, seen)
  if ('all' in condition) return condition.all.flatMap(inner)
  if ('any' in condition) return condition.any.flatMap(inner)
  if ('not' in condition) return inner(condition.not)
  if ('asOf' in condition) return inner(condition.condition)
  if ('account' in condition) return ['account.member', ...inner(condition.account)]
  if ('people' in condition) return inner(condition.people)
  if ('segment' in condition) return namesOfSegment(condition.segment, segments, seen)
  if ('field' in condition) return [condition.field]
  if ('did' in condition) return namesOfAct(condition)
  if ('sequence' in condition) return condition.sequence.flatMap((step) => namesOfAct({ ...step, op: 'set' }))
  if (kindOf(condition) === 'consent') return []
  return [kindOf(condition)]
}

/** What nobody can look into, as a list that was taken once, is named itself. */
function namesOfSegment(id: string, segments: SegmentMeanings, seen: ReadonlySet<string>): readonly string[] {
  const meaning = segments.get(id)
  if (meaning === undefined || meaning === 'snapshot' || seen.has(id)) return [`segment.${id}`]
  return namesIn(meaning, segments, new Set([...seen, id]))
}

function namesOfAct(test: ActTest): readonly string[] {
  const { did, name, where = [] } = test
  const calculation = calculationOf(test)
  const of = 'of' in calculation ? [`${did}.${calculation.of}`] : []
  const act = name === undefined ? did : `${did}.${name}`
  return [act, ...of, ...where.map(({ property }) => `${did}.${property}`)]
}
