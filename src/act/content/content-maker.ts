import type { Channel, Offer } from '#decide/strategy.ts'
import type { TextLanguage } from '#kernel/bilingual-text.ts'
import { mask } from '#privacy/mask.ts'
import { clickUrl, languageOf, messageIdOf, singleLine, tidy, unsubscribeUrl } from '../compose-email.ts'
import type { Letterhead } from '../compose-email.ts'
import type { Contact } from '../contact-reader.ts'
import { imageUrl, withImageHost } from '../images/image-address.ts'
import { couponCode } from '../coupon-code.ts'
import type { GivenOffer, OfferAsk, OfferGift, OfferGiver } from '../offers/offer-ports.ts'
import type { MadeMessage, MadeOwn, MessageMaker, OwnMaker } from '../message-maker.ts'
import type { OutgoingMessage, PushTarget } from '../outgoing-message.ts'
import type { SendSource } from '../send-source.ts'
import type { ClaimedSend } from '../send-store.ts'
import { signToken } from '../signed-token.ts'
import { compileForm } from './compile-content.ts'
import type { CompiledForm } from './compile-content.ts'
import type { ChosenPieces, PieceAsk, PieceLedger, PiecePicker, PieceUse } from '../pieces/piece-ports.ts'
import { chosenValues, pieceTarget, usesOf } from './content-pieces.ts'
import type { AskedFacts, ContentFacts, ContentFactsReader, ContentStore, LinkStore, LinkTarget, ShortLink } from './content-ports.ts'
import { contentValues } from './content-values.ts'
import { linkOf, targetCode } from './link-codes.ts'
import { hasVariants, withVariant } from './content-variants.ts'
import type { ContentVariant, MessageContent, TemplateUse } from './message-content.ts'
import { renderForm } from './render-form.ts'
import type { RenderedForm } from './render-form.ts'
import { smsTextFor } from './sms-length.ts'
import type { ChosenVariants, VariantAsk, VariantPicker } from './variant-picker.ts'
import type { VariantLedger, VariantUse } from './variant-ports.ts'

export interface ContentMakerPorts {
  readonly contents: Pick<ContentStore, 'version'>
  readonly facts: ContentFactsReader
  readonly pieces: PiecePicker
  readonly variants: Pick<VariantPicker, 'choose'>
  /** What must be known before a message leaves. */
  readonly kept: Pick<LinkStore, 'addShort' | 'addTargets'> & Pick<PieceLedger, 'keep'> & Pick<VariantLedger, 'keepVariants'>
  /** What the source of a send gives away; null: nothing. */
  readonly offerOf: (source: SendSource, version: number) => Promise<Offer | null>
  /** Gives out the offers that contents name. */
  readonly offers: OfferGiver
  readonly letterhead: Letterhead
}

/** What is known of the customer of a message. */
interface Known {
  readonly facts: ContentFacts | undefined
  readonly pieces: ChosenPieces | undefined
  /** Absent: the content has no variants. Null: what it says itself. */
  readonly variant: ContentVariant | null | undefined
  /** Absent: the content gives nothing away. */
  readonly gift: OfferGift | undefined
}

/** What is read for a block of messages at once. */
interface BlockFacts {
  readonly facts: ReadonlyMap<string, ContentFacts>
  readonly chosen: ReadonlyMap<string, ChosenPieces>
  readonly variants: ChosenVariants
  readonly gifts: ReadonlyMap<string, OfferGift>
}

type SendOf<C extends Contact = Contact> = { readonly send: ClaimedSend; readonly contact: C }

type Reachable = Contact & { readonly address: string }
type NotMade = Extract<MadeMessage, { kind: 'not_made' }>

/** What messages of a block leave behind. */
interface ToKeep {
  readonly short: ShortLink[]
  /** By content. */
  readonly targets: Map<string, LinkTarget[]>
  readonly uses: PieceUse[]
  /** Messages that pieces were asked for. */
  readonly asked: string[]
  readonly variants: VariantUse[]
}

const MOST_KEPT = 200
const NO_VARIANTS: ChosenVariants = new Map()

/** Makes messages of contents. What many messages share is worked out once: a version is read and compiled once, facts are read for all sends of a call together. */
export class ContentMaker implements MessageMaker, OwnMaker {
  readonly #ports: ContentMakerPorts
  readonly #contents = new Map<string, MessageContent | null>()
  readonly #forms = new Map<string, CompiledForm | null>()

  constructor(ports: ContentMakerPorts) {
    this.#ports = ports
  }

