import Type from 'typebox'
import { VARIANT_REASONS } from '#act/content/variant-reasons.ts'
import type { VariantReason } from '#act/content/variant-reasons.ts'
import { Id, Instant, Nullable, Page, PageQuery, VersionNumber } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'
import { ChannelName } from './contact-rule-schemas.ts'
import { ChosenPiece } from './piece-schemas.ts'

const both = (most: number) => Type.Object({ zh: Type.String({ maxLength: most }), en: Type.String({ maxLength: most }) })
const address = Type.String({ maxLength: 2_000 })
const name = (most = 60) => Type.String({ minLength: 1, maxLength: most })
const kind = <K extends string>(value: K) => Type.Literal(value)

const LEAVES = [
  Type.Object({
    kind: kind('heading'),
    text: Type.String({ maxLength: 500 }),
    level: Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3)]),
  }),
  Type.Object({ kind: kind('text'), text: Type.String({ maxLength: 10_000 }) }),
  Type.Object({
    kind: kind('image'),
    src: address,
    alt: Type.String({ maxLength: 500 }),
    href: address,
    width: Type.Optional(Type.Integer({ minimum: 16, maximum: 600, description: 'Pixels; left out: as wide as its column' })),
  }),
  Type.Object({ kind: kind('button'), text: Type.String({ maxLength: 200 }), href: address }),
  Type.Object({ kind: kind('divider') }),
  Type.Object({ kind: kind('coupon') }),
  Type.Object({ kind: kind('offer') }, { description: 'The offer of the content in a frame' }),
  Type.Object({ kind: kind('products'), count: Type.Integer({ minimum: 1, maximum: 3 }) }),
  Type.Object({
    kind: kind('piece'),
    tags: Type.Array(name(), { maxItems: 20, description: 'Of one of these tags; empty: any' }),
    optional: Type.Boolean({ description: 'Left out where no piece is left for the customer; otherwise the message is not made' }),
  }),
] as const

export const EmailLeaf = Type.Union([...LEAVES])
export const EmailBlock = Type.Union([
  ...LEAVES,
  Type.Object({
    kind: kind('columns'),
    columns: Type.Array(Type.Array(EmailLeaf, { maxItems: 60 }), { minItems: 1, maxItems: 4 }),
  }),
])
export type EmailBlock = Static<typeof EmailBlock>

const TemplateUse = Type.Object({
  code: Type.String({ maxLength: 200 }),
  params: Type.Array(Type.Object({ name: name(), value: Type.String({ maxLength: 1_000 }) }), {
    maxItems: 20,
    description: 'In the order of the template',
  }),
})

const FORMS = {
  email: Type.Optional(
    Type.Object({
      subject: both(500),
      preheader: both(500),
      body: Type.Union([
        Type.Object({
          kind: kind('blocks'),
          blocks: Type.Object({ zh: Type.Array(EmailBlock, { maxItems: 60 }), en: Type.Array(EmailBlock, { maxItems: 60 }) }),
        }),
        Type.Object({ kind: kind('text'), text: both(20_000) }),
        Type.Object({ kind: kind('mjml'), mjml: both(20_000) }),
      ]),
      fromName: Type.Optional(Type.String({ maxLength: 100 })),
      replyTo: Type.Optional(Type.String({ maxLength: 255 })),
    }),
  ),
  sms: Type.Optional(
    Type.Object({
      text: both(1_000),
      templates: Type.Record(Type.String({ maxLength: 60 }), TemplateUse, {
        maxProperties: 20,
        description: 'By kind of provider; * for all others',
      }),
    }),
  ),
  wechat: Type.Optional(
    Type.Object({
      kind: Type.Union([kind('template'), kind('subscribe'), kind('service')]),
      text: both(2_000),
      template: Nullable(TemplateUse),
      url: address,
      miniProgram: Nullable(Type.Object({ appId: name(100), page: Type.String({ maxLength: 500 }) })),
    }),
  ),
  push: Type.Optional(Type.Object({ title: both(200), body: both(1_000), url: address, imageUrl: address })),
  agent_task: Type.Optional(
    Type.Object({ title: both(200), script: both(5_000), slaHours: Type.Number({ exclusiveMinimum: 0, maximum: 8_760 }) }),
  ),
  webhook: Type.Optional(Type.Object({ note: Type.String({ maxLength: 1_000 }) })),
}

export const ContentVariant = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 40, pattern: '^[A-Za-z0-9-]+$', description: 'Stays the same over the versions; not base' }),
  name: name(60),
  when: Type.Object(
    {
      segment: Nullable(Type.String({ format: 'uuid', description: 'A segment of customers' })),
      language: Nullable(Type.Union([kind('zh'), kind('en')], { description: 'The language that the message is made in' })),
    },
    { description: 'Both hold where both are stated; one or more must be before it is published' },
  ),
  ...FORMS,
})
export type ContentVariant = Static<typeof ContentVariant>

