import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import { EVERYBODY } from '#segment/conditions/condition.ts'
import type { Condition } from '#segment/conditions/condition.ts'
import type { EventPattern, JourneyDefinition, JourneyEntry, JourneyStep, NextStep } from './journey.ts'

/** A ready journey to begin with. It becomes a draft; what it lacks stands in `needs` and in the problems of the draft. */
export interface JourneyStarter {
  readonly key: string
  readonly label: BilingualText
  /** What it is good for. */
  readonly use: BilingualText
  /** What has to come in for it to start, such as an event with a property. */
  readonly needs: readonly BilingualText[]
  /** What its messages say: step by key of the content library. */
  readonly contents: Readonly<Record<string, string>>
  readonly definition: (language: TextLanguage) => JourneyDefinition
}

type Worded = readonly [zh: string, en: string]
const text = ([zh, en]: Worded): BilingualText => ({ zh, en })

const event = (name: string): EventPattern => ({ name, where: [] })
const ORDER = event('Order Completed')
/** An order by any way that orders come in. */
const ordered = (n: number): Condition => ({ did: 'order', window: { last: { n, unit: 'day' } }, op: 'gte', value: 1 })

interface StepSketch {
  readonly id: string
  readonly name: Worded
}

type Made = (language: TextLanguage) => JourneyStep
const named = ({ id, name }: StepSketch, language: TextLanguage) => ({ id, name: text(name)[language] })

const send =
  (id: string, name: Worded, next: NextStep): Made =>
  (language) => ({
    ...named({ id, name }, language),
    kind: 'send',
    content: { id: '', version: 1 },
    channels: ['email', 'sms'],
    expiresHours: 24,
    unitCosts: {},
    time: 'now',
    next,
  })
const wait =
  (id: string, n: number, unit: 'minute' | 'hour' | 'day', next: NextStep): Made =>
  () => ({ id, name: '', kind: 'wait', wait: { kind: 'for', duration: { n, unit } }, next })
const task =
  (id: string, title: Worded, script: Worded, slaHours: number, next: NextStep): Made =>
  () => ({ id, name: '', kind: 'task', title: text(title), script: text(script), slaHours, next })
/** Those who meet it are done; the others go on. */
const unless =
  (id: string, name: Worded, condition: Condition, next: NextStep): Made =>
  (language) => ({
    ...named({ id, name }, language),
    kind: 'branch',
    cases: [{ id: 'yes', name: text(name)[language], condition, next: null }],
    next,
  })

interface Sketch {
  readonly key: string
  readonly label: Worded
  readonly use: Worded
  readonly needs?: readonly Worded[]
  readonly contents?: Readonly<Record<string, string>>
  readonly entry: JourneyEntry
  readonly audience?: Condition
  readonly rule?: JourneyDefinition['rule']
  readonly steps: readonly Made[]
  readonly exits?: JourneyDefinition['exits']
  readonly goal?: JourneyDefinition['goal']
  readonly windowDays?: number
  readonly priority?: number
  /** Why nobody is left out, such as of a word about their own payment. */
  readonly waiver?: Worded
}

const MONTHLY: JourneyDefinition['rule'] = { kind: 'days', days: 30 }
const UNTIL_ORDER: JourneyDefinition['exits'] = { events: [ORDER], condition: null }

