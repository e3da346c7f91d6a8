import type { Channel } from '#decide/strategy.ts'
import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { localDay } from '#kernel/local-day.ts'
import { languageOf, tidy } from '../compose-email.ts'
import type { Letterhead } from '../compose-email.ts'
import type { ContactReader } from '../contact-reader.ts'
import { checkContent } from './check-content.ts'
import { compileForm } from './compile-content.ts'
import type { CompiledForm } from './compile-content.ts'
import { imageCodesIn } from '../images/image-address.ts'
import { imageFindings, imagesOf } from '../images/image-findings.ts'
import type { StoredImage } from '../images/image-ports.ts'
import { contentFindings, worstFirst } from './content-findings.ts'
import type { Finding } from './content-findings.ts'
import { askedFacts } from './content-maker.ts'
import { KIND_CALLS } from '../pieces/content-piece.ts'
import { slotOf } from '../pieces/piece-slots.ts'
import { sampleOf } from '../offers/offer-giver.ts'
import { offerFindings } from '../offers/offer-findings.ts'
import type { GivenOffer, StoredOffer } from '../offers/offer-ports.ts'
import { offerValues } from '../offers/offer-values.ts'
import type { ChosenPiece, PiecePicker } from '../pieces/piece-ports.ts'
import { chosenValues } from './content-pieces.ts'
import type { ContentFactsReader } from './content-ports.ts'
import { withUtm } from './content-links.ts'
import { contentValues } from './content-values.ts'
import { variantSegments, withVariant } from './content-variants.ts'
import { judgeVariants } from './judge-variants.ts'
import type { VariantVerdict } from './judge-variants.ts'
import type { ContentVariant, MessageContent } from './message-content.ts'
import { shortLinkLike } from './link-codes.ts'
import { lacking, renderForm } from './render-form.ts'
import type { RenderedForm } from './render-form.ts'
import { segmentFindings, statesOf } from './variant-findings.ts'
import type { VariantSegment, VariantSegments } from './variant-ports.ts'
import { BASE } from './variant-reasons.ts'
import { smsEstimates } from './sms-estimate.ts'
import type { SmsAccount, SmsEstimate } from './sms-estimate.ts'
import { CONTENT_VARIABLES, inLanguage } from './variables.ts'
import type { ContentVariables } from './variables.ts'

export interface ContentPreview {
  readonly language: TextLanguage
  readonly rendered: RenderedForm
  /** Variables of the form without a value and without a fallback, also those that only a condition asks for. */
  readonly missing: readonly string[]
  /** Of a text message that can be made; empty for others. */
  readonly sms: readonly SmsEstimate[]
  /** Content pieces that were chosen for the customer; none of an example. */
  readonly pieces: readonly ChosenPiece[]
  /** The variant that is shown; null: the content itself. */
  readonly variant: { readonly id: string; readonly name: string } | null
  /** Variants of the channel in their order, and why each is for the customer or not; empty: nobody asked which one a customer gets. */
  readonly variants: readonly VariantVerdict[]
}

/** Which variant is looked at: its id, `base` for the content itself, or null for the one that the customer gets. */
export type WantedVariant = string | null

export interface ContentPreviewPorts {
  readonly contacts: ContactReader
  readonly facts: ContentFactsReader
  readonly pieces: PiecePicker
  readonly images: { known(codes: readonly string[]): Promise<ReadonlyMap<string, StoredImage>> }
  readonly variants: VariantSegments
  /** Offers that contents name, as they are now. Nothing is taken of their stock. */
  readonly offers: { find(id: string): Promise<StoredOffer | null> }
  readonly letterhead: Letterhead
  /** The account that text messages leave by; null: there is none. */
  readonly smsAccount: () => Promise<SmsAccount | null>
  readonly clock: Clock
}

/** Shows a content as a customer would get it. Nothing leaves, and no link of it is counted. */
export class ContentPreviewer {
  readonly #ports: ContentPreviewPorts

  constructor(ports: ContentPreviewPorts) {
    this.#ports = ports
  }

