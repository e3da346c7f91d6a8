import Type from 'typebox'
import { BilingualText, Id, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'
import { StrategyDefinition, StrategyState } from './retain-schemas.ts'

/** GET /strategy-library: ready-made strategies by industry, the same for every project but for its money. */
export const LibraryStrategy = Type.Object({
  id: Id,
  definition: StrategyDefinition,
  sentence: BilingualText,
  where: Type.String({ description: 'The audience in its text form' }),
  missing: Type.Array(
    Type.Object({
      kind: Type.Union([
        Type.Literal('scores'),
        Type.Literal('orders'),
        Type.Literal('event'),
        Type.Literal('measure'),
        Type.Literal('tickets'),
        Type.Literal('feedback'),
        Type.Literal('messages'),
        Type.Literal('contracts'),
        Type.Literal('registered'),
        Type.Literal('region'),
        Type.Literal('members'),
      ]),
      name: Type.String({ description: 'Of an event or a measure: which one' }),
    }),
    { description: 'Data that the audience asks for and that the project does not have yet; without it nobody is in it' },
  ),
  reach: Nullable(Type.Integer({ description: 'Customers of the latest scores who are in the audience; null before the first scoring' })),
  state: Nullable(StrategyState),
})
export type LibraryStrategy = Static<typeof LibraryStrategy>
export const LibraryList = Type.Object({ items: Type.Array(LibraryStrategy) })

/** POST /strategy-library: one of the two. */
export const LibraryChoiceBody = Type.Object({
  ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 500 })),
  pack: Type.Optional(Type.String({ maxLength: 50, description: 'A whole pack, such as saas' })),
})
export const LibraryTaken = Type.Object({ added: Type.Array(Id, { description: 'Those that were not there yet; they are drafts' }) })
export type LibraryTaken = Static<typeof LibraryTaken>