const SKETCHES: readonly Sketch[] = [
  {
    key: 'cart',
    label: ['购物车挽回', 'Cart left behind'],
    use: [
      '加购后一小时未下单，提醒一次；一天后仍未下单，再提醒一次。',
      'A reminder an hour after a product was put into the cart, and one more a day later. An order ends it.',
    ],
    needs: [['事件 Product Added，带属性 cart_id', 'The event Product Added with the property cart_id']],
    contents: { remind: 'cart', again: 'cart' },
    entry: { kind: 'event', event: event('Product Added'), key: 'cart_id' },
    rule: { kind: 'again' },
    exits: UNTIL_ORDER,
    steps: [
      wait('hour', 1, 'hour', 'remind'),
      send('remind', ['第一次提醒', 'First reminder'], 'day'),
      wait('day', 1, 'day', 'bought'),
      unless('bought', ['已下单', 'Ordered'], ordered(2), 'again'),
      send('again', ['第二次提醒', 'Second reminder'], null),
    ],
    windowDays: 7,
    priority: 70,
  },
  {
    key: 'browsed',
    label: ['浏览未购', 'Browsed and did not buy'],
    use: ['看过商品但当天没有加购，第二天推荐同类商品。', 'Products to look at for customers who viewed one and put none into the cart.'],
    needs: [['事件 Product Viewed 和 Product Added', 'The events Product Viewed and Product Added']],
    contents: { offer: 'new-arrivals' },
    entry: { kind: 'event', event: event('Product Viewed'), key: null },
    rule: { kind: 'days', days: 14 },
    exits: { events: [ORDER, event('Product Added')], condition: null },
    steps: [wait('day', 1, 'day', 'offer'), send('offer', ['推荐商品', 'Recommend products'], null)],
    windowDays: 7,
  },
  {
    key: 'first-order',
    label: ['首单欢迎', 'Welcome after the first order'],
    use: ['首单后表示感谢，一周后询问满意度。', 'Thanks after the first order, and a question about it a week later.'],
    contents: { thanks: 'first-order', ask: 'survey' },
    entry: { kind: 'order', first: true },
    rule: { kind: 'once' },
    steps: [
      wait('day', 1, 'day', 'thanks'),
      send('thanks', ['感谢首单', 'Thank you'], 'week'),
      wait('week', 7, 'day', 'ask'),
      send('ask', ['询问满意度', 'Ask how it was'], null),
    ],
    windowDays: 30,
  },
  {
    key: 'second-purchase',
    label: ['促进复购', 'Second purchase'],
    use: [
      '首单后 20 天仍未再次下单，推荐商品；再过 10 天发送优惠。',
      'A recommendation 20 days after the first order and an offer 10 days later, unless there was another order.',
    ],
    contents: { offer: 'new-arrivals', coupon: 'win-back' },
    entry: { kind: 'order', first: true },
    rule: { kind: 'once' },
    exits: UNTIL_ORDER,
    steps: [
      wait('twenty', 20, 'day', 'offer'),
      send('offer', ['推荐商品', 'Recommend products'], 'ten'),
      wait('ten', 10, 'day', 'bought'),
      unless('bought', ['已再次下单', 'Ordered again'], ordered(29), 'coupon'),
      send('coupon', ['发送优惠', 'Send an offer'], null),
    ],
    windowDays: 45,
  },
  {
    key: 'membership-expiring',
    label: ['会员即将到期', 'Membership about to expire'],
    use: [
      '到期前 7 天提醒；到期前一天仍未续费，再提醒一次。',
      'A reminder 7 days before it ends, and one more the day before unless it was renewed.',
    ],
    needs: [['合约数据，含续约时间', 'Contracts with the time of their renewal']],
    contents: { week: 'membership-expiring', last: 'membership-expiring' },
    entry: { kind: 'date', field: 'contract.renews_at', days: -7, at: '10:00', yearly: false },
    rule: MONTHLY,
    exits: { events: [event('Subscription Renewed')], condition: null },
    goal: { event: event('Subscription Renewed'), ends: true },
    steps: [
      send('week', ['提前 7 天提醒', '7 days before'], 'wait'),
      wait('wait', 6, 'day', 'last'),
      send('last', ['最后提醒', 'The day before'], null),
    ],
    windowDays: 14,
    priority: 80,
  },
  {
    key: 'birthday',
    label: ['生日祝福', 'Birthday'],
    use: ['生日当天上午送上祝福和优惠。', 'Good wishes and an offer on the morning of the birthday.'],
    needs: [['客户属性 birthday，类型为日期', 'The customer attribute birthday, of the type date']],
    contents: { wish: 'birthday' },
    entry: { kind: 'date', field: 'attribute.birthday', days: 0, at: '10:00', yearly: true },
    rule: { kind: 'days', days: 300 },
    steps: [send('wish', ['生日祝福', 'Birthday wishes'], null)],
    windowDays: 14,
  },
  {
    key: 'price-drop',
    label: ['降价提醒', 'Price drop'],
    use: ['近 14 天看过或加购的商品降价 10% 以上时提醒。', 'Word that a product viewed in the last 14 days costs 10% less or lower.'],
    needs: [
      [
        '事件 Product Price Changed（product_id、price、old_price）',
        'The event Product Price Changed with product_id, price and old_price',
      ],
    ],
    contents: { tell: 'cart' },
    entry: { kind: 'product', change: 'price_drop', least: 0.1, days: 14 },
    rule: { kind: 'days', days: 7 },
    exits: UNTIL_ORDER,
    steps: [send('tell', ['降价提醒', 'Tell the price'], null)],
    windowDays: 7,
    priority: 60,
  },
  {
    key: 'back-in-stock',
    label: ['到货提醒', 'Back in stock'],
    use: ['近 30 天看过或加购的商品到货时提醒。', 'Word that a product viewed in the last 30 days can be bought again.'],
    needs: [['事件 Product Back In Stock（product_id）', 'The event Product Back In Stock with product_id']],
    contents: { tell: 'back-in-stock' },
    entry: { kind: 'product', change: 'back_in_stock', least: 0, days: 30 },
    rule: { kind: 'days', days: 7 },
    steps: [send('tell', ['到货提醒', 'Back in stock'], null)],
    windowDays: 7,
    priority: 60,
  },
  {
    key: 'high-risk',
    label: ['高流失风险回访', 'High risk: call the customer'],
    use: [
      '进入高风险后由同事联系；三天后仍未下单，再发送优惠。',
      'A task for a colleague when a customer becomes high risk, and an offer 3 days later unless they ordered.',
    ],
    needs: [['已训练的流失模型', 'A trained churn model']],
    contents: { offer: 'win-back' },
    entry: { kind: 'risk', tiers: ['high'] },
    rule: { kind: 'days', days: 60 },
    exits: UNTIL_ORDER,
    steps: [
      task(
        'call',
        ['回访高风险客户', 'Call a customer at high risk'],
        ['先询问近期体验，再介绍适合的商品或服务。', 'Ask how things have been lately, then suggest what fits.'],
        48,
        'wait',
      ),
      wait('wait', 3, 'day', 'offer'),
      send('offer', ['发送优惠', 'Send an offer'], null),
    ],
    windowDays: 30,
    priority: 90,
  },
  {
    key: 'win-back',
    label: ['沉睡客户唤回', 'Win back after 90 days'],
    use: [
      '满 90 天未下单的客户，先问候，一周后发送优惠。',
      'A hello for customers without an order for 90 days, and an offer a week later.',
    ],
    contents: { hello: 'new-arrivals', offer: 'win-back' },
    entry: { kind: 'audience', every: 'day', at: '10:00' },
    audience: { field: 'profile.recency_days', op: 'between', from: 90, to: 180 },
    rule: { kind: 'days', days: 180 },
    exits: UNTIL_ORDER,
    steps: [send('hello', ['问候', 'Hello'], 'week'), wait('week', 7, 'day', 'offer'), send('offer', ['发送优惠', 'Send an offer'], null)],
    windowDays: 30,
  },
  {
    key: 'unhappy',
    label: ['差评跟进', 'Unhappy rating'],
    use: [
      '评分 2 分及以下时创建人工任务，三天后发送关怀消息。',
      'A task for a colleague after a rating of 2 or lower, and a message 3 days later.',
    ],
    needs: [['事件 Feedback Given，带属性 score', 'The event Feedback Given with the property score']],
    contents: { sorry: 'service-recovery' },
    entry: {
      kind: 'event',
      event: { name: 'Feedback Given', where: [{ property: 'properties.score', op: 'lte', value: 2 }] },
      key: null,
    },
    rule: { kind: 'days', days: 7 },
    steps: [
      task(
        'call',
        ['跟进低分评价', 'Follow up a low rating'],
        ['了解原因并给出解决办法，24 小时内回复。', 'Find out what happened, offer a solution and answer within a day.'],
        24,
        'wait',
      ),
      wait('wait', 3, 'day', 'sorry'),
      send('sorry', ['服务关怀', 'Make good'], null),
    ],
    windowDays: 30,
    priority: 90,
    waiver: ['服务问题须全部跟进', 'Every complaint must be followed up'],
  },
  {
    key: 'payment-failed',
    label: ['续费扣款失败', 'Subscription payment failed'],
    use: [
      '扣款失败后提醒更新付款方式；三天未续费，由同事联系。',
      'A reminder when a payment fails, and a task for a colleague after 3 days without a renewal.',
    ],
    needs: [['事件 Payment Failed，带属性 subscription_id', 'The event Payment Failed with the property subscription_id']],
    contents: { remind: 'membership-expiring' },
    entry: { kind: 'event', event: event('Payment Failed'), key: 'subscription_id' },
    rule: { kind: 'again' },
    exits: { events: [event('Subscription Cancelled')], condition: null },
    goal: { event: event('Subscription Renewed'), ends: false },
    steps: [
      send('remind', ['提醒更新付款方式', 'Ask for another way to pay'], 'paid'),
      (language) => ({
        ...named({ id: 'paid', name: ['等待续费', 'Wait for the renewal'] }, language),
        kind: 'wait_event',
        event: event('Subscription Renewed'),
        timeout: { n: 3, unit: 'day' },
        next: null,
        late: 'call',
      }),
      task(
        'call',
        ['联系扣款失败的客户', 'Call about the failed payment'],
        ['确认付款方式，并说明服务何时停止。', 'Check how they pay and say when the service would end.'],
        24,
        null,
      ),
    ],
    windowDays: 14,
    priority: 90,
    waiver: ['扣款失败须通知每位客户', 'Every customer must hear of a failed payment'],
  },
]

