import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import { actorOf } from '../access/authenticate.ts'
import type { Attribute, LeftOutTrait } from './customer-schemas.ts'
import { AttributeLabel, AttributeList, AttributeParams, LeftOutTraits } from './customer-schemas.ts'
import type { Answer } from '../shared-schemas.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'

interface AttributeParts extends AuditParts {
  readonly attributes: {
    list(): Promise<readonly Answer<typeof Attribute>[]>
    /** @throws AppError `attribute-not-found` */
    rename(name: string, label: string): Promise<void>
    /** @throws AppError `attribute-not-removed` */
    allow(name: string): Promise<void>
  }
  readonly leftOutTraits: { list(now: Date): Promise<readonly Answer<typeof LeftOutTrait>[]> }
  /** @throws AppError `attribute-not-found`, `import-running` */
  removeAttribute(name: string): Promise<void>
}

/** What the project knows of customers beyond the fixed fields: names, types and labels, no values. */
export function registerAttributes(app: TypedApp, { attributes, leftOutTraits, removeAttribute, access, clock }: AttributeParts): void {
  const audit = (actor: string, action: string, name: string, detail: Readonly<Record<string, unknown>>) =>
    access.audit.append({ at: clock.now(), actor, action, target: `attribute:${name}`, detail })

  app.get(
    '/attributes',
    {
      config: { permission: 'customers:read', reach: 'scope' },
      schema: { tags: ['customers'], summary: 'Attributes of customers beyond the fixed fields', response: { 200: AttributeList } },
    },
    async () => ({ items: await attributes.list() }),
  )

  app.get(
    '/attributes/left-out',
    {
      config: { permission: 'data:import' },
      schema: {
        tags: ['customers'],
        summary: 'Traits of identify calls in the last 90 days that are no values of attributes, and why',
        response: { 200: LeftOutTraits },
      },
    },
    async () => ({ items: await leftOutTraits.list(clock.now()) }),
  )

  app.patch(
    '/attributes/:name',
    {
      config: { permission: 'data:import' },
      schema: {
        tags: ['customers'],
        summary: 'Change what an attribute is called; its name stays',
        params: AttributeParams,
        body: AttributeLabel,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { name } = request.params
      const label = request.body.label.trim()
      await attributes.rename(name, label)
      await audit(actorLabel(actorOf(request)), 'attribute-renamed', name, { label })
      return await reply.code(204).send(null)
    },
  )

  app.delete(
    '/attributes/:name',
    {
      config: { permission: 'data:import' },
      schema: {
        tags: ['customers'],
        summary: 'Delete an attribute with the values of all customers; events do not bring it back',
        params: AttributeParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { name } = request.params
      await removeAttribute(name)
      await audit(actorLabel(actorOf(request)), 'attribute-deleted', name, {})
      return await reply.code(204).send(null)
    },
  )

  app.post(
    '/attributes/:name/allow',
    {
      config: { permission: 'data:import' },
      schema: {
        tags: ['customers'],
        summary: 'Let traits of events bring a deleted attribute back, with the type of the next value',
        params: AttributeParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { name } = request.params
      await attributes.allow(name)
      await audit(actorLabel(actorOf(request)), 'attribute-allowed', name, {})
      return await reply.code(204).send(null)
    },
  )
}
