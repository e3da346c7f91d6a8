import { ACCOUNT_FIELDS } from './account-fields.ts'
import { expect, test } from 'vitest'
import { catalogueOf } from './condition-catalogue.ts'
import { CUSTOMER_FIELDS } from './customer-fields.ts'
import { describeCondition } from './describe-condition.ts'
import { parseCondition } from './parse-condition.ts'
import { readConditionText } from './read-condition-text.ts'

const CATALOGUE = catalogueOf(CUSTOMER_FIELDS, new Map([['s-1', '老客']]))

const ACCOUNTS = catalogueOf([...CUSTOMER_FIELDS, ...ACCOUNT_FIELDS])

test.each([
  ['everyone', '全部客户', 'everyone'],
  ['profile.recency_days > 60', '距上次下单天数大于 60', 'Days since the last order is over 60'],
  ['profile.tier in ("new", "at_risk")', '生命周期为新客户、流失风险客户之一', 'Lifecycle tier is New or At risk'],
  ['did(order in last 30 days)', '近 30 天下单', 'placed an order in the last 30 days'],
  ['not did(event "Login" in last 7 days)', '不满足：近 7 天触发事件“Login”', 'not (did “Login” in the last 7 days)'],
  [
    'count(order where channel is "web" this month) >= 3',
    '本月下单（渠道为“web”）的次数不少于 3',
    'number of times they placed an order (channel is “web”) this month is at least 3',
  ],
  [
    'sum(amount of item where category is "茶" since 2026-01-01) > 1500',
    '2026-01-01 起购买商品（品类为“茶”）的金额合计大于 1,500',
    'sum of amount when they bought a product (category is “茶”) since 2026-01-01 is over 1,500',
  ],
  [
    'consent(marketing, sms) is granted and (customer.region is "上海" or segment("s-1"))',
    '已授权短信营销，且（地区为“上海”，或属于分群“老客”）',
    'agreed to marketing by SMS and (Region is “上海” or in segment “老客”)',
  ],
  [
    'sequence(event "Cart Viewed" then no order within 1 hour)',
    '触发事件“Cart Viewed”，之后没有下单（1 小时内）',
    'did “Cart Viewed”, and then not placed an order within 1 hour',
  ],
  ['customer.registered_at comes round from 0 to 7 days', '注册时间的周年日在未来 7 天内', 'Registered comes round in the next 7 days'],
])('%s', (text, zh, en) => {
  expect(describeCondition(parseCondition(readConditionText(text), CATALOGUE), CATALOGUE)).toEqual({ zh, en })
})

test.each([
  ['everyone', '全部企业客户', 'all accounts'],
  [
    'latest(value of measure "seats") > 50 and account.members >= 3',
    '数值指标“seats”的最近一次数值大于 50，且成员数不少于 3',
    'latest value of measure “seats” is over 50 and Members is at least 3',
  ],
  [
    'growth(value of measure "seats" in last 90 days) < -20%',
    '近 90 天数值指标“seats”的数值变化比例少于 -20%',
    'relative change of value of measure “seats” in the last 90 days is under -20%',
  ],
  [
    'sum(amount of order) >= 100',
    '成员下单的订单金额合计不少于 100',
    'its people: sum of amount when they placed an order is at least 100',
  ],
  [
    'people(did(event "Login" in last 30 days)) = 0',
    '没有成员满足（近 30 天触发事件“Login”）',
    'none of its people: (did “Login” in the last 30 days)',
  ],
  [
    'share(did(order) as "admin", "user") >= 50%',
    '满足（下单）的角色为“admin”、“user”的成员占比不少于 50%',
    'share of its people as “admin” or “user” who meet (placed an order) is at least 50%',
  ],
])('of accounts: %s', (text, zh, en) => {
  expect(describeCondition(parseCondition(readConditionText(text), ACCOUNTS, 'accounts'), ACCOUNTS, 'accounts')).toEqual({ zh, en })
})

test.each([
  ['account(everyone)', '是企业成员', 'is a member of an account'],
  [
    'account(account.name is "Acme" as "admin")',
    '在企业中的角色为“admin”，该企业满足（企业名称为“Acme”）',
    'is a member of an account as “admin” where (Account name is “Acme”)',
  ],
])('of people by their accounts: %s', (text, zh, en) => {
  expect(describeCondition(parseCondition(readConditionText(text), ACCOUNTS), ACCOUNTS)).toEqual({ zh, en })
})