export const MessageContent = Type.Object({
  name: name(100),
  purpose: Type.Union([kind('marketing'), kind('transactional')]),
  ...FORMS,
  fallbacks: Type.Record(Type.String({ maxLength: 80 }), both(500), {
    maxProperties: 60,
    description: 'What stands in for a variable without a value, by its name',
  }),
  utm: Nullable(
    Type.Object({
      source: Type.String({ maxLength: 100 }),
      medium: Type.String({ maxLength: 100 }),
      campaign: Type.String({ maxLength: 100 }),
    }),
  ),
  pieceTags: Type.Optional(
    Type.Array(name(), {
      maxItems: 20,
      description: 'Tags of the content pieces that texts name outside of a block, such as {{ piece.title }}',
    }),
  ),
  offerId: Type.Optional(
    Type.String({
      format: 'uuid',
      description: 'The offer that {{ offer.title }} and its other variables are of; one is given out with each message',
    }),
  ),
  variants: Type.Optional(
    Type.Array(ContentVariant, {
      maxItems: 10,
      description:
        'Other words for some customers, on the channels that they have a form for; the first that fits wins. What a form leaves empty is that of the content',
    }),
  ),
})
export type MessageContent = Static<typeof MessageContent>

const STATE = Type.Union([kind('draft'), kind('published'), kind('archived')])

export const ContentRow = Type.Object({
  id: Id,
  name: Type.String(),
  purpose: Type.Union([kind('marketing'), kind('transactional')]),
  channels: Type.Array(ChannelName),
  variants: Type.Integer({ description: 'How many variants the newest version has' }),
  state: STATE,
  version: Type.Integer({ description: 'The newest one' }),
  published: Nullable(Type.Integer({ description: 'The version that messages are made of' })),
  savedAt: Instant,
  savedBy: Type.String(),
  publishedAt: Nullable(Instant),
})
export type ContentRow = Static<typeof ContentRow>

export const ContentPage = Page(ContentRow)
export type ContentPage = Static<typeof ContentPage>

export const ContentQuery = Type.Object({
  ...PageQuery.properties,
  q: Type.Optional(Type.String({ maxLength: 100, description: 'Part of the name' })),
  state: Type.Optional(STATE),
  channel: Type.Optional(ChannelName),
  purpose: Type.Optional(Type.Union([kind('marketing'), kind('transactional')])),
})

export const ContentDetail = Type.Object({ ...ContentRow.properties, content: MessageContent })
export type ContentDetail = Static<typeof ContentDetail>

export const NewContent = Type.Object({ content: MessageContent })
export const ContentChange = Type.Object({ base: VersionNumber, content: MessageContent })
export const ContentPublish = Type.Object({ version: VersionNumber })
export const ContentArchived = Type.Object({ archived: Type.Boolean() })

export const ContentVersions = Type.Object({
  items: Type.Array(Type.Object({ version: Type.Integer(), savedAt: Instant, savedBy: Type.String() })),
})
export type ContentVersions = Static<typeof ContentVersions>

export const ContentVersionParams = Type.Object({ id: Type.String({ format: 'uuid' }), version: VersionNumber })
export const ContentVersion = Type.Object({ version: Type.Integer(), content: MessageContent })

export const ContentVariables = Type.Object({
  items: Type.Array(
    Type.Object({
      name: Type.String(),
      label: Type.Object({ zh: Type.String(), en: Type.String() }),
      example: Type.Object({ zh: Type.String(), en: Type.String() }),
      needsFallback: Type.Boolean({ description: 'Not everybody has a value of it' }),
    }),
  ),
})
export type ContentVariables = Static<typeof ContentVariables>

const WANTED = Type.String({
  minLength: 1,
  maxLength: 40,
  description:
    'Id of a variant, or base for the content itself; when left out the one that the customer would get, base without a customer',
})

/** POST /contents/preview */
export const PreviewBody = Type.Object({
  content: MessageContent,
  channel: ChannelName,
  language: Type.Optional(Type.Union([kind('zh'), kind('en')], { description: 'That of the customer when left out; Chinese without one' })),
  customerId: Type.Optional(Type.String({ format: 'uuid', description: 'As this customer would get it; with examples when left out' })),
  variant: Type.Optional(WANTED),
})

