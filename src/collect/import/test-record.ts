const TEST_WORD = /测试|(?<![非防不勿是])刷单|(?<![\p{L}])test(?:ing|s)?(?![\p{L}])/iu
/** A test product, not a product for testing: test strips and 测试纸 are sold. */
const TEST_PRODUCT =
  /^[^\p{L}\p{N}]*(?:(?:a|my|the|this is a)\s+)?(?:test(?:ing)?|(?:test|dummy|sample)[\s_-]*(?:product|item|order|sku|listing|article|produkt|produit))[^\p{L}]*(?:[-–:(（]?\s*(?:do not (?:buy|ship|order)|please ignore|ignore).*)?$|^[^\p{L}\p{N}]*测试(?:用)?(?:商品|链接|产品|宝贝|订单|下单|款|专用|专拍|专用链接|勿拍|请勿拍|请勿下单)?[^\p{L}]*(?:[,，:：(（-]?\s*(?:请勿|勿|不要|别)(?:拍|下单|购买|发货).*)?$|(?:测试链接|测试商品|测试专用|测试专拍)/iu
/** One hundredth, with six decimals. */
const CENT = 10_000n
/** One piece, with four decimals. */
const ONE_PIECE = 10_000n

/** Why an order counts as a test. */
export type TestReason = 'number' | 'name' | 'remark' | 'product' | 'price'

interface OrderTexts {
  readonly orderId: string
  readonly customerName: string
  readonly productName: string
  readonly remark: string
  readonly quantity: bigint
  readonly amount: bigint
}

/**
 * Why an order looks like one that people made to try the shop out or for show, undefined for all others. The rule, in full: an order number, a customer
 * name or a remark with 测试, 刷单 or the word "test" in it; a product that is a test by its whole name (Test, Test product 2, 测试链接) and not a thing with
 * "test" in its name (test strips, 测试仪); or a single piece sold for 0.01. Such orders are stored and left out of every metric.
 */
export function testReason(order: OrderTexts): TestReason | undefined {
  if (hasTestWord(order.orderId)) return 'number'
  if (hasTestWord(order.customerName)) return 'name'
  if (hasTestWord(order.remark)) return 'remark'
  if (order.productName !== '' && TEST_PRODUCT.test(order.productName)) return 'product'
  return order.amount === CENT && order.quantity === ONE_PIECE ? 'price' : undefined
}

export function isTestOrder(order: OrderTexts): boolean {
  return testReason(order) !== undefined
}

/** An account is a test account when its name or remark says so. */
export function hasTestWord(...texts: readonly string[]): boolean {
  return texts.some((text) => text !== '' && TEST_WORD.test(text))
}
