import Type from 'typebox'
import { BilingualText } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

export const DictionaryEntry = Type.Object({
  id: Type.String({ description: '`metric:ID`, `field:KIND.NAME` or `attribute:NAME`' }),
  kind: Type.Union([Type.Literal('metric'), Type.Literal('field'), Type.Literal('attribute')]),
  label: BilingualText,
  meaning: BilingualText,
  version: Type.String(),
  owner: Type.String({ description: 'Who answers for it; empty for nobody' }),
  usedIn: Type.Array(
    Type.Object({
      kind: Type.Union([Type.Literal('chart'), Type.Literal('segment'), Type.Literal('feature'), Type.Literal('rule')]),
      place: Type.String({ description: 'An address of the console, or the id of a rule' }),
    }),
  ),
  history: Type.Array(Type.Object({ version: Type.String(), since: Type.String(), change: BilingualText })),
})
export type DictionaryEntry = Static<typeof DictionaryEntry>

export const Dictionary = Type.Object({
  /** Of all definitions of metrics. */
  version: Type.String(),
  consistency: Type.Object({
    reading: Type.Integer({ description: 'Charts, segments and model features that read the one definition' }),
    all: Type.Integer(),
  }),
  items: Type.Array(DictionaryEntry),
})
export type Dictionary = Static<typeof Dictionary>

export const DictionaryQuery = Type.Object({ search: Type.Optional(Type.String({ maxLength: 100 })) })
export const DictionaryOwner = Type.Object({ entry: Type.String({ minLength: 1, maxLength: 200 }), owner: Type.String({ maxLength: 120 }) })
