import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import type { Access } from '#access/access.ts'
import type { SuppressionService } from '#act/suppressions/suppression-service.ts'
import type { Suppression as Found } from '#act/suppressions/suppression.ts'
import { withoutPersonal } from '#privacy/personal-text.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf } from '../access/authenticate.ts'
import type { AppOptions } from '../app-options.ts'
import { pageAnswer, pageRequest } from '../cursor.ts'
import { exportLanguageOf } from '../export-language.ts'
import { Id } from '../shared-schemas.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { csvOfSuppressions } from './suppression-csv.ts'
import {
  ComplaintReach,
  NewSuppression,
  SuppressionAdded,
  SuppressionExportQuery,
  SuppressionLift,
  SuppressionList,
  SuppressionListTaken,
  SuppressionPage,
  SuppressionQuery,
  SuppressionSearch,
} from './suppression-schemas.ts'

interface SuppressionRouteParts extends AuditParts {
  readonly suppressions: Pick<
    SuppressionService,
    'list' | 'all' | 'add' | 'take' | 'lift' | 'complaintsStopEverything' | 'setComplaintsStopEverything'
  >
  readonly access: Pick<Access, 'audit' | 'users' | 'apiKeys'>
}

const SuppressionParams = Type.Object({ id: Id })

/** More than one address has: a row for each channel and reason. */
const MOST_OF_ONE = 200

/** Addresses that are not used any more. They belong to the whole shop: accounts that see only a part of it see those of a customer with the customer. */
export function registerSuppressions(app: TypedApp, { suppressions, access, clock }: SuppressionRouteParts, options: AppOptions): void {
  const rateLimit = options.limits.heavyPerMinute
  const permission = 'consents:manage' as const

  app.get(
    '/suppressions',
    {
      config: { permission },
      schema: {
        tags: ['customers'],
        summary: 'Addresses that are not used on a channel, masked, the newest first',
        querystring: SuppressionQuery,
        response: { 200: SuppressionPage },
      },
    },
    async (request) => {
      const { cursor, limit, ...filter } = request.query
      const [page, names] = await Promise.all([suppressions.list(filter, pageRequest({ cursor, limit })), actorNames(access)])
      return { ...pageAnswer(page), items: page.items.map((row) => answer(row, names)) }
    },
  )

  app.post(
    '/suppressions/search',
    {
      config: { permission },
      schema: {
        tags: ['customers'],
        summary: 'The suppressions of exactly one address',
        body: SuppressionSearch,
        response: { 200: SuppressionPage },
      },
    },
    async (request) => {
      const [page, names] = await Promise.all([suppressions.list(request.body, { cursor: null, limit: MOST_OF_ONE }), actorNames(access)])
      return { ...page, nextCursor: null, items: page.items.map((row) => answer(row, names)) }
    },
  )

  app.get(
    '/suppressions.csv',
    {
      config: { permission: 'customers:export', alsoNeeds: permission, rateLimit },
      schema: {
        tags: ['customers'],
        summary: 'The same as a CSV file, masked; audited',
        querystring: SuppressionExportQuery,
        produces: ['text/csv'],
      },
    },
    async (request, reply) => {
      const { language, ...filter } = request.query
      const actor = actorLabel(actorOf(request))
      await access.audit.append({ at: clock.now(), actor, action: 'suppressions-exported', target: 'suppressions', detail: { ...filter } })
      return await reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="suppressions.csv"')
        .header('cache-control', 'no-store')
        .send(csvOfSuppressions(suppressions.all(filter), exportLanguageOf(request, language)))
    },
  )

  app.post(
    '/suppressions',
    {
      config: { permission },
      schema: {
        tags: ['customers'],
        summary: 'Use an address no more on some channels; no customer needs to have it',
        body: NewSuppression,
        response: { 201: SuppressionAdded },
      },
    },
    async (request, reply) => {
      const { days = null, ...asked } = request.body
      const added = await suppressions.add({ ...asked, days }, actorLabel(actorOf(request)))
      return await reply.code(201).send({ added })
    },
  )

  app.post(
    '/suppressions/lists',
    {
      config: { permission, rateLimit },
      schema: {
        tags: ['customers'],
        summary: 'Look at a list of addresses, or use them no more on a channel',
        body: SuppressionList,
        response: { 200: SuppressionListTaken },
      },
    },
    async (request) => {
      const { why = '', ...asked } = request.body
      const { wrongLines, ...taken } = await suppressions.take({ ...asked, why }, actorLabel(actorOf(request)))
      return { ...taken, wrongLines: [...wrongLines] }
    },
  )

  app.post(
    '/suppressions/:id/lift',
    {
      config: { permission },
      schema: {
        tags: ['customers'],
        summary: 'Allow an address again for a reason; a person’s own no needs evidence of their yes',
        params: SuppressionParams,
        body: SuppressionLift,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { why, evidence = '' } = request.body
      await suppressions.lift(request.params.id, { why, evidence }, actorLabel(actorOf(request)))
      return await reply.code(204).send(null)
    },
  )

  app.get(
    '/suppressions/settings',
    {
      config: { permission },
      schema: { tags: ['customers'], summary: 'How far a complaint goes', response: { 200: ComplaintReach } },
    },
    async () => ({ complaintsStopEverything: await suppressions.complaintsStopEverything() }),
  )

  app.put(
    '/suppressions/settings',
    {
      config: { permission: 'settings:manage' },
      schema: { tags: ['customers'], summary: 'Set how far a complaint goes', body: ComplaintReach, response: { 200: ComplaintReach } },
    },
    async (request) => {
      const { complaintsStopEverything } = request.body
      await suppressions.setComplaintsStopEverything(complaintsStopEverything, actorLabel(actorOf(request)))
      return { complaintsStopEverything }
    },
  )
}

function answer({ id, actor, note, ...row }: Found, names: ReadonlyMap<string, string>) {
  return { ...row, id: String(id), note: withoutPersonal(note), by: actor === '' ? null : (names.get(actor) ?? actor) }
}