export const ContentPreview = Type.Object({
  language: Type.Union([kind('zh'), kind('en')]),
  made: Type.Boolean(),
  reason: Type.String({ description: 'Why it cannot be made: variable_missing, no_piece, template_error; empty when it can' }),
  detail: Type.String({ description: 'The variable, or the place' }),
  nameShown: Type.Boolean(),
  texts: Type.Record(Type.String(), Type.String(), {
    description: 'By place: subject, preheader, html and text of a mail; text; title and body; title and script',
  }),
  missing: Type.Array(Type.String(), { description: 'Variables without a value and without a fallback' }),
  sms: Type.Array(
    Type.Object({
      region: Type.Union([kind('home'), kind('international')], { description: 'home is mainland China' }),
      signature: Type.String({ description: 'Of the first account of text messages, without brackets; empty where it has none' }),
      encoding: Type.Union([kind('home'), kind('gsm7'), kind('ucs2')]),
      used: Type.Integer({ description: 'Counted characters, with the signature and the way to refuse' }),
      parts: Type.Integer({ description: 'Messages that are charged' }),
      left: Type.Integer({ description: 'What fits before there is one more part' }),
      limit: Type.Integer(),
      isTooLong: Type.Boolean(),
      outsideGsm7: Type.Array(Type.String(), { description: 'Characters that make the whole text UCS-2' }),
      costMicros: Nullable(Type.Integer({ description: 'Of one message, in millionths of the currency; null: the account has no price' })),
    }),
    { description: 'Of a text message: its length and cost by region' },
  ),
  currency: Type.String(),
  pieces: Type.Array(ChosenPiece, { description: 'Content pieces that were chosen for the customer, and why; nothing counts as sent' }),
  variant: Nullable(
    Type.Object({ id: Type.String(), name: Type.String() }, { description: 'The variant that is shown; null: the content itself' }),
  ),
  variants: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      segment: Type.String({ description: 'Name of its segment; empty: it has none' }),
      reason: Type.Unsafe<VariantReason>(Type.Union(VARIANT_REASONS.map((reason) => kind(reason)))),
    }),
    { description: 'Variants of the channel in their order, and why the customer gets each or not; empty without a customer' },
  ),
})
export type ContentPreview = Static<typeof ContentPreview>

export const FindingsBody = Type.Object({ content: MessageContent })
export const ContentFindings = Type.Object({
  items: Type.Array(
    Type.Object({
      code: Type.String(),
      severity: Type.Union([kind('error'), kind('warning'), kind('hint')]),
      place: Type.String(),
      language: Type.Union([kind('zh'), kind('en')]),
      text: Type.Object({ zh: Type.String(), en: Type.String() }),
      variant: Type.String({ description: 'Name of the variant that it is about; empty: the content itself' }),
    }),
  ),
})
export type ContentFindings = Static<typeof ContentFindings>

export const ContentLinkCheck = Type.Object({
  items: Type.Array(
    Type.Object({
      url: Type.String(),
      kind: Type.Union([kind('link'), kind('picture')]),
      channels: Type.Array(Type.String()),
      verdict: Type.Union([kind('works'), kind('broken'), kind('unsure'), kind('not_visited')], {
        description: 'unsure: it may be meant for programs only; not_visited: plain http, or inside a private network',
      }),
      reason: Type.String({ description: 'http, with the status beside it, or why there was no answer; empty where it works' }),
      status: Type.Union([Type.Integer(), Type.Null()]),
    }),
    { description: 'Broken ones first' },
  ),
  left: Type.Integer({ description: 'Addresses beyond the first 60, which nobody visited' }),
})
export type ContentLinkCheck = Static<typeof ContentLinkCheck>

export const ContentTestBody = Type.Object({
  content: MessageContent,
  accountId: Type.String({ format: 'uuid', description: 'The channel account to send over; the channel is its' }),
  to: Type.String({ minLength: 1, maxLength: 4_000, description: 'An address of your own, typed whole; it is not kept' }),
  language: Type.Optional(Type.Union([kind('zh'), kind('en')], { description: 'That of the customer when left out; Chinese without one' })),
  customerId: Type.Optional(Type.String({ format: 'uuid', description: 'With the values of this customer; with examples when left out' })),
  variant: Type.Optional(WANTED),
})
export const ContentTestSent = Type.Object({
  outcome: Type.Union([kind('accepted'), kind('delivered'), kind('rejected'), kind('deferred'), kind('unknown'), kind('halted')]),
  reason: Type.String({ description: 'As a code; empty when it was taken' }),
})
export type ContentTestSent = Static<typeof ContentTestSent>

export const ContentLibrary = Type.Object({
  items: Type.Array(
    Type.Object({
      key: Type.String(),
      label: Type.Object({ zh: Type.String(), en: Type.String() }),
      use: Type.Object({ zh: Type.String(), en: Type.String() }),
      content: MessageContent,
    }),
  ),
})
export type ContentLibrary = Static<typeof ContentLibrary>
