import Type from 'typebox'
import { Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

export const BounceMailbox = Type.Object({
  /** The end of the last round, whatever came of it; null: not yet. */
  triedAt: Nullable(Instant),
  /** The last time that it could be read. */
  readAt: Nullable(Instant),
  /** Code; empty when it could be read. */
  problem: Type.String(),
  /** Code; empty when what was read was marked or moved as asked. */
  markProblem: Type.String(),
  /** Mails since the mailbox is read: the sum of the five that follow. */
  read: Type.Integer(),
  understood: Type.Integer(),
  unknown: Type.Integer(),
  automatic: Type.Integer(),
  other: Type.Integer(),
  unreadable: Type.Integer(),
  /** The newest mails that could not be read or applied, by their number in the folder. */
  aside: Type.Array(
    Type.Object({
      number: Type.Integer(),
      reason: Type.String(),
      tries: Type.Integer(),
      willTryAgain: Type.Boolean(),
      firstAt: Instant,
      lastAt: Instant,
    }),
  ),
})
export type BounceMailbox = Static<typeof BounceMailbox>
