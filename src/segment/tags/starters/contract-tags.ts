import * as common from './common-tags.ts'
import { byCalculation, byRules } from './tag-starter.ts'
import type { StarterTag, TagStarter } from './tag-starter.ts'

/*
 * Trades with contracts. Events are those of the plan library, measures those that the guides name; a measure of another name is changed in the tag.
 */

const PLAN = byCalculation(['plan', 'static', '套餐', 'Plan'], 'last(properties.plan of event "Subscription Started")')
const CONTRACT_STATE = byRules(
  ['contract_state', 'behaviour', '合约状态', 'Contract'],
  ['cancelled', '近 90 天已取消', 'Cancelled in 90 days', 'last(event "Subscription Cancelled") in last 90 days'],
  ['renewed', '近一年已续约', 'Renewed in a year', 'last(event "Subscription Renewed") in last 1 year'],
  ['first_term', '首个合约期', 'First term', 'last(event "Subscription Started") in last 1 year'],
)

/** Who complains, pays late or is about to look elsewhere. */
const TICKETS = byCalculation(['tickets_90', 'behaviour', '近 90 天工单数', 'Tickets in 90 days'], 'count(ticket in last 90 days)')
const TICKET_TOPIC = byCalculation(['ticket_topic', 'behaviour', '常见问题', 'Asks about'], 'frequent(topic of ticket in last 365 days)')

/** The level and the change of a measure. */
const measured = (name: string, measure: string, zh: string, en: string): readonly StarterTag[] => [
  byCalculation(
    [name, 'behaviour', `${zh}（近 30 天均值）`, `${en}, mean of 30 days`],
    `average(value of measure "${measure}" in last 30 days)`,
  ),
  byCalculation(
    [`${name}_trend`, 'behaviour', `${zh}变化`, `Change of ${en.toLowerCase()}`],
    `trend(value of measure "${measure}" in last 90 days)`,
  ),
]

/** Of people, who have an age and a sex. */
const PERSON = [common.AGE_GROUP, common.GENDER, common.REGION, common.TENURE]

export const SAAS: TagStarter = {
  name: 'saas',
  label: { zh: '企业软件', en: 'SaaS' },
  tags: [
    common.REGION,
    common.TENURE,
    common.SOURCE,
    PLAN,
    CONTRACT_STATE,
    ...measured('active_users', 'active users', '活跃用户', 'Active users'),
    ...measured('api_calls', 'api calls', '接口调用', 'API calls'),
    byCalculation(
      ['main_feature', 'behaviour', '常用功能', 'Main feature'],
      'frequent(properties.feature of event "Feature Used" in last 30 days)',
    ),
    byRules(
      ['trial', 'behaviour', '试用情况', 'Trial'],
      ['running', '试用中', 'On trial', 'did(event "Trial Started" in last 30 days) and not did(event "Subscription Started")'],
      ['lost', '试用未转化', 'Trial without contract', 'did(event "Trial Started") and not did(event "Subscription Started")'],
      ['won', '试用已转化', 'Trial became contract', 'sequence(event "Trial Started" then event "Subscription Started" within 60 days)'],
    ),
    byRules(
      ['adoption', 'behaviour', '使用深度', 'Adoption'],
      ['deep', '深度使用', 'Deep', 'days(event "Feature Used" in last 30 days) >= 12'],
      ['some', '一般使用', 'Some', 'days(event "Feature Used" in last 30 days) >= 4'],
      ['shallow', '浅度使用', 'Shallow', 'did(event "Feature Used" in last 30 days)'],
      ['idle', '近 30 天未使用', 'Idle for 30 days', 'did(event "Feature Used")'],
    ),
    common.ACTIVE_DAYS,
    TICKETS,
    common.SERVICE_STATE,
    common.NPS,
    common.SPEND_YEAR,
    common.CHURN_RISK,
    common.ACTIVE_TIME,
    common.ACTIVE_DAY,
  ],
}

