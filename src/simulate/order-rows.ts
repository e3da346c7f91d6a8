import { DAY_MS } from '#kernel/clock.ts'
import { Rng } from '#kernel/rng.ts'
import { basketOf } from './basket.ts'
import type { Basket, BasketLine } from './basket.ts'
import { shanghaiDay, shanghaiText } from './calendar.ts'
import { dressPhone } from './dirt.ts'
import type { Purchase } from './life.ts'
import type { Person } from './person.ts'

/**
 * orders.csv, preset `liuke-orders`: one row per line of an order. A sale has 类型 销售 and a quantity above zero; a return has 类型 退货, a
 * quantity below zero, and the number of its order with a T before it. 会员号 is blank where the till recorded only the 手机号, and both are
 * blank for anonymous sales. 优惠券码 is the code of a coupon that paid part of the order. 下单时间 is the wall clock in Shanghai, 单价 in yuan, 渠道 one of web, app, mini_program, store.
 */
export const ORDER_HEADER = [
  '订单号',
  '类型',
  '会员号',
  '手机号',
  '下单时间',
  '商品编码',
  '商品名称',
  '品类',
  '数量',
  '单价',
  '渠道',
  '门店',
  '支付方式',
  '优惠券码',
] as const

export type OrderRow = string[]

export function yuan(minor: number): string {
  return (minor / 100).toFixed(2)
}

/** Counted from 1: long numbers that end in zeros look as if a spreadsheet had rounded them. */
export function orderNumber(person: Person, purchase: Purchase): string {
  return `${shanghaiDay(purchase.at)}${String(person.index).padStart(7, '0')}${String(purchase.seq + 1).padStart(3, '0')}`
}

/** The sale rows of one purchase. */
export function saleRows(seed: string, person: Person, purchase: Purchase, basket: Basket, couponCode = ''): OrderRow[] {
  return basket.lines.map((line) => rowOf(seed, person, purchase, basket, line, null, couponCode))
}

/** When a purchase was returned, or null when it was kept. */
export function returnedAt(purchase: Purchase): number | null {
  if (purchase.returnAfterDays < 0) return null
  return purchase.at + (purchase.returnAfterDays === 0 ? DAY_MS / 24 : purchase.returnAfterDays * DAY_MS)
}

/** The return rows of one purchase; a cancellation within the hour returns everything. */
export function returnRows(seed: string, person: Person, purchase: Purchase, basket: Basket): OrderRow[] {
  const at = returnedAt(purchase)
  if (at === null) return []
  const lines = purchase.returnAfterDays === 0 ? basket.lines : basket.lines.slice(0, basket.returnedLines)
  return lines.map((line) => rowOf(seed, person, purchase, basket, line, at, ''))
}

/** Sales and returns of a list of purchases whose time lies in [from, to). */
export function* rowsBetween(
  seed: string,
  person: Person,
  purchases: readonly Purchase[],
  from: number,
  to: number,
  discount = 0,
  couponCode = '',
): Generator<{ kind: 'sale' | 'return'; purchase: Purchase; basket: Basket; rows: OrderRow[] }> {
  for (const purchase of purchases) {
    const back = returnedAt(purchase)
    const sold = purchase.at >= from && purchase.at < to
    const returned = back !== null && back >= from && back < to
    if (!sold && !returned) continue
    const basket = basketOf(seed, person, purchase, sold ? discount : 0)
    if (sold) yield { kind: 'sale', purchase, basket, rows: saleRows(seed, person, purchase, basket, couponCode) }
    if (returned) yield { kind: 'return', purchase, basket, rows: returnRows(seed, person, purchase, basket) }
  }
}

function rowOf(
  seed: string,
  person: Person,
  purchase: Purchase,
  basket: Basket,
  line: BasketLine,
  backAt: number | null,
  couponCode: string,
): OrderRow {
  const account = person.accounts[basket.account] ?? person.accounts[0]
  const number = orderNumber(person, purchase)
  return [
    backAt === null ? number : `T${number}`,
    backAt === null ? '销售' : '退货',
    basket.byPhone ? '' : account.memberNumber,
    basket.byPhone ? dressPhone(new Rng(`${seed}/till/${person.index}/${purchase.seq}`), person.phone) : '',
    shanghaiText(backAt ?? purchase.at),
    line.product.id,
    line.product.name,
    line.product.category,
    String(backAt === null ? line.quantity : -line.quantity),
    yuan(line.unitMinor),
    purchase.channel,
    purchase.channel === 'store' ? person.store : '',
    basket.payment,
    couponCode,
  ]
}
