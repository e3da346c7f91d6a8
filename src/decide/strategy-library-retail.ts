import { audienceOf } from './audience.ts'
import { COST_OF_CALL, COST_OF_EMAIL, COST_OF_WEBHOOK, NO_OFFER, STANDARD } from './strategy-standard.ts'
import type { Cost, LibraryStrategy } from './strategy-standard.ts'

/** Retail and e-commerce: one strategy for each churn cause, two for the most valuable customers, one that posts to the shop's own system. */
export function retailStrategies(cost: Cost): LibraryStrategy[] {
  return [
    {
      id: 'high-value-call',
      active: true,
      definition: {
        ...STANDARD,
        name: { zh: '高价值客户专属回访', en: 'Personal call to high-value customers' },
        summary: {
          zh: '高风险的高价值客户，由客服在 24 小时内致电了解情况。',
          en: 'A person calls high-value customers at high risk within 24 hours.',
        },
        pack: 'retail',
        audience: audienceOf({ riskTiers: ['high'], valueClasses: ['high_value', 'at_risk'] }),
        channel: 'agent_task',
        offer: { kind: 'service', discount: 0, validDays: 0, label: { zh: '一对一回访', en: 'Personal call' } },
        content: {
          subject: {
            zh: '回访{{ customer.firstName | default: "这位老客户" }}',
            en: 'Call {{ customer.firstName | default: "this long-standing customer" }}',
          },
          body: {
            zh: '先感谢客户一直以来的支持，再了解近期没有下单的原因。\n{% if daysSinceLastOrder %}客户已有 {{ daysSinceLastOrder }} 天没有下单。{% endif %}\n{% if favouriteCategory != "" %}常买品类：{{ favouriteCategory }}。{% endif %}\n如客户提到问题，请当场记录并跟进到解决；不要主动提供折扣。',
            en: 'Thank the customer for staying with us, then ask what has kept them away.\n{% if daysSinceLastOrder %}They last ordered {{ daysSinceLastOrder }} days ago.{% endif %}\n{% if favouriteCategory != "" %}They usually buy {{ favouriteCategory }}.{% endif %}\nIf they raise a problem, write it down and see it through. Do not offer a discount of your own accord.',
          },
        },
        contactCost: cost(COST_OF_CALL),
        expectedEffect: 0.2,
        // About as many as a small team can call in a day; the others get the message that fits their cause.
        budget: cost(COST_OF_CALL * 100),
        slaHours: 24,
      },
    },
    {
      id: 'service-recovery',
      active: true,
      definition: {
        ...STANDARD,
        name: { zh: '服务问题致歉与跟进', en: 'Apology and follow-up after a service problem' },
        summary: {
          zh: '因服务问题可能流失的客户，由客服致歉并解决问题，不发优惠。',
          en: 'An agent apologises and solves the problem. No discount.',
        },
        pack: 'retail',
        audience: audienceOf({ riskTiers: ['high', 'medium'], causes: ['service-problem'] }),
        channel: 'agent_task',
        offer: { kind: 'service', discount: 0, validDays: 0, label: { zh: '问题跟进', en: 'Follow-up' } },
        content: {
          subject: { zh: '致歉并跟进服务问题', en: 'Apologise and follow up a service problem' },
          body: {
            zh: '打开客户的服务记录，先就上次的不愉快致歉，再确认问题是否已经解决。\n没有解决的，当天给出处理方案和时间。请不要用优惠券代替解决问题。',
            en: 'Open the service record. Apologise for what went wrong, then check whether it has been solved.\nIf not, say today what will be done and by when. A coupon is no substitute for a solution.',
          },
        },
        contactCost: cost(COST_OF_CALL),
        expectedEffect: 0.18,
        slaHours: 24,
      },
    },
    {
      id: 'lapsed-coupon',
      active: true,
      definition: {
        ...STANDARD,
        name: { zh: '久未下单：为您留了一份心意', en: 'Lapsed: we kept something for you' },
        summary: {
          zh: '超过自己平时购买间隔的客户，发送九折券邮件。',
          en: 'A 10% coupon by e-mail to customers past their own usual rhythm.',
        },
        pack: 'retail',
        audience: audienceOf({ riskTiers: ['high', 'medium'], causes: ['lapsed-cadence'] }),
        channel: 'email',
        offer: { kind: 'coupon', discount: 0.1, validDays: 14, label: { zh: '全场九折券', en: '10% off everything' } },
        content: {
          subject: {
            zh: '{{ customer.firstName | default: "您好" }}，我们为您留了一份心意',
            en: '{{ customer.firstName | default: "Hello" }}, we kept something for you',
          },
          body: {
            zh: '{{ customer.firstName | default: "您好" }}：\n\n{% if daysSinceLastOrder %}距离您上次光顾已经 {{ daysSinceLastOrder }} 天了，{% endif %}我们一直惦记着您。\n\n为您留了一张{{ offer.label }}，券码 {{ coupon.code }}，{{ coupon.validUntil }} 前有效：\n{{ shop.url }}\n\n{{ shop.name }}',
            en: 'Hello {{ customer.firstName | default: "there" }},\n\n{% if daysSinceLastOrder %}It has been {{ daysSinceLastOrder }} days since your last order, and we have missed you.{% else %}We have missed you.{% endif %}\n\nHere is {{ offer.label }}. Your code is {{ coupon.code }}, valid until {{ coupon.validUntil }}:\n{{ shop.url }}\n\n{{ shop.name }}',
          },
        },
        contactCost: cost(COST_OF_EMAIL),
        expectedEffect: 0.08,
      },
    },
    {
      id: 'spend-drop-picks',
      active: true,
      definition: {
        ...STANDARD,
        name: { zh: '消费下降：常买品类推荐', en: 'Spending less: picks from their category' },
        summary: {
          zh: '消费金额下降的客户，邮件推荐其常买品类。',
          en: 'Recommends the favourite category to customers who spend less than before.',
        },
        pack: 'retail',
        audience: audienceOf({ riskTiers: ['high', 'medium'], causes: ['spend-drop'] }),
        channel: 'email',
        offer: NO_OFFER,
        content: {
          subject: {
            zh: '{% if favouriteCategory != "" %}{{ favouriteCategory }}上新了几样，适合您{% else %}为您挑了几样新品{% endif %}',
            en: '{% if favouriteCategory != "" %}New in {{ favouriteCategory }}, picked for you{% else %}A few things picked for you{% endif %}',
          },
          body: {
            zh: '{{ customer.firstName | default: "您好" }}：\n\n{% if favouriteCategory != "" %}知道您喜欢{{ favouriteCategory }}，{% endif %}我们从本月的新品里为您挑了几样，欢迎来看看：\n{{ shop.url }}\n\n{{ shop.name }}',
            en: 'Hello {{ customer.firstName | default: "there" }},\n\n{% if favouriteCategory != "" %}We know you like {{ favouriteCategory }}, so we{% else %}We{% endif %} picked a few of this month\'s arrivals for you:\n{{ shop.url }}\n\n{{ shop.name }}',
          },
        },
        contactCost: cost(COST_OF_EMAIL),
        expectedEffect: 0.05,
      },
    },
    {
      id: 'visit-drop-arrivals',
      active: true,
      definition: {
        ...STANDARD,
        name: { zh: '访问减少：新品速递', en: 'Visiting less: new arrivals' },
        summary: { zh: '近期访问减少的客户，邮件介绍新品。', en: 'Shows new arrivals to customers who look in less often.' },
        pack: 'retail',
        audience: audienceOf({ riskTiers: ['high', 'medium'], causes: ['visit-drop'] }),
        channel: 'email',
        offer: NO_OFFER,
        content: {
          subject: { zh: '您不在的这段时间，店里上了这些新品', en: 'What arrived while you were away' },
          body: {
            zh: '{{ customer.firstName | default: "您好" }}：\n\n有一阵子没见到您了。这段时间店里添了不少新东西，有空来逛逛：\n{{ shop.url }}\n\n{{ shop.name }}',
            en: 'Hello {{ customer.firstName | default: "there" }},\n\nWe have not seen you for a while. Quite a few new things have come in since. Have a look:\n{{ shop.url }}\n\n{{ shop.name }}',
          },
        },
        contactCost: cost(COST_OF_EMAIL),
        expectedEffect: 0.05,
      },
    },
    {
      id: 'second-order-coupon',
      active: true,
      definition: {
        ...STANDARD,
        name: { zh: '首单之后：第二单礼券', en: 'After the first order: a coupon for the second' },
        summary: { zh: '只买过一次的客户，发送第二单九折券邮件。', en: 'A 10% coupon by e-mail to customers who have bought only once.' },
        pack: 'retail',
        audience: audienceOf({ riskTiers: ['high', 'medium'], causes: ['one-time-buyer'] }),
        channel: 'email',
        offer: { kind: 'coupon', discount: 0.1, validDays: 21, label: { zh: '第二单九折券', en: '10% off your second order' } },
        content: {
          subject: { zh: '第二次见面，我们准备了礼券', en: 'A little something for your second order' },
          body: {
            zh: '{{ customer.firstName | default: "您好" }}：\n\n谢谢您第一次选择{{ shop.name }}。希望您用得满意。\n\n送您一张{{ offer.label }}，券码 {{ coupon.code }}，{{ coupon.validUntil }} 前有效：\n{{ shop.url }}\n\n{{ shop.name }}',
            en: 'Hello {{ customer.firstName | default: "there" }},\n\nThank you for choosing {{ shop.name }}. We hope you are enjoying what you bought.\n\nHere is {{ offer.label }}. Your code is {{ coupon.code }}, valid until {{ coupon.validUntil }}:\n{{ shop.url }}\n\n{{ shop.name }}',
          },
        },
        contactCost: cost(COST_OF_EMAIL),
        expectedEffect: 0.07,
      },
    },
    {
      id: 'price-sensitive-coupon',
      active: true,
      definition: {
        ...STANDARD,
        name: { zh: '价格敏感：八五折券', en: 'Price-sensitive: 15% coupon' },
        summary: {
          zh: '多在有优惠时购买的客户，发送八五折券邮件。',
          en: 'A 15% coupon by e-mail to customers who mostly buy at a discount.',
        },
        pack: 'retail',
        audience: audienceOf({ riskTiers: ['high', 'medium'], causes: ['price-sensitive'] }),
        channel: 'email',
        offer: { kind: 'coupon', discount: 0.15, validDays: 10, label: { zh: '全场八五折券', en: '15% off everything' } },
        content: {
          subject: { zh: '{{ offer.label }}已放入您的账户', en: '{{ offer.label }}, just for you' },
          body: {
            zh: '{{ customer.firstName | default: "您好" }}：\n\n送您一张{{ offer.label }}，券码 {{ coupon.code }}，{{ coupon.validUntil }} 前下单可用：\n{{ shop.url }}\n\n{{ shop.name }}',
            en: 'Hello {{ customer.firstName | default: "there" }},\n\nHere is {{ offer.label }}. Use the code {{ coupon.code }} by {{ coupon.validUntil }}:\n{{ shop.url }}\n\n{{ shop.name }}',
          },
        },
        contactCost: cost(COST_OF_EMAIL),
        expectedEffect: 0.12,
      },
    },
    {
      id: 'vip-gift',
      active: true,
      definition: {
        ...STANDARD,
        name: { zh: '贵宾随单赠礼', en: 'VIP gift with the next order' },
        summary: {
          zh: '中等风险的高价值客户，邮件告知下一单附赠礼品。',
          en: 'Tells high-value customers at medium risk about a gift with their next order.',
        },
        pack: 'retail',
        audience: audienceOf({ riskTiers: ['medium'], valueClasses: ['high_value', 'at_risk'] }),
        channel: 'email',
        offer: { kind: 'gift', discount: 0, validDays: 30, label: { zh: '随单赠礼', en: 'A gift with your next order' } },
        content: {
          subject: {
            zh: '{{ customer.firstName | default: "您好" }}，一份给老朋友的礼物',
            en: '{{ customer.firstName | default: "Hello" }}, a gift for a good friend',
          },
          body: {
            zh: '{{ customer.firstName | default: "您好" }}：\n\n感谢您一路以来的支持。您的下一单将附赠一份礼品，下单时填写 {{ coupon.code }} 即可，{{ coupon.validUntil }} 前有效：\n{{ shop.url }}\n\n{{ shop.name }}',
            en: 'Hello {{ customer.firstName | default: "there" }},\n\nThank you for your loyalty. Your next order comes with a gift: enter {{ coupon.code }} when you order, until {{ coupon.validUntil }}:\n{{ shop.url }}\n\n{{ shop.name }}',
          },
        },
        contactCost: cost(6),
        expectedEffect: 0.12,
      },
    },
    {
      id: 'win-back-note',
      active: true,
      definition: {
        ...STANDARD,
        name: { zh: '一封问候信', en: 'A friendly note' },
        summary: {
          zh: '没有明显原因的高风险客户，发送一封不带优惠的问候邮件。',
          en: 'A note without an offer to customers at high risk for no single reason.',
        },
        pack: 'retail',
        audience: audienceOf({ riskTiers: ['high'], causes: ['other'] }),
        channel: 'email',
        offer: NO_OFFER,
        content: {
          subject: { zh: '{{ shop.name }}想念您', en: '{{ shop.name }} misses you' },
          body: {
            zh: '{{ customer.firstName | default: "您好" }}：\n\n好久不见，一切都好吗？如果我们有做得不好的地方，直接回复这封邮件告诉我们。\n\n随时欢迎回来看看：\n{{ shop.url }}\n\n{{ shop.name }}',
            en: 'Hello {{ customer.firstName | default: "there" }},\n\nIt has been a while. Is everything all right? If we could have done something better, just reply to this e-mail.\n\nYou are always welcome back:\n{{ shop.url }}\n\n{{ shop.name }}',
          },
        },
        contactCost: cost(COST_OF_EMAIL),
        expectedEffect: 0.04,
      },
    },
    {
      id: 'crm-webhook',
      active: false,
      definition: {
        ...STANDARD,
        name: { zh: '推送到自有 CRM', en: 'Hand over to your own CRM' },
        summary: {
          zh: '把高风险客户的编号和原因推送到自有系统，由其跟进。',
          en: 'Sends the id and cause of customers at high risk to your own system.',
        },
        pack: 'retail',
        audience: audienceOf({ riskTiers: ['high'] }),
        channel: 'webhook',
        offer: NO_OFFER,
        content: {
          subject: { zh: '高风险客户', en: 'Customer at high risk' },
          body: { zh: '请在自有系统中跟进该客户。', en: 'Please follow up this customer in your own system.' },
        },
        contactCost: cost(COST_OF_WEBHOOK),
        expectedEffect: 0.05,
      },
    },
  ]
}
