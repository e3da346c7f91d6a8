/** What an order says of its money as a whole; scaled integers, null where it says nothing. */
export interface StatedFigures {
  readonly total: bigint | null
  readonly subtotal: bigint | null
  readonly revenue: bigint | null
  readonly shipping: bigint | null
  readonly tax: bigint | null
  readonly discount: bigint | null
}

/**
 * What the goods of an order cost after the discount of the whole order: their sum, less the discount unless the other figures show that the prices have it already.
 * By the e-commerce specification of Segment the subtotal is after discounts and the total has shipping and tax; revenue is written with and without each of them.
 *
 * @param sum The goods at their prices.
 * @param tolerance What rounding of prices may make of it.
 * @returns The name of the figure that no reading explains, where there is one.
 */
export function goodsOfOrder(sum: bigint, figures: StatedFigures, tolerance: bigint): bigint | keyof StatedFigures {
  const discount = figures.discount ?? 0n
  const net = discount > sum ? 0n : sum - discount
  const candidates = net === sum ? [sum] : [net, sum]
  for (const isStrict of [true, false]) {
    for (const goods of candidates) {
      if (unexplained(goods, isStrict ? goods : sum, figures, tolerance) === null) return goods
    }
  }
  return unexplained(net, sum, figures, tolerance) ?? net
}

/** What the goods of an order without prices cost: as it says itself, without shipping and tax where those are said. Null where it says nothing. */
export function goodsAsStated({ total, subtotal, revenue, shipping, tax }: StatedFigures): bigint | null {
  if (subtotal !== null || revenue !== null) return subtotal ?? revenue
  if (total === null) return null
  const rest = total - (shipping ?? 0n) - (tax ?? 0n)
  return rest < 0n ? total : rest
}

function unexplained(goods: bigint, before: bigint, figures: StatedFigures, tolerance: bigint): keyof StatedFigures | null {
  const { total, subtotal, revenue, shipping, tax } = figures
  const near = (a: bigint, b: bigint): boolean => a - b <= tolerance && b - a <= tolerance
  const withExtras = (figure: bigint): boolean =>
    [0n, shipping ?? 0n, tax ?? 0n, (shipping ?? 0n) + (tax ?? 0n)].some((extra) => near(figure, goods + extra))
  if (total !== null && !withExtras(total)) return 'total'
  if (subtotal !== null && !withExtras(subtotal) && !near(subtotal, before)) return 'subtotal'
  return revenue !== null && !withExtras(revenue) && !near(revenue, before) ? 'revenue' : null
}
