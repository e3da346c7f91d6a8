import { scopeOf } from './authenticate.ts'
import { cutPage, mapPage } from '#kernel/page.ts'
import { readPageKey } from '#kernel/page-key.ts'
import Type from 'typebox'
import type { Access } from '#access/access.ts'
import { auditNames, customerNames, labelsNamed } from './audit-names.ts'
import type { NamingParts } from './audit-names.ts'
import { pageRequest, pageAnswer } from '../cursor.ts'
import { AuditCheck, AuditEntry, AuditFacets, AuditQuery } from './access-schemas.ts'
import { Page, PageQuery } from '../shared-schemas.ts'
import type { TypedApp } from '../typed-app.ts'

/** Who did what, and whether anybody touched the record of it. */
export function registerAudit(app: TypedApp, parts: NamingParts & { readonly access: Pick<Access, 'audit'> }): void {
  const { access } = parts
  const day = (text: string | undefined): Date | null => (text === undefined ? null : new Date(text))

  app.get(
    '/audit',
    {
      config: { permission: 'audit:read' },
      schema: {
        tags: ['audit'],
        summary: 'Audit log, newest first',
        querystring: Type.Intersect([PageQuery, AuditQuery]),
        response: { 200: Page(AuditEntry) },
      },
    },
    async (request) => {
      const { actor, action, target, from, to } = request.query
      const { limit, cursor } = pageRequest(request.query)
      const [before] = cursor === null ? [null] : readPageKey(`[${cursor}]`, ['count'])
      const names = await auditNames(parts)
      const entries = await access.audit.list({
        before,
        limit: limit + 1,
        actor: actor ?? null,
        action: action ?? null,
        target: target === undefined ? null : { text: target, labels: labelsNamed(names, target) },
        from: day(from),
        to: day(to),
      })
      const shown = cutPage(entries, limit, ({ id }) => String(id))
      const customers = await customerNames(parts, scopeOf(request), shown.items)
      const named = mapPage(shown, (entry) => {
        const { zh, en } = names.get(entry.target) ?? customers.get(entry.target) ?? { zh: '', en: '' }
        return {
          ...entry,
          actorName: names.get(entry.actor)?.en ?? '',
          targetName: { zh, en },
        }
      })
      return pageAnswer(named)
    },
  )

  app.get(
    '/audit/facets',
    {
      config: { permission: 'audit:read' },
      schema: { tags: ['audit'], summary: 'The actors and actions that the audit log has', response: { 200: AuditFacets } },
    },
    async () => {
      const [{ actors, actions }, names] = await Promise.all([access.audit.seen(), auditNames(parts)])
      return { actors: actors.map((actor) => ({ actor, name: names.get(actor)?.en ?? '' })), actions }
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
