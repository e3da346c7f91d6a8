import type { Cost, LibraryStrategy } from '../strategy-standard.ts'
import { gift, letter, packOf, service } from './pack.ts'

/** Beside the strategies of strategy-library-retail.ts, which a new shop begins with. */
export function retailPack(cost: Cost): LibraryStrategy[] {
  return packOf('retail', 60, cost, [
    {
      id: 'annual-membership',
      name: ['老客户年度会员', 'A year of membership for long-standing customers'],
      summary: [
        '累计下单不少于 6 次、流失概率在 80% 以上的客户，赠送一年会员。',
        'A free year of membership for customers with six orders or more who are at 80% risk or above.',
      ],
      where: 'profile.lifetime_orders >= 6 and churn.probability >= 80%',
      channels: ['email', 'sms'],
      offer: gift(365, '一年会员', 'a year of membership'),
      subject: ['一年会员，送给一路同行的您', 'A year of membership, on us'],
      body: letter(
        '您是我们相伴很久的老客户。为了表示感谢，我们为您开通了{{ offer.label }}，免费使用一年，不会自动续费。\n\n结账时填写 {{ coupon.code }} 即可生效，{{ coupon.validUntil }} 前有效：\n{{ shop.url }}',
        'You have been with us for a long time. To say thank you, we are giving you {{ offer.label }}: free for twelve months, with no automatic renewal.\n\nEnter {{ coupon.code }} at checkout by {{ coupon.validUntil }}:\n{{ shop.url }}',
      ),
      yuan: 12,
      effect: 0.15,
      atMost: 500,
    },
    {
      id: 'usual-rhythm',
      name: ['到了常买的时候', 'Time for the usual'],
      summary: [
        '平均 60 天内来一次、已超过 45 天没来的中等风险熟客，提醒其常买品类。',
        'Reminds regulars at medium risk, who come every 60 days or more often and have not for 45, of their usual category.',
      ],
      where: 'profile.mean_gap_days <= 60 and profile.recency_days > 45 and churn.tier is "medium" and profile.frequency >= 3',
      channels: ['sms', 'email'],
      subject: ['常买的该补货了吗？', 'Running low?'],
      body: [
        '{{ shop.name }}：您常买的{% if favouriteCategory != "" %}{{ favouriteCategory }}{% else %}商品{% endif %}都为您备着，需要时随时来选：{{ shop.url }}',
        '{{ shop.name }}: your usual {% if favouriteCategory != "" %}{{ favouriteCategory }}{% else %}favourites{% endif %} are in stock whenever you need them: {{ shop.url }}',
      ],
      effect: 0.05,
    },
    {
      id: 'return-follow-up',
      name: ['退货后回访', 'A call after a return'],
      summary: [
        '近 30 天退过货、流失风险升高的客户，由客服了解原因并帮忙换到合适的商品。',
        'An agent asks what was wrong and helps find the right product after a return in the last 30 days.',
      ],
      where: 'did(return in last 30 days) and churn.tier in ("high", "medium")',
      channels: ['agent_task'],
      offer: service(0, '选品协助', 'help with choosing'),
      subject: ['退货回访', 'Follow up a return'],
      body: [
        '先看退货原因，再致电。\n请教哪里不合适：尺寸、质量还是与描述不符？\n能换到合适的就当场帮忙换；是我们的问题就道歉，并把原因反馈给商品团队。',
        'Read the reason for the return first, then call.\nAsk what was wrong: size, quality, or not as described?\nIf something else fits, arrange the exchange on the call. If it was our fault, apologise and tell the product team.',
      ],
      effect: 0.12,
      atMost: 200,
      slaHours: 48,
    },
  ])
}
