import Type from 'typebox'
import { AppError } from '#kernel/app-error.ts'
import type { Scope } from '#access/scope.ts'
import type { Access } from '#access/access.ts'
import { actorOf } from './authenticate.ts'
import {
  ApiKey as ApiKeySchema,
  NewApiKey,
  NewApiKeyBody,
  NewUserBody,
  PasswordReset,
  RegionSize,
  ScopeSize,
  ScopeSizeBody,
  StoreSize,
  User,
  UserPatch,
} from './access-schemas.ts'
import type { TypedApp } from '../typed-app.ts'
import { userAnswer } from './access-routes.ts'
import { IdParams } from '../id-params.ts'

interface UserParts {
  readonly access: Pick<Access, 'users' | 'apiKeys'>
  readonly reads: {
    stores(): Promise<readonly StoreSize[]>
    regions(): Promise<readonly RegionSize[]>
    scopeSize(scope: Scope): Promise<ScopeSize>
  }
}

/** People and keys. */
export function registerUsers(app: TypedApp, { access, reads }: UserParts): void {
  app.get(
    '/users',
    {
      config: { permission: 'users:manage' },
      schema: { tags: ['access'], summary: 'List users', response: { 200: Type.Object({ items: Type.Array(User) }) } },
    },
    async () => ({ items: (await access.users.list()).map((user) => userAnswer(user)) }),
  )

  app.get(
    '/stores',
    {
      config: { permission: 'users:manage' },
      schema: {
        tags: ['access'],
        summary:
          'Stores that an account can be limited to, with the customers who are at home there: where most was bought in the year up to the last purchase',
        response: { 200: Type.Object({ items: Type.Array(StoreSize) }) },
      },
    },
    async () => ({ items: await reads.stores() }),
  )

  app.get(
    '/regions',
    {
      config: { permission: 'users:manage' },
      schema: {
        tags: ['access'],
        summary: 'Regions that an account can be limited to, as the records of customers name them, with the customers from there',
        response: { 200: Type.Object({ items: Type.Array(RegionSize) }) },
      },
    },
    async () => ({ items: await reads.regions() }),
  )

  app.post(
    '/users/scope-size',
    {
      config: { permission: 'users:manage' },
      schema: {
        tags: ['access'],
        summary: 'How many customers an account would see with a role and limits; changes nothing',
        body: ScopeSizeBody,
        response: { 200: ScopeSize },
      },
    },
    async (request) => await reads.scopeSize(await access.users.scopeWith(request.body)),
  )

  app.post(
    '/users',
    {
      config: { permission: 'users:manage' },
      schema: { tags: ['access'], summary: 'Add a user', body: NewUserBody, response: { 201: User } },
    },
    async (request, reply) => {
      const user = await access.users.create(actorOf(request), { ...request.body, language: request.body.language ?? 'zh-CN' })
      reply.code(201)
      return userAnswer(user)
    },
  )

  app.patch(
    '/users/:id',
    {
      config: { permission: 'users:manage' },
      schema: {
        tags: ['access'],
        summary: 'Change a user; a new role or a disabled account ends the person’s sessions',
        params: IdParams,
        body: UserPatch,
        response: { 200: User },
      },
    },
    async (request) => userAnswer(await access.users.change(actorOf(request), request.params.id, request.body)),
  )

  app.post(
    '/users/:id/reset-password',
    {
      config: { permission: 'users:manage' },
      schema: {
        tags: ['access'],
        summary: 'Give a person a temporary password, shown once; ends their sessions, and must be changed at the next login',
        params: IdParams,
        response: { 200: PasswordReset },
      },
    },
    async (request, reply) => {
      const { user, password } = await access.users.resetPassword(actorOf(request), request.params.id)
      reply.header('cache-control', 'no-store')
      return { user: userAnswer(user), password }
    },
  )

  app.get(
    '/api-keys',
    {
      config: { permission: 'keys:manage' },
      schema: { tags: ['access'], summary: 'List API keys', response: { 200: Type.Object({ items: Type.Array(ApiKeySchema) }) } },
    },
    async () => ({ items: await access.apiKeys.list() }),
  )

  app.post(
    '/api-keys',
    {
      config: { permission: 'keys:manage' },
      schema: { tags: ['access'], summary: 'Make an API key; it is shown once', body: NewApiKeyBody, response: { 201: NewApiKey } },
    },
    async (request, reply) => {
      const { name, permissions, ownerId } = request.body
      if (ownerId !== undefined && (await access.users.list()).every(({ id }) => id !== ownerId)) {
        throw new AppError('not-found', 'user-not-found', 'There is no such user: reload the list.')
      }
      const { apiKey, key } = await access.apiKeys.create(actorOf(request), name, permissions, ownerId)
      reply.code(201).header('cache-control', 'no-store')
      return { apiKey, key }
    },
  )

  app.delete(
    '/api-keys/:id',
    {
      config: { permission: 'keys:manage' },
      schema: { tags: ['access'], summary: 'Revoke an API key', params: IdParams, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await access.apiKeys.revoke(actorOf(request), request.params.id)
      return await reply.code(204).send(null)
    },
  )
}
