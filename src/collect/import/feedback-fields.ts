import { CHANNEL, CUSTOMER_ID_FIELDS, CUSTOMER_NAME, importField, type ImportField } from './import-field.ts'

/** Most characters of what somebody wrote. */
export const COMMENT_CHARACTERS = 5_000

/** What can be asked, with the scale that is usual for it: Net Promoter Score 0-10 (Reichheld 2003), CSAT 1-5, Customer Effort Score 1-7 (2.0), stars of a review 1-5. */
export const FEEDBACK_SCALES = {
  nps: [0, 10],
  csat: [1, 5],
  ces: [1, 7],
  review: [1, 5],
  other: [0, 10],
} as const satisfies Readonly<Record<string, readonly [least: number, most: number]>>
export type FeedbackKind = keyof typeof FEEDBACK_SCALES

/** Columns of files whose heading says what was asked: field -> kind. */
export const SCORE_COLUMNS = { nps: 'nps', csat: 'csat', ces: 'ces', stars: 'review' } as const satisfies Readonly<
  Record<string, FeedbackKind>
>
export type ScoreField = keyof typeof SCORE_COLUMNS | 'score' | 'satisfaction'
/** Of feedback, and `satisfaction` of tickets. */
export const SCORE_FIELDS: readonly ScoreField[] = ['nps', 'csat', 'ces', 'stars', 'score', 'satisfaction']

/** The fields of feedback: answers to surveys, and reviews. A row with several scores is several answers. */
export const FEEDBACK_FIELDS: readonly ImportField[] = [
  importField(
    'feedbackId',
    '反馈编号',
    'Feedback id',
    '反馈编号 反馈id 评价编号 评价id 评论编号 评论id 答卷编号 答卷id 问卷编号 提交编号 feedbackid reviewid responseid answerid submissionid surveyresponseid',
  ),
  importField(
    'answeredAt',
    '反馈时间',
    'Answered at',
    '反馈时间 评价时间 评论时间 提交答卷时间 提交时间 答题时间 填写时间 回答时间 调研时间 反馈日期 评价日期 评论日期 时间 日期 answeredat submittedat respondedat reviewedat reviewdate reviewtime responsedate surveydate completedat createdat date time timestamp',
    true,
  ),
  ...CUSTOMER_ID_FIELDS,
  CUSTOMER_NAME,
  importField(
    'kind',
    '反馈类型',
    'Kind: nps (0-10), csat (1-5), ces (1-7), review (1-5 stars) or other',
    '反馈类型 调查类型 问卷类型 评价类型 类型 feedbacktype surveytype kind type',
  ),
  importField('score', '评分', 'Score on the scale of its kind', '评分 得分 分数 打分 score points'),
  importField(
    'nps',
    '推荐度（NPS）',
    'Net Promoter Score, 0-10',
    'nps nps评分 nps得分 nps分数 推荐度 推荐意愿 推荐分 净推荐值 npsscore likelihoodtorecommend wouldrecommend',
  ),
  importField(
    'csat',
    '满意度（CSAT）',
    'Satisfaction (CSAT)',
    '满意度 满意度评分 满意度得分 总体满意度 整体满意度 服务满意度 csat csatscore satisfaction satisfactionscore overallsatisfaction',
  ),
  importField(
    'ces',
    '费力度（CES）',
    'Customer effort (CES), 1-7',
    '费力度 费力度评分 ces cesscore effort effortscore customereffortscore',
  ),
  importField('stars', '星级', 'Stars of a review', '星级 评价星级 商品评分 商品星级 星数 stars starrating rating ratings reviewscore'),
  importField(
    'mostScore',
    '满分',
    'Highest score, where the scale is not the usual one',
    '满分 最高分 量表上限 maxscore mostscore scalemax outof',
  ),
  importField(
    'topic',
    '问题',
    'What was asked, or the title of a review',
    '问题 题目 评价标题 标题 主题 question title reviewtitle topic subject',
  ),
  importField(
    'comment',
    '文字反馈',
    'What the person wrote, up to 5,000 characters',
    '评价内容 评论内容 反馈内容 评语 评论 评价 意见建议 意见与建议 意见 建议 留言 文字反馈 原因 comment comments review reviewtext reviewbody reviewcontent feedback feedbacktext verbatim text body message',
  ),
  importField('productId', '商品编码', 'Product id', '商品编码 商品编号 商品id 产品编码 货号 sku productid productcode sku itemid asin'),
  importField('orderId', '订单号', 'Order id', '订单号 订单编号 订单id orderid orderno ordernumber order'),
  importField('storeId', '门店', 'Store', '门店 门店编号 门店名称 店铺 店铺名称 store storeid storename shop branch'),
  CHANNEL,
]
