import type { Rng } from '#kernel/rng.ts'

export type ShopState = 'paid' | 'unpaid' | 'cancelled' | 'refunded' | 'part-refunded'

export interface ShopCustomer {
  readonly id: string
  readonly memberNumber: string
  readonly phone: string
  readonly email: string
  readonly name: string
}

export interface ShopProduct {
  readonly id: string
  readonly name: string
  readonly category: string
  readonly cents: number
}

/** Money in hundredths of the currency. */
export interface ShopLine {
  readonly product: ShopProduct
  readonly quantity: number
  readonly cents: number
  readonly discount: number
  /** Its part of the discount of the order. */
  readonly share: number
  refund: number
}

export interface ShopOrder {
  readonly id: string
  readonly customer: ShopCustomer
  /** Milliseconds since 1970, whole seconds. */
  readonly at: number
  readonly currency: string
  readonly lines: readonly ShopLine[]
  readonly discount: number
  readonly shipping: number
  readonly tax: number
  readonly state: ShopState
}

/** What a shop knows of itself: the truth that a reader of its files is held against. */
export interface Shop {
  readonly currencies: readonly string[]
  readonly customers: readonly ShopCustomer[]
  readonly orders: readonly ShopOrder[]
}

export interface ShopHabits {
  readonly currencies: readonly string[]
  readonly linesOfOrder: number
  readonly lineDiscounts: boolean
  readonly orderDiscounts: boolean
  readonly shipping: boolean
  readonly tax: boolean
  /** Orders that never became a sale. */
  readonly dead: boolean
  readonly refunds: boolean
  readonly partRefunds: boolean
}

const HAN_SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙马朱胡林郭何高罗']
const HAN_GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉']
const GIVEN = [
  'Ada',
  'Ben',
  'Clara',
  'Dario',
  'Elif',
  'Femke',
  'Goran',
  'Hana',
  'Ivo',
  'Jule',
  'Kofi',
  'Lena',
  'Marek',
  'Nora',
  'Otto',
  'Pia',
]
const SURNAMES = [
  'Adler',
  'Brandt',
  'Costa',
  'Dubois',
  'Evans',
  'Fischer',
  'Garcia',
  'Hansen',
  'Ito',
  'Jones',
  'Klein',
  'Lopez',
  'Meyer',
  'Novak',
]
const HAN_GOODS = [
  '乌龙茶',
  '龙井',
  '紫砂壶',
  '玻璃杯',
  '竹茶盘',
  '桂花糕',
  '山楂片',
  '蜂蜜',
  '燕麦片',
  '坚果礼盒',
  '围巾',
  '毛线帽',
  '羊绒衫',
  '帆布包',
  '雨伞',
  '保温杯',
  '洗面奶',
  '面霜',
  '护手霜',
  '香薰',
]
const GOODS = [
  'Teapot',
  'Green tea',
  'Mug, blue',
  'Linen towel',
  'Soap bar',
  'Candle',
  'Notebook A5',
  'Fountain pen',
  'Wool scarf',
  'Rain coat',
  'Tote bag',
  'Desk lamp',
  'Face cream',
  'Honey 500 g',
  'Oat flakes',
  'Garden gloves',
]
const HAN_CATEGORIES = ['茶叶', '茶具', '食品', '服饰', '个护']
const CATEGORIES = ['Tea', 'Kitchen', 'Home', 'Clothing', 'Care']
const START = Date.UTC(2022, 0, 3)
const DAY = 86_400_000

/** Makes up a shop with its books. The same numbers come out of the same `rng`. */
export function randomShop(rng: Rng, habits: ShopHabits, han: boolean): Shop {
  const customers = makeCustomers(rng, han)
  const products = makeProducts(rng, han)
  const count = 25 + rng.int(50)
  const months = 1 + rng.int(20)
  const first = START + rng.int(700) * DAY
  const numberOf = orderNumbers(rng)
  let at = first
  const orders: ShopOrder[] = []
  for (let i = 0; i < count; i += 1) {
    at += Math.ceil(rng.exponential((months * 30 * DAY) / count) / 60_000) * 60_000 + 60_000
    orders.push(makeOrder(rng, { id: numberOf(i, at), at: at + rng.int(60) * 1_000 - (at % 1_000) }, rng.pick(customers), products, habits))
  }
  return { currencies: habits.currencies, customers, orders }
}

/** What the lines of an order cost, discounts taken off. */
export function goodsOf({ lines }: ShopOrder): number {
  return lines.reduce((sum, line) => sum + netOf(line), 0)
}

export function netOf({ cents, quantity, discount, share }: ShopLine): number {
  return cents * quantity - discount - share
}

/** What the buyer owes for all of it. */
export function totalOf(order: ShopOrder): number {
  return goodsOf(order) + order.shipping + order.tax
}

export function refundOf({ lines }: ShopOrder): number {
  return lines.reduce((sum, { refund }) => sum + refund, 0)
}

export function isSale({ state }: ShopOrder): boolean {
  return state !== 'unpaid' && state !== 'cancelled'
}

