import type { Scope } from '#access/scope.ts'
import { actorLabel } from '#access/actor.ts'
import type { Project } from '#access/project-settings.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Page, PageRequest } from '#kernel/page.ts'
import { unknownCustomer } from '#identity/unknown-customer.ts'
import type { SegmentMembers } from '#segment/segments/segment-members.ts'
import type { SegmentService } from '#segment/segments/segment-service.ts'
import { actorOf, scopeOf } from '../access/authenticate.ts'
import type { AppOptions } from '../app-options.ts'
import { exportLanguageOf } from '../export-language.ts'
import { IdParams } from '../id-params.ts'
import { pageAnswer, pageRequest } from '../cursor.ts'
import { CustomerSegments } from '../segment/saved-segment-schemas.ts'
import type { Static } from '../shared-schemas.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { csvOfAccounts, ndjsonOfAccounts } from './account-csv.ts'
import {
  Account,
  AccountContracts,
  AccountExportQuery,
  AccountPage,
  AccountsQuery,
  AccountTimeline,
  AccountTimelineQuery,
  CustomerAccounts,
} from './account-schemas.ts'
import type { AccountSort, ListedAccount } from './account-schemas.ts'
import type { TimelineKind } from './customer-schemas.ts'
import { Measures } from './measure-schemas.ts'

/** What accounts are asked for: a part of their id or name, a condition over them, a segment of them. */
export interface AccountListFilter {
  readonly q?: string | undefined
  readonly where?: string | undefined
  readonly segment?: string | undefined
  readonly measure?: string | undefined
  readonly sort: Static<typeof AccountSort>
  readonly isDescending: boolean
}

/** Accounts as both stores know them. Null: there is none in the scope. */
export interface AccountReads {
  list(scope: Scope, filter: AccountListFilter & PageRequest): Promise<Page<ListedAccount>>
  get(scope: Scope, id: string): Promise<Account | null>
  measures(scope: Scope, id: string): Promise<Measures['items'] | null>
  contracts(scope: Scope, id: string): Promise<Static<typeof AccountContracts>['items'] | null>
  timeline(
    scope: Scope,
    id: string,
    page: PageRequest & { readonly kind: TimelineKind | null },
  ): Promise<Page<AccountTimeline['items'][number]> | null>
  /** Null when there is no such customer in the scope. */
  ofCustomer(scope: Scope, customerId: string): Promise<CustomerAccounts['items'] | null>
}

interface AccountParts extends AuditParts {
  readonly accounts: AccountReads
  readonly segments: Pick<SegmentService, 'language'>
  readonly segmentMembers: Pick<SegmentMembers, 'staysOf'>
  readonly project: Pick<Project, 'timeZone'>
}

/** @throws AppError `account-not-found` */
export function unknownAccount(): never {
  throw new AppError('not-found', 'account-not-found', 'There is no such account among those you may see: reload the list.')
}

const EXPORT_TYPES = { csv: 'text/csv', ndjson: 'application/x-ndjson' } as const

