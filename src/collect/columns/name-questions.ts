import type { ImportKind } from '../import/import-fields.ts'
import type { FileQuestion } from './file-question.ts'
import type { KnownLayout } from './known-layout.ts'

const WHO: readonly string[] = ['customerId', 'userId', 'memberNumber', 'phone', 'email']

const NOBODYS_FEEDBACK = {
  zh: '没有一列能说明是谁的反馈：只计入总体得分，不归到任何客户。',
  en: 'No column says whose feedback it is, so it counts in the totals and belongs to no customer.',
}

/** Of a file that names no customer. */
export function noCustomer(kind: ImportKind, positions: ReadonlyMap<string, number>, layout: KnownLayout | undefined): FileQuestion[] {
  if ((kind !== 'orders' && kind !== 'feedback') || WHO.some((field) => positions.has(field))) return []
  const advice = layout?.withoutCustomer
  return [
    {
      code: 'no-customer',
      weight: 'question',
      field: 'customerId',
      text:
        kind === 'feedback'
          ? NOBODYS_FEEDBACK
          : {
              zh: `没有一列能说明客户是谁：只能统计店铺的销售和需求，不能按客户分析。${advice?.zh ?? '有会员号、手机号或邮箱的导出可以补上客户。'}`,
              en: `No column identifies the customers, so only sales and demand of the shop can be shown. ${advice?.en ?? 'To see customers, import an export with a member number, phone or email.'}`,
            },
    },
  ]
}

/** Of orders without a number. */
export function noOrderNumber(kind: ImportKind, positions: ReadonlyMap<string, number>): FileQuestion[] {
  if (kind !== 'orders' || positions.has('orderId')) return []
  return [
    {
      code: 'no-order-number',
      weight: 'notice',
      field: 'orderId',
      text: {
        zh: '没有订单号列：同一客户同一时间的各行算作一单。',
        en: 'There is no order number, so rows of one customer at the same time count as one order.',
      },
    },
  ]
}
