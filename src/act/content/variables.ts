import { TemplateEngine } from '#decide/template-engine.ts'
import type { BilingualText, TextLanguage } from '#kernel/bilingual-text.ts'
import { slotOf } from '../pieces/piece-slots.ts'
import { PIECE_VALUES } from '../pieces/piece-values.ts'
import type { PieceValues } from '../pieces/piece-values.ts'
import { escapeHtml } from '#kernel/escape-html.ts'

/** What a content may say about a customer. A value that is not known is left out, so that a template that needs it stops the message. */
export interface ContentVariables {
  readonly customer: { readonly firstName?: string; readonly tier?: string }
  readonly shop: { readonly name: string; readonly url: string }
  readonly daysSinceLastOrder?: number
  readonly favouriteCategory?: string
  /** Attributes and tags of the customer by name, as people read them. */
  readonly attributes: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly offer: OfferValues
  readonly coupon: { readonly code?: string; readonly validUntil?: string }
  /** Recommended for the customer, best first. */
  readonly product1?: string
  readonly product2?: string
  readonly product3?: string
  /** Of the content pieces that were chosen for the customer, by the name of the slot. */
  readonly piece?: PieceValues
  readonly piece2?: PieceValues
  readonly piece3?: PieceValues
  readonly piece4?: PieceValues
  readonly piece5?: PieceValues
  readonly unsubscribeUrl: string
  readonly today: string
}

/** Of the offer of the content, or of the strategy behind the message; `label` and `validDays` are older names. */
export interface OfferValues {
  readonly title?: string
  readonly value?: string
  readonly terms?: string
  readonly code?: string
  readonly validUntil?: string
  readonly label?: string
  readonly percent?: number
  readonly validDays?: number
}

/** In the order that an author is shown them, with an example of each. */
export const CONTENT_VARIABLES: readonly { readonly name: string; readonly label: BilingualText; readonly example: BilingualText }[] = [
  { name: 'customer.firstName', label: { zh: '称呼', en: 'First name' }, example: { zh: '李雷', en: 'Anna' } },
  { name: 'customer.tier', label: { zh: '客户层级', en: 'Tier' }, example: { zh: '高价值客户', en: 'High value' } },
  { name: 'shop.name', label: { zh: '店铺名称', en: 'Name of the shop' }, example: { zh: '山间茶铺', en: 'Hill Tea' } },
  {
    name: 'shop.url',
    label: { zh: '店铺链接', en: 'Link to the shop' },
    example: { zh: 'https://shop.example', en: 'https://shop.example' },
  },
  { name: 'daysSinceLastOrder', label: { zh: '距上次下单天数', en: 'Days since the last order' }, example: { zh: '42', en: '42' } },
  { name: 'favouriteCategory', label: { zh: '偏好品类', en: 'Favourite category' }, example: { zh: '乌龙茶', en: 'Oolong' } },
  { name: 'product1', label: { zh: '推荐商品 1', en: 'Recommended product 1' }, example: { zh: '高山乌龙', en: 'High mountain oolong' } },
  { name: 'product2', label: { zh: '推荐商品 2', en: 'Recommended product 2' }, example: { zh: '茉莉花茶', en: 'Jasmine tea' } },
  { name: 'product3', label: { zh: '推荐商品 3', en: 'Recommended product 3' }, example: { zh: '白瓷盖碗', en: 'Porcelain gaiwan' } },
  { name: 'offer.title', label: { zh: '优惠标题', en: 'Title of the offer' }, example: { zh: '秋茶上新', en: 'Autumn tea' } },
  { name: 'offer.value', label: { zh: '优惠内容', en: 'What the offer gives' }, example: { zh: '8.5 折', en: '15% off' } },
  {
    name: 'offer.terms',
    label: { zh: '优惠条款', en: 'Terms of the offer' },
    example: { zh: '全场通用，每单限用一次', en: 'For everything, once an order' },
  },
  { name: 'offer.code', label: { zh: '优惠的码', en: 'Code of the offer' }, example: { zh: '示例码-非真实', en: 'SAMPLE-NOT-REAL' } },
  {
    name: 'offer.validUntil',
    label: { zh: '优惠最后一天', en: 'Last day of the offer' },
    example: { zh: '2026年12月31日', en: '31 December 2026' },
  },
  { name: 'offer.label', label: { zh: '优惠名称', en: 'Name of the offer' }, example: { zh: '八五折', en: '15 % off' } },
  { name: 'offer.percent', label: { zh: '优惠百分比', en: 'Percent off' }, example: { zh: '15', en: '15' } },
  { name: 'offer.validDays', label: { zh: '优惠有效天数', en: 'Days that the offer holds' }, example: { zh: '14', en: '14' } },
  { name: 'coupon.code', label: { zh: '优惠码', en: 'Coupon code' }, example: { zh: 'K7M2P-9XQRT', en: 'K7M2P-9XQRT' } },
  {
    name: 'coupon.validUntil',
    label: { zh: '优惠截止日', en: 'Last day of the coupon' },
    example: { zh: '2026年12月31日', en: '31 December 2026' },
  },
  {
    name: 'piece.title',
    label: { zh: '内容素材标题', en: 'Title of the content piece' },
    example: { zh: '三步泡好一壶乌龙', en: 'Oolong in three steps' },
  },
  {
    name: 'piece.text',
    label: { zh: '内容素材短文案', en: 'Words of the content piece' },
    example: { zh: '水温、投茶量和时间', en: 'Water, leaves and time' },
  },
  {
    name: 'piece.link',
    label: { zh: '内容素材链接', en: 'Link of the content piece' },
    example: { zh: 'https://shop.example/brew', en: 'https://shop.example/brew' },
  },
  { name: 'unsubscribeUrl', label: { zh: '退订链接', en: 'Link to unsubscribe' }, example: { zh: 'https://…/u/…', en: 'https://…/u/…' } },
  { name: 'today', label: { zh: '今天的日期', en: 'Today' }, example: { zh: '2026年12月1日', en: '1 December 2026' } },
]

