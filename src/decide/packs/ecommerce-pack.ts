import type { Cost, LibraryStrategy } from '../strategy-standard.ts'
import { coupon, gift, letter, packOf, service } from './pack.ts'

/** Online shops: what people look at and leave in the cart says more than how often they order. */
export function ecommercePack(cost: Cost): LibraryStrategy[] {
  return packOf('ecommerce', 45, cost, [
    {
      id: 'cart-help',
      name: ['加购未下单：先问一句', 'Left in the cart: a helping hand first'],
      summary: [
        '近 7 天加入购物车却没有下单的风险客户，先提供帮助，不给折扣。',
        'Offers help, not money off, to customers at risk who put something in the cart in the last 7 days and did not order.',
      ],
      where: 'did(event "Product Added" in last 7 days) and not did(order in last 7 days) and churn.tier in ("high", "medium", "watch")',
      channels: ['email', 'push'],
      subject: ['购物车里的商品还为您留着', 'Your cart is still here'],
      body: letter(
        '您挑选的商品还在购物车里。\n\n尺寸拿不准、想了解运费或退换规则？直接回复这封邮件，我们来帮您。准备好了就从这里继续：\n{{ shop.url }}',
        'What you picked is still in your cart.\n\nNot sure about the size, the delivery cost or returns? Just reply to this email. When you are ready, carry on here:\n{{ shop.url }}',
      ),
      effect: 0.06,
      windowDays: 30,
    },
    {
      id: 'looked-not-bought',
      name: ['看得多、没下单', 'Looking a lot, buying nothing'],
      summary: [
        '近 30 天浏览商品 5 次以上但没有下单的客户，推荐其偏好品类。',
        'Shows the favourite category to customers who viewed five products or more in 30 days and bought none.',
      ],
      where: 'count(event "Product Viewed" in last 30 days) >= 5 and not did(order in last 30 days) and churn.tier in ("high", "medium")',
      channels: ['email', 'push'],
      subject: [
        '{% if favouriteCategory != "" %}{{ favouriteCategory }}里，大家最满意的几款{% else %}大家最满意的几款{% endif %}',
        '{% if favouriteCategory != "" %}The best-loved in {{ favouriteCategory }}{% else %}What others love most{% endif %}',
      ],
      body: letter(
        '选择太多，确实不好挑。我们把{% if favouriteCategory != "" %}{{ favouriteCategory }}里{% endif %}评价最好的几款整理在了一起，附上真实的使用感受：\n{{ shop.url }}',
        'So much choice can make it harder. We gathered the best-rated {% if favouriteCategory != "" %}in {{ favouriteCategory }} {% endif %}in one place, with what people say after using them:\n{{ shop.url }}',
      ),
      effect: 0.05,
    },
    {
      id: 'second-order',
      name: ['首单 30 天后的第二单', 'The second order, 30 days on'],
      summary: [
        '首单过去 30–90 天还没有第二单的客户，发送满意即可再来的九折券。',
        'A 10% coupon for customers whose first and only order was 30 to 90 days ago.',
      ],
      where: 'profile.lifetime_orders = 1 and profile.recency_days between 30 and 90',
      channels: ['email', 'sms'],
      offer: coupon(10, 14, '九折券', '10% off'),
      subject: ['上次的商品，用得还好吗？', 'How did it go?'],
      body: letter(
        '上次的商品用得还满意吗？有任何问题，直接回复这封邮件。\n\n如果喜欢，下一单送您{{ offer.label }}，券码 {{ coupon.code }}，{{ coupon.validUntil }} 前有效：\n{{ shop.url }}',
        'How are you getting on with your first order? If anything is not right, just reply to this email.\n\nIf you like it, here is {{ offer.label }} your next one. Use {{ coupon.code }} by {{ coupon.validUntil }}:\n{{ shop.url }}',
      ),
      effect: 0.08,
    },
    {
      id: 'delivery-recovery',
      name: ['配送投诉后的补救', 'Putting a delivery right'],
      summary: [
        '近 30 天有工单、流失风险较高的客户，由客服跟进到解决。',
        'An agent follows up to the end where a customer at risk opened a ticket in the last 30 days.',
      ],
      where: 'did(ticket in last 30 days) and churn.tier in ("high", "medium")',
      channels: ['agent_task'],
      offer: service(0, '专人跟进', 'one person until it is solved'),
      subject: ['跟进售后问题', 'Follow up a complaint'],
      body: [
        '打开工单，先确认问题是否真的解决。\n没有解决的：道歉，说明今天能做什么、什么时候完成，并由您跟进到底。\n已经解决的：感谢客户的耐心，问一句还有没有别的不便。请不要用优惠代替解决问题。',
        'Open the ticket and check that the problem is really solved.\nIf not: apologise, say what you can do today and by when, and stay with it.\nIf it is: thank them for their patience and ask whether anything else is wrong. Do not offer a discount in place of a solution.',
      ],
      effect: 0.16,
      atMost: 200,
      slaHours: 24,
    },
    {
      id: 'vip-early-access',
      name: ['高价值客户优先购', 'Early access for your best customers'],
      summary: [
        '消费最高的客户风险升高时，邀请其提前选购新品。',
        'Invites high-value customers whose risk is rising to see new arrivals first.',
      ],
      where: 'profile.value_class in ("high_value", "at_risk") and churn.tier in ("high", "medium")',
      channels: ['wechat', 'email', 'sms'],
      offer: service(7, '新品优先购', 'early access'),
      subject: ['新品上架前，先请您来选', 'Before anyone else sees it'],
      body: letter(
        '下一批新品还没有公开，先请您来选。未来 7 天，您看中的款式都会为您留货：\n{{ shop.url }}',
        'Our next arrivals are not public yet, and you get to choose first. For the next seven days, what you pick is set aside for you:\n{{ shop.url }}',
      ),
      effect: 0.1,
    },
    {
      id: 'category-return',
      name: ['久未光顾的品类偏好客户', 'Back to a favourite category'],
      summary: [
        '60–180 天没有下单、有明确品类偏好的客户，介绍该品类的变化。',
        'Tells customers with a favourite category who last ordered 60 to 180 days ago what has changed in it.',
      ],
      where: 'profile.recency_days between 60 and 180 and profile.favourite_category is set and churn.tier in ("high", "medium")',
      channels: ['email'],
      subject: ['{{ favouriteCategory }}这阵子有不少变化', 'A lot has changed in {{ favouriteCategory }}'],
      body: letter(
        '{% if daysSinceLastOrder %}距您上次选购已有 {{ daysSinceLastOrder }} 天。{% endif %}{{ favouriteCategory }}上新了一批，也有几款老品做了改进。花两分钟看看有没有合适的：\n{{ shop.url }}',
        '{% if daysSinceLastOrder %}It has been {{ daysSinceLastOrder }} days since your last order. {% endif %}{{ favouriteCategory }} has new arrivals, and some old favourites have been improved. Two minutes will show you whether there is something for you:\n{{ shop.url }}',
      ),
      effect: 0.05,
    },
    {
      id: 'free-delivery',
      name: ['结算放弃：免运费一次', 'Stopped at checkout: free delivery once'],
      summary: [
        '近 14 天进入结算却没有下单的高风险客户，送一次免运费。',
        'Free delivery once for customers at high risk who started a checkout in the last 14 days and did not finish.',
      ],
      where: 'did(event "Checkout Started" in last 14 days) and not did(order in last 14 days) and churn.tier is "high"',
      channels: ['email', 'sms'],
      offer: gift(7, '免运费一次', 'free delivery, once'),
      subject: ['这一单，运费我们来付', 'Delivery is on us'],
      body: letter(
        '结算那一步没有走完？这一单的运费由我们承担：填写 {{ coupon.code }}，{{ coupon.validUntil }} 前有效。\n{{ shop.url }}',
        'Did you stop at the last step? We will pay for delivery this time: enter {{ coupon.code }} by {{ coupon.validUntil }}.\n{{ shop.url }}',
      ),
      yuan: 8,
      effect: 0.12,
      windowDays: 30,
    },
    {
      id: 'price-watchers',
      name: ['等优惠的客户', 'Those who wait for a sale'],
      summary: [
        '多在优惠时购买、风险升高的客户，送限时八八折，不影响平时不打折也会买的客户。',
        'A short 12% coupon for customers at risk who mostly buy at a discount; those who pay full price are left alone.',
      ],
      where: 'churn.cause is "price-sensitive" and churn.tier in ("high", "medium")',
      channels: ['sms', 'email'],
      offer: coupon(12, 5, '限时八八折', '12% off'),
      subject: ['{{ offer.label }}，五天内有效', '{{ offer.label }} for five days'],
      body: [
        '{{ shop.name }}：送您{{ offer.label }}，券码 {{ coupon.code }}，{{ coupon.validUntil }} 前下单可用：{{ shop.url }}',
        '{{ shop.name }}: here is {{ offer.label }}. Code {{ coupon.code }}, until {{ coupon.validUntil }}: {{ shop.url }}',
      ],
      effect: 0.1,
      windowDays: 30,
    },
  ])
}