function makeCustomers(rng: Rng, han: boolean): ShopCustomer[] {
  const count = 8 + rng.int(30)
  const style = rng.int(4)
  const base = 1_000 + rng.int(80_000)
  return Array.from({ length: count }, (_, i) => {
    const given = rng.pick(GIVEN)
    const surname = rng.pick(SURNAMES)
    const number = base + i * 11 + rng.int(5)
    const name = han
      ? `${rng.pick(HAN_SURNAMES)}${rng.pick(HAN_GIVEN)}${rng.pick(HAN_GIVEN)}${HAN_GIVEN[i % 20]}`
      : `${given} ${surname} ${String.fromCharCode(65 + (i % 26))}${i > 25 ? 'b' : ''}`
    return {
      id: [String(number), `C${String(number).padStart(7, '0')}`, `cust_${number.toString(36)}x${i}`, `${given.toLowerCase()}_${number}`][
        style
      ] as string,
      memberNumber: `${rng.pick(['M', 'VIP', '8'])}${String(20_000_000 + number)}`,
      phone: `1${rng.pick(['35', '38', '39', '50', '86'])}${String(10_000_000 + number * 7 + i).slice(0, 8)}`,
      email: `${given}.${surname}${number}@${rng.pick(['example.com', 'example.org', 'mail.example.net'])}`.toLowerCase(),
      name,
    }
  })
}

function makeProducts(rng: Rng, han: boolean): ShopProduct[] {
  const names = rng.shuffle([...(han ? HAN_GOODS : GOODS)]).slice(0, 5 + rng.int(9))
  const dear = rng.chance(0.2) ? 20 : 1
  return names.map((name, i) => ({
    id: rng.chance(0.5) ? `SKU-${100 + i}` : String(690_000 + i * 13),
    name,
    category: rng.pick(han ? HAN_CATEGORIES : CATEGORIES),
    // Whole, with ninety-nine hundredths or with any: shops have all of these.
    cents: dear * (rng.chance(0.3) ? 100 * (3 + rng.int(200)) : rng.chance(0.5) ? 100 * (3 + rng.int(200)) + 90 : 300 + rng.int(25_000)),
  }))
}

function orderNumbers(rng: Rng): (i: number, at: number) => string {
  const style = rng.int(6)
  const base = 1_000 + rng.int(900_000)
  return (i, at) => {
    const day = new Date(at).toISOString().slice(0, 10).replaceAll('-', '')
    switch (style) {
      case 0:
        return `#${base + i}`
      case 1:
        return String(base + i)
      case 2:
        return `SO-${day}-${String(i + 1).padStart(4, '0')}`
      case 3:
        return `${day}${String(700_000 + i * 37).padStart(8, '0')}${String(123 + i)}`
      case 4:
        return `E${day}${String(base + i).padStart(10, '0')}`
      default:
        return `17${String(20_000_000_000 + base * 997 + i * 131)}${String(4_000 + i)}`
    }
  }
}

function makeOrder(
  rng: Rng,
  { id, at }: { readonly id: string; readonly at: number },
  customer: ShopCustomer,
  products: readonly ShopProduct[],
  habits: ShopHabits,
): ShopOrder {
  const currency = rng.pick(habits.currencies)
  const unit = currency === 'JPY' || currency === 'KRW' ? 100 : 1
  const whole = (cents: number): number => Math.max(unit, Math.round(cents / unit) * unit)
  const chosen = rng.shuffle([...products]).slice(0, 1 + rng.int(Math.min(habits.linesOfOrder, products.length)))
  const drafts = chosen.map((product) => {
    const quantity = rng.chance(0.6) ? 1 : 1 + rng.int(4)
    const cents = whole(product.cents)
    const discount = habits.lineDiscounts && rng.chance(0.4) ? whole(cents * quantity * rng.uniform(0.05, 0.3)) : 0
    return { product, quantity, cents, discount }
  })
  const goods = drafts.reduce((sum, line) => sum + line.cents * line.quantity - line.discount, 0)
  const discount = habits.orderDiscounts && rng.chance(0.4) ? whole(goods * rng.uniform(0.05, 0.25)) : 0
  let left = discount
  const lines: ShopLine[] = drafts.map((line, i) => {
    const net = line.cents * line.quantity - line.discount
    const share = i === drafts.length - 1 ? left : Math.min(left, Math.floor((discount * net) / goods / unit) * unit)
    left -= share
    return { ...line, share, refund: 0 }
  })
  const drawn = rng.next()
  const state: ShopState =
    habits.dead && drawn < 0.08
      ? 'unpaid'
      : habits.dead && drawn < 0.16
        ? 'cancelled'
        : habits.refunds && drawn < 0.24
          ? 'refunded'
          : habits.partRefunds && drawn < 0.32
            ? 'part-refunded'
            : 'paid'
  if (state === 'refunded') for (const line of lines) line.refund = netOf(line)
  if (state === 'part-refunded') {
    const line = lines[0] as ShopLine
    line.refund = whole(netOf(line) * rng.uniform(0.2, 0.7))
  }
  return {
    id,
    customer,
    at,
    currency,
    lines,
    discount,
    shipping: habits.shipping && rng.chance(0.6) ? whole(rng.pick([500, 600, 800, 1_000, 1_250])) : 0,
    tax: habits.tax ? whole((goods - discount) * 0.08) : 0,
    state,
  }
}
