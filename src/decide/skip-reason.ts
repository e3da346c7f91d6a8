import type { BilingualText } from '#kernel/bilingual-text.ts'

/** Why a customer got no decision. */
export const SKIP_REASONS = {
  not_scored: { zh: '尚未打分', en: 'Not scored yet' },
  no_strategy: { zh: '没有适合的策略', en: 'No active strategy fits' },
  no_consent: { zh: '未同意接收营销信息', en: 'Did not agree to marketing contact' },
  no_address: { zh: '没有可用的联系方式', en: 'No address on this channel' },
  suppressed: { zh: '已退订或地址失效', en: 'Unsubscribed, or the address bounced' },
  global_control: { zh: '属于全局对照组', en: 'In the global control group' },
  held_out_contact: { zh: '与全局对照组客户共用联系方式', en: 'Shares an address with somebody in the global control group' },
  channel_not_ready: { zh: '渠道尚未配置', en: 'The channel is not set up' },
  risk_untested: {
    zh: '流失模型尚未通过检验，按风险匹配的策略暂停',
    en: 'Strategies by risk are off until the churn model passes its test',
  },
  in_another_run: { zh: '刚被另一次执行选中', en: 'Another run took them at the same time' },
  cooldown: { zh: '仍在冷却期内', en: 'Within the cooldown of an earlier decision' },
  negative_gain: { zh: '预期收益低于成本', en: 'Expected gain is below the cost' },
  budget: { zh: '预算已用完', en: 'The budget is used up' },
  max_contacts: { zh: '已达到本次联系人数上限', en: 'The limit of contacts for this run is reached' },
  same_contact: { zh: '与另一位客户使用同一联系方式', en: 'Shares a contact address with another customer of this run' },
} as const satisfies Record<string, BilingualText>

export type SkipReason = keyof typeof SKIP_REASONS