/** Of every customer: they need no fallback. */
const ALWAYS = new Set(['shop.name', 'shop.url', 'unsubscribeUrl', 'today'])
const FIXED = new Set(CONTENT_VARIABLES.map(({ name }) => name))
const NAMED = /^(?:attributes|tags)\.[A-Za-z][A-Za-z0-9_]{0,63}$/u

/** Whether a template may use it: one of the list, or `attributes.NAME` or `tags.NAME`. */
export function isContentVariable(name: string): boolean {
  return FIXED.has(name) || NAMED.test(name) || isOfPiece(name)
}

function isOfPiece(name: string): boolean {
  return (
    slotOf(name) !== null &&
    PIECE_VALUES.some((value) => name.endsWith(`.${value}`) && name.indexOf('.') === name.length - value.length - 1)
  )
}

const NAMES = [...FIXED, 'attributes.NAME', 'tags.NAME'].join(', ')

/** Of a text: values stand as they are. */
export const TEXT_ENGINE = new TemplateEngine(isContentVariable, NAMES, { strict: true })
/** Of a page: values are escaped, whatever the author does. */
export const HTML_ENGINE = new TemplateEngine(isContentVariable, NAMES, {
  strict: true,
  escape: (value) => escapeHtml(typeof value === 'string' || typeof value === 'number' ? String(value) : ''),
})

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

/** The variables with a fallback in the place of every value that is not known; the given ones stay as they are. */
export function withFallbacks(
  variables: ContentVariables,
  fallbacks: Readonly<Record<string, BilingualText>>,
  language: TextLanguage,
): ContentVariables {
  const filled = { ...variables } as unknown as Record<string, unknown>
  for (const [name, text] of Object.entries(fallbacks)) {
    const value = inLanguage(text, language)
    if (value === '' || !isContentVariable(name) || valueAt(filled, name) !== undefined) continue
    const [first = '', second] = name.split('.')
    const of = filled[first]
    filled[first] = second === undefined ? value : { ...(typeof of === 'object' ? of : {}), [second]: value }
  }
  return filled as unknown as ContentVariables
}

/** The text of a language; where it was left out, that of the other. */
export function inLanguage(text: BilingualText, language: TextLanguage): string {
  return text[language].trim() === '' ? text[language === 'zh' ? 'en' : 'zh'] : text[language]
}
