import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import { MOST_EXPLORATION } from '#decide/decision-settings.ts'
import type { DecisionSettingsService } from '#decide/decision-settings.ts'
import { actorOf } from '../access/authenticate.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'

const DecisionSettings = Type.Object({
  exploration: Type.Number({
    minimum: 0,
    maximum: MOST_EXPLORATION,
    description: 'Share of the choices that fall on another fitting strategy than the best, so that the others are learned about; 0: none',
  }),
})

/** How runs decide. */
export function registerDecisionSettings(
  app: TypedApp,
  { decisionSettings, access, clock }: AuditParts & { readonly decisionSettings: Pick<DecisionSettingsService, 'current' | 'save'> },
): void {
  app.get(
    '/decision-settings',
    {
      config: { permission: 'decisions:read' },
      schema: { tags: ['decisions'], summary: 'How runs decide', response: { 200: DecisionSettings } },
    },
    async () => await decisionSettings.current(),
  )

  app.put(
    '/decision-settings',
    {
      config: { permission: 'strategies:write' },
      schema: {
        tags: ['decisions'],
        summary: 'Change how runs decide, from the next one on',
        body: DecisionSettings,
        response: { 200: DecisionSettings },
      },
    },
    async (request) => {
      await decisionSettings.save(request.body)
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'decision-settings-saved',
        target: 'project',
        detail: { exploration: request.body.exploration },
      })
      return await decisionSettings.current()
    },
  )
}
