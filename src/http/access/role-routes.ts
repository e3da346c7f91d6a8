import Type from 'typebox'
import type { Access } from '#access/access.ts'
import { actorOf } from './authenticate.ts'
import { NewRoleBody, Role, RolePatch } from './access-schemas.ts'
import type { TypedApp } from '../typed-app.ts'

const RoleParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 100 }) })

/** What people may do, as roles. */
export function registerRoles(app: TypedApp, { access }: { readonly access: Pick<Access, 'roles'> }): void {
  const answer = async (id: string): Promise<Role> => {
    return (await access.roles.list()).find((each) => each.id === id) ?? { ...(await access.roles.get(id)), users: 0 }
  }

  app.get(
    '/roles',
    {
      config: { permission: 'users:manage' },
      schema: {
        tags: ['access'],
        summary: 'Roles, the built-in ones first, and how many people have each',
        response: { 200: Type.Object({ items: Type.Array(Role) }) },
      },
    },
    async () => ({ items: await access.roles.list() }),
  )

  app.post(
    '/roles',
    {
      config: { permission: 'users:manage' },
      schema: {
        tags: ['access'],
        summary: 'Make a role; it can hold at most your own permissions',
        body: NewRoleBody,
        response: { 201: Role },
      },
    },
    async (request, reply) => {
      const { sees = 'everyone', ...words } = request.body
      const { id } = await access.roles.create(actorOf(request), { ...words, sees })
      reply.code(201)
      return await answer(id)
    },
  )

  app.patch(
    '/roles/:id',
    {
      config: { permission: 'users:manage' },
      schema: {
        tags: ['access'],
        summary: 'Change a role of your own making; holds from the next request of everybody who has it',
        params: RoleParams,
        body: RolePatch,
        response: { 200: Role },
      },
    },
    async (request) => {
      const { id } = await access.roles.change(actorOf(request), request.params.id, request.body)
      return await answer(id)
    },
  )

  app.delete(
    '/roles/:id',
    {
      config: { permission: 'users:manage' },
      schema: { tags: ['access'], summary: 'Delete a role that nobody has', params: RoleParams, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await access.roles.remove(actorOf(request), request.params.id)
      return await reply.code(204).send(null)
    },
  )
}