  /** @throws AppError as `checkContent` */
  async findings(content: MessageContent): Promise<readonly Finding[]> {
    checkContent(content, false)
    const { images, letterhead, variants } = this.#ports
    const [known, states] = await Promise.all([
      images.known(
        [content, ...(content.variants ?? [])].flatMap((forms) => imagesOf(forms)).flatMap(({ address }) => imageCodesIn(address)),
      ),
      statesOf(content, variants),
    ])
    const about = { publicUrl: letterhead.publicUrl, known }
    return worstFirst([
      ...segmentFindings(content, states),
      ...offerFindings(content, await this.#offer(content), localDay(this.#ports.clock.now(), letterhead.timeZone)),
      ...contentFindings(content),
      ...imageFindings(content, about),
      ...(content.variants ?? []).flatMap((variant) => imageFindings(variant, about).map((one) => ({ ...one, variant: variant.name }))),
    ])
  }

  /** With the examples of the variables, for nobody: the content itself, or the variant of an id. @throws AppError as `checkContent`, `content-no-form`, `content-no-variant` */
  async example(content: MessageContent, channel: Channel, language: TextLanguage, wanted: WantedVariant = null): Promise<ContentPreview> {
    checkContent(content, false)
    const variant = wanted === null ? null : wantedVariant(content, channel, wanted)
    const form = formOf(content, channel, language, variant)
    const sample = await this.#sample(content, language)
    const examples = exampleValues(form, language, this.#ports.letterhead)
    return await this.#shown(channel, form, sample === null ? examples : withOffer(examples, sample, language), content, language, variant)
  }

  /** `name` stands for the customer's own where the reader may not see it; `language` null: that of the customer. @throws AppError as `example` */
  async asCustomer(
    content: MessageContent,
    channel: Channel,
    customerId: string,
    {
      name,
      language: asked,
      variant: wanted = null,
    }: { readonly name: string | null; readonly language: TextLanguage | null; readonly variant?: WantedVariant },
  ): Promise<ContentPreview> {
    checkContent(content, false)
    const { contacts, letterhead, clock, facts, pieces } = this.#ports
    const now = clock.now()
    const [contact] = await contacts.addressOf([customerId], 'email')
    const language = asked ?? languageOf({ language: contact?.language ?? '' }, letterhead)
    // Which one they get follows from their own language, whatever language is looked at.
    const verdicts = await this.#verdicts(content, channel, customerId, languageOf({ language: contact?.language ?? '' }, letterhead))
    const variant = wantedVariant(content, channel, wanted ?? verdicts.find(({ reason }) => reason === 'taken')?.id ?? BASE)
    const form = formOf(content, channel, language, variant)
    // Keeps nothing: a piece that was looked at was not sent.
    const ask = { sendKey: `preview:${customerId}`, customerId, channel, language, slots: form.pieces, isRepeat: false }
    const [known, picked] = await Promise.all([facts.of([customerId], askedFacts(form.names), now), pieces.choose([ask], now)])
    const chosen = picked.get(ask.sendKey)
    const values = contentValues({
      letterhead,
      language,
      name: name ?? contact?.name ?? '',
      facts: known.get(customerId),
      said: { daysSinceLastOrder: null, favouriteCategory: '' },
      offer: null,
      given: await this.#sample(content, language),
      couponCode: '',
      shopUrl: letterhead.shopUrl,
      unsubscribeUrl: letterhead.shopUrl,
      now,
    })
    const filled = { ...values, ...chosenValues(chosen, language, (url) => withUtm(url, content.utm) ?? url) }
    const shown = await this.#shown(channel, form, filled, content, language, variant)
    return { ...shown, pieces: [...(chosen?.values() ?? [])], variants: verdicts }
  }

  async #offer({ offerId }: MessageContent): Promise<StoredOffer | null> {
    return offerId === undefined ? null : await this.#ports.offers.find(offerId)
  }

  /** The offer with a code that says that it is none; null: the content names none that is there. */
  async #sample(content: MessageContent, language: TextLanguage): Promise<GivenOffer | null> {
    const offer = await this.#offer(content)
    return offer === null ? null : sampleOf(offer, localDay(this.#ports.clock.now(), this.#ports.letterhead.timeZone), language)
  }

  async #verdicts(
    content: MessageContent,
    channel: Channel,
    customerId: string,
    language: TextLanguage,
  ): Promise<readonly VariantVerdict[]> {
    const ids = variantSegments(content)
    const { variants } = this.#ports
    const [states, members] =
      ids.length === 0
        ? [new Map<string, VariantSegment>(), null]
        : await Promise.all([variants.states(ids), variants.members(ids, [customerId])])
    return judgeVariants(content, { channel, language, states, isIn: (segment) => members?.get(segment)?.has(customerId) === true })
  }

  async #shown(
    channel: Channel,
    form: CompiledForm,
    values: ContentVariables,
    content: MessageContent,
    language: TextLanguage,
    variant: ContentVariant | null,
  ): Promise<ContentPreview> {
    const links = Object.fromEntries(form.urls.map((url, i) => [`l${i}`, url]))
    return {
      language,
      rendered: renderForm(form, values, content.fallbacks, language, links),
      missing: lacking(form, values, content.fallbacks, language),
      sms: channel === 'sms' ? await this.#estimates(form, values, content, language) : [],
      pieces: [],
      variant: variant === null ? null : { id: variant.id, name: variant.name },
      variants: [],
    }
  }

