import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import type { Project } from '#access/project-settings.ts'
import type { IdentityService } from '#identity/identity-service.ts'
import type { AppOptions } from '../app-options.ts'
import { actorOf, scopeOf } from '../access/authenticate.ts'
import { csvOfCustomers, ndjsonOfCustomers } from './customer-csv.ts'
import { exportLanguageOf } from '../export-language.ts'
import { Language } from '../access/access-schemas.ts'
import { pageRequest, pageAnswer } from '../cursor.ts'
import {
  Customer360,
  CustomerPage,
  CustomerQuery,
  MergeParams,
  RevealBody,
  Revealed,
  SeparatedCustomers,
  TimelinePage,
  TimelineQuery,
} from './customer-schemas.ts'
import { CustomerSelection } from './selection-schemas.ts'
import { unknownCustomer } from '#identity/unknown-customer.ts'
import { selectedCustomers } from './selected-customers.ts'
import type { CustomerFilter, CustomerReads, CustomerVault, SelectionParts } from './customer-reads.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { IdParams } from '../id-params.ts'
import type { Static } from '../shared-schemas.ts'

interface CustomerParts extends SelectionParts, AuditParts {
  readonly reads: CustomerReads
  readonly vault: CustomerVault
  readonly project: Pick<Project, 'timeZone'>
  readonly identity: Pick<IdentityService, 'separate'>
}

const ExportFormat = Type.Union([Type.Literal('csv'), Type.Literal('ndjson'), Type.Literal('parquet')])
const EXPORT_TYPES = { csv: 'text/csv', ndjson: 'application/x-ndjson', parquet: 'application/vnd.apache.parquet' } as const