export const FINANCE: TagStarter = {
  name: 'finance',
  label: { zh: '金融', en: 'Finance' },
  tags: [
    ...PERSON,
    PLAN,
    CONTRACT_STATE,
    ...measured('assets', '管理资产', '管理资产', 'Assets under management'),
    ...measured('balance', '活期余额', '活期余额', 'Balance'),
    byRules(
      ['asset_level', 'value', '资产层级', 'Level of assets'],
      ['private', '100 万以上', '1,000,000 and over', 'latest(value of measure "管理资产") >= 1000000'],
      ['wealth', '20-100 万', '200,000 to 1,000,000', 'latest(value of measure "管理资产") >= 200000'],
      ['mass_affluent', '5-20 万', '50,000 to 200,000', 'latest(value of measure "管理资产") >= 50000'],
      ['mass', '5 万以下', 'Below 50,000', 'latest(value of measure "管理资产") >= 0'],
    ),
    byCalculation(['credit_score', 'value', '信用分', 'Credit score'], 'average(value of measure "信用分" in last 365 days)'),
    byCalculation(
      ['logins', 'behaviour', '登录次数（近 30 天均值）', 'Logins, mean of 30 days'],
      'average(value of measure "登录次数" in last 30 days)',
    ),
    TICKETS,
    common.SERVICE_STATE,
    common.NPS,
    common.MESSAGE_REACTION,
    common.CHURN_RISK,
    common.ACTIVE_TIME,
    common.ACTIVE_CHANNEL,
  ],
}

export const TELECOM: TagStarter = {
  name: 'telecom',
  label: { zh: '通信', en: 'Telecom' },
  tags: [
    ...PERSON,
    PLAN,
    CONTRACT_STATE,
    ...measured('data_use', '月流量', '月流量', 'Data use'),
    ...measured('call_time', '通话时长', '通话时长', 'Call time'),
    byRules(
      ['user_type', 'behaviour', '用户类型', 'Kind of user'],
      ['heavy_data', '大流量', 'Heavy data', 'average(value of measure "月流量" in last 90 days) >= 40'],
      ['talker', '通话型', 'Talker', 'average(value of measure "通话时长" in last 90 days) >= 300'],
      ['light', '轻度', 'Light', 'average(value of measure "月流量" in last 90 days) < 5'],
      ['normal', '普通', 'Normal', 'average(value of measure "月流量" in last 90 days) >= 5'],
    ),
    byCalculation(['points', 'value', '积分', 'Points'], 'average(value of measure "积分" in last 30 days)'),
    byRules(
      ['payment_trouble', 'behaviour', '缴费异常', 'Trouble with payments'],
      ['yes', '近 90 天有缴费失败', 'In 90 days', 'did(ticket where topic is "缴费失败" in last 90 days)'],
    ),
    TICKETS,
    TICKET_TOPIC,
    common.SERVICE_STATE,
    common.NPS,
    common.CHURN_RISK,
    common.ACTIVE_TIME,
    common.COMMUTE,
  ],
}

const LESSON = 'event "Lesson Attended"'
export const EDUCATION: TagStarter = {
  name: 'education',
  label: { zh: '教育', en: 'Education' },
  tags: [
    ...PERSON,
    common.SOURCE,
    PLAN,
    CONTRACT_STATE,
    byCalculation(['lessons_30', 'behaviour', '近 30 天上课次数', 'Lessons in 30 days'], `count(${LESSON} in last 30 days)`),
    byCalculation(['lesson_trend', 'behaviour', '上课变化', 'Change of lessons'], `trend(${LESSON} in last 30 days)`),
    byCalculation(['subject', 'behaviour', '主要科目', 'Main subject'], `frequent(category of ${LESSON} in last 90 days)`),
    byRules(
      ['attendance', 'behaviour', '出勤状态', 'Attendance'],
      ['steady', '稳定上课', 'Steady', `days(${LESSON} in last 30 days) >= 8`],
      ['loose', '偶尔上课', 'Now and then', `did(${LESSON} in last 30 days)`],
      ['paused', '停课', 'Paused', `did(${LESSON} in last 120 days)`],
      ['gone', '久未上课', 'Long away', `did(${LESSON})`],
    ),
    byRules(
      ['trial_lesson', 'behaviour', '试听情况', 'Trial lesson'],
      ['won', '试听后报名', 'Enrolled after it', 'sequence(event "Trial Started" then order within 30 days)'],
      ['open', '试听未报名', 'Not enrolled', 'did(event "Trial Started")'],
    ),
    TICKETS,
    common.SERVICE_STATE,
    common.NPS,
    common.SPEND_YEAR,
    common.SPEND_TREND,
    common.CHURN_RISK,
    byCalculation(['lesson_time', 'scene', '上课时段', 'Time of lessons'], `frequent(day_part of ${LESSON} in last 90 days)`),
    byCalculation(['lesson_day', 'scene', '上课日', 'Days of lessons'], `frequent(day_kind of ${LESSON} in last 90 days)`),
  ],
}
