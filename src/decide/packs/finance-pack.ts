import type { Cost, LibraryStrategy } from '../strategy-standard.ts'
import { gift, letter, packOf, service } from './pack.ts'

/** Banks, brokers and insurers: advice before offers, and no word about returns. */
export function financePack(cost: Cost): LibraryStrategy[] {
  return packOf('finance', 90, cost, [
    {
      id: 'wealth-bonus',
      name: ['资产客户：新资金权益', 'A bonus for funds that come back'],
      summary: [
        '余额较三个月前下降三成以上的高价值客户，由理财经理告知新资金权益。',
        'A wealth manager tells high-value customers whose balance fell by 30% in three months about the bonus for new funds.',
      ],
      where: 'growth(value of measure "balance" in last 90 days) <= -0.3 and profile.value_class in ("high_value", "at_risk")',
      channels: ['agent_task'],
      offer: gift(30, '新资金权益', 'the new-funds bonus'),
      subject: ['致电资产下降客户', 'Call: falling balance'],
      body: [
        '先了解资金去向：是用钱，还是换了机构？\n如是后者，介绍新资金权益及其条件，请客户自己权衡。\n不得承诺收益，不得贬低同业；风险等级不匹配的产品不要提。',
        'Ask first where the money went: was it needed, or moved elsewhere?\nIf moved, explain the new-funds bonus and its conditions, and let the customer decide.\nPromise no return, speak ill of no competitor, and mention nothing above their risk level.',
      ],
      yuan: 30,
      effect: 0.16,
      atMost: 100,
      slaHours: 24,
    },
    {
      id: 'balance-drop-check',
      name: ['余额下降：账户体检', 'Falling balance: an account check'],
      summary: [
        '余额较三个月前下降一半以上的客户，提供一次账户体检。',
        'Offers an account check to customers whose balance fell by half or more in three months.',
      ],
      where: 'growth(value of measure "balance" in last 90 days) <= -0.5',
      channels: ['email', 'sms'],
      offer: service(30, '账户体检', 'an account check'),
      subject: ['有什么可以帮到您？', 'Can we help with anything?'],
      body: letter(
        '我们注意到您近来用卡和存款都少了。如果是费用、限额或手机银行使用上的不便，我们可以为您做一次账户体检，看看哪些费用可以免、哪些设置可以改。\n\n预约入口：\n{{ shop.url }}',
        'You have been using your account less lately. If fees, limits or the app are getting in the way, we can go through your account with you and see which fees can be waived and which settings changed.\n\nBook a time here:\n{{ shop.url }}',
      ),
      effect: 0.06,
    },
    {
      id: 'maturity-reminder',
      name: ['到期前 15 天：续存安排', 'Fifteen days before maturity'],
      summary: [
        '产品将在 15 天内到期的客户，提醒其安排资金去向。',
        'Reminds customers whose product matures within 15 days to decide what happens next.',
      ],
      where: 'contract.renews_at in next 15 days',
      channels: ['sms', 'email'],
      subject: ['您的产品即将到期', 'Your product matures soon'],
      body: [
        '{{ shop.name }}：您有产品将在 15 天内到期。到期后的安排（转存、赎回或更换）可在手机银行提前选好：{{ shop.url }}',
        '{{ shop.name }}: one of your products matures within 15 days. Choose now what should happen next - renew, withdraw or switch: {{ shop.url }}',
      ],
      effect: 0.1,
    },
    {
      id: 'complaint-recovery',
      name: ['投诉客户的升级跟进', 'A senior follow-up after a complaint'],
      summary: [
        '近 60 天有投诉工单的风险客户，由主管级客服跟进。',
        'A senior agent follows up customers at risk who complained in the last 60 days.',
      ],
      where: 'did(ticket in last 60 days) and churn.tier in ("high", "medium")',
      channels: ['agent_task'],
      offer: service(0, '主管跟进', 'a senior contact'),
      subject: ['投诉升级跟进', 'Senior follow-up of a complaint'],
      body: [
        '通读全部工单再致电。\n先道歉，再说明已做和将做的事，给出书面答复的日期。\n涉及费用争议的，当场说明能否减免；不能的，说明原因和申诉渠道。',
        'Read all tickets before calling.\nApologise, say what has been and will be done, and name the date of the written answer.\nWhere fees are in dispute, say at once whether they can be waived; if not, say why and where to appeal.',
      ],
      effect: 0.15,
      atMost: 100,
      slaHours: 24,
    },
    {
      id: 'card-first-use',
      name: ['新户 30 天未使用', 'Thirty days and not used yet'],
      summary: [
        '开户满 30 天但没有任何交易的客户，用三步说明如何开始。',
        'Three steps to get started for customers who opened an account 30 to 120 days ago and have not used it.',
      ],
      where: 'customer.registered_at earlier than 30 days ago and customer.registered_at in last 120 days and not did(order)',
      channels: ['email', 'push'],
      subject: ['三步，开始使用您的账户', 'Three steps to get started'],
      body: letter(
        '您的账户已经可以使用：\n1. 在手机银行绑定常用的支付方式；\n2. 设置您习惯的限额和提醒；\n3. 完成一笔支付或转账。\n\n遇到困难，客服可以陪您完成：\n{{ shop.url }}',
        'Your account is ready:\n1. Link it to the way you usually pay.\n2. Set the limits and alerts you prefer.\n3. Make one payment or transfer.\n\nIf you get stuck, we will do it together:\n{{ shop.url }}',
      ),
      effect: 0.08,
    },
    {
      id: 'premium-relationship',
      name: ['高净值客户季度面谈', 'A quarterly meeting for premium customers'],
      summary: [
        '风险升高的高价值客户，由客户经理约一次面谈。',
        'The relationship manager invites high-value customers whose risk is rising to a meeting.',
      ],
      where: 'profile.value_class is "high_value" and churn.probability >= 50%',
      channels: ['agent_task'],
      offer: service(30, '季度面谈', 'a quarterly meeting'),
      subject: ['预约季度面谈', 'Arrange a quarterly meeting'],
      body: [
        '请准备好客户过去一季的账户情况和未解决的问题。\n面谈只谈三件事：现在的需要、我们没做好的、下一季怎么安排。\n不推销；客户问到产品时，按适当性要求介绍。',
        'Prepare the last quarter of the account and whatever is still open.\nTalk about three things only: what they need now, what we did not do well, and the plan for next quarter.\nDo not sell; if they ask about products, follow the suitability rules.',
      ],
      effect: 0.14,
      atMost: 60,
      slaHours: 72,
    },
    {
      id: 'app-return',
      name: ['手机银行 60 天未登录', 'Sixty days without the app'],
      summary: [
        '曾经登录、近 60 天没有登录的客户，说明手机银行能省下的事。',
        'Shows customers who used to log in but have not for 60 days what the app saves them.',
      ],
      where: 'did(event "Signed In" in last 365 days) and not did(event "Signed In" in last 60 days)',
      channels: ['sms', 'email'],
      subject: ['不用跑网点的几件事', 'Things you no longer need a branch for'],
      body: [
        '{{ shop.name }}：转账限额、账单分期、挂失补卡，现在都能在手机银行办理。忘记密码可在登录页重置：{{ shop.url }}',
        '{{ shop.name }}: transfer limits, instalments and lost cards are all handled in the app now. Forgot your password? Reset it at sign-in: {{ shop.url }}',
      ],
      effect: 0.05,
    },
    {
      id: 'fee-waiver',
      name: ['费用敏感客户：年费说明', 'Fees explained, and waived where we can'],
      summary: ['因价格可能流失的客户，说明减免年费的条件。', 'Tells customers who may leave over cost how the annual fee can be waived.'],
      where: 'churn.cause is "price-sensitive" and churn.tier in ("high", "medium")',
      channels: ['email'],
      offer: service(60, '年费减免', 'the annual fee waiver'),
      subject: ['您的年费可以这样减免', 'How to have your annual fee waived'],
      body: letter(
        '您的账户符合年费减免的办理条件。登录后在“费用”中申请，一分钟完成，当年有效：\n{{ shop.url }}',
        'You can apply to have this year’s fee waived. Sign in and open “Fees”; it takes a minute:\n{{ shop.url }}',
      ),
      yuan: 10,
      effect: 0.09,
    },
  ])
}
