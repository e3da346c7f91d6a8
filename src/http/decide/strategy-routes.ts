import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { StrategyGate } from '#act/approvals/strategy-gate.ts'
import type { StrategyService, StrategyView } from '#decide/strategy-service.ts'
import type { Access } from '#access/access.ts'
import { actorLabel } from '#access/actor.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf } from '../access/authenticate.ts'
import { approvalAnswers } from '../act/approval-answers.ts'
import type { ApprovalAnswerParts } from '../act/approval-answers.ts'
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
    strategyGate,
    approvals,
    project,
    access,
    clock,
  }: AuditParts & {
    readonly access: Pick<Access, 'audit' | 'users' | 'apiKeys'>
    readonly strategies: Pick<StrategyService, 'list' | 'get' | 'define' | 'versions'>
    /** What reaches many becomes active when a second person agrees. */
    readonly strategyGate: Pick<StrategyGate, 'save' | 'setState' | 'goBack' | 'approvals'>
  } & Pick<ApprovalAnswerParts, 'approvals' | 'project'>,
): void {
  const answers = async (request: FastifyRequest, all: readonly StrategyView[]) => {
    const [asked, answer] = await Promise.all([
      strategyGate.approvals(all),
      approvalAnswers({ access, approvals, project }, actorOf(request)),
    ])
    return await Promise.all(
      all.map(async (one) => {
        const approval = asked.get(one.id)
        return { ...one, approval: approval === undefined ? null : await answer(approval) }
      }),
    )
  }
  const view = async (request: FastifyRequest, id: string) => {
    const [found] = await answers(request, [await strategies.get(id)])
    if (found === undefined) throw new AppError('not-found', 'strategy-not-found', 'There is no such strategy: reload the list.')
    return found
  }
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
    async (request) => ({ items: await answers(request, await strategies.list()) }),
  )

  app.get(
    '/strategies/:id',
    {
      config: { permission: 'strategies:read' },
      schema: { tags: ['strategies'], summary: 'One strategy', params: Params, response: { 200: Strategy } },
    },
    async (request) =>
      await orNotFound(
        view(request, request.params.id),
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
      const strategy = await view(request, (await strategyGate.save(await strategies.define(request.body), actor)).id)
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
      const strategy = await view(request, (await strategyGate.save(await strategies.define(request.body), actor, request.params.id)).id)
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
      const { id } = await strategyGate.goBack(request.params.id, request.body.version, actor)
      const strategy = await view(request, id)
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
        summary: 'Activate, pause or retire a strategy; where it reaches many, activating it waits for a second person',
        params: Params,
        body: Type.Object({ state: StrategyState }),
        response: { 200: Strategy },
      },
    },
    async (request) => {
      const actor = actorLabel(actorOf(request))
      const { state } = request.body
      const strategy = await view(request, (await strategyGate.setState(request.params.id, state, actor)).id)
      // One that waits for a second person is not what was asked for yet.
      if (strategy.state === state) await audit(actor, 'strategy-state-changed', strategy)
      return strategy
    },
  )
}