/** Customers: list and export, one of them, what happened to them, what is masked. */
export function registerCustomers(app: TypedApp, parts: CustomerParts, options: AppOptions): void {
  const { reads, vault, access, clock, project, identity } = parts
  const rateLimit = options.limits.heavyPerMinute

  app.get(
    '/customers',
    {
      config: { permission: 'customers:read', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'Customers; sort=value_at_risk is the worklist',
        querystring: CustomerQuery,
        response: { 200: CustomerPage },
      },
    },
    async (request) => {
      const { q, cursor, limit, ...filter } = request.query
      const page = pageRequest({ cursor, limit })
      return pageAnswer(
        await reads.customers(scopeOf(request), await withLookUp(request, filter, q), { ...page, withTotal: page.cursor === null }),
      )
    },
  )

  app.get(
    '/customers/export',
    {
      config: { permission: 'customers:export', reach: 'scope', rateLimit },
      schema: {
        tags: ['customers'],
        summary:
          'The same list as a file: CSV (with a byte order mark) or NDJSON, masked, at most 100,000 customers; or Parquet, all of them, ids and figures alone',
        querystring: Type.Intersect([
          Type.Omit(CustomerQuery, ['cursor', 'limit']),
          Type.Object({ language: Type.Optional(Language), format: Type.Optional(ExportFormat) }),
        ]),
        produces: Object.values(EXPORT_TYPES),
      },
    },
    async (request, reply) => {
      const { q, language, format = 'csv', ...filter } = request.query
      const looked = await withLookUp(request, filter, q)
      const { ids, ...audited } = looked
      return await sendFile(request, reply, { filter: looked, language, format }, { ...audited, exact: ids !== undefined })
    },
  )

  app.post(
    '/customers/export',
    {
      config: { permission: 'customers:export', reach: 'scope', rateLimit },
      schema: {
        tags: ['customers'],
        summary: 'Chosen customers as a CSV file, masked',
        querystring: Type.Object({ language: Type.Optional(Language) }),
        body: Type.Object({ customers: CustomerSelection }),
        produces: ['text/csv'],
      },
    },
    async (request, reply) => {
      const ids = await selectedCustomers(parts, scopeOf(request), request.body.customers)
      return await sendFile(request, reply, { filter: { ids }, language: request.query.language, format: 'csv' }, { chosen: ids.length })
    },
  )

  app.get(
    '/customers/:id',
    {
      config: { permission: 'customers:read', reach: 'scope' },
      schema: { tags: ['customers'], summary: 'Everything about one customer', params: IdParams, response: { 200: Customer360 } },
    },
    async (request) => (await reads.customer(scopeOf(request), request.params.id)) ?? unknownCustomer(),
  )

  app.get(
    '/customers/:id/timeline',
    {
      config: { permission: 'customers:read', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'Orders, events, tickets, touches and decisions, newest first',
        params: IdParams,
        querystring: TimelineQuery,
        response: { 200: TimelinePage },
      },
    },
    async (request) => {
      const { kind = null } = request.query
      // Notes hold what people said in clear: only those who may write them read them.
      const withNotes = actorOf(request).permissions.has('customers:note')
      return pageAnswer(
        (await reads.timeline(scopeOf(request), request.params.id, { ...pageRequest(request.query), kind, withNotes })) ??
          unknownCustomer(),
      )
    },
  )

  app.delete(
    '/customers/:id/merges/:merge',
    {
      config: { permission: 'data:import', alsoNeeds: 'customers:read' },
      schema: {
        tags: ['customers'],
        summary: 'Unmerge: both customers have their identifiers and history again',
        params: MergeParams,
        response: { 200: SeparatedCustomers },
      },
    },
    async (request) => {
      const { id, merge } = request.params
      const actor = actorLabel(actorOf(request))
      const separated = await identity.separate({ customerId: id, edgeId: merge }, actor)
      await access.audit.append({
        at: clock.now(),
        actor,
        action: 'customers-separated',
        target: `customer:${id}`,
        detail: { separated: separated.separatedId, merge },
      })
      return separated
    },
  )

  app.post(
    '/customers/:id/reveal',
    {
      config: { permission: 'customers:reveal', reach: 'scope', rateLimit },
      schema: {
        tags: ['customers'],
        summary: 'Show what is masked: asks why and is audited',
        params: IdParams,
        body: RevealBody,
        response: { 200: Revealed },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { kind, reason } = request.body
      // Audited before it is shown: a reveal that cannot be written down does not happen. The reason is free text of the person who asks.
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'customer-revealed',
        target: `customer:${id}`,
        detail: { kind, reason },
      })
      const values = (await vault.reveal(scopeOf(request), id, kind)) ?? unknownCustomer()
      reply.header('cache-control', 'no-store')
      return { kind, values }
    },
  )

  async function sendFile(
    request: FastifyRequest,
    reply: FastifyReply,
    asked: {
      readonly filter: CustomerFilter
      readonly language: Static<typeof Language> | undefined
      readonly format: Static<typeof ExportFormat>
    },
    audited: Readonly<Record<string, unknown>>,
  ): Promise<FastifyReply> {
    const { filter, language, format } = asked
    const read: Parameters<typeof csvOfCustomers>[0] = (page) => reads.customers(scopeOf(request), filter, page)
    // A filter that is not understood is told before the file begins.
    await read({ limit: 1, cursor: null, withTotal: false })
    await access.audit.append({
      at: clock.now(),
      actor: actorLabel(actorOf(request)),
      action: 'customers-exported',
      target: 'customers',
      detail: { ...audited, format },
    })
    const files = {
      csv: () => csvOfCustomers(read, exportLanguageOf(request, language), project.timeZone),
      ndjson: () => ndjsonOfCustomers(read),
      parquet: () => reads.customersParquet(scopeOf(request), filter),
    }
    return await reply
      .type(`${EXPORT_TYPES[format]}${format === 'parquet' ? '' : '; charset=utf-8'}`)
      .header('content-disposition', `attachment; filename="customers.${format}"`)
      .header('cache-control', 'no-store')
      .send(await files[format]())
  }

  async function withLookUp(request: FastifyRequest, filter: Omit<CustomerFilter, 'ids'>, q: string | undefined): Promise<CustomerFilter> {
    const text = q?.trim() ?? ''
    return text === '' ? filter : { ...filter, ids: await vault.find(scopeOf(request), text) }
  }
}
