import Type from 'typebox'
import { CustomerQuery } from './customer-schemas.ts'
import type { Static } from '../shared-schemas.ts'

/** Most customers that one action takes. */
export const MOST_SELECTED = 20_000

/** The filter of the list of customers, as a body has it. */
export const CustomerFilterBody = Type.Omit(CustomerQuery, ['cursor', 'limit', 'sort', 'order'])

/** Whom an action is about: customers one by one, or all that a filter of the list shows. Exactly one of the two. */
export const CustomerSelection = Type.Object({
  ids: Type.Optional(Type.Array(Type.String({ format: 'uuid' }), { minItems: 1, maxItems: 1_000 })),
  filter: Type.Optional(CustomerFilterBody),
})
export type CustomerSelection = Static<typeof CustomerSelection>
