import { actorLabel } from '#access/actor.ts'
import type { LibraryService } from '#decide/library-service.ts'
import { actorOf } from '../access/authenticate.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { LibraryChoiceBody, LibraryList, LibraryTaken } from './library-schemas.ts'

/** Ready-made strategies, and taking them over. */
export function registerStrategyLibrary(
  app: TypedApp,
  { strategyPacks, access, clock }: AuditParts & { readonly strategyPacks: Pick<LibraryService, 'list' | 'take'> },
): void {
  app.get(
    '/strategy-library',
    {
      config: { permission: 'strategies:read' },
      schema: {
        tags: ['strategies'],
        summary: 'Ready-made strategies by industry, with what the project lacks for them',
        response: { 200: LibraryList },
      },
    },
    async () => ({ items: await strategyPacks.list() }),
  )

  app.post(
    '/strategy-library',
    {
      config: { permission: 'strategies:write' },
      schema: {
        tags: ['strategies'],
        summary: 'Add ready-made strategies as drafts; those that are there stay as they are',
        body: LibraryChoiceBody,
        response: { 200: LibraryTaken },
      },
    },
    async (request) => {
      const actor = actorLabel(actorOf(request))
      const added = await strategyPacks.take(request.body, actor)
      for (const id of added) {
        await access.audit.append({
          at: clock.now(),
          actor,
          action: 'strategy-created',
          target: `strategy:${id}`,
          detail: { version: 1, state: 'draft', from: 'library' },
        })
      }
      return { added }
    },
  )
}