  /** With links as long as those that leave. */
  async #estimates(form: CompiledForm, values: ContentVariables, content: MessageContent, language: TextLanguage) {
    const short = shortLinkLike(this.#ports.letterhead.publicUrl)
    const links = Object.fromEntries(form.urls.map((_url, i) => [`l${i}`, short]))
    const rendered = renderForm(form, { ...values, shop: { ...values.shop, url: short } }, content.fallbacks, language, links)
    return rendered.kind === 'not_made'
      ? []
      : smsEstimates(tidy(rendered.texts['text'] ?? ''), content.purpose, await this.#ports.smsAccount())
  }
}

/** The variant of an id that has a form for the channel; null: the content itself. @throws AppError `content-no-variant` */
export function wantedVariant(content: MessageContent, channel: Channel, wanted: string): ContentVariant | null {
  if (wanted === BASE) return null
  const found = content.variants?.find(({ id }) => id === wanted)
  if (found?.[channel] === undefined) {
    throw new AppError('invalid-input', 'content-no-variant', `The content has no variant "${wanted.slice(0, 40)}" for ${channel}.`, {
      details: { variant: wanted.slice(0, 40), channel },
    })
  }
  return found
}

function formOf(content: MessageContent, channel: Channel, language: TextLanguage, variant: ContentVariant | null): CompiledForm {
  const form = compileForm(withVariant(content, variant, language), channel, language)
  if (form === null) throw noForm(channel)
  return form
}

function exampleValues(form: CompiledForm, language: TextLanguage, letterhead: Letterhead): ContentVariables {
  const values: Record<string, unknown> = {}
  const put = (name: string, value: string): void => {
    const [first = '', second] = name.split('.')
    const of = values[first]
    values[first] = second === undefined ? value : { ...(typeof of === 'object' ? of : {}), [second]: value }
  }
  for (const { name, example } of CONTENT_VARIABLES) put(name, inLanguage(example, language))
  for (const { name: slot } of form.pieces) {
    for (const { name, example } of CONTENT_VARIABLES) {
      if (slotOf(name) === 'piece') put(`${slot}${name.slice('piece'.length)}`, inLanguage(example, language))
    }
    put(`${slot}.call`, inLanguage(KIND_CALLS.guide, language))
  }
  for (const name of form.names) {
    if (name.startsWith('attributes.') || name.startsWith('tags.')) put(name, `[${name.slice(name.indexOf('.') + 1)}]`)
  }
  put('shop.name', inLanguage(letterhead.shopName, language))
  put('shop.url', letterhead.shopUrl)
  put('unsubscribeUrl', letterhead.shopUrl)
  return values as unknown as ContentVariables
}

/** Only what the offer has: what an example would say beside it is not promised. */
function withOffer(values: ContentVariables, sample: GivenOffer, language: TextLanguage): ContentVariables {
  const offer = offerValues(sample, language)
  const { code, validUntil } = offer
  return { ...values, offer, coupon: { ...(code === undefined ? {} : { code }), ...(validUntil === undefined ? {} : { validUntil }) } }
}

function noForm(channel: Channel): AppError {
  return new AppError('invalid-input', 'content-no-form', `The content has no form for ${channel}.`, { details: { channel } })
}
