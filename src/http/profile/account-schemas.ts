import Type from 'typebox'
import { Language } from '../access/access-schemas.ts'
import { Id, Instant, Money, Nullable, Page, PageQuery } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'
import { TimelineEntry, TimelineQuery } from './customer-schemas.ts'
import { Subscriptions } from './subscription-schemas.ts'

const Named = {
  id: Id,
  accountId: Type.String({ description: 'As its source names it' }),
  name: Type.String({ description: 'Empty where nobody said' }),
  members: Type.Integer({ description: 'People who are members now' }),
  formerMembers: Type.Integer(),
}
const Figures = {
  activePeople: Type.Integer({ description: 'Members in reach who did or bought something in the last 30 days' }),
  lastActiveAt: Nullable(Instant),
  spend: Nullable(Money),
  hasOtherSpend: Type.Boolean({ description: 'Some of what members bought was in a currency without a rate, and is not in spend' }),
  measure: Nullable(
    Type.Object(
      {
        value: Type.Number(),
        at: Instant,
        change: Nullable(Type.Number({ description: 'Since the newest value that is 30 days older; null where there is none' })),
      },
      { description: 'The measure that was asked for; null where the account has none' },
    ),
  ),
  updatedAt: Instant,
}
const Membership = {
  role: Type.String(),
  since: Nullable(Instant),
  until: Nullable(Instant),
  isMember: Type.Boolean({ description: 'Whether the person is a member now' }),
}

export const AccountSort = Type.Union([
  Type.Literal('name'),
  Type.Literal('members'),
  Type.Literal('activePeople'),
  Type.Literal('spend'),
  Type.Literal('lastActive'),
  Type.Literal('measure'),
  Type.Literal('change'),
])
const AccountFilter = {
  q: Type.Optional(Type.String({ maxLength: 200, description: 'Part of the id or the name' })),
  where: Type.Optional(Type.String({ maxLength: 4_000, description: 'Meets this condition over accounts, in its text form' })),
  segment: Type.Optional(Type.String({ format: 'uuid', description: 'Is in this segment of accounts' })),
  measure: Type.Optional(Type.String({ maxLength: 200, description: 'The measure to show, such as seats' })),
  sort: Type.Optional(AccountSort),
  order: Type.Optional(Type.Union([Type.Literal('asc'), Type.Literal('desc')])),
}
export const AccountsQuery = Type.Intersect([PageQuery, Type.Object(AccountFilter)])
export const AccountExportQuery = Type.Object({
  ...AccountFilter,
  format: Type.Optional(Type.Union([Type.Literal('csv'), Type.Literal('ndjson')])),
  language: Type.Optional(Language),
})
export const ListedAccount = Type.Object({ ...Named, ...Figures })
export type ListedAccount = Static<typeof ListedAccount>
export const AccountPage = Page(ListedAccount)
export type AccountPage = Static<typeof AccountPage>

export const Account = Type.Object({
  ...Named,
  ...Figures,
  attributes: Type.Array(Type.Object({ name: Type.String(), value: Type.Union([Type.String(), Type.Number(), Type.Boolean()]) })),
  people: Type.Array(
    Type.Object({
      customerId: Id,
      maskedName: Type.String(),
      maskedIdentifier: Type.String({ description: 'Tells people without a name apart' }),
      ...Membership,
      lastActiveAt: Nullable(Instant),
    }),
  ),
  hiddenPeople: Type.Integer({ description: 'People of the account whom this reader may not see' }),
})
export type Account = Static<typeof Account>

/** GET /accounts/:id/contracts: those of its members in reach */
export const AccountContracts = Subscriptions

/** GET /accounts/:id/timeline: what its members in reach did, newest first */
export const AccountTimelineQuery = TimelineQuery
export const AccountTimeline = Page(Type.Intersect([TimelineEntry, Type.Object({ customerId: Id })]))
export type AccountTimeline = Static<typeof AccountTimeline>

export const CustomerAccounts = Type.Object({
  items: Type.Array(Type.Object({ id: Id, accountId: Type.String(), name: Type.String(), ...Membership })),
})
export type CustomerAccounts = Static<typeof CustomerAccounts>