  async make(sends: readonly SendOf<Reachable>[], now: Date): Promise<readonly MadeMessage[]> {
    const block = await this.#read(sends, now)
    const kept = nothingKept(block)
    const made: MadeMessage[] = []
    for (const { send, contact } of sends) made.push(await this.#one(send, contact, knownOf(block, send), now, kept))
    await this.#takeBack(sends, made, block)
    await this.#keep(kept, now)
    return made
  }

  /**
   * What goes to a list or a system of our own. A task says the name of the customer as it is shown to everybody, masked: whoever works on it sees the record
   * beside it. A webhook says nothing about the customer beyond their id.
   */
  async makeOwn(sends: readonly SendOf[], now: Date): Promise<readonly MadeOwn[]> {
    const block = await this.#read(sends, now)
    const kept = nothingKept(block)
    const made: MadeOwn[] = []
    for (const { send, contact } of sends) made.push(await this.#own(send, contact, knownOf(block, send), now, kept))
    await this.#takeBack(sends, made, block)
    await this.#keep(kept, now)
    return made
  }

  async #read(sends: readonly SendOf[], now: Date): Promise<BlockFacts> {
    const variants = await this.#variants(sends)
    const [facts, chosen] = await Promise.all([this.#facts(sends, variants, now), this.#choose(sends, variants, now)])
    return { facts, chosen, variants, gifts: await this.#gifts(sends, variants, now) }
  }

  /** What goes with the messages whose form says something of the offer of its content. */
  async #gifts(sends: readonly SendOf[], variants: ChosenVariants, now: Date): Promise<ReadonlyMap<string, OfferGift>> {
    const asks: OfferAsk[] = []
    for (const { send, contact } of sends) {
      const content = await this.#content(send)
      if (content?.offerId === undefined) continue
      const variant = variants.get(send.sendKey) ?? null
      const says = this.#languages(send, contact).some((language) => saysOffer(this.#form(content, send, language, variant)?.names))
      if (says) asks.push({ sendKey: send.sendKey, customerId: send.customerId, offerId: content.offerId })
    }
    return asks.length === 0 ? new Map() : await this.#ports.offers.give(asks, now)
  }

  /** A message that is not made gives back what it took just now; what an earlier attempt took may be out. */
  async #takeBack(sends: readonly SendOf[], made: readonly { readonly kind: string }[], { gifts }: BlockFacts): Promise<void> {
    const keys = sends.flatMap(({ send: { sendKey } }, i) => {
      const gift = gifts.get(sendKey)
      return made[i]?.kind === 'not_made' && gift?.kind === 'given' && gift.isNew ? [sendKey] : []
    })
    if (keys.length > 0) await this.#ports.offers.takeBack(keys)
  }

  #languages({ channel }: ClaimedSend, contact: Contact): readonly TextLanguage[] {
    return channel === 'agent_task' ? ['zh', 'en'] : [languageOf(contact, this.#ports.letterhead)]
  }

  /** Who of a block gets which variant, as the segments are now. Reads nothing where no content of the block has variants. */
  async #variants(sends: readonly SendOf[]): Promise<ChosenVariants> {
    const asks: VariantAsk[] = []
    for (const { send, contact } of sends) {
      const content = await this.#content(send)
      if (content === null || !hasVariants(content)) continue
      const { sendKey: key, customerId, channel, repeatUntil } = send
      asks.push({
        key,
        customerId,
        channel,
        language: languageOf(contact, this.#ports.letterhead),
        content,
        isRepeat: repeatUntil !== null,
      })
    }
    return asks.length === 0 ? NO_VARIANTS : await this.#ports.variants.choose(asks)
  }

  async #own(send: ClaimedSend, contact: Contact, known: Known, now: Date, kept: ToKeep): Promise<MadeOwn> {
    const content = await this.#content(send)
    if (content === null) return notMade('content_missing', nameOf(send))
    const { agent_task: task, webhook } = content
    const of = { ...contact, name: mask('name', contact.name) }
    if (send.channel === 'webhook') {
      if (webhook === undefined) return noForm(send)
      const language = languageOf(contact, this.#ports.letterhead)
      const rendered = await this.#render(content, send, of, language, known, now, kept)
      if (rendered.kind === 'not_made') return rendered
      kept.uses.push(...usesOf(send.sendKey, known.pieces, language))
      kept.variants.push(...variantUse(send, known))
      return { kind: 'webhook', note: tidy(rendered.texts['note'] ?? '') }
    }
    if (task === undefined) return noForm(send)
    const texts: { title: Record<TextLanguage, string>; script: Record<TextLanguage, string> } = {
      title: { zh: '', en: '' },
      script: { zh: '', en: '' },
    }
    for (const language of ['zh', 'en'] as const) {
      const rendered = await this.#render(content, send, of, language, known, now, kept)
      if (rendered.kind === 'not_made') return rendered
      texts.title[language] = singleLine(rendered.texts['title'] ?? '')
      texts.script[language] = tidy(rendered.texts['script'] ?? '')
    }
    kept.uses.push(...usesOf(send.sendKey, known.pieces, languageOf(contact, this.#ports.letterhead)))
    kept.variants.push(...variantUse(send, known))
    return { kind: 'task', ...texts, slaHours: known.variant?.agent_task?.slaHours ?? task.slaHours }
  }

  async #one(send: ClaimedSend, contact: Reachable, known: Known, now: Date, kept: ToKeep): Promise<MadeMessage> {
    const content = await this.#content(send)
    if (content === null) return notMade('content_missing', nameOf(send))
    const language = languageOf(contact, this.#ports.letterhead)
    const rendered = await this.#render(content, send, contact, language, known, now, kept)
    if (rendered.kind === 'not_made') return rendered
    const said = withVariant(content, known.variant ?? null, language)
    const made = messageFrom(said, send, contact, rendered.texts, now, this.#ports.letterhead)
    if (made.kind === 'made') {
      // A code of our own is a coupon of its message, as that of a strategy is.
      const hasCoupon = givenOf(known.gift)?.offer.codes.mode === 'own'
      kept.uses.push(...usesOf(send.sendKey, known.pieces, language))
      kept.variants.push(...variantUse(send, known))
      return hasCoupon ? { ...made, hasCoupon } : made
    }
    return made
  }

  async #render(
    content: MessageContent,
    send: ClaimedSend,
    contact: Contact,
    language: TextLanguage,
    { facts, pieces, gift, variant = null }: Known,
    now: Date,
    kept: ToKeep,
  ): Promise<RenderedForm | NotMade> {
    const form = this.#form(content, send, language, variant)
    if (form === null) return noForm(send)
    if (gift?.kind === 'refused') return notMade(gift.reason, content.offerId ?? '')
    const { letterhead, offerOf } = this.#ports
    const contentId = send.content?.id ?? ''
    const linkTo = (target: string): string => {
      const made = linkOf({ secret: letterhead.tokenSecret, publicUrl: letterhead.publicUrl }, send.channel, send.sendKey, target)
      if (made.short !== null) kept.short.push(made.short)
      return made.url
    }
    const link = (url: string): string => linkTo(targetCode(letterhead.tokenSecret, contentId, url))
    const pieceLink = (url: string, piece: string): string => {
      const target = pieceTarget(letterhead.tokenSecret, contentId, piece, url, content.utm)
      kept.targets.set(contentId, [...(kept.targets.get(contentId) ?? []), target])
      return linkTo(target.code)
    }
    const values = contentValues({
      letterhead,
      language,
      name: contact.name,
      facts,
      said: send.variables,
      offer: await offerOf(send.source, send.sourceVersion),
      given: givenOf(gift),
      couponCode: couponCode(letterhead.tokenSecret, send.sendKey),
      shopUrl: form.names.has('shop.url') ? shopLink(send.channel, letterhead, send.sendKey, link) : letterhead.shopUrl,
      unsubscribeUrl: unsubscribeUrl(letterhead, send.sendKey),
      now,
    })
    const links = Object.fromEntries(form.urls.map((url, i) => [`l${i}`, link(url)]))
    return renderForm(form, { ...values, ...chosenValues(pieces, language, pieceLink) }, content.fallbacks, language, links)
  }

  /** Before any of them leaves: a link that nobody knows leads nowhere, and a piece that is not kept would come again. */
  async #keep({ short, targets, uses, asked, variants }: ToKeep, now: Date): Promise<void> {
    const { kept } = this.#ports
    for (const [content, of] of targets)
      await kept.addTargets(content, [...new Map(of.map((target) => [target.code, target])).values()], now)
    if (short.length > 0) await kept.addShort(short, now)
    if (asked.length > 0) await kept.keep(asked, uses, now)
    if (variants.length > 0) await kept.keepVariants(variants, now)
  }

  /** Content pieces for the messages that have a place for one. */
  async #choose(sends: readonly SendOf[], variants: ChosenVariants, now: Date): Promise<ReadonlyMap<string, ChosenPieces>> {
    const asks: PieceAsk[] = []
    for (const { send, contact } of sends) {
      const content = await this.#content(send)
      const language = languageOf(contact, this.#ports.letterhead)
      const slots = content === null ? [] : (this.#form(content, send, language, variants.get(send.sendKey) ?? null)?.pieces ?? [])
      if (slots.length === 0) continue
      const { sendKey, customerId, channel, repeatUntil } = send
      asks.push({ sendKey, customerId, channel, language, slots, isRepeat: repeatUntil !== null })
    }
    return await this.#ports.pieces.choose(asks, now)
  }

  async #facts(sends: readonly SendOf[], variants: ChosenVariants, now: Date): Promise<ReadonlyMap<string, ContentFacts>> {
    const names = new Set<string>()
    for (const { send, contact } of sends) {
      const content = await this.#content(send)
      if (content === null) continue
      const variant = variants.get(send.sendKey) ?? null
      for (const language of this.#languages(send, contact))
        for (const name of this.#form(content, send, language, variant)?.names ?? []) names.add(name)
    }
    const asked = askedFacts(names)
    if (!asked.profile && asked.attributes.length === 0 && asked.tags.length === 0 && !asked.products) return new Map()
    return await this.#ports.facts.of([...new Set(sends.map(({ send }) => send.customerId))], asked, now)
  }

  async #content({ content }: Pick<ClaimedSend, 'content'>): Promise<MessageContent | null> {
    if (content === null) return null
    const key = `${content.id}/${content.version}`
    const known = this.#contents.get(key)
    if (known !== undefined) return known
    const found = await this.#ports.contents.version(content.id, content.version)
    if (found === null) return null
    if (this.#contents.size >= MOST_KEPT) this.#contents.clear()
    this.#contents.set(key, found)
    return found
  }

  /** Null: there is no form for the channel, or it no longer compiles. */
  #form(
    content: MessageContent,
    { content: of, channel }: Pick<ClaimedSend, 'content' | 'channel'>,
    language: TextLanguage,
    variant: ContentVariant | null,
  ): CompiledForm | null {
    const key = `${of?.id ?? ''}/${of?.version ?? 0}/${channel}/${language}/${variant?.id ?? ''}`
    const known = this.#forms.get(key)
    if (known !== undefined) return known
    if (this.#forms.size >= MOST_KEPT * 4) this.#forms.clear()
    const form = compileForm(withVariant(content, variant, language), channel, language)
    this.#forms.set(key, form)
    return form
  }
}

function nothingKept({ chosen }: BlockFacts): ToKeep {
  return { short: [], targets: new Map(), uses: [], asked: [...chosen.keys()], variants: [] }
}

function knownOf({ facts, chosen, variants, gifts }: BlockFacts, { sendKey, customerId }: ClaimedSend): Known {
  return { facts: facts.get(customerId), pieces: chosen.get(sendKey), variant: variants.get(sendKey), gift: gifts.get(sendKey) }
}

function givenOf(gift: OfferGift | undefined): GivenOffer | null {
  return gift?.kind === 'given' ? gift.given : null
}

/** Whether a form says anything of an offer, so that the message takes one. */
export function saysOffer(names: ReadonlySet<string> | undefined): boolean {
  return names !== undefined && [...names].some((name) => name.startsWith('offer.') || name.startsWith('coupon.'))
}

/** What is kept of the variant of one message; nothing where the content has none. */
function variantUse({ sendKey }: ClaimedSend, { variant }: Known): readonly VariantUse[] {
  return variant === undefined ? [] : [{ sendKey, variant: variant?.id ?? '', name: variant?.name ?? '' }]
}

/** Which facts a set of variables asks for. */
export function askedFacts(names: ReadonlySet<string>): AskedFacts {
  const under = (group: string) => [...names].filter((name) => name.startsWith(`${group}.`)).map((name) => name.slice(group.length + 1))
  return {
    profile: ['customer.tier', 'daysSinceLastOrder', 'favouriteCategory'].some((name) => names.has(name)),
    attributes: under('attributes'),
    tags: under('tags'),
    products: ['product1', 'product2', 'product3'].some((name) => names.has(name)),
  }
}

/** In a mail the link of the letterhead, which the ledger has always known; elsewhere a short one. */
function shopLink(channel: Channel, letterhead: Letterhead, sendKey: string, link: (url: string) => string): string {
  return channel === 'email' ? clickUrl(letterhead, sendKey) : link(letterhead.shopUrl)
}

/** A rendered form as what leaves. Also used for previews and tests, so that nobody is shown anything else than what is sent. */
export function messageFrom(
  content: MessageContent,
  send: Pick<ClaimedSend, 'sendKey' | 'channel'>,
  contact: Reachable,
  texts: Readonly<Record<string, string>>,
  now: Date,
  letterhead: Letterhead,
): MadeMessage {
  const of = { sendKey: send.sendKey, purpose: content.purpose }
  const text = (place: string): string => tidy(texts[place] ?? '')
  const made = (message: OutgoingMessage, subject: string, read: string): MadeMessage => ({
    kind: 'made',
    message,
    text: { subject, text: read },
  })
  switch (send.channel) {
    case 'email': {
      const subject = singleLine(texts['subject'] ?? '')
      const unsubscribe = unsubscribeUrl(letterhead, send.sendKey)
      const pixel = `${letterhead.publicUrl}/o/${signToken(letterhead.tokenSecret, 'open', send.sendKey)}`
      const html = withImageHost(texts['html'] ?? '', letterhead.publicUrl).replace(
        '</body>',
        `<img src="${pixel}" width="1" height="1" alt="" style="display:block" /></body>`,
      )
      const fromName = content.email?.fromName?.trim() ?? ''
      const replyTo = content.email?.replyTo?.trim() ?? ''
      const message: OutgoingMessage = {
        ...of,
        channel: 'email',
        from: { name: singleLine(fromName === '' ? letterhead.shopName.zh : fromName), address: letterhead.fromAddress },
        ...(replyTo === '' ? {} : { replyTo }),
        to: contact.address,
        subject,
        text: `${text('text')}\n`,
        html,
        messageId: messageIdOf(send.sendKey, letterhead.fromAddress),
        date: now,
        headers: {
          ...(content.purpose === 'marketing'
            ? { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
            : {}),
          'X-Liuke-Send-Key': send.sendKey,
        },
      }
      return made(message, subject, text('text'))
    }
    case 'sms': {
      const templates = templatesFrom(content.sms?.templates ?? {}, texts)
      const words = smsTextFor(text('text'), { purpose: content.purpose, to: contact.address })
      const message: OutgoingMessage = {
        ...of,
        channel: 'sms',
        to: contact.address,
        text: words,
        template: templates['*'] ?? null,
        templates,
      }
      return made(message, '', words)
    }
    case 'wechat': {
      const { wechat } = content
      if (wechat === undefined) return noForm(send)
      const message: OutgoingMessage = {
        ...of,
        channel: 'wechat',
        openId: contact.address,
        kind: wechat.kind,
        template: wechat.template === null ? null : (templatesFrom({ '*': wechat.template }, texts)['*'] ?? null),
        text: text('text'),
        url: orNull(texts['url']),
        miniProgram: wechat.miniProgram,
      }
      return made(message, '', text('text'))
    }
    case 'push': {
      const target = contact.routes?.[0]?.push ?? pushTarget(contact.address)
      if (target === null) return notMade('no_address', 'push')
      const [title, body] = [singleLine(texts['title'] ?? ''), text('body')]
      const message: OutgoingMessage = {
        ...of,
        channel: 'push',
        target,
        title,
        body,
        url: orNull(texts['url']),
        imageUrl: orNull(imageUrl(texts['imageUrl'] ?? '', letterhead.publicUrl)),
      }
      return made(message, title, body)
    }
    default:
      return notMade('no_account_channel', send.channel)
  }
}

/** An address that was typed is the JSON of its target; those of customers come with theirs. */
function pushTarget(address: string): PushTarget | null {
  try {
    const target = JSON.parse(address) as PushTarget
    return ['fcm', 'jpush', 'web'].includes(target.kind) ? target : null
  } catch {
    return null
  }
}

function templatesFrom(templates: Readonly<Record<string, TemplateUse>>, texts: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(templates).map(([provider, { code, params }]) => [
      provider,
      { code, params: params.map(({ name }) => ({ name, value: singleLine(texts[`template/${provider}/${name}`] ?? '') })) },
    ]),
  )
}

function orNull(text: string | undefined): string | null {
  return text === undefined || text.trim() === '' ? null : text.trim()
}

function notMade(reason: string, detail: string): NotMade {
  return { kind: 'not_made', reason, detail }
}

function noForm({ channel }: Pick<ClaimedSend, 'channel'>): NotMade {
  return notMade('no_form', channel)
}

function nameOf({ content }: Pick<ClaimedSend, 'content'>): string {
  return content === null ? '' : `${content.id}/${content.version}`
}
