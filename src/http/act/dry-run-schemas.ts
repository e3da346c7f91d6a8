import Type from 'typebox'
import { Id, Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

export const DryRunDays = Type.Union([Type.Literal(30), Type.Literal(90)])
export const DryRunBody = Type.Object({ days: Type.Optional(DryRunDays) })

const Counts = (description: string) => Type.Record(Type.String(), Type.Integer(), { description })

export const DryRun = Type.Object({
  version: Type.Integer({ description: 'Of the journey that was tried' }),
  days: Type.Integer(),
  from: Instant,
  until: Instant,
  at: Instant,
  customers: Type.Object(
    { all: Type.Integer(), tried: Type.Integer(), factor: Type.Number() },
    { description: 'Whom something could let in, how many were tried, and what the figures were raised by: 1 where it was all' },
  ),
  entered: Type.Integer({ description: 'Runs' }),
  enteredCustomers: Type.Integer(),
  treated: Type.Integer(),
  heldOut: Type.Integer({ description: 'Runs in the control group' }),
  refused: Counts('Entries that would have been refused, by reason'),
  inside: Type.Integer({ description: 'Runs that would still go on' }),
  ended: Counts('Runs outside the control group by why they ended'),
  goals: Type.Integer({ description: 'Runs of both arms whose customer reached the goal in the window, without the journey' }),
  steps: Type.Array(
    Type.Object({
      stepId: Type.String(),
      came: Type.Integer(),
      waiting: Type.Integer({ description: 'At it at the end' }),
      outcomes: Counts('By the way that was taken'),
    }),
  ),
  sends: Counts('Messages that would have left, by channel'),
  unsent: Counts('Messages that would not have left, by reason'),
  waited: Counts('Messages that would have waited first, by reason'),
  open: Type.Integer({ description: 'Messages that would still wait' }),
  cost: Type.Object({ minor: Type.Integer(), unknown: Type.Integer({ description: 'Messages whose cost nobody said' }) }),
  orders: Type.Object(
    { customers: Type.Integer(), orders: Type.Integer(), amountMinor: Type.Number() },
    { description: 'Orders after the entry within the window and the days, of all who would have entered: no effect of the journey' },
  ),
  overlaps: Type.Array(
    Type.Object({
      kind: Type.Union([Type.Literal('journey'), Type.Literal('broadcast')]),
      id: Id,
      name: Type.String(),
      customers: Type.Integer(),
    }),
    { description: 'Of the customers who would have entered, those who were in this as well' },
  ),
  byDay: Type.Array(Type.Object({ day: Type.String(), entered: Type.Integer(), sends: Type.Integer() })),
  assumptions: Type.Array(Type.String(), { description: 'What history does not tell, and was judged otherwise (docs/guide/journeys.md)' }),
})
export type DryRun = Static<typeof DryRun>

export const DryRunAnswer = Type.Object({
  dryRun: Nullable(DryRun),
  isCurrent: Type.Boolean({ description: 'False: the journey changed since, or there was none' }),
  currency: Type.String(),
})
export type DryRunAnswer = Static<typeof DryRunAnswer>