/** Companies and their people. */
export function registerAccounts(app: TypedApp, parts: AccountParts, options: AppOptions): void {
  const { accounts, segments, segmentMembers, project, access, clock } = parts
  const config = { permission: 'customers:read', reach: 'scope' } as const

  app.get(
    '/accounts',
    {
      config,
      schema: {
        tags: ['customers'],
        summary:
          'Accounts (companies), by name or by a figure; of those who see a part of the customers, the ones with a member among these',
        querystring: AccountsQuery,
        response: { 200: AccountPage },
      },
    },
    async (request) => pageAnswer(await accounts.list(scopeOf(request), { ...filterOf(request.query), ...pageRequest(request.query) })),
  )

  app.get(
    '/accounts/export',
    {
      config: { permission: 'customers:export', reach: 'scope', rateLimit: options.limits.heavyPerMinute },
      schema: {
        tags: ['customers'],
        summary: 'The same list as a file: CSV (with a byte order mark) or NDJSON, at most 100,000 accounts',
        querystring: AccountExportQuery,
        produces: Object.values(EXPORT_TYPES),
      },
    },
    async (request, reply) => {
      const { format = 'csv', language, ...filter } = request.query
      const read = (page: PageRequest) => accounts.list(scopeOf(request), { ...filterOf(filter), ...page })
      // A filter that is not understood is told before the file begins.
      await read({ limit: 1, cursor: null })
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'accounts-exported',
        target: 'accounts',
        detail: { ...filter, format },
      })
      return await reply
        .type(`${EXPORT_TYPES[format]}; charset=utf-8`)
        .header('content-disposition', `attachment; filename="accounts.${format}"`)
        .header('cache-control', 'no-store')
        .send(
          format === 'csv'
            ? csvOfAccounts(read, exportLanguageOf(request, language), project.timeZone, filter.measure)
            : ndjsonOfAccounts(read),
        )
    },
  )

  app.get(
    '/accounts/:id',
    {
      config,
      schema: {
        tags: ['customers'],
        summary: 'An account with its attributes, figures and people; people out of reach are counted, not named',
        params: IdParams,
        response: { 200: Account },
      },
    },
    async (request) => (await accounts.get(scopeOf(request), request.params.id)) ?? unknownAccount(),
  )

  app.get(
    '/accounts/:id/measures',
    {
      config,
      schema: {
        tags: ['customers'],
        summary: 'Dated values of an account, as seats or usage: every number that files, records and group calls said of it, one a day',
        params: IdParams,
        response: { 200: Measures },
      },
    },
    async (request) => ({ items: (await accounts.measures(scopeOf(request), request.params.id)) ?? unknownAccount() }),
  )

  app.get(
    '/accounts/:id/contracts',
    {
      config,
      schema: {
        tags: ['customers'],
        summary: 'Subscriptions and contracts of the members of an account, those in reach',
        params: IdParams,
        response: { 200: AccountContracts },
      },
    },
    async (request) => ({ items: (await accounts.contracts(scopeOf(request), request.params.id)) ?? unknownAccount() }),
  )

  app.get(
    '/accounts/:id/timeline',
    {
      config,
      schema: {
        tags: ['customers'],
        summary: 'What members of an account did and what happened to them, those in reach, newest first',
        params: IdParams,
        querystring: AccountTimelineQuery,
        response: { 200: AccountTimeline },
      },
    },
    async (request) => {
      const { kind = null } = request.query
      return pageAnswer(
        (await accounts.timeline(scopeOf(request), request.params.id, { ...pageRequest(request.query), kind })) ?? unknownAccount(),
      )
    },
  )

  app.get(
    '/accounts/:id/segments',
    {
      config: { permission: 'segments:read', alsoNeeds: 'customers:read', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'Segments of accounts that an account is or was in, with from and to; as of the last look, which is within the hour',
        params: IdParams,
        response: { 200: CustomerSegments },
      },
    },
    async (request) => {
      const { id } = request.params
      const [{ segments: all }, found] = await Promise.all([segments.language(), segmentMembers.staysOf(scopeOf(request), id, 'accounts')])
      const stays = found ?? unknownAccount()
      const names = new Map(all.map((segment) => [segment.id, segment.name]))
      return {
        items: stays.flatMap(({ segmentId, ...stay }) =>
          names.has(segmentId) ? [{ segmentId, name: names.get(segmentId) ?? '', ...stay }] : [],
        ),
      }
    },
  )

  app.get(
    '/customers/:id/accounts',
    {
      config,
      schema: {
        tags: ['customers'],
        summary: 'The accounts that a customer is or was a member of',
        params: IdParams,
        response: { 200: CustomerAccounts },
      },
    },
    async (request) => ({ items: (await accounts.ofCustomer(scopeOf(request), request.params.id)) ?? unknownCustomer() }),
  )
}

/** By name from A on, by a figure from the largest on, unless it is said. */
function filterOf({
  q,
  sort = 'name',
  order,
  ...filter
}: Omit<Static<typeof AccountExportQuery>, 'format' | 'language'>): AccountListFilter {
  const { where, segment, measure } = filter
  return { q: q?.trim(), where, segment, measure, sort, isDescending: order === undefined ? sort !== 'name' : order === 'desc' }
}
