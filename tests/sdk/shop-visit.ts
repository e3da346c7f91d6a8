/** What a person does in a shop, as the programs for servers take it. The person was `former` before. */
export interface ServerProgram {
  identify(message: object): unknown
  track(message: object): unknown
  page(message: object): unknown
  screen(message: object): unknown
  group(message: object): unknown
  alias(message: object): unknown
}

export const LINES = [
  { product_id: 'p1', sku: 'S-1', name: '茉莉花茶', price: 649.5, quantity: 2, category: 'tea' },
  { product_id: 'p2', sku: 'S-2', name: 'Cup', price: 30, quantity: 1, category: 'cups' },
]
export const ORDER = { order_id: 'Z1', revenue: 1_329, currency: 'CNY', products: LINES }

/** Type and name of each message of `visitShop`, in the order in which they are sent. */
export const SERVER_VISIT = [
  ['identify', ''],
  ['page', '茶 · Tea'],
  ['screen', 'Start'],
  ['track', 'Product Viewed'],
  ['track', 'Product Added'],
  ['track', 'Checkout Started'],
  ['track', 'Order Completed'],
  ['track', 'Order Refunded'],
  ['group', ''],
  ['alias', ''],
] as const

export function visitShop(program: ServerProgram, userId: string, former: string): void {
  program.identify({ userId, traits: { plan: 'gold', email: `${userId}@example.com` } })
  program.page({ userId, name: '茶 · Tea', properties: { path: '/tea', title: '茶' } })
  program.screen({ userId, name: 'Start', properties: { tab: 'tea' } })
  program.track({ userId, event: 'Product Viewed', properties: LINES[0] })
  program.track({ userId, event: 'Product Added', properties: { ...LINES[0], quantity: 2 } })
  program.track({ userId, event: 'Checkout Started', properties: { value: 1_329, currency: 'CNY', products: LINES } })
  program.track({ userId, event: 'Order Completed', properties: ORDER })
  program.track({ userId, event: 'Order Refunded', properties: { order_id: 'Z1', products: [{ product_id: 'p2', quantity: 1 }] } })
  program.group({ userId, groupId: 'company-1', traits: { industry: 'tea' } })
  program.alias({ userId, previousId: former })
}
