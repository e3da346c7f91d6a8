import { CUSTOMER_FIELDS, IMPORT_FIELDS, type ImportField } from '../import/import-fields.ts'

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

function field(name: string, zh: string, en: string, required = false): ImportField {
  return { name, required, label: { zh, en }, headings: [] }
}

/** The fields of one piece of feedback. */
export const FEEDBACK_FIELDS: readonly ImportField[] = [
  field('feedbackId', '反馈编号', 'Feedback id', true),
  field('answeredAt', '反馈时间', 'Answered at', true),
  ...IMPORT_FIELDS.tickets.filter(({ name }) => CUSTOMER_FIELDS.includes(name)),
  field('kind', '类型', 'Kind: nps (0-10), csat (1-5), ces (1-7), review (1-5 stars) or other', true),
  field('score', '评分', 'Score on the scale of its kind'),
  field('mostScore', '满分', 'Highest score, where the scale is not the usual one'),
  field('topic', '问题', 'What was asked, or the title of a review'),
  field('comment', '文字反馈', 'What the person wrote, up to 5,000 characters'),
  field('productId', '商品编码', 'Product id'),
  field('orderId', '订单号', 'Order id'),
  field('storeId', '门店', 'Store'),
  field('channel', '渠道', 'Channel'),
]
