import type { FileQuestion } from './file-question.ts'

/** What is asked or said about the money of a file. Headings as they stand in it. */
export function onceAnOrder(heading: string): FileQuestion {
  return {
    code: 'amount-of-order',
    weight: 'question',
    field: 'amount',
    columns: [heading],
    text: {
      zh: `“${heading}”在同一订单的各行上相同，按整单金额只计一次。如果它是每行的金额，请改正。`,
      en: `"${heading}" is the same on all rows of an order and is counted once, as the amount of the order. Correct this if it is the amount of each row.`,
    },
  }
}

/** @param wide Whether the difference is more than shipping and tax come to: then price or quantity may be another column. */
export function totalDiffers(worth: string, heading: string, wide: boolean): FileQuestion {
  return {
    code: 'total-differs',
    weight: wide ? 'question' : 'notice',
    field: 'unitPrice',
    columns: [heading],
    text: {
      zh: `${worth === '' ? '单价 × 数量' : `“${worth}”`}与“${heading}”对不上（${wide ? '相差很大，单价或数量可能是另一列' : '可能含运费、税或优惠'}）。销售额按${worth === '' ? '单价 × 数量' : `“${worth}”`}计算。`,
      en: `${worth === '' ? 'Price times quantity' : `"${worth}"`} does not add up to "${heading}" (${wide ? 'by far: price or quantity may be another column' : 'shipping, tax or discounts may be in it'}). Sales are ${worth === '' ? 'price times quantity' : `"${worth}"`}.`,
    },
  }
}

export function paidDiffers(worth: string, heading: string): FileQuestion {
  return {
    code: 'paid-differs',
    weight: 'question',
    field: 'paidAmount',
    columns: [heading],
    text: {
      zh: `“${heading}”与${worth === '' ? '单价 × 数量' : `“${worth}”`}对不上，文件中的优惠、运费和税也解释不了差额。销售额按“${heading}”计算，可能含运费和税。`,
      en: `"${heading}" is not what ${worth === '' ? 'price times quantity' : `"${worth}"`} comes to, and no discount, shipping or tax of the file says why. Sales are "${heading}", which may hold shipping and tax.`,
    },
  }
}

export function discountUnclear(heading: string, rate: boolean): FileQuestion {
  return {
    code: 'discount-unclear',
    weight: 'question',
    field: 'lineDiscount',
    columns: [heading],
    text: {
      zh: `没有合计可以核对“${heading}”是否已从价格中扣除，现按未扣除处理，${rate ? '作为比例' : ''}从金额中减去。`,
      en: `No total tells whether the price has "${heading}" taken off already; it is taken off the amount${rate ? ', as a share of the price' : ''}.`,
    },
  }
}

export function discountInside(amount: string, heading: string): FileQuestion {
  return {
    code: 'discount-unclear',
    weight: 'question',
    field: 'orderDiscount',
    columns: [amount, heading],
    text: {
      zh: `没有合计可以核对“${amount}”是否已扣除“${heading}”，现按已扣除处理。`,
      en: `No total tells whether "${amount}" has "${heading}" taken off already; it is read as taken off.`,
    },
  }
}

export function priceOfLine(price: string, check: string): FileQuestion {
  return {
    code: 'price-of-line',
    weight: 'notice',
    field: 'unitPrice',
    text: {
      zh: `“${price}”是整行的价格，不是单件价格：这样才与“${check}”一致。`,
      en: `"${price}" is the price of the whole line, not of a piece: only so does it add up to "${check}".`,
    },
  }
}

export function totalBelow(heading: string): FileQuestion {
  return {
    code: 'total-below-price',
    weight: 'question',
    field: 'orderTotal',
    columns: [heading],
    text: {
      zh: `“${heading}”有时低于单价 × 数量，从不高于它，像是优惠后的金额：销售额按“${heading}”计算。`,
      en: `"${heading}" is at times less than price times quantity and never more, as what discounts left of it: sales are "${heading}".`,
    },
  }
}

export function shippingInside(field: 'paidAmount' | 'orderTotal', heading: string, inside: number): FileQuestion {
  return {
    code: 'shipping-inside',
    weight: 'notice',
    field,
    text: {
      zh: `销售额按“${heading}”计算，可能含运费和税（共 ${money(inside)}）。`,
      en: `Sales are "${heading}", which may hold shipping and tax (${money(inside)} in all).`,
    },
  }
}

export interface Compared {
  readonly rows: number
  readonly differ: number
  readonly amounts: number
  readonly products: number
}

export function amountDiffers(heading: string, { rows, differ, amounts, products }: Compared): FileQuestion {
  return {
    code: 'amount-differs',
    weight: differ * 2 > rows ? 'question' : 'notice',
    field: 'amount',
    text: {
      zh: `${rows} 行中有 ${differ} 行的“${heading}”与单价 × 数量不一致（合计 ${money(amounts)}，单价 × 数量 ${money(products)}）。按“${heading}”计算。`,
      en: `In ${differ} of ${rows} rows "${heading}" is not price times quantity (${money(amounts)} in all, price times quantity ${money(products)}). "${heading}" is taken.`,
    },
  }
}

function money(value: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
}
