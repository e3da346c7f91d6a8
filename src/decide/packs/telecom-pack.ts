import type { Cost, LibraryStrategy } from '../strategy-standard.ts'
import { gift, letter, packOf, service } from './pack.ts'

/** Mobile and broadband: contracts end, use changes, and networks fail. */
export function telecomPack(cost: Cost): LibraryStrategy[] {
  return packOf('telecom', 90, cost, [
    {
      id: 'plan-check',
      name: ['套餐体检', 'Plan check-up'],
      summary: [
        '近三个月流量用量下降四成以上的客户，提供一次套餐体检。',
        'Offers a plan check to customers whose data use fell by 40% or more in three months.',
      ],
      where: 'growth(value of measure "data_used_gb" in last 90 days) <= -0.4',
      channels: ['sms', 'wechat'],
      offer: service(30, '套餐体检', 'a plan check'),
      subject: ['您的套餐还合适吗？', 'Does your plan still fit?'],
      body: [
        '{{ shop.name }}：您近来用量少了，也许更便宜的套餐就够用。免费做一次套餐体检，两分钟看到建议：{{ shop.url }}',
        '{{ shop.name }}: you use less lately, so a cheaper plan may do. A free plan check takes two minutes: {{ shop.url }}',
      ],
      effect: 0.08,
    },
    {
      id: 'renewal-30-days',
      name: ['合约到期前 30 天续约', 'Renewal, 30 days before the contract ends'],
      summary: [
        '合约将在 30 天内到期的客户，提前说明续约可选的方案。',
        'Sets out the options early to customers whose contract ends within 30 days.',
      ],
      where: 'contract.renews_at in next 30 days and churn.tier in ("medium", "watch", "low")',
      channels: ['sms', 'email'],
      subject: ['合约快到期了，先看看可选方案', 'Your contract ends soon: your options'],
      body: [
        '{{ shop.name }}：您的合约将在 30 天内到期。续约、换套餐或保持现状，费用都列在这里，选好即可生效：{{ shop.url }}',
        '{{ shop.name }}: your contract ends within 30 days. Renew, change or stay as you are - every price is here: {{ shop.url }}',
      ],
      effect: 0.1,
    },
    {
      id: 'renewal-call',
      name: ['高风险到期客户专人续约', 'A call before a contract at risk ends'],
      summary: [
        '60 天内到期且高风险的客户，由客服致电，先解决问题再谈续约。',
        'An agent calls customers at high risk whose contract ends within 60 days: problems first, renewal second.',
      ],
      where: 'contract.renews_at in next 60 days and churn.tier is "high"',
      channels: ['agent_task'],
      offer: service(0, '专人续约', 'personal renewal'),
      subject: ['合约到期前致电', 'Call before the contract ends'],
      body: [
        '先查近 90 天的用量、账单和报障。\n问题没解决的先解决；有更合适的套餐就直接推荐，哪怕更便宜。\n最后再谈续约，把违约金和到期日说清楚。',
        'Look at the last 90 days of use, bills and faults.\nSolve open problems first. If another plan fits better, recommend it, even a cheaper one.\nOnly then talk about renewal, and be clear about dates and early-exit fees.',
      ],
      effect: 0.18,
      atMost: 200,
      slaHours: 48,
    },
    {
      id: 'fault-recovery',
      name: ['报障后的补偿与回访', 'After a fault: credit and a call'],
      summary: [
        '近 30 天报过障的风险客户，由客服确认恢复并说明补偿。',
        'An agent checks that service is back and explains the credit after a fault in the last 30 days.',
      ],
      where: 'did(ticket in last 30 days) and churn.tier in ("high", "medium")',
      channels: ['agent_task'],
      offer: gift(30, '话费补偿', 'a bill credit'),
      subject: ['报障回访', 'Call after a fault'],
      body: [
        '先确认网络是否恢复正常，没有恢复的当场升级。\n为停用的天数道歉，并告知补偿会出现在哪一期账单。\n问一句：还有哪里信号不好？记录地址。',
        'Check that service is back; if not, escalate on the call.\nApologise for the days lost and say on which bill the credit will appear.\nAsk where else the signal is poor, and note the address.',
      ],
      yuan: 15,
      effect: 0.15,
      atMost: 300,
      slaHours: 24,
    },
    {
      id: 'loyal-family-line',
      name: ['在网三年客户：家庭副卡', 'Three years with us: a family line'],
      summary: [
        '在网三年以上、风险升高的客户，赠送家庭副卡三个月。',
        'Three months of a family line, free, for customers of three years whose risk is rising.',
      ],
      where: 'contract.started_at earlier than 3 years ago and churn.tier in ("high", "medium")',
      channels: ['sms', 'email'],
      offer: gift(30, '家庭副卡 3 个月', 'a family line for 3 months'),
      subject: ['三年相伴，送您一张家庭副卡', 'Three years together: a family line on us'],
      body: [
        '{{ shop.name }}：感谢您三年多的支持。送您{{ offer.label }}，流量与主卡共享，到期自动停用不扣费。领取码 {{ coupon.code }}：{{ shop.url }}',
        '{{ shop.name }}: thank you for more than three years. Enjoy {{ offer.label }}, sharing your data; it ends by itself at no charge. Code {{ coupon.code }}: {{ shop.url }}',
      ],
      yuan: 20,
      effect: 0.13,
      atMost: 500,
    },
    {
      id: 'top-up-lapse',
      name: ['预付费 30 天未充值', 'Prepaid: 30 days without a top-up'],
      summary: [
        '30–75 天没有充值的预付费客户，提醒号码保留期限并送流量。',
        'Reminds prepaid customers who last topped up 30 to 75 days ago how long the number is kept, with extra data.',
      ],
      where: 'profile.recency_days between 30 and 75 and profile.frequency >= 2',
      channels: ['sms'],
      offer: gift(15, '5GB 流量', '5 GB of data'),
      subject: ['您的号码还为您保留着', 'Your number is still yours'],
      body: [
        '{{ shop.name }}：您的号码仍为您保留。15 天内充值任意金额，送{{ offer.label }}，领取码 {{ coupon.code }}：{{ shop.url }}',
        '{{ shop.name }}: your number is still yours. Top up any amount within 15 days and get {{ offer.label }}. Code {{ coupon.code }}: {{ shop.url }}',
      ],
      yuan: 3,
      effect: 0.12,
      windowDays: 45,
    },
    {
      id: 'network-upgrade',
      name: ['网络升级告知', 'The network got better'],
      summary: [
        '使用下降、没有报障的客户，告知所在地区的网络升级。',
        'Tells customers who use less and reported no fault that the network in their area was upgraded.',
      ],
      where:
        'churn.cause is "visit-drop" and churn.tier in ("high", "medium") and not did(ticket in last 90 days) and customer.region is set',
      channels: ['sms', 'push'],
      subject: ['您所在地区的网络升级了', 'Better coverage near you'],
      body: [
        '{{ shop.name }}：您所在地区完成了网络升级，室内信号和高峰期网速都有改善。测一测您家的网速：{{ shop.url }}',
        '{{ shop.name }}: the network in your area has been upgraded, indoors and at busy hours. Test your speed at home: {{ shop.url }}',
      ],
      effect: 0.04,
    },
    {
      id: 'bill-shock',
      name: ['账单突增解释', 'An unusually high bill, explained'],
      summary: [
        '账单较三个月前上涨五成以上的客户，主动解释并建议合适的套餐。',
        'Explains the bill and a better plan to customers whose bill rose by half or more in three months.',
      ],
      where: 'growth(value of measure "bill" in last 90 days) >= 0.5',
      channels: ['email', 'sms'],
      offer: service(30, '账单说明', 'a bill review'),
      subject: ['这个月的账单高了，我们说明一下', 'Your bill went up. Here is why'],
      body: letter(
        '您最近的账单比平时高。我们把多出来的部分逐项列出，并附上如果换套餐能省多少：\n{{ shop.url }}\n\n如有不该收的费用，直接申请退回即可。',
        'Your latest bill is higher than usual. We have listed item by item what was added, and what another plan would save:\n{{ shop.url }}\n\nIf something should not have been charged, ask for it back right there.',
      ),
      effect: 0.1,
    },
  ])
}
