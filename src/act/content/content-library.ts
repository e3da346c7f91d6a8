import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { EmailLeaf, MessageContent } from './message-content.ts'

/** A ready content to begin with. Each language is written for itself. */
export interface LibraryContent {
  readonly key: string
  readonly label: BilingualText
  /** When a shop sends it. */
  readonly use: BilingualText
  readonly content: MessageContent
}

const NAME = { 'customer.firstName': { zh: '您', en: 'there' } }
const CATEGORY = { favouriteCategory: { zh: '您常买的商品', en: 'what you like' } }

interface Words {
  readonly name: string
  readonly use: string
  readonly subject: string
  readonly preheader: string
  readonly heading: string
  readonly body: string
  readonly button: string
  readonly sms: string
}

interface Recipe {
  readonly key: string
  readonly purpose?: MessageContent['purpose']
  /** Stands between the text and the button. */
  readonly extra?: readonly EmailLeaf[]
  readonly fallbacks?: MessageContent['fallbacks']
  readonly zh: Words
  readonly en: Words
}

const COUPON: readonly EmailLeaf[] = [{ kind: 'coupon' }]
const PRODUCTS: readonly EmailLeaf[] = [{ kind: 'products', count: 3 }]

const RECIPES: readonly Recipe[] = [
  {
    key: 'welcome',
    extra: PRODUCTS,
    zh: {
      name: '欢迎新会员',
      use: '注册后一天内',
      subject: '{{ customer.firstName }}，欢迎来到{{ shop.name }}',
      preheader: '先认识一下，再看看大家在买什么',
      heading: '很高兴认识您',
      body: '感谢您加入{{ shop.name }}。\n\n有任何问题，直接回复这封邮件就能找到我们。下面是最近大家喜欢的几样，您可以先看看。',
      button: '去逛逛',
      sms: '欢迎加入{{ shop.name }}，看看大家在买什么：{{ shop.url }} 拒收请回复R',
    },
    en: {
      name: 'Welcome',
      use: 'Within a day of signing up',
      subject: 'Welcome to {{ shop.name }}, {{ customer.firstName }}',
      preheader: 'A short hello, and what others like',
      heading: 'Good to meet you',
      body: 'Thank you for joining {{ shop.name }}.\n\nIf anything is unclear, reply to this mail and one of us will answer. Here is what others enjoy at the moment.',
      button: 'Have a look around',
      sms: 'Welcome to {{ shop.name }}! See what others enjoy: {{ shop.url }} Reply STOP to opt out',
    },
  },
  {
    key: 'first-order',
    zh: {
      name: '首单感谢',
      use: '第一笔订单送达后三天',
      subject: '谢谢您的第一次光临',
      preheader: '用得还顺手吗？',
      heading: '用得还顺手吗？',
      body: '{{ customer.firstName }}，谢谢您选择{{ shop.name }}。\n\n如果商品有任何不满意，七天内联系我们，一定给您处理好。用得喜欢的话，也欢迎告诉我们。',
      button: '再来看看',
      sms: '谢谢您第一次光临{{ shop.name }}，有任何问题随时联系我们：{{ shop.url }} 拒收请回复R',
    },
    en: {
      name: 'Thank you for the first order',
      use: 'Three days after the first delivery',
      subject: 'Thank you for your first order',
      preheader: 'Is everything as it should be?',
      heading: 'Is everything as it should be?',
      body: 'Hello {{ customer.firstName }}, thank you for choosing {{ shop.name }}.\n\nIf anything is not right, tell us within seven days and we will put it right. If you like it, we would love to hear that too.',
      button: 'See more',
      sms: 'Thank you for your first order at {{ shop.name }}. Anything not right? Tell us: {{ shop.url }} Reply STOP to opt out',
    },
  },
  {
    key: 'birthday',
    extra: COUPON,
    zh: {
      name: '生日祝福',
      use: '生日当天，由带优惠的策略发送',
      subject: '{{ customer.firstName }}，生日快乐',
      preheader: '一份心意，请收下',
      heading: '生日快乐',
      body: '今天是您的日子，{{ shop.name }}全体祝您平安喜乐。\n\n这是给您的一份心意：{{ offer.label }}，{{ coupon.validUntil }}前有效。',
      button: '收下礼物',
      sms: '{{ shop.name }}祝您生日快乐！送您{{ offer.label }}，码{{ coupon.code }}，{{ coupon.validUntil }}前有效 拒收请回复R',
    },
    en: {
      name: 'Birthday',
      use: 'On the birthday, sent by a strategy with an offer',
      subject: 'Happy birthday, {{ customer.firstName }}',
      preheader: 'A small present from us',
      heading: 'Happy birthday',
      body: 'Everybody at {{ shop.name }} wishes you a lovely day.\n\nHere is a small present: {{ offer.label }}, valid until {{ coupon.validUntil }}.',
      button: 'Use my present',
      sms: 'Happy birthday from {{ shop.name }}! {{ offer.label }} with {{ coupon.code }} until {{ coupon.validUntil }}. Reply STOP to opt out',
    },
  },
  {
    key: 'win-back',
    extra: [...COUPON, ...PRODUCTS],
    zh: {
      name: '久未光临',
      use: '客户有流失风险时，由带优惠的策略发送',
      subject: '好久不见，{{ customer.firstName }}',
      preheader: '给您留了一份优惠',
      heading: '好久不见',
      body: '距您上次来已有 {{ daysSinceLastOrder }} 天。{{ favouriteCategory }}又有了新选择，我们给您留了{{ offer.label }}，{{ coupon.validUntil }}前有效。',
      button: '回来看看',
      sms: '好久不见！{{ shop.name }}给您留了{{ offer.label }}，码{{ coupon.code }}：{{ shop.url }} 拒收请回复R',
    },
    en: {
      name: 'Win-back',
      use: 'When a customer may leave, sent by a strategy with an offer',
      subject: 'It has been a while, {{ customer.firstName }}',
      preheader: 'Something kept for you',
      heading: 'It has been a while',
      body: 'Your last order was {{ daysSinceLastOrder }} days ago. There is news in {{ favouriteCategory }}, and we kept {{ offer.label }} for you until {{ coupon.validUntil }}.',
      button: 'Come and see',
      sms: 'We kept {{ offer.label }} for you at {{ shop.name }}: code {{ coupon.code }}, {{ shop.url }} Reply STOP to opt out',
    },
    fallbacks: { daysSinceLastOrder: { zh: '好些', en: 'many' }, ...CATEGORY },
  },
  {
    key: 'cart',
    extra: PRODUCTS,
    zh: {
      name: '购物车提醒',
      use: '加入购物车后几小时仍未下单',
      subject: '购物车里的东西还在等您',
      preheader: '需要帮忙吗？',
      heading: '还在犹豫吗？',
      body: '{{ customer.firstName }}，您选的商品我们还替您留着。对尺寸、材质或配送有疑问，回复这封邮件即可。',
      button: '回到购物车',
      sms: '您在{{ shop.name }}选的商品还留着：{{ shop.url }} 拒收请回复R',
    },
    en: {
      name: 'Cart reminder',
      use: 'A few hours after something was left in the cart',
      subject: 'Your cart is still here',
      preheader: 'Can we help?',
      heading: 'Still thinking it over?',
      body: '{{ customer.firstName }}, what you chose is still in your cart. If you wonder about size, material or delivery, just reply to this mail.',
      button: 'Back to my cart',
      sms: 'What you chose at {{ shop.name }} is still in your cart: {{ shop.url }} Reply STOP to opt out',
    },
    fallbacks: { 'customer.firstName': { zh: '您好', en: 'Hello' } },
  },
  {
    key: 'back-in-stock',
    zh: {
      name: '到货提醒',
      use: '客户等过的商品重新有货',
      subject: '{{ product1 }}到货了',
      preheader: '数量有限，先到先得',
      heading: '到货了',
      body: '{{ customer.firstName }}，您可能一直在等的 {{ product1 }} 重新有货。这一批数量不多，需要的话请早些下单。',
      button: '马上去看',
      sms: '{{ product1 }}到货了：{{ shop.url }} 拒收请回复R',
    },
    en: {
      name: 'Back in stock',
      use: 'When something that customers waited for is there again',
      subject: '{{ product1 }} is back',
      preheader: 'A small batch',
      heading: 'Back in stock',
      body: 'Hello {{ customer.firstName }}, {{ product1 }} is here again. It is a small batch, so do not wait too long.',
      button: 'See it now',
      sms: '{{ product1 }} is back at {{ shop.name }}: {{ shop.url }} Reply STOP to opt out',
    },
  },
  {
    key: 'membership-expiring',
    zh: {
      name: '会员即将到期',
      use: '会员到期前两周',
      subject: '您的会员快到期了',
      preheader: '续期后权益不中断',
      heading: '会员快到期了',
      body: '{{ customer.firstName }}，您的会员权益即将到期。现在续期，等级与积分都会保留。不想继续也没关系，到期后会自动停止，不会扣费。',
      button: '查看会员',
      sms: '您在{{ shop.name }}的会员即将到期，续期可保留等级与积分：{{ shop.url }} 拒收请回复R',
    },
    en: {
      name: 'Membership expiring',
      use: 'Two weeks before a membership ends',
      subject: 'Your membership ends soon',
      preheader: 'Renew and keep your level',
      heading: 'Your membership ends soon',
      body: 'Hello {{ customer.firstName }}, your membership is about to end. If you renew now you keep your level and your points. If not, it simply ends and nothing is charged.',
      button: 'See my membership',
      sms: 'Your membership at {{ shop.name }} ends soon. Renew and keep your level: {{ shop.url }} Reply STOP to opt out',
    },
  },
  {
    key: 'points-expiring',
    extra: PRODUCTS,
    zh: {
      name: '积分即将过期',
      use: '积分过期前一个月',
      subject: '您有积分即将过期',
      preheader: '用掉它们，别浪费',
      heading: '别让积分过期',
      body: '{{ customer.firstName }}，您账户里有一部分积分即将过期。下面这些可以用积分抵扣。',
      button: '用掉积分',
      sms: '您在{{ shop.name }}有积分即将过期，可抵扣下单：{{ shop.url }} 拒收请回复R',
    },
    en: {
      name: 'Points expiring',
      use: 'A month before points expire',
      subject: 'Some of your points expire soon',
      preheader: 'Use them while they count',
      heading: 'Do not lose your points',
      body: 'Hello {{ customer.firstName }}, some of your points are about to expire. You can use them for any of these.',
      button: 'Use my points',
      sms: 'Some of your points at {{ shop.name }} expire soon. Use them: {{ shop.url }} Reply STOP to opt out',
    },
  },
  {
    key: 'service-recovery',
    purpose: 'transactional',
    zh: {
      name: '服务补救',
      use: '投诉或退货处理完后',
      subject: '关于您这次的不愉快',
      preheader: '我们想说声抱歉',
      heading: '对不起',
      body: '{{ customer.firstName }}，这次的体验没有做好，是我们的责任。问题已经处理，如果还有没解决的地方，请直接回复这封邮件，会有专人跟进到底。',
      button: '联系我们',
      sms: '{{ shop.name }}：这次没有做好，非常抱歉。如还有未解决的问题，请回复或联系我们：{{ shop.url }}',
    },
    en: {
      name: 'Service recovery',
      use: 'After a complaint or a return was settled',
      subject: 'About what went wrong',
      preheader: 'We are sorry',
      heading: 'We are sorry',
      body: 'Hello {{ customer.firstName }}, this time we did not do well, and that is on us. It has been settled. If anything is still open, reply to this mail and one person will see it through.',
      button: 'Contact us',
      sms: '{{ shop.name }}: we are sorry for what went wrong. If anything is still open, tell us: {{ shop.url }}',
    },
  },
  {
    key: 'survey',
    zh: {
      name: '满意度调查',
      use: '收货后一周',
      subject: '想听听您的意见',
      preheader: '一分钟就好',
      heading: '一分钟，帮我们做得更好',
      body: '{{ customer.firstName }}，最近这次购物您满意吗？只有几道选择题，一分钟就能填完，每一条我们都会看。',
      button: '开始填写',
      sms: '{{ shop.name }}想听听您的意见，一分钟填完：{{ shop.url }} 拒收请回复R',
    },
    en: {
      name: 'Survey',
      use: 'A week after delivery',
      subject: 'How did we do?',
      preheader: 'It takes a minute',
      heading: 'One minute of your time',
      body: 'Hello {{ customer.firstName }}, were you happy with your last order? It is a handful of questions and takes a minute. We read every answer.',
      button: 'Start',
      sms: 'How did {{ shop.name }} do? It takes a minute: {{ shop.url }} Reply STOP to opt out',
    },
  },
  {
    key: 'new-arrivals',
    extra: PRODUCTS,
    zh: {
      name: '新品上市',
      use: '上新时，发给喜欢这个品类的客户',
      subject: '{{ favouriteCategory }}上新了',
      preheader: '按您的喜好挑了几样',
      heading: '新品到店',
      body: '{{ customer.firstName }}，这一季的新品到了。按您的喜好，我们先挑了几样。',
      button: '看全部新品',
      sms: '{{ shop.name }}上新了，按您的喜好挑了几样：{{ shop.url }} 拒收请回复R',
    },
    en: {
      name: 'New arrivals',
      use: 'When new products come, for those who like the category',
      subject: 'New in {{ favouriteCategory }}',
      preheader: 'A few things picked for you',
      heading: 'New arrivals',
      body: 'Hello {{ customer.firstName }}, the new season is here. Going by what you like, we picked a few things first.',
      button: 'See everything new',
      sms: 'New at {{ shop.name }}, picked for you: {{ shop.url }} Reply STOP to opt out',
    },
    fallbacks: CATEGORY,
  },
  {
    key: 'order-shipped',
    purpose: 'transactional',
    zh: {
      name: '发货通知',
      use: '订单发货时（事务类）',
      subject: '您的订单已发货',
      preheader: '正在路上',
      heading: '已发货',
      body: '{{ customer.firstName }}，您的订单已交给快递，通常两到四天送达。可以在订单页查看物流。',
      button: '查看订单',
      sms: '{{ shop.name }}：您的订单已发货，查看物流：{{ shop.url }}',
    },
    en: {
      name: 'Order shipped',
      use: 'When an order leaves (transactional)',
      subject: 'Your order is on its way',
      preheader: 'It has left our store',
      heading: 'On its way',
      body: 'Hello {{ customer.firstName }}, your order was handed to the carrier and usually arrives within two to four days. You can follow it on the page of your order.',
      button: 'Follow my order',
      sms: '{{ shop.name }}: your order is on its way. Follow it: {{ shop.url }}',
    },
  },
]

export const CONTENT_LIBRARY: readonly LibraryContent[] = RECIPES.map(
  ({ key, purpose = 'marketing', extra = [], fallbacks = {}, zh, en }) => {
    const blocks = ({ heading, body, button }: Words): readonly EmailLeaf[] => [
      { kind: 'heading', text: heading, level: 1 },
      { kind: 'text', text: body },
      ...extra,
      { kind: 'button', text: button, href: '{{ shop.url }}' },
    ]
    return {
      key,
      label: { zh: zh.name, en: en.name },
      use: { zh: zh.use, en: en.use },
      content: {
        name: zh.name,
        purpose,
        email: {
          subject: { zh: zh.subject, en: en.subject },
          preheader: { zh: zh.preheader, en: en.preheader },
          body: { kind: 'blocks', blocks: { zh: blocks(zh), en: blocks(en) } },
        },
        sms: { text: { zh: zh.sms, en: en.sms }, templates: {} },
        fallbacks: { ...NAME, ...fallbacks },
        utm: null,
      },
    }
  },
)
