import Type from 'typebox'
import type { Access } from '#access/access.ts'
import type { BusinessLine as Line } from '#access/business-line.ts'
import { actorOf } from './authenticate.ts'
import { BusinessLine, BusinessLineBody, BusinessLineParams, BusinessLineSize } from './access-schemas.ts'
import type { TypedApp } from '../typed-app.ts'

interface BusinessLineParts {
  readonly access: Pick<Access, 'businessLines'>
  readonly reads: { businessLines(lines: readonly Line[]): Promise<readonly BusinessLineSize[]> }
}

/** Which stores make up a line of business. */
export function registerBusinessLines(app: TypedApp, { access, reads }: BusinessLineParts): void {
  app.get(
    '/business-lines',
    {
      config: { permission: 'users:manage' },
      schema: {
        tags: ['access'],
        summary: 'Lines of business that an account can be limited to, their stores, and the customers who bought at one of them',
        response: { 200: Type.Object({ items: Type.Array(BusinessLineSize) }) },
      },
    },
    async () => ({ items: await reads.businessLines(await access.businessLines.list()) }),
  )

  app.put(
    '/business-lines/:name',
    {
      config: { permission: 'users:manage' },
      schema: {
        tags: ['access'],
        summary: 'Say which stores make up a line of business; holds from the next request of everybody who is limited to it',
        params: BusinessLineParams,
        body: BusinessLineBody,
        response: { 200: BusinessLine },
      },
    },
    async (request) => await access.businessLines.set(actorOf(request), { name: request.params.name, stores: request.body.stores }),
  )

  app.delete(
    '/business-lines/:name',
    {
      config: { permission: 'users:manage' },
      schema: {
        tags: ['access'],
        summary: 'Remove a line of business that no account is limited to',
        params: BusinessLineParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await access.businessLines.remove(actorOf(request), request.params.name)
      return await reply.code(204).send(null)
    },
  )
}
