import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { GivenPart, PortraitWay } from './portrait-plan.ts'

export const PORTRAIT_TRADES = ['retail', 'e-commerce', 'saas', 'finance', 'telecom', 'education'] as const
export type PortraitTrade = (typeof PORTRAIT_TRADES)[number]

export interface PortraitStarter {
  readonly name: PortraitTrade
  readonly label: BilingualText
  readonly parts: readonly GivenPart[]
}

const part = (name: string, weight: number, way: PortraitWay, zh: string, en: string, where: string): GivenPart => ({
  name,
  label: { zh, en },
  weight,
  way,
  where,
})

const REGION = part('region', 10, 'questionnaire', '地区', 'Region', 'customer.region is set')
const GENDER = part('gender', 5, 'questionnaire', '性别', 'Gender', 'customer.gender is set')
const AGE = part('age', 10, 'questionnaire', '年龄', 'Age', 'customer.age is set')
const SOURCE = part('source', 5, 'sign-up', '来源', 'Source', 'customer.source is set')
const REGISTERED = part('registered', 5, 'sign-up', '注册时间', 'Registered', 'customer.registered_at is set')
const LEVEL = part('member_level', 5, 'checkout', '会员等级', 'Member level', 'customer.member_level is set')
const CONSENT = part(
  'consent',
  10,
  'consent',
  '是否同意营销联系',
  'Word on marketing contact',
  '(consent(marketing, email) is granted) or (consent(marketing, email) is withdrawn) or (consent(marketing, sms) is granted) or (consent(marketing, sms) is withdrawn)',
)
const TIER = part('tier', 10, 'behaviour', '生命周期', 'Lifecycle tier', 'profile.tier is set')
const CLASS = part('value_class', 10, 'behaviour', '价值分类', 'Value class', 'profile.value_class is set')
const CATEGORY = part('favourite_category', 10, 'behaviour', '偏好品类', 'Favourite category', 'profile.favourite_category is set')
const CHANNEL = part('main_channel', 5, 'behaviour', '常用渠道', 'Usual channel', 'profile.main_channel is set')
const CHURN = part('churn', 10, 'behaviour', '流失风险', 'Churn risk', 'churn.tier is set')
const NEXT = part('next_purchase', 5, 'behaviour', '购买可能', 'Chance of a purchase', 'value.purchase_probability is set')
const CONTRACT = part('contract', 15, 'sign-up', '签约情况', 'Contract', 'contract.started_at is set')
const PLAN = part('plan', 10, 'sign-up', '套餐', 'Plan', 'contract.plan is set')
const ACTIVE = part('activity', 10, 'behaviour', '活跃情况', 'Activity', 'profile.last_active_at is set')

const SHOP = [REGION, GENDER, AGE, SOURCE, REGISTERED, CONSENT, TIER, CLASS, CATEGORY, CHANNEL, CHURN, NEXT] as const

/** What a portrait must have to begin with, by trade. */
export const PORTRAIT_STARTERS: readonly [PortraitStarter, ...PortraitStarter[]] = [
  { name: 'retail', label: { zh: '零售', en: 'Retail' }, parts: [...SHOP, LEVEL] },
  { name: 'e-commerce', label: { zh: '电商', en: 'E-commerce' }, parts: [...SHOP, ACTIVE] },
  { name: 'saas', label: { zh: 'SaaS', en: 'SaaS' }, parts: [REGION, SOURCE, REGISTERED, CONSENT, CONTRACT, PLAN, ACTIVE, CHURN] },
  {
    name: 'finance',
    label: { zh: '金融', en: 'Finance' },
    parts: [REGION, GENDER, AGE, SOURCE, REGISTERED, CONSENT, CONTRACT, CLASS, ACTIVE, CHURN],
  },
  {
    name: 'telecom',
    label: { zh: '电信', en: 'Telecom' },
    parts: [REGION, GENDER, AGE, SOURCE, CONSENT, CONTRACT, PLAN, ACTIVE, CHURN],
  },
  {
    name: 'education',
    label: { zh: '教育', en: 'Education' },
    parts: [REGION, GENDER, AGE, SOURCE, REGISTERED, CONSENT, ACTIVE, TIER, CHURN],
  },
]
