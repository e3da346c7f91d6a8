import { SIGN_IN_EVENT } from '../records/sign-in-event.ts'

/** Kinds of data beside orders, customers and tickets. Each is a list of things that happened, and each row can be sent as an event. */
export const STREAM_KINDS = ['feedback', 'reviews', 'surveys', 'visits', 'sign_ins', 'series', 'partner_tags'] as const
export type StreamKind = (typeof STREAM_KINDS)[number]

interface BilingualText {
  readonly zh: string
  readonly en: string
}

export interface StreamField {
  readonly name: string
  readonly label: BilingualText
  readonly type: 'id' | 'text' | 'number' | 'time' | 'yes-no'
  readonly required: boolean
}

export interface StreamSchema {
  readonly kind: StreamKind
  readonly label: BilingualText
  /** What it is for. */
  readonly purpose: BilingualText
  /** The name of the event that a row is sent as. */
  readonly event: string
  /** Who a row is about: a customer, or what is measured. */
  readonly about: 'customerId' | 'series'
  readonly fields: readonly StreamField[]
  /** Made-up rows, in the order of the fields. */
  readonly rows: readonly (readonly (string | BilingualText)[])[]
}

type Written = readonly [name: string, zh: string, en: string, type: StreamField['type'], required?: boolean]

const CUSTOMER: Written = ['customerId', '会员号', 'Member number', 'id', true]
const AT: Written = ['at', '时间', 'Time', 'time', true]

function fields(...written: readonly Written[]): StreamField[] {
  return written.map(([name, zh, en, type, required = false]) => ({ name, label: { zh, en }, type, required }))
}

function say(zh: string, en: string): BilingualText {
  return { zh, en }
}

