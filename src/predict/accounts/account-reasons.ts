import type { BilingualText } from '#kernel/bilingual-text.ts'
import { reasonFinder } from '../tabular/tabular-explanation.ts'
import type { TabularModel } from '../tabular/tabular-model.ts'
import { ACCOUNT_FEATURES } from './account-features.ts'
import type { AccountReason } from './account-outlook.ts'
import type { AccountState } from './account-state.ts'
import { accountEncoder } from './train-accounts.ts'

const MOST = 4

const whole = (value: number): number => Math.round(value)
const percent = (share: number): number => Math.round(share * 100)
/** (now - before) / (sum of both) in percent of before. */
const change = (value: number): number => Math.round(((1 + value) / (1 - Math.min(value, 0.99)) - 1) * 100)
const signed = (value: number): string => (value > 0 ? `+${value}` : String(value))

/** Each feature with its value as words; a value that is not known as "not known". */
const WORDS: Readonly<Record<string, (value: number) => BilingualText>> = {
  days_to_renewal: (v) => ({ zh: `距合约到期 ${whole(v)} 天`, en: `${whole(v)} days to the renewal` }),
  renewal_in_horizon: (v) =>
    v === 1
      ? { zh: '合约在预测期内到期', en: 'a renewal within the prediction window' }
      : { zh: '合约在预测期内不到期', en: 'no renewal within the prediction window' },
  contract_age_days: (v) => ({ zh: `合约已持续 ${whole(v)} 天`, en: `the contract is ${whole(v)} days old` }),
  renewals: (v) => ({ zh: `已续约 ${whole(v)} 次`, en: `renewed ${whole(v)} times` }),
  period_months: (v) => ({ zh: `合约周期 ${whole(v)} 个月`, en: `contract periods of ${whole(v)} months` }),
  contracts_running: (v) => ({ zh: `生效合约 ${whole(v)} 份`, en: `${whole(v)} running contracts` }),
  contracts_ended: (v) => ({ zh: `已终止合约 ${whole(v)} 份`, en: `${whole(v)} ended contracts` }),
  monthly_price: (v) => ({ zh: `每月合约金额 ${whole(v)}`, en: `contracts of ${whole(v)} a month` }),
  price_rise: (v) => ({ zh: `近 90 天价格变化 ${signed(change(v))}%`, en: `price ${signed(change(v))}% in 90 days` }),
  seats: (v) => ({ zh: `席位 ${whole(v)} 个`, en: `${whole(v)} seats` }),
  seats_change: (v) => ({ zh: `席位较一年内最高 ${signed(whole(v))}%`, en: `seats ${signed(whole(v))}% against the most of a year` }),
  members: (v) => ({ zh: `成员 ${whole(v)} 人`, en: `${whole(v)} members` }),
  members_joined: (v) => ({ zh: `近 90 天加入 ${whole(v)} 人`, en: `${whole(v)} people joined in 90 days` }),
  members_left: (v) => ({ zh: `近 90 天离开 ${whole(v)} 人`, en: `${whole(v)} people left in 90 days` }),
  breadth: (v) => ({ zh: `近 30 天活跃成员占 ${percent(v)}%`, en: `${percent(v)}% of members active in 30 days` }),
  breadth_change: (v) => ({ zh: `活跃人数较此前 ${signed(change(v))}%`, en: `active people ${signed(change(v))}% against before` }),
  champion_left: (v) =>
    v === 1
      ? { zh: '使用最多的成员已离开', en: 'the most active person has left' }
      : { zh: '使用最多的成员仍在', en: 'the most active person is still there' },
  champion_silent_days: (v) => ({ zh: `使用最多的成员 ${whole(v)} 天没有活动`, en: `the most active person silent for ${whole(v)} days` }),
  admins_active: (v) => ({ zh: `管理员中 ${percent(v)}% 近 30 天活跃`, en: `${percent(v)}% of administrators active in 30 days` }),
  admins_left: (v) => ({ zh: `近 180 天离开的管理员 ${whole(v)} 位`, en: `${whole(v)} administrators left in 180 days` }),
  usage_change: (v) => ({
    zh: `使用量较此前半年平均 ${signed(change(v))}%`,
    en: `use ${signed(change(v))}% on average against the half-year before`,
  }),
  usage_worst: (v) => ({ zh: `降幅最大的使用量 ${signed(change(v))}%`, en: `the use that fell most ${signed(change(v))}%` }),
  payment_tickets: (v) => ({ zh: `近 180 天付款问题工单 ${whole(v)} 个`, en: `${whole(v)} tickets about payments in 180 days` }),
  spend_365: (v) => ({ zh: `近一年消费 ${whole(v)}`, en: `${whole(v)} spent in a year` }),
}

/** Makes the function that says what raises the risk of an account most. Associations, not causes. */
export function accountReasons(model: TabularModel, horizonDays: number): (state: AccountState) => AccountReason[] {
  if (model.learners.length === 0) return () => []
  const [encode, find] = [accountEncoder(model), reasonFinder(model, MOST)]
  return (state) =>
    find(encode(state, horizonDays)).flatMap(({ column, effect }) => {
      const value = ACCOUNT_FEATURES.find(({ name }) => name === column)?.valueOf(state, horizonDays) ?? null
      const words = WORDS[column]
      return value === null || words === undefined ? [] : [{ feature: column, effect, text: words(value) }]
    })
}
