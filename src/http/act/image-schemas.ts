import Type from 'typebox'
import { Instant, Page, PageQuery } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const kind = <K extends string>(value: K) => Type.Literal(value)

export const ImageQuery = Type.Object({
  ...PageQuery.properties,
  q: Type.Optional(Type.String({ maxLength: 100, description: 'Part of the name, or of what it shows' })),
})

const ImageUse = Type.Object({
  kind: Type.Union([kind('content'), kind('piece'), kind('broadcast')]),
  id: Type.String(),
  name: Type.String(),
  live: Type.Boolean({ description: 'Customers get it: the image cannot be removed' }),
})

export const ImageRow = Type.Object({
  id: Type.String(),
  path: Type.String({ description: 'What contents say: `/i/…`; messages put the public address of the server before it' }),
  url: Type.String({ description: 'The public address' }),
  type: Type.Union([kind('png'), kind('jpg'), kind('gif'), kind('webp')]),
  bytes: Type.Integer(),
  width: Type.Integer({ description: 'Pixels' }),
  height: Type.Integer(),
  frames: Type.Integer({ description: '1: it does not move' }),
  name: Type.String(),
  alt: Type.String({ description: 'What it shows, offered where it is put into a content' }),
  addedAt: Instant,
  addedBy: Type.String(),
  uses: Type.Array(ImageUse),
})
export type ImageRow = Static<typeof ImageRow>

export const ImagePage = Type.Object({
  ...Page(ImageRow).properties,
  kept: Type.Object({
    images: Type.Integer(),
    bytes: Type.Integer(),
    mostImages: Type.Integer(),
    mostBytes: Type.Integer(),
  }),
  reached: Type.Boolean({ description: 'Customers can fetch images: the public address of the server is one of the internet' }),
})
export type ImagePage = Static<typeof ImagePage>

export const ImageAdded = Type.Object({ ...ImageRow.properties, added: Type.Boolean({ description: 'False: the same bytes were there' }) })
export type ImageAdded = Static<typeof ImageAdded>

export const ImageChange = Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }), alt: Type.String({ maxLength: 300 }) })