/** Fields, labels and samples of each kind. Pure data. */
export const STREAM_SCHEMAS: readonly StreamSchema[] = [
  {
    kind: 'feedback',
    label: say('意见反馈', 'Feedback'),
    purpose: say(
      '客户说了什么、情绪如何：流失往往先从抱怨开始。',
      'What customers say and how they feel. Churn often starts with a complaint.',
    ),
    event: 'Feedback Given',
    about: 'customerId',
    fields: fields(
      CUSTOMER,
      AT,
      ['channel', '渠道', 'Channel', 'text'],
      ['topic', '主题', 'Topic', 'text'],
      ['mood', '情绪', 'Mood', 'text'],
      ['content', '内容', 'Content', 'text'],
    ),
    rows: [
      ['M10001', '2026-03-02 10:12', 'app', say('物流', 'Delivery'), say('不满', 'unhappy'), say('晚到了三天', 'Three days late')],
      [
        'M10002',
        '2026-03-03 19:40',
        say('门店', 'Store'),
        say('商品', 'Product'),
        say('满意', 'happy'),
        say('茶具做工很好', 'The tea set is well made'),
      ],
      [
        'M10003',
        '2026-03-05 08:05',
        say('电话', 'Phone'),
        say('售后', 'Service'),
        say('一般', 'neutral'),
        say('想换一个颜色', 'Asked for another colour'),
      ],
    ],
  },
  {
    kind: 'reviews',
    label: say('商品评价', 'Product reviews'),
    purpose: say(
      '客户给商品打几分：低分的商品和客户都值得看。',
      'How customers rate products. Low ratings point to weak products and unhappy customers.',
    ),
    event: 'Product Reviewed',
    about: 'customerId',
    fields: fields(
      CUSTOMER,
      AT,
      ['product_id', '商品编号', 'Product id', 'id', true],
      ['rating', '评分（1–5）', 'Rating (1-5)', 'number', true],
      ['content', '内容', 'Content', 'text'],
    ),
    rows: [
      ['M10001', '2026-03-06 21:15', 'SKU-1', '5', say('会再买', 'Will buy again')],
      ['M10004', '2026-03-07 12:30', 'SKU-2', '2', say('杯盖漏水', 'The lid leaks')],
      ['M10002', '2026-03-09 09:00', 'SKU-1', '4', ''],
    ],
  },
  {
    kind: 'surveys',
    label: say('问卷', 'Surveys'),
    purpose: say(
      '问卷与 NPS 的回答：谁愿意推荐，谁快要离开。',
      'Survey and NPS answers: which customers would recommend the shop, and which may leave.',
    ),
    event: 'Survey Answered',
    about: 'customerId',
    fields: fields(
      CUSTOMER,
      AT,
      ['survey', '问卷', 'Survey', 'text', true],
      ['question', '问题', 'Question', 'text'],
      ['score', '得分', 'Score', 'number'],
      ['answer', '回答', 'Answer', 'text'],
    ),
    rows: [
      [
        'M10001',
        '2026-03-10 10:00',
        'NPS 2026-03',
        say('您愿意推荐我们吗？', 'Would you recommend us?'),
        '9',
        say('发货快', 'Fast delivery'),
      ],
      [
        'M10003',
        '2026-03-10 10:20',
        'NPS 2026-03',
        say('您愿意推荐我们吗？', 'Would you recommend us?'),
        '3',
        say('客服难找', 'Nobody answers'),
      ],
      ['M10005', '2026-03-11 16:45', 'NPS 2026-03', say('您愿意推荐我们吗？', 'Would you recommend us?'), '7', ''],
    ],
  },
  {
    kind: 'visits',
    label: say('到店', 'Store visits'),
    purpose: say(
      '谁到过哪家门店、买了没有：线下的最近一次也是一次。',
      'Which customer visited which store, and whether they bought. A visit also shows interest.',
    ),
    event: 'Store Visited',
    about: 'customerId',
    fields: fields(
      CUSTOMER,
      AT,
      ['store_id', '门店编号', 'Store id', 'id', true],
      ['minutes', '停留分钟', 'Minutes', 'number'],
      ['bought', '是否购买', 'Bought', 'yes-no'],
    ),
    rows: [
      ['M10002', '2026-03-01 15:20', 'S01', '25', say('是', 'yes')],
      ['M10004', '2026-03-02 11:05', 'S02', '8', say('否', 'no')],
      ['M10001', '2026-03-08 18:50', 'S01', '14', say('否', 'no')],
    ],
  },
  {
    kind: 'sign_ins',
    label: say('活动签到', 'Activity sign-ins'),
    purpose: say(
      '谁参加了哪场线下活动：沙龙、讲座、会员日的到场也是互动。',
      'Who came to which offline activity. Coming to a workshop or a member day is an interaction too.',
    ),
    event: SIGN_IN_EVENT,
    about: 'customerId',
    fields: fields(
      CUSTOMER,
      ['at', '签到时间', 'Signed in at', 'time', true],
      ['activity', '活动', 'Activity', 'text', true],
      ['store_id', '门店编号', 'Store id', 'id'],
      ['venue', '地点', 'Venue', 'text'],
    ),
    rows: [
      ['M10002', '2026-03-07 14:05', say('新茶品鉴会', 'Spring tea tasting'), 'S01', say('二楼茶室', 'Tea room, 2nd floor')],
      ['M10004', '2026-03-07 14:11', say('新茶品鉴会', 'Spring tea tasting'), 'S01', say('二楼茶室', 'Tea room, 2nd floor')],
      ['M10001', '2026-03-14 10:00', say('会员日', 'Member day'), 'S02', ''],
    ],
  },
  {
    kind: 'series',
    label: say('外部数据', 'External series'),
    purpose: say(
      '天气、客流、指数等逐日数值：解释销售为什么起伏。',
      'Daily figures such as weather, footfall or an index that explain why sales go up and down.',
    ),
    event: 'Value Recorded',
    about: 'series',
    fields: fields(
      ['series', '名称', 'Series', 'id', true],
      AT,
      ['value', '数值', 'Value', 'number', true],
      ['unit', '单位', 'Unit', 'text'],
      ['region', '地区', 'Region', 'text'],
    ),
    rows: [
      ['temperature', '2026-03-01', '11.5', '°C', say('上海', 'Shanghai')],
      ['temperature', '2026-03-02', '13.0', '°C', say('上海', 'Shanghai')],
      ['footfall-S01', '2026-03-01', '842', say('人次', 'people'), say('上海', 'Shanghai')],
    ],
  },
  {
    kind: 'partner_tags',
    label: say('合作方标签', 'Partner tags'),
    purpose: say(
      '广告平台或合作方给客户的标签：与自有分层对照着用。',
      'Customer tags from partners and ad platforms, to compare with your own tiers.',
    ),
    event: 'Tag Received',
    about: 'customerId',
    fields: fields(
      CUSTOMER,
      AT,
      ['partner', '合作方', 'Partner', 'text', true],
      ['tag', '标签', 'Tag', 'text', true],
      ['value', '取值', 'Value', 'text'],
    ),
    rows: [
      ['M10001', '2026-03-01', say('广告平台', 'Ad platform'), say('母婴人群', 'Young parents'), say('高', 'high')],
      ['M10005', '2026-03-01', say('广告平台', 'Ad platform'), say('户外人群', 'Outdoor'), say('中', 'medium')],
      ['M10003', '2026-03-04', say('银行联名', 'Bank partner'), say('联名卡', 'Card holder'), say('是', 'yes')],
    ],
  },
]

/** The schema of a kind. */
export function streamSchema(kind: StreamKind): StreamSchema {
  return STREAM_SCHEMAS.find((schema) => schema.kind === kind) as StreamSchema
}
