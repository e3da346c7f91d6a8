import { describe, expect, it } from 'vitest'
import { STATUS_CLASSES, type StatusClass } from './status-class.ts'
import { STATUS_WORDS } from './status-word-list.ts'
import { combineStatus, foldStatus, needsPaymentTime, refundClassOf, statusClassOf } from './status-words.ts'

describe('status words of shops', () => {
  it.each<[StatusClass, string[]]>([
    [
      'paid',
      [
        'paid',
        'PAID',
        'wc-completed',
        'wc-processing',
        ' Completed ',
        'Shipped - Delivered to Buyer',
        'Shipped - Picked Up',
        'Partially Shipped',
        'Awaiting Fulfillment',
        'Payment accepted',
        'On backorder (paid)',
        'partially_paid',
        'SUCCESS',
        '交易成功',
        '【已完成】',
        '买家已付款，等待卖家发货',
        '卖家已发货，等待买家确认',
        '卖家已发货,等待买家确认',
        '卖家部分发货',
        '等待出库',
        '已发货，待签收',
        '待收货',
        '退款关闭',
        '没有申请退款',
        '无退款',
        '卖家拒绝退款',
        '无售后或售后取消',
        '同意退款,退款失败',
        '完成 / 已评价',
        'Terminée',
        'In Bearbeitung',
        'Pago aceptado',
        '発送済み',
      ],
    ],
    [
      'unpaid',
      [
        'pending',
        'Pending payment',
        'wc-on-hold',
        'On Hold',
        'checkout-draft',
        'authorized',
        'Awaiting Payment',
        'Pending - Waiting for Pick Up',
        'requires_action',
        'On backorder (not paid)',
        '等待买家付款',
        '待付款',
        '未付款',
        '待支付',
        '等待付款确认',
        'En attente de paiement',
        '入金待ち',
      ],
    ],
    [
      'cancelled',
      [
        'Cancelled',
        'canceled',
        'voided',
        'wc-failed',
        'Declined',
        'Payment error',
        '已取消',
        '交易关闭',
        '(删除)未付款',
        '（删除）等待付款',
        '订单取消',
        'Storniert',
        'キャンセル',
      ],
    ],
    [
      'refunded',
      [
        'refunded',
        'Fully Refunded',
        'wc-refunded',
        'Shipped - Returned to Seller',
        'Shipped - Rejected by Buyer',
        'Shipped - Lost in Transit',
        '退款成功',
        '已发货，退款成功',
        '未发货，退款成功',
        '同意退款,退款成功',
        '售后完成',
        '(删除)等待出库',
        '(删除)等待确认收货',
        '已取消，退款成功',
        'Remboursé',
        '返金済み',
      ],
    ],
    [
      'part-refunded',
      ['partially_refunded', 'Partially Refunded', 'Partial refund', '部分退款', '交易成功（部分退款）', 'Teilweise erstattet'],
    ],
    [
      'refund-pending',
      [
        '退款中',
        '售后处理中',
        '买家已经申请退款，等待卖家同意',
        '(锁定)等待出库',
        '(锁定)等待确认收货',
        '同意退款,退款中',
        'Shipped - Returning to Seller',
        'Disputed',
        '已发货，退款中',
      ],
    ],
    ['exchanged', ['换货', '已换货', 'exchanged', '已完成，换货成功']],
  ])('%s', (counts, words) => {
    expect(words.map((word) => [word, statusClassOf(word)])).toEqual(words.map((word) => [word, counts]))
  })

  it.each(['', 'closed', 'Open', 'confirmed', '待处理', 'state 7', '已发货，随便', 'Cancelled (my cat)', '拍下减库存', '-'])(
    'does not guess "%s"',
    (word) => {
      expect(statusClassOf(word)).toBeUndefined()
    },
  )

  it('has each word once, in one class', () => {
    const words = STATUS_CLASSES.flatMap((counts) => STATUS_WORDS[counts].split(/[|\n]/).map(foldStatus)).filter((word) => word !== '')
    expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([])
  })

  it('knows which words depend on whether the order was paid', () => {
    expect(['交易关闭', ' 已关闭', '订单关闭'].every(needsPaymentTime)).toBe(true)
    expect(['已取消', '交易成功', '退款关闭'].some(needsPaymentTime)).toBe(false)
  })
})

describe('a column of refunds', () => {
  it.each<[string, StatusClass | undefined]>([
    ['-', 'paid'],
    ['无', 'paid'],
    ['none', 'paid'],
    ['Cancelled', 'paid'],
    ['已关闭', 'paid'],
    ['退款关闭', 'paid'],
    ['pending', 'refund-pending'],
    ['处理中', 'refund-pending'],
    ['Completed', 'refunded'],
    ['退款成功', 'refunded'],
    ['部分退款', 'part-refunded'],
    ['mystery', undefined],
    ['', undefined],
  ])('"%s" is %s', (word, counts) => {
    expect(refundClassOf(word)).toBe(counts)
  })

  it.each<[StatusClass | undefined, StatusClass | undefined, StatusClass | undefined]>([
    ['paid', 'refunded', 'refunded'],
    ['paid', 'part-refunded', 'part-refunded'],
    ['paid', 'paid', 'paid'],
    ['paid', 'refund-pending', 'refund-pending'],
    ['cancelled', 'refunded', 'refunded'],
    ['cancelled', 'paid', 'cancelled'],
    ['unpaid', 'paid', 'unpaid'],
    ['unpaid', 'refund-pending', 'unpaid'],
    ['refund-pending', 'paid', 'paid'],
    ['refund-pending', 'refunded', 'refunded'],
    ['part-refunded', 'paid', 'part-refunded'],
    ['refunded', 'paid', 'refunded'],
    ['exchanged', 'paid', 'exchanged'],
    [undefined, 'refunded', 'refunded'],
    ['paid', undefined, 'paid'],
    [undefined, undefined, undefined],
  ])('order %s and refund %s: %s', (order, refund, counts) => {
    expect(combineStatus(order, refund)).toBe(counts)
  })
})
