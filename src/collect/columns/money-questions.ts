import type { FileQuestion } from './file-question.ts'

/** Questions and notices about the money columns of a file. Headings as in the file. */
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

/** @param wide Whether the difference is larger than shipping and tax can explain: then price or quantity may be another column. */
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

/** @param once Whether the figure is counted once per order where its rows agree. */
export function levelsMixed(
  heading: string,
  { line, order, once }: { readonly line: number; readonly order: number; readonly once: boolean },
): FileQuestion {
  return {
    code: 'amount-of-order',
    weight: 'question',
    field: 'amount',
    columns: [heading],
    text: once
      ? {
          zh: `“${heading}”在 ${order} 个多行订单中各行相同（或只在第一行），每单只计一次；在另外 ${line} 个订单中各行不同，那里各行相加。`,
          en: `"${heading}" is the same on all rows, or on the first alone, in ${order} orders of several rows and counted once in each; in ${line} others its rows differ and are added up.`,
        }
      : {
          zh: `“${heading}”在 ${order} 个多行订单中各行相同，在 ${line} 个订单中各行不同。现按每行的金额相加；如果它是整单金额，请改正。`,
          en: `"${heading}" is the same on all rows in ${order} orders of several rows and differs in ${line}. It is read as the amount of each row and added up. Correct this if it is the amount of the order.`,
        },
  }
}

/** The part of a figure that the lines do not explain: shipping without a column, refunds written in full. */
export function beyondLines(heading: string, total: number, sum: number): FileQuestion {
  const rest = total - sum
  return {
    code: 'paid-beyond-lines',
    weight: 'notice',
    field: 'paidAmount',
    columns: [heading],
    text: {
      zh: `“${heading}”合计 ${money(total)}，按明细算是 ${money(sum)}，${rest > 0 ? '多' : '少'} ${money(Math.abs(rest))}：可能是没有列出的运费、税、优惠或按原价写的退款。销售额按明细计算。`,
      en: `"${heading}" comes to ${money(total)} and the lines to ${money(sum)}, ${money(Math.abs(rest))} ${rest > 0 ? 'less' : 'more'}: shipping, tax or discounts without a column, or refunds written in full. Sales are those of the lines.`,
    },
  }
}

/** Rows with a negative price or amount next to the goods of their order: a discount or a return. */
export function negativeRows(heading: string, rows: number, sum: number): FileQuestion {
  return {
    code: 'negative-rows',
    weight: 'question',
    field: 'amount',
    columns: [heading],
    text: {
      zh: `有 ${rows} 行的“${heading}”是负数，同一订单中还有别的商品（共 ${money(sum)}）。名称是优惠、折扣的，或没有商品编码的，从该订单的商品中扣除；其余算作退款。`,
      en: `${rows === 1 ? 'One row has' : `${rows} rows have`} a negative "${heading}" beside goods of the same order (${money(sum)} in all). Those named as a discount, or without the product code that the goods have, are taken off their order; the others count as given back.`,
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
      en: `No total shows whether the price already includes "${heading}", so it is subtracted from the amount${rate ? ', as a share of the price' : ''}.`,
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
      en: `No total shows whether "${amount}" already includes "${heading}". It is assumed to.`,
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
