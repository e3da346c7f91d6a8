import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import { checkTraitMeasures, type TraitMeasure } from '#collect/tracking/trait-measure.ts'
import { AppError } from '#kernel/app-error.ts'
import { actorOf } from '../access/authenticate.ts'
import { IdParams } from '../id-params.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import { TraitMeasures } from './trait-measure-schemas.ts'

interface TraitMeasureParts extends AuditParts {
  readonly traitMeasures: {
    /** Null when there is no such source. */
    of(id: string): Promise<readonly TraitMeasure[] | null>
    /** False when there is no such source. */
    set(id: string, declared: readonly TraitMeasure[]): Promise<boolean>
  }
}

/** Which traits of identify calls are kept as measures of the customer. */
export function registerTraitMeasures(app: TypedApp, { traitMeasures, access, clock }: TraitMeasureParts): void {
  app.get(
    '/sources/:id/trait-measures',
    {
      config: { permission: 'data:read' },
      schema: {
        tags: ['data'],
        summary: 'Traits of identify calls that are kept as measures',
        params: IdParams,
        response: { 200: TraitMeasures },
      },
    },
    async (request) => {
      const items = await traitMeasures.of(request.params.id)
      if (items === null) throw noSource()
      return { items: [...items] }
    },
  )

  app.put(
    '/sources/:id/trait-measures',
    {
      config: { permission: 'sources:manage' },
      schema: {
        tags: ['data'],
        summary: 'Keep traits of identify calls as measures from now on',
        params: IdParams,
        body: TraitMeasures,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const declared = checkTraitMeasures(request.body.items)
      if (!(await traitMeasures.set(id, declared))) throw noSource()
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'source-traits-changed',
        target: `source:${id}`,
        detail: { measures: declared.map(({ measure }) => measure) },
      })
      return await reply.code(204).send(null)
    },
  )
}

function noSource(): AppError {
  return new AppError('not-found', 'source-not-found', 'There is no such source: reload the list.')
}
