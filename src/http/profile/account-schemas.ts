import Type from 'typebox'
import { Id, Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const Listed = {
  id: Id,
  accountId: Type.String({ description: 'As its source names it' }),
  name: Type.String({ description: 'Empty where nobody said' }),
  members: Type.Integer({ description: 'People who are members now' }),
  formerMembers: Type.Integer(),
  updatedAt: Instant,
}
const Membership = {
  role: Type.String(),
  since: Nullable(Instant),
  until: Nullable(Instant),
  isMember: Type.Boolean({ description: 'Whether the person is a member now' }),
}

export const AccountsQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 200, description: 'Part of the id or the name' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  cursor: Type.Optional(Type.String({ maxLength: 1_000 })),
})
export const AccountPage = Type.Object({ items: Type.Array(Type.Object(Listed)), nextCursor: Nullable(Type.String()) })
export type AccountPage = Static<typeof AccountPage>

export const Account = Type.Object({
  ...Listed,
  attributes: Type.Array(Type.Object({ name: Type.String(), value: Type.Union([Type.String(), Type.Number(), Type.Boolean()]) })),
  people: Type.Array(Type.Object({ customerId: Id, maskedName: Type.String(), ...Membership })),
  hiddenPeople: Type.Integer({ description: 'People of the account whom this reader may not see' }),
})
export type Account = Static<typeof Account>

export const CustomerAccounts = Type.Object({
  items: Type.Array(Type.Object({ id: Id, accountId: Type.String(), name: Type.String(), ...Membership })),
})
export type CustomerAccounts = Static<typeof CustomerAccounts>
