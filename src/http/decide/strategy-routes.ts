import Type from 'typebox'
import type { StrategyService } from '#decide/strategy-service.ts'
import type { Access } from '#access/access.ts'
import { actorLabel } from '#access/actor.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf } from '../access/authenticate.ts'
import { Strategy, StrategyBody, StrategyList, StrategyState, StrategyVersionList } from './retain-schemas.ts'
import { Id, VersionNumber } from '../shared-schemas.ts'
import { AppError } from '#kernel/app-error.ts'
import { orNotFound } from '../or-not-found.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'

const Params = Type.Object({ id: Id })

/** The library of what may be done. Every change is a new version. */
export function registerStrategies(
  app: TypedApp,
  {
    strategies,
    access,
    clock,
  }: AuditParts & {
    readonly access: Pick<Access, 'audit' | 'users' | 'apiKeys'>
    readonly strategies: Pick<StrategyService, 'list' | 'get' | 'define' | 'save' | 'setState' | 'versions' | 'goBack'>
  },
): void {
  const audit = async (
    actor: string,
    action: string,
    strategy: { readonly id: string; readonly version: number; readonly state: string },
  ) =>
    await access.audit.append({
      at: clock.now(),
      actor,
      action,
      target: `strategy:${strategy.id}`,
      detail: { version: strategy.version, state: strategy.state },
    })

  app.get(
    '/strategies',
    {
      config: { permission: 'strategies:read' },
      schema: { tags: ['strategies'], summary: 'All strategies with their reach and effect', response: { 200: StrategyList } },
    },
    async () => ({ items: await strategies.list() }),
  )

  app.get(
    '/strategies/:id',
    {
      config: { permission: 'strategies:read' },
      schema: { tags: ['strategies'], summary: 'One strategy', params: Params, response: { 200: Strategy } },
    },
    async (request) =>
      await orNotFound(
        strategies.get(request.params.id),
        new AppError('not-found', 'strategy-not-found', 'There is no such strategy: reload the list.'),
      ),
  )

  app.post(
    '/strategies',
    {
      config: { permission: 'strategies:write' },
      schema: { tags: ['strategies'], summary: 'Add a strategy as a draft', body: StrategyBody, response: { 201: Strategy } },
    },
    async (request, reply) => {
      const actor = actorLabel(actorOf(request))
      const strategy = await strategies.get((await strategies.save(await strategies.define(request.body), actor)).id)
      await audit(actor, 'strategy-created', strategy)
      reply.code(201)
      return strategy
    },
  )

  app.put(
    '/strategies/:id',
    {
      config: { permission: 'strategies:write' },
      schema: {
        tags: ['strategies'],
        summary: 'Change a strategy: a new version',
        params: Params,
        body: StrategyBody,
        response: { 200: Strategy },
      },
    },
    async (request) => {
      const actor = actorLabel(actorOf(request))
      const strategy = await strategies.get((await strategies.save(await strategies.define(request.body), actor, request.params.id)).id)
      await audit(actor, 'strategy-changed', strategy)
      return strategy
    },
  )

  app.get(
    '/strategies/:id/versions',
    {
      config: { permission: 'strategies:read' },
      schema: {
        tags: ['strategies'],
        summary: 'Every version, newest first, with what it changed',
        params: Params,
        response: { 200: StrategyVersionList },
      },
    },
    async (request) => {
      const [items, names] = await Promise.all([strategies.versions(request.params.id), actorNames(access)])
      return { items: items.map((one) => ({ ...one, createdBy: names.get(one.createdBy) ?? one.createdBy })) }
    },
  )

  app.post(
    '/strategies/:id/go-back',
    {
      config: { permission: 'strategies:write' },
      schema: {
        tags: ['strategies'],
        summary: 'Make a new version with the content of an earlier one',
        params: Params,
        body: Type.Object({ version: VersionNumber }),
        response: { 200: Strategy },
      },
    },
    async (request) => {
      const actor = actorLabel(actorOf(request))
      const { id } = await strategies.goBack(request.params.id, request.body.version, actor)
      const strategy = await strategies.get(id)
      await audit(actor, 'strategy-changed', strategy)
      return strategy
    },
  )

  app.patch(
    '/strategies/:id',
    {
      config: { permission: 'strategies:write' },
      schema: {
        tags: ['strategies'],
        summary: 'Activate, pause or retire a strategy',
        params: Params,
        body: Type.Object({ state: StrategyState }),
        response: { 200: Strategy },
      },
    },
    async (request) => {
      const actor = actorLabel(actorOf(request))
      const strategy = await strategies.get((await strategies.setState(request.params.id, request.body.state, actor)).id)
      await audit(actor, 'strategy-state-changed', strategy)
      return strategy
    },
  )
}
