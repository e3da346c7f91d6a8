import Type from 'typebox'
import { Instant, LifecycleTier, Nullable, ValueClass } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const Month = Type.String({ pattern: '^(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])$', description: 'As 2026-03, of the time zone of the project' })
const Part = { customers: Type.Integer(), share: Type.Number() }

/** GET /tiers/history: each month's last profiles, oldest first. */
export const GroupHistory = Type.Object({
  months: Type.Array(
    Type.Object({
      month: Month,
      asOf: Instant,
      isClosed: Type.Boolean({ description: 'False: the month is not over, and later profiles take the place of these' }),
      schemeVersion: Type.Integer(),
      mode: Type.Union([Type.Literal('fixed'), Type.Literal('fitted')]),
      customers: Type.Integer(),
      tiers: Type.Array(Type.Object({ tier: LifecycleTier, ...Part, target: Type.Number() })),
      classes: Type.Array(Type.Object({ valueClass: ValueClass, ...Part })),
    }),
  ),
})
export type GroupHistory = Static<typeof GroupHistory>

export const GroupScheme = Type.Union([Type.Literal('lifecycle'), Type.Literal('value')])

export const GroupMovesQuery = Type.Object({
  scheme: Type.Optional(GroupScheme),
  from: Type.Optional(Month),
  to: Type.Optional(Month),
})

const Run = Nullable(Type.Object({ month: Month, asOf: Instant }))

/** GET /tiers/moves: who went from which group to which between two months. */
export const GroupMoves = Type.Object({
  scheme: GroupScheme,
  from: Run,
  to: Run,
  /** Those that have profiles, oldest first. */
  months: Type.Array(Month),
  groups: Type.Array(Type.String({ description: 'In the order in which they are shown; none: in no group then' })),
  moves: Type.Array(Type.Object({ from: Type.String(), to: Type.String(), customers: Type.Integer() })),
})
export type GroupMoves = Static<typeof GroupMoves>
