import Type from 'typebox'
import { LARGEST_VERSION, BilingualText, Estimate, Id, Instant, Nullable, Page, PageQuery, Problem } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'
import { ChannelName } from './contact-rule-schemas.ts'

const kind = <K extends string>(value: K) => Type.Literal(value)
const LANGUAGE = Type.Union([kind('zh'), kind('en')])

export const PieceKindName = Type.Union([kind('article'), kind('guide'), kind('right'), kind('free')])
export type PieceKindName = Static<typeof PieceKindName>
const STATE = Type.Union([kind('current'), kind('upcoming'), kind('over'), kind('archived')])
const TAG = Type.String({ minLength: 1, maxLength: 60 })
const DAY = Type.String({ maxLength: 10, description: 'YYYY-MM-DD, in the zone of the project' })

const text = (most: number, description?: string) => Type.String({ maxLength: most, ...(description === undefined ? {} : { description }) })
const TEXT = {
  title: text(200),
  summary: text(500, 'In mails'),
  body: text(10_000, 'In mails; blank lines separate paragraphs'),
  imageUrl: text(2_000, 'In mails'),
  imageAlt: text(300, 'What the picture shows'),
  link: text(2_000),
  short: text(300, 'In text messages, WeChat, push and tasks'),
}
export const PieceText = Type.Object(TEXT)
const GivenText = Type.Partial(PieceText)

const OF_PIECE = {
  name: Type.String({ minLength: 1, maxLength: 100, description: 'Of the team; no customer sees it' }),
  kind: PieceKindName,
  tags: Type.Array(TAG, { maxItems: 20 }),
  validFrom: Nullable(DAY),
  validUntil: Nullable(DAY),
  weight: Type.Number({ minimum: 0.1, maximum: 10 }),
  pinned: Type.Boolean(),
}

/** The audience as JSON or in its text form; neither, or null: everybody. */
const GIVEN = {
  name: OF_PIECE.name,
  kind: OF_PIECE.kind,
  tags: Type.Optional(OF_PIECE.tags),
  texts: Type.Object({ zh: Type.Optional(GivenText), en: Type.Optional(GivenText) }),
  validFrom: Type.Optional(OF_PIECE.validFrom),
  validUntil: Type.Optional(OF_PIECE.validUntil),
  audience: Type.Optional(Type.Unknown({ description: 'A condition as JSON, such as {"segment": "…"}; null: everybody' })),
  where: Type.Optional(Type.String({ maxLength: 100_000, description: 'The audience in its text form' })),
  weight: Type.Optional(OF_PIECE.weight),
  pinned: Type.Optional(OF_PIECE.pinned),
}
export const NewPiece = Type.Object(GIVEN)
export type NewPiece = Static<typeof NewPiece>
export const PieceChange = Type.Object({
  base: Type.Integer({ minimum: 1, maximum: LARGEST_VERSION, description: 'The version that was changed' }),
  ...GIVEN,
})
export const PieceArchived = Type.Object({ archived: Type.Boolean() })

export const PieceResults = Type.Object({
  sent: Type.Integer({ description: 'Customers it was handed over for, and not known to have failed' }),
  delivered: Type.Integer({ description: 'Of these, delivered, or accepted by a provider that said nothing else' }),
  clicked: Type.Integer({ description: 'Customers who clicked on its link; no programs' }),
  share: Nullable(Estimate),
})

export const PieceRow = Type.Object({
  id: Id,
  version: Type.Integer(),
  ...OF_PIECE,
  titles: BilingualText,
  mail: Type.Array(LANGUAGE, { description: 'Languages that it is written in for mails' }),
  short: Type.Array(LANGUAGE, { description: 'Languages that it is written in for short texts' }),
  hasAudience: Type.Boolean(),
  state: STATE,
  savedAt: Instant,
  savedBy: Type.String(),
  results: PieceResults,
})
export type PieceRow = Static<typeof PieceRow>
export const PiecePage = Page(PieceRow)
export type PiecePage = Static<typeof PiecePage>

export const PieceQuery = Type.Object({
  ...PageQuery.properties,
  q: Type.Optional(Type.String({ maxLength: 100, description: 'Part of the name or of a title' })),
  kind: Type.Optional(PieceKindName),
  tag: Type.Optional(TAG),
  state: Type.Optional(STATE),
})

export const PieceDetail = Type.Object({
  ...PieceRow.properties,
  texts: Type.Object({ zh: PieceText, en: PieceText }),
  audience: Nullable(Type.Unknown()),
  audienceText: Type.String({ description: 'Empty: everybody' }),
  audienceSentence: Nullable(BilingualText),
  audienceProblem: Nullable(Type.String({ description: 'Why the audience can no longer be asked, so that nobody gets the piece' })),
})
export type PieceDetail = Static<typeof PieceDetail>

export const PieceTag = Type.Object({
  name: TAG,
  words: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
    maxItems: 50,
    description: 'Names of categories, and values or labels of tags, that speak for it beside its name',
  }),
})
export const PieceTags = Type.Object({ items: Type.Array(Type.Object({ ...PieceTag.properties, pieces: Type.Integer() })) })
export type PieceTags = Static<typeof PieceTags>
export const PieceTagParams = Type.Object({ name: TAG })

/** POST /pieces/import */
export const PieceFile = Type.Object({ items: Type.Array(NewPiece, { minItems: 1, maxItems: 500 }) })
export const PiecesTaken = Type.Object({
  added: Type.Integer(),
  saved: Type.Integer(),
  same: Type.Integer(),
  refused: Type.Array(Type.Object({ name: Type.String(), place: Type.Integer({ description: 'In the file, from 1' }), problem: Problem })),
})
export type PiecesTaken = Static<typeof PiecesTaken>

export const PieceReasons = Type.Object({
  tag: Type.String({ description: 'The tag that the customer likes most of those of the piece' }),
  cause: Nullable(Type.Union([kind('category'), kind('customer_tag'), kind('clicks')], { description: 'What speaks for it' })),
  interest: Type.Number({ description: '0 to 1' }),
  clickShare: Type.Number({ description: 'Share of readers who are believed to click, shrunken to the mean of the kind' }),
  delivered: Type.Integer(),
  clicked: Type.Integer(),
  pinned: Type.Boolean(),
  weight: Type.Number(),
  score: Type.Number(),
  among: Type.Integer({ description: 'Pieces that it was chosen among' }),
})
export const ChosenPiece = Type.Object({ id: Id, name: Type.String(), kind: PieceKindName, reasons: PieceReasons })
export type ChosenPiece = Static<typeof ChosenPiece>

/** POST /pieces/choice */
export const PieceChoiceBody = Type.Object({
  customerId: Type.String({ format: 'uuid' }),
  channel: ChannelName,
  language: Type.Optional(LANGUAGE),
  tags: Type.Optional(Type.Array(TAG, { maxItems: 20 })),
})
export const PieceChoice = Type.Object({
  ranked: Type.Array(ChosenPiece, { description: 'Best first, as drawn for this customer; each message is drawn anew' }),
  refused: Type.Array(
    Type.Object({
      id: Id,
      name: Type.String(),
      reason: Type.Union([kind('upcoming'), kind('over'), kind('other_tag'), kind('no_text'), kind('had'), kind('not_meant')]),
    }),
  ),
})
export type PieceChoice = Static<typeof PieceChoice>
