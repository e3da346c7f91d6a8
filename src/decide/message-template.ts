import { TemplateEngine } from './template-engine.ts'
import type { TemplatePlace } from './template-engine.ts'

/** Every variable a template of a strategy may use. Nothing else is reachable from it. */
export interface MessageVariables {
  readonly customer: { readonly firstName: string }
  readonly shop: { readonly name: string; readonly url: string }
  readonly offer: { readonly label: string; readonly percent: number; readonly validDays: number }
  readonly coupon: { readonly code: string; readonly validUntil: string }
  readonly daysSinceLastOrder: number | null
  readonly favouriteCategory: string
  readonly unsubscribeUrl: string
}

const VARIABLES = new Set([
  'customer.firstName',
  'shop.name',
  'shop.url',
  'offer.label',
  'offer.percent',
  'offer.validDays',
  'coupon.code',
  'coupon.validUntil',
  'daysSinceLastOrder',
  'favouriteCategory',
  'unsubscribeUrl',
])

// Messages are text; the code that turns one into HTML escapes all of it, once.
const engine = new TemplateEngine((name) => VARIABLES.has(name), [...VARIABLES].join(', '), { strict: false })

/** Checks a template without rendering it. @throws AppError `template-invalid` */
export function checkTemplate(text: string, place: TemplatePlace): void {
  engine.check(text, place)
}

/** The text of a message. It is plain text; the code that turns it into HTML escapes it. @throws AppError `template-invalid` */
export function renderText(text: string, variables: MessageVariables): string {
  return engine.render(text, variables)
}
