import type { FastifyRequest } from 'fastify'
import { actorLabel } from '#access/actor.ts'
import type { Access } from '#access/access.ts'
import type { Project } from '#access/project-settings.ts'
import type { ApprovalService } from '#act/approvals/approval-service.ts'
import { actorOf } from '../access/authenticate.ts'
import { pageAnswer, pageRequest } from '../cursor.ts'
import { IdParams } from '../id-params.ts'
import type { TypedApp } from '../typed-app.ts'
import { approvalAnswers } from './approval-answers.ts'
import {
  ApprovalAnswer,
  ApprovalGiven,
  ApprovalPage,
  ApprovalQuery,
  ApprovalRefused,
  ApprovalRuleChange,
  ApprovalRuleState,
} from './approval-schemas.ts'

interface ApprovalParts {
  readonly access: Pick<Access, 'users' | 'apiKeys'>
  readonly approvals: Pick<ApprovalService, 'list' | 'one' | 'decide' | 'takeBack' | 'hindrance' | 'deciders' | 'rule' | 'saveRule'>
  readonly project: Pick<Project, 'currency'>
}

/** The word of a second person for what reaches many. */
export function registerApprovals(app: TypedApp, { approvals, access, project }: ApprovalParts): void {
  const reading = { permission: 'decisions:read' } as const
  const deciding = { permission: 'approvals:decide' } as const
  const tags = ['approvals']

  const answering = (request: FastifyRequest) => approvalAnswers({ access, approvals, project }, actorOf(request))
  const rule = async () => {
    const { rule: current, ...state } = await approvals.rule()
    return { ...current, ...state }
  }

  app.get(
    '/approvals',
    {
      config: reading,
      schema: {
        tags,
        summary: 'What waits, or waited, for a second person, the newest first',
        querystring: ApprovalQuery,
        response: { 200: ApprovalPage },
      },
    },
    async (request) => {
      const { state } = request.query
      const page = await approvals.list({ ...pageRequest(request.query), ...(state === undefined ? {} : { states: [state] }) })
      const answer = await answering(request)
      return pageAnswer({ ...page, items: await Promise.all(page.items.map(answer)) })
    },
  )

  app.get(
    '/approvals/settings',
    { config: reading, schema: { tags, summary: 'From which size on a second person has to agree', response: { 200: ApprovalRuleState } } },
    rule,
  )

  app.put(
    '/approvals/settings',
    {
      config: { permission: 'settings:manage' },
      schema: { tags, summary: 'Change it, or switch it off for a reason', body: ApprovalRuleChange, response: { 200: ApprovalRuleState } },
    },
    async (request) => {
      await approvals.saveRule(request.body, actorLabel(actorOf(request)))
      return await rule()
    },
  )

  app.get(
    '/approvals/:id',
    { config: reading, schema: { tags, summary: 'One of them', params: IdParams, response: { 200: ApprovalAnswer } } },
    async (request) => (await answering(request))(await approvals.one(request.params.id)),
  )

  app.post(
    '/approvals/:id/approve',
    {
      config: deciding,
      schema: {
        tags,
        summary: 'Agree: it goes on as it was looked at; nobody agrees to their own',
        params: IdParams,
        body: ApprovalGiven,
        response: { 200: ApprovalAnswer },
      },
    },
    async (request) => {
      const { id } = request.params
      const decision = { approve: true, reason: request.body.reason ?? '' }
      return (await answering(request))(await approvals.decide(id, decision, actorLabel(actorOf(request))))
    },
  )

  app.post(
    '/approvals/:id/refuse',
    {
      config: deciding,
      schema: {
        tags,
        summary: 'Send it back with a reason: it is a draft again',
        params: IdParams,
        body: ApprovalRefused,
        response: { 200: ApprovalAnswer },
      },
    },
    async (request) => {
      const { id } = request.params
      const decision = { approve: false, reason: request.body.reason }
      return (await answering(request))(await approvals.decide(id, decision, actorLabel(actorOf(request))))
    },
  )

  app.post(
    '/approvals/:id/withdraw',
    {
      config: { permission: 'strategies:write' },
      schema: {
        tags,
        summary: 'Take it back while it waits: what was asked about is as it was before',
        params: IdParams,
        response: { 200: ApprovalAnswer },
      },
    },
    async (request) => (await answering(request))(await approvals.takeBack(request.params.id, actorLabel(actorOf(request)))),
  )
}
