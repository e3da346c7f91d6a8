import { byCalculation, byField, byRules } from './tag-starter.ts'

/*
 * Tags that several trades share under one name. They are adopted once.
 */

export const REGION = byField(['region', 'static', '地区', 'Region'], 'customer.region')
export const GENDER = byField(['gender', 'static', '性别', 'Gender'], 'customer.gender')
export const MEMBER_LEVEL = byField(['member_level', 'static', '会员等级', 'Member level'], 'customer.member_level')
export const SOURCE = byField(['source', 'static', '来源', 'Source'], 'customer.source')

export const AGE_GROUP = byRules(
  ['age_group', 'static', '年龄段', 'Age group'],
  ['under_18', '18 岁以下', 'Under 18', 'customer.age < 18'],
  ['18_24', '18-24 岁', '18 to 24', 'customer.age between 18 and 24'],
  ['25_34', '25-34 岁', '25 to 34', 'customer.age between 25 and 34'],
  ['35_44', '35-44 岁', '35 to 44', 'customer.age between 35 and 44'],
  ['45_54', '45-54 岁', '45 to 54', 'customer.age between 45 and 54'],
  ['55_up', '55 岁及以上', '55 and over', 'customer.age >= 55'],
)

export const TENURE = byRules(
  ['tenure', 'static', '入会时长', 'Tenure'],
  ['new', '30 天内', 'Up to 30 days', 'customer.registered_at in last 30 days'],
  ['within_year', '1 年内', 'Up to a year', 'customer.registered_at in last 1 year'],
  ['one_to_three', '1-3 年', '1 to 3 years', 'customer.registered_at in last 3 years'],
  ['over_three', '3 年以上', 'Over 3 years', 'customer.registered_at earlier than 3 years ago'],
)

export const SERVICE_STATE = byRules(
  ['service_state', 'behaviour', '服务状态', 'Service'],
  ['open', '有未解决工单', 'Unresolved ticket', 'did(ticket where is_open is yes)'],
  ['recent', '近 90 天有工单', 'Ticket in 90 days', 'did(ticket in last 90 days)'],
)

export const NPS = byRules(
  ['nps', 'behaviour', '推荐意愿', 'Would recommend'],
  ['promoter', '推荐者', 'Promoter', 'latest(score of feedback where kind is "nps") >= 9'],
  ['passive', '中立者', 'Passive', 'latest(score of feedback where kind is "nps") >= 7'],
  ['detractor', '贬损者', 'Detractor', 'latest(score of feedback where kind is "nps") >= 0'],
)

export const MESSAGE_REACTION = byRules(
  ['message_reaction', 'behaviour', '触达反应', 'Reaction to messages'],
  ['clicks', '会点击', 'Clicks', 'did(message "clicked" in last 90 days)'],
  ['opens', '会打开', 'Opens', 'did(message "opened" in last 90 days)'],
  ['ignores', '无反应', 'Does not react', 'did(message "sent" in last 90 days)'],
)

export const ACTIVE_DAYS = byCalculation(
  ['active_days_30', 'behaviour', '近 30 天活跃天数', 'Active days in 30 days'],
  'days(event in last 30 days)',
)
export const ACTIVITY_TREND = byCalculation(
  ['activity_trend', 'behaviour', '活跃变化', 'Change of activity'],
  'trend(event in last 30 days)',
)
export const CHURN_RISK = byField(['churn_risk', 'value', '流失风险', 'Churn risk'], 'churn.tier')
export const LIFETIME_VALUE = byField(['lifetime_value', 'value', '预测客户价值', 'Predicted lifetime value'], 'value.clv')
export const SPEND_YEAR = byCalculation(['spend_year', 'value', '近一年消费', 'Spend in a year'], 'sum(amount of order in last 365 days)')
export const SPEND_TREND = byCalculation(['spend_trend', 'value', '消费变化', 'Change of spend'], 'trend(amount of order in last 90 days)')
export const ACTIVE_TIME = byCalculation(
  ['active_time', 'scene', '活跃时段', 'Time of activity'],
  'frequent(day_part of event in last 90 days)',
)
export const ACTIVE_DAY = byCalculation(
  ['active_day', 'scene', '活跃日', 'Days of activity'],
  'frequent(day_kind of event in last 90 days)',
)
export const ACTIVE_CHANNEL = byCalculation(
  ['active_channel', 'scene', '常用渠道', 'Usual channel'],
  'frequent(channel of event in last 90 days)',
)

export const COMMUTE = byRules(
  ['commute', 'scene', '通勤时段活跃', 'Active while commuting'],
  ['morning', '早高峰', 'Morning', 'days(event where hour between 7 and 8, weekday between 1 and 5 in last 30 days) >= 3'],
  ['evening', '晚高峰', 'Evening', 'days(event where hour between 17 and 19, weekday between 1 and 5 in last 30 days) >= 3'],
)