export const JOURNEY_STARTERS: readonly JourneyStarter[] = SKETCHES.map((sketch) => ({
  key: sketch.key,
  label: text(sketch.label),
  use: text(sketch.use),
  needs: (sketch.needs ?? []).map(text),
  contents: sketch.contents ?? {},
  definition: (language) => {
    const steps = sketch.steps.map((made) => made(language))
    return {
      name: text(sketch.label)[language],
      entry: sketch.entry,
      audience: sketch.audience ?? EVERYBODY,
      rule: sketch.rule ?? MONTHLY,
      steps,
      first: steps[0]?.id ?? null,
      exits: sketch.exits ?? { events: [], condition: null },
      goal: sketch.goal ?? null,
      windowDays: sketch.windowDays ?? 14,
      holdout: sketch.waiver === undefined ? 0.1 : 0,
      holdoutWaiver: sketch.waiver === undefined ? '' : text(sketch.waiver)[language],
      priority: sketch.priority ?? 50,
    }
  },
}))

/** A version of a content, and what it has forms for. */
export interface StarterContent {
  readonly id: string
  readonly version: number
  readonly channels: readonly string[]
}

/** The draft that a starter becomes: each message says the content that was chosen or made for its key, on those of its channels that there is a form for. */
export function draftOfStarter(
  starter: JourneyStarter,
  language: TextLanguage,
  contents: ReadonlyMap<string, StarterContent>,
): JourneyDefinition {
  const definition = starter.definition(language)
  const steps = definition.steps.map((step) => {
    const chosen = step.kind === 'send' ? contents.get(starter.contents[step.id] ?? '') : undefined
    if (step.kind !== 'send' || chosen === undefined) return step
    return {
      ...step,
      content: { id: chosen.id, version: chosen.version },
      channels: step.channels.filter((channel) => chosen.channels.includes(channel)),
    }
  })
  return { ...definition, steps }
}
