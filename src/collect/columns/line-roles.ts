/**
 * The role of an order row that is not goods, by its type. discount: subtracted from the goods of its order. other: shipping, tax, tips, fees, and money that
 * was only moved; not part of the cost of goods.
 */
export type LineRole = 'discount' | 'other'

const DISCOUNT = wordsOf(
  'discount|discounts|coupon|promotion|promo|voucher|markdown|line discount|order discount|rabatt|gutschein|remise|réduction|descuento|desconto|sconto|korting|折扣|优惠|满减|优惠券|红包|折讓|割引|値引き|할인',
)
const OTHER = wordsOf(
  'shipping|shipping line|shipping fee|freight|delivery|delivery fee|postage|handling|shipping and handling|surcharge|tax|taxes|vat|sales tax|tax line|tip|tips|gratuity|service charge|fee|fees|itemfees|item fees|transaction fee|processing fee|stripe fee|commission|payout|payouts|transfer|bank transfer|withdrawal|general withdrawal|deposit to bank|bank deposit|settlement|reserve|balance adjustment|currency conversion|general currency conversion|versand|versandkosten|steuer|trinkgeld|gebühr|gebühren|auszahlung|livraison|frais de port|taxe|pourboire|commission|envío|envio|gastos de envío|impuesto|propina|comisión|frete|imposto|spedizione|imposta|运费|邮费|配送费|快递费|税|税费|小费|服务费|手续费|佣金|提现|结算|送料|税金|手数料|배송비|세금',
)
/** A payment next to the goods it pays for is not a second purchase; in a list of payments only, it is the purchase. */
const PAYMENTS = wordsOf('payment|payments|tender|zahlung|paiement|pago|pagamento|付款|支付|収款|收款')
const GOODS = wordsOf(
  'sale line|sale|item|items|product|products|line item|line_item|line|goods|artikel|article|producto|produto|prodotto|商品|明细',
)
/** The total of a sale, above its lines. */
const HEADS = wordsOf('sale|order|receipt|invoice|header|main')
const LINES = wordsOf('sale line|order line|line item|line|item line|receipt line|invoice line')

/** Types of rows that are returns. */
export const RETURN_TYPE =
  /退货|退款|换货|退貨|return|refund|credit[ _-]?(?:note|memo)|gutschrift|avoir|nota de cr[eé]dito|rembours|reembols|rimbors|возврат|返品|返金|환불|반품/i

/** Word, folded by `foldRole` -> its role, for the words of a type column that are not goods; empty if no row would be left. */
export function lineRoles(words: Iterable<string>): ReadonlyMap<string, LineRole> {
  const folded = new Set([...words].map(foldRole))
  const roles = new Map<string, LineRole>()
  const some = (of: ReadonlySet<string>): boolean => [...folded].some((word) => of.has(word))
  const [goods, lines] = [some(GOODS), some(LINES)]
  for (const word of folded) {
    if (DISCOUNT.has(word)) roles.set(word, 'discount')
    else if (OTHER.has(word) || (goods && PAYMENTS.has(word)) || (lines && HEADS.has(word))) roles.set(word, 'other')
  }
  return roles.size < folded.size ? roles : new Map()
}

/** @example foldRole('Sale_Line ') // 'sale line' */
export function foldRole(word: string): string {
  return word.normalize('NFKC').toLowerCase().replaceAll('_', ' ').replaceAll('-', ' ').trim()
}

function wordsOf(list: string): ReadonlySet<string> {
  return new Set(list.split('|'))
}
