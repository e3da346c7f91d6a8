import type { Scope } from '#access/scope.ts'
import { AppError } from '#kernel/app-error.ts'
import { scopeOf } from '../access/authenticate.ts'
import { IdParams } from '../id-params.ts'
import type { TypedApp } from '../typed-app.ts'
import { Account, AccountPage, AccountsQuery, CustomerAccounts } from './account-schemas.ts'
import { Measures } from './measure-schemas.ts'
import { unknownCustomer } from '#identity/unknown-customer.ts'

interface AccountParts {
  readonly accounts: {
    list(scope: Scope, query: { readonly search: string; readonly limit: number; readonly cursor: string | null }): Promise<AccountPage>
    /** Null when there is none in the scope. */
    get(scope: Scope, id: string): Promise<Account | null>
    /** Null when there is none in the scope. */
    measures(scope: Scope, id: string): Promise<Measures['items'] | null>
    /** Null when there is no such customer in the scope. */
    ofCustomer(scope: Scope, customerId: string): Promise<CustomerAccounts['items'] | null>
  }
}

/** Companies and their people. */
export function registerAccounts(app: TypedApp, { accounts }: AccountParts): void {
  app.get(
    '/accounts',
    {
      config: { permission: 'customers:read', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'Accounts (companies) by id; of those who see a part of the customers, the ones with a member among these',
        querystring: AccountsQuery,
        response: { 200: AccountPage },
      },
    },
    async (request) => {
      const { q = '', limit = 50, cursor = null } = request.query
      return await accounts.list(scopeOf(request), { search: q.trim(), limit, cursor })
    },
  )
  app.get(
    '/accounts/:id',
    {
      config: { permission: 'customers:read', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'An account with its attributes and people; people out of reach are counted, not named',
        params: IdParams,
        response: { 200: Account },
      },
    },
    async (request) => {
      const account = await accounts.get(scopeOf(request), request.params.id)
      if (account === null)
        throw new AppError('not-found', 'account-not-found', 'There is no such account among those you may see: reload the list.')
      return account
    },
  )
  app.get(
    '/accounts/:id/measures',
    {
      config: { permission: 'customers:read', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'Dated values of an account, as seats or usage: every number that files, records and group calls said of it, one a day',
        params: IdParams,
        response: { 200: Measures },
      },
    },
    async (request) => {
      const items = await accounts.measures(scopeOf(request), request.params.id)
      if (items === null)
        throw new AppError('not-found', 'account-not-found', 'There is no such account among those you may see: reload the list.')
      return { items }
    },
  )
  app.get(
    '/customers/:id/accounts',
    {
      config: { permission: 'customers:read', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'The accounts that a customer is or was a member of',
        params: IdParams,
        response: { 200: CustomerAccounts },
      },
    },
    async (request) => {
      const items = (await accounts.ofCustomer(scopeOf(request), request.params.id)) ?? unknownCustomer()
      return { items }
    },
  )
}
