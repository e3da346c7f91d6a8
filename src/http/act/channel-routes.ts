import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { actorLabel } from '#access/actor.ts'
import type { AccountService, ShownAccount } from '#act/accounts/account-service.ts'
import { DEFAULT_WARM_UP } from '#act/accounts/channel-account.ts'
import type { ReplyService } from '#act/replies/reply-service.ts'
import { needsTemplate } from '#act/accounts/test-message.ts'
import { ALL_PROVIDER_KINDS } from '#act/providers/registry.ts'
import { actorOf } from '../access/authenticate.ts'
import { IdParams } from '../id-params.ts'
import type { Answer } from '../shared-schemas.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import {
  ChannelAccount,
  ChannelAccountChange,
  ChannelAccountList,
  ChannelAccountQuery,
  ChannelOrderBody,
  ChannelProbe,
  ChannelTest,
  ChannelTestBody,
  NewChannelAccountBody,
  ProviderList,
  ReplyCounts,
  ReplyCountsQuery,
} from './channel-schemas.ts'

const PROBES_PER_MINUTE = 20

interface ChannelRouteParts extends AuditParts {
  readonly replies: Pick<ReplyService, 'counts'>
  readonly channelAccounts: {
    readonly service: Pick<
      AccountService,
      'list' | 'find' | 'create' | 'change' | 'turn' | 'order' | 'remove' | 'renewCallback' | 'probe' | 'test'
    >
  }
}

/** Accounts with providers. Their secrets come in and never go out; the audit log has names of fields, never values. */
export function registerChannels(app: TypedApp, { channelAccounts: { service }, replies, access, clock }: ChannelRouteParts): void {
  const audit = (request: FastifyRequest, action: string, id: string, detail: Readonly<Record<string, unknown>>) =>
    access.audit.append({ at: clock.now(), actor: actorLabel(actorOf(request)), action, target: `channel-account:${id}`, detail })
  const answer = (request: FastifyRequest, shown: ShownAccount) => accountAnswer(shown, actorOf(request).permissions.has('channels:manage'))

  app.get(
    '/channels/providers',
    {
      config: { permission: 'channels:read' },
      schema: { tags: ['channels'], summary: 'Providers, with the fields that an account with each has', response: { 200: ProviderList } },
    },
    () => ({ items: ALL_PROVIDER_KINDS.map(providerAnswer), warmUp: [...DEFAULT_WARM_UP] }),
  )

  app.get(
    '/channels/accounts',
    {
      config: { permission: 'channels:read' },
      schema: {
        tags: ['channels'],
        summary: 'Channel accounts and their states, in the order in which they are used',
        querystring: ChannelAccountQuery,
        response: { 200: ChannelAccountList },
      },
    },
    async (request) => ({ items: (await service.list(request.query.side)).map((shown) => answer(request, shown)) }),
  )

  app.post(
    '/channels/accounts',
    {
      config: { permission: 'channels:manage' },
      schema: {
        tags: ['channels'],
        summary: 'Set up an account; it sends nothing until it is turned on',
        body: NewChannelAccountBody,
        response: { 201: ChannelAccount },
      },
    },
    async (request, reply) => {
      const { provider, ...input } = request.body
      const shown = await service.create(provider, input, actorLabel(actorOf(request)))
      await audit(request, 'channel-account-created', shown.account.id, { provider, side: shown.account.side })
      reply.code(201)
      return answer(request, shown)
    },
  )

  app.get(
    '/channels/accounts/:id',
    {
      config: { permission: 'channels:read' },
      schema: { tags: ['channels'], summary: 'One channel account', params: IdParams, response: { 200: ChannelAccount } },
    },
    async (request) => answer(request, await service.find(request.params.id)),
  )

  app.get(
    '/channels/accounts/:id/replies',
    {
      config: { permission: 'channels:read' },
      schema: {
        tags: ['channels'],
        summary: 'How many customers answered over an account of text messages, by what they said',
        params: IdParams,
        querystring: ReplyCountsQuery,
        response: { 200: ReplyCounts },
      },
    },
    async (request) => {
      const { account } = await service.find(request.params.id)
      const days = request.query.days ?? 30
      return { days, ...(await replies.counts(account.id, days)) }
    },
  )

  app.patch(
    '/channels/accounts/:id',
    {
      config: { permission: 'channels:manage' },
      schema: {
        tags: ['channels'],
        summary: 'Change what is given; secrets that are not given stay',
        params: IdParams,
        body: ChannelAccountChange,
        response: { 200: ChannelAccount },
      },
    },
    async (request) => {
      const { id } = request.params
      const { revision, ...input } = request.body
      const shown = await service.change(id, input, revision)
      const { settings, secrets, ...rest } = input
      await audit(request, 'channel-account-changed', id, {
        fields: Object.keys(rest),
        settings: Object.keys(settings ?? {}),
        secrets: Object.keys(secrets ?? {}),
      })
      return answer(request, shown)
    },
  )

  app.delete(
    '/channels/accounts/:id',
    {
      config: { permission: 'channels:manage' },
      schema: {
        tags: ['channels'],
        summary: 'Remove an account and its secrets; its messages can no longer be asked about',
        params: IdParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await service.remove(request.params.id)
      await audit(request, 'channel-account-removed', request.params.id, {})
      return await reply.code(204).send(null)
    },
  )

  for (const state of ['on', 'off'] as const) {
    app.post(
      `/channels/accounts/:id/${state}`,
      {
        config: { permission: 'channels:manage' },
        schema: {
          tags: ['channels'],
          summary: state === 'on' ? 'Let an account send; a halt is over' : 'Hand nothing more to an account',
          params: IdParams,
          response: { 200: ChannelAccount },
        },
      },
      async (request) => {
        const { id } = request.params
        const shown = await service.turn(id, state)
        await audit(request, `channel-account-turned-${state}`, id, {})
        return answer(request, shown)
      },
    )
  }

  app.put(
    '/channels/order',
    {
      config: { permission: 'channels:manage' },
      schema: {
        tags: ['channels'],
        summary: 'Which account of a channel goes first; those that are not named follow',
        body: ChannelOrderBody,
        response: { 200: ChannelAccountList },
      },
    },
    async (request) => {
      const { side, ids } = request.body
      const items = (await service.order(side, ids)).map((shown) => answer(request, shown))
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'channel-accounts-ordered',
        target: `channel:${side}`,
        detail: { ids },
      })
      return { items }
    },
  )

  app.post(
    '/channels/accounts/:id/callback',
    {
      config: { permission: 'channels:manage' },
      schema: {
        tags: ['channels'],
        summary: 'Give the address that the provider calls a new secret part; the old one is no longer answered',
        params: IdParams,
        response: { 200: ChannelAccount },
      },
    },
    async (request) => {
      const { id } = request.params
      const shown = await service.renewCallback(id)
      await audit(request, 'channel-callback-renewed', id, {})
      return answer(request, shown)
    },
  )

  app.post(
    '/channels/accounts/:id/probe',
    {
      config: { permission: 'channels:manage', rateLimit: PROBES_PER_MINUTE },
      schema: {
        tags: ['channels'],
        summary: 'Ask the provider whether the values are right; nothing is sent to anybody',
        params: IdParams,
        response: { 200: ChannelProbe },
      },
    },
    async (request) => {
      const { id } = request.params
      const found = await service.probe(id)
      await audit(request, 'channel-account-probed', id, { ok: found.ok, reason: found.reason })
      return { ...found, facts: [...found.facts] }
    },
  )

  app.post(
    '/channels/accounts/:id/test',
    {
      config: { permission: 'channels:manage' },
      schema: {
        tags: ['channels'],
        summary: 'Send a message that says that it is a test to an address typed by hand; 20 an hour in all',
        params: IdParams,
        body: ChannelTestBody,
        response: { 200: ChannelTest },
      },
    },
    async (request) => {
      const { id } = request.params
      const { to, language = 'zh', template = null } = request.body
      const outcome = await service.test(id, {
        to,
        language,
        template: template === null ? null : { code: template.code, params: template.params ?? [] },
      })
      const said = { outcome: outcome.kind, reason: 'reason' in outcome ? outcome.reason : '' }
      // Whom it went to is personal and stays out of the log.
      await audit(request, 'channel-test-sent', id, said)
      return said
    },
  )
}

