import { readPageKey } from '#kernel/page-key.ts'
import Type from 'typebox'
import { pageAsk, pageOf } from '../cursor.ts'
import { AuditCheck, AuditEntry } from '../schemas/access.ts'
import { Page, PageQuery } from '../schemas/shared.ts'
import type { Services } from '../services.ts'
import type { TypedApp } from '../typed-app.ts'

/** Who did what, and whether anybody touched the record of it. */
export function registerAudit(app: TypedApp, { access }: Services): void {
  app.get(
    '/audit',
    {
      config: { permission: 'audit:read' },
      schema: {
        tags: ['audit'],
        summary: 'Audit log, newest first',
        querystring: Type.Intersect([PageQuery, Type.Object({ action: Type.Optional(Type.String({ maxLength: 100 })) })]),
        response: { 200: Page(AuditEntry) },
      },
    },
    async (request) => {
      const { limit, after } = pageAsk(request.query)
      const [before] = after === null ? [null] : readPageKey(`[${after}]`, ['count'])
      const [entries, users, keys] = await Promise.all([
        access.audit.list({ before, limit: limit + 1, action: request.query.action ?? null }),
        access.users.list(),
        access.apiKeys.list(),
      ])
      // The log itself holds ids only, so that a person's name can go when the person does.
      const names = new Map([
        ...users.map((user): [string, string] => [`user:${user.id}`, user.name]),
        ...keys.map((key): [string, string] => [`key:${key.id}`, key.name]),
      ])
      const items = entries.slice(0, limit).map((entry) => ({
        id: entry.id,
        at: entry.at.toISOString(),
        actor: names.get(entry.actor) ?? entry.actor,
        action: entry.action,
        target: entry.target,
        detail: { ...entry.detail },
      }))
      return pageOf({ items, next: entries.length > limit ? String(items.at(-1)?.id) : null })
    },
  )

  app.get(
    '/audit/check',
    {
      config: { permission: 'audit:read' },
      schema: { tags: ['audit'], summary: 'Walk the hash chain of the audit log', response: { 200: AuditCheck } },
    },
    async () => await access.audit.verify(),
  )
}
