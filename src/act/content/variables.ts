import { TemplateEngine } from '#decide/template-engine.ts'
import { escapeHtml } from '#kernel/escape-html.ts'

/** What a content may say about a customer. A value that is not known is left out, so that a template that needs it stops the message. */
export interface ContentVariables {
  readonly customer: { readonly firstName?: string; readonly tier?: string }
  readonly shop: { readonly name: string; readonly url: string }
  readonly daysSinceLastOrder?: number
  readonly favouriteCategory?: string
  /** Attributes of the customer by name, as people read them. */
  readonly attributes: Readonly<Record<string, string>>
  readonly coupon: { readonly code?: string; readonly validUntil?: string }
  /** Recommended for the customer, best first. */
  readonly product1?: string
  readonly product2?: string
  readonly product3?: string
  /** Where the customer says what they want to get. */
  readonly preferencesUrl: string
  readonly today: string
}

/** In the order that an author is shown them. */
export const CONTENT_VARIABLES = [
  'customer.firstName',
  'customer.tier',
  'shop.name',
  'shop.url',
  'daysSinceLastOrder',
  'favouriteCategory',
  'product1',
  'product2',
  'product3',
  'coupon.code',
  'coupon.validUntil',
  'preferencesUrl',
  'today',
] as const

/** Of every customer: they need no fallback. */
const ALWAYS = new Set(['shop.name', 'shop.url', 'preferencesUrl', 'today'])

const ATTRIBUTE = /^attributes\.[A-Za-z][A-Za-z0-9_]{0,63}$/u
const isKnown = (name: string): boolean => (CONTENT_VARIABLES as readonly string[]).includes(name) || ATTRIBUTE.test(name)
const NAMES = [...CONTENT_VARIABLES, 'attributes.NAME'].join(', ')

/** Of a text: values stand as they are. */
export const TEXT_ENGINE = new TemplateEngine(isKnown, NAMES, { strict: true })
/** Of a page: values are escaped, whatever the author does. */
export const HTML_ENGINE = new TemplateEngine(isKnown, NAMES, {
  strict: true,
  escape: (value) => escapeHtml(shown(value)),
})

/** Lists and objects are no values of a text. */
function shown(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

export function needsFallback(name: string): boolean {
  return !ALWAYS.has(name)
}

/** The value at a dotted name; undefined where there is none or it is empty. */
export function valueAt(variables: object, name: string): unknown {
  let at: unknown = variables
  for (const part of name.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined
    at = (at as Record<string, unknown>)[part]
  }
  return at === '' || at === null ? undefined : at
}

/** The variables with a fallback in the place of every value that is not known. */
export function withFallbacks(variables: ContentVariables, fallbacks: Readonly<Record<string, string>>): ContentVariables {
  const filled = structuredClone(variables) as unknown as Record<string, unknown>
  for (const [name, text] of Object.entries(fallbacks)) {
    if (text === '' || !isKnown(name) || valueAt(filled, name) !== undefined) continue
    const parts = name.split('.')
    const last = parts.pop() ?? ''
    let at = filled
    for (const part of parts) {
      const next = at[part]
      at = at[part] = typeof next === 'object' && next !== null ? (next as Record<string, unknown>) : {}
    }
    at[last] = text
  }
  return filled as unknown as ContentVariables
}