function providerAnswer(kind: (typeof ALL_PROVIDER_KINDS)[number]): Answer<typeof ProviderList>['items'][number] {
  return {
    name: kind.name,
    side: kind.side,
    title: kind.title,
    pace: kind.pace,
    needsTemplate: needsTemplate(kind.name),
    fields: kind.fields.map(({ name, kind: of, label, hint, required, advanced, example = '', initial = '', lines = 1, choices = [] }) => ({
      name,
      kind: of,
      label,
      hint,
      required,
      advanced: advanced === true,
      example,
      initial,
      lines,
      choices: [...choices],
    })),
  }
}

function accountAnswer(shown: ShownAccount, manages: boolean): Answer<typeof ChannelAccount> {
  const { account, state, secretsSet, pace, limitToday, takenToday, callbackUrl, isBroken } = shown
  return {
    id: account.id,
    provider: account.provider,
    side: account.side,
    name: account.name,
    fromEnvironment: account.fromEnvironment,
    settings: { ...account.settings },
    secretsSet: [...secretsSet],
    perSecond: account.perSecond,
    atOnce: account.atOnce,
    pace,
    dailyLimit: account.dailyLimit,
    warmUp: account.warmUp === null ? null : { startsOn: account.warmUp.startsOn, limits: [...account.warmUp.limits] },
    limitToday,
    takenToday,
    state,
    reason: state === 'halted' ? account.reason : '',
    haltedUntil: state === 'halted' ? account.haltedUntil : null,
    stateAt: account.stateAt,
    callbackUrl: manages ? callbackUrl : null,
    lastCallAt: account.heard.lastCallAt,
    calls: account.heard.calls,
    refusedCalls: account.heard.refused,
    askProblem: account.heard.askProblem,
    isBroken,
    revision: account.revision,
    createdAt: account.createdAt,
    updatedAt: account.updatedAt,
  }
}
