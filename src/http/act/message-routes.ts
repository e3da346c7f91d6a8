import Type from 'typebox'
import type { Access } from '#access/access.ts'
import { actorLabel } from '#access/actor.ts'
import type { Project } from '#access/project-settings.ts'
import type { PieceService } from '#act/pieces/piece-service.ts'
import type { SendService } from '#act/send-service.ts'
import { canTryNow } from '#act/sending/waiting.ts'
import type { Clock } from '#kernel/clock.ts'
import { actorOf, scopeOf } from '../access/authenticate.ts'
import type { AppOptions } from '../app-options.ts'
import { pageAnswer, pageRequest } from '../cursor.ts'
import { SendPage, SentMessage, SettledSend, SettleSendBody } from '../decide/retain-schemas.ts'
import { exportLanguageOf } from '../export-language.ts'
import type { TypedApp } from '../typed-app.ts'
import { chosenAnswer } from './piece-answers.ts'
import { csvOfMessages } from './message-csv.ts'
import { messageFilterOf } from './message-filter.ts'
import type { ReactedSends } from './message-filter.ts'
import {
  MessageAsked,
  MessageDetail,
  MessageExportQuery,
  MessageQuery,
  MessageSources,
  MessageTally,
  MessageTallyQuery,
  TriedNow,
  TryNowBody,
  WaitingMessages,
} from './message-schemas.ts'

const SendParams = Type.Object({ sendKey: Type.String({ minLength: 1, maxLength: 100 }) })

interface MessageParts {
  readonly sends: Pick<
    SendService,
    'list' | 'all' | 'tally' | 'waiting' | 'tryNow' | 'sources' | 'detail' | 'canAsk' | 'askAgain' | 'message' | 'resolveUncertain'
  >
  readonly reads: ReactedSends & {
    /** What became of a message besides its way out. */
    sendTouches(
      customerId: string,
      sendKey: string,
    ): Promise<readonly { readonly kind: string; readonly at: Date; readonly isMachine: boolean; readonly reason: string }[]>
  }
  readonly pieces: Pick<PieceService, 'ofMessage'>
  readonly access: Pick<Access, 'audit'>
  readonly project: Pick<Project, 'timeZone'>
  readonly clock: Clock
}

/** Messages to customers: what was sent, what was not and why. */
export function registerMessages(app: TypedApp, { sends, reads, pieces, access, project, clock }: MessageParts, options: AppOptions): void {
  const rateLimit = options.limits.heavyPerMinute
  const reading = { permission: 'decisions:read', reach: 'scope' } as const

  const filterOf = messageFilterOf(reads, project)

  app.get(
    '/sends',
    {
      config: reading,
      schema: { tags: ['decisions'], summary: 'The send ledger, newest first', querystring: MessageQuery, response: { 200: SendPage } },
    },
    async (request) => {
      const { cursor, limit, ...filter } = request.query
      return pageAnswer(await sends.list(scopeOf(request), { ...(await filterOf(filter)), ...pageRequest({ cursor, limit }) }))
    },
  )

  app.get(
    '/sends/tally',
    {
      config: reading,
      schema: {
        tags: ['decisions'],
        summary: 'How many messages have which state and reason',
        querystring: MessageTallyQuery,
        response: { 200: MessageTally },
      },
    },
    async (request) => {
      const items = await sends.tally(scopeOf(request), await filterOf(request.query))
      return { items: items.toSorted((a, b) => b.sends - a.sends).map((item) => ({ ...item })) }
    },
  )

  app.get(
    '/sends/waiting',
    {
      config: reading,
      schema: {
        tags: ['decisions'],
        summary: 'Messages that have not left yet, by what they wait for and since when',
        querystring: MessageTallyQuery,
        response: { 200: WaitingMessages },
      },
    },
    async (request) => {
      const items = await sends.waiting(scopeOf(request), await filterOf(request.query))
      return { items: items.map((one) => ({ ...one, accounts: [...one.accounts], canTry: canTryNow(one) })) }
    },
  )

  app.post(
    '/sends/try-now',
    {
      config: { permission: 'decisions:run' },
      schema: {
        tags: ['decisions'],
        summary: 'Try messages now that wait because a provider refused them: say so once its cause is mended; audited',
        body: TryNowBody,
        response: { 200: TriedNow },
      },
    },
    async (request) => {
      const messages = await sends.tryNow(request.body)
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'sends-tried-now',
        target: request.body.runId === undefined ? 'sends' : `run:${request.body.runId}`,
        detail: { ...request.body, messages },
      })
      return { messages }
    },
  )

  app.get(
    '/sends/sources',
    {
      config: reading,
      schema: {
        tags: ['decisions'],
        summary: 'The strategies, broadcasts and questionnaires that have messages',
        response: { 200: MessageSources },
      },
    },
    async () => ({ items: (await sends.sources()).map((source) => ({ ...source })) }),
  )

  app.get(
    '/sends.csv',
    {
      config: { ...reading, alsoNeeds: 'customers:export', rateLimit },
      schema: {
        tags: ['decisions'],
        summary: 'The same as a CSV file with masked names; audited',
        querystring: MessageExportQuery,
        produces: ['text/csv'],
      },
    },
    async (request, reply) => {
      const { language, ...filter } = request.query
      const asked = await filterOf(filter)
      const actor = actorLabel(actorOf(request))
      await access.audit.append({ at: clock.now(), actor, action: 'messages-exported', target: 'sends', detail: { ...filter } })
      return await reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="messages.csv"')
        .header('cache-control', 'no-store')
        .send(csvOfMessages(sends.all(scopeOf(request), asked), exportLanguageOf(request, language), project.timeZone))
    },
  )

  app.get(
    '/sends/:sendKey',
    {
      config: reading,
      schema: {
        tags: ['decisions'],
        summary: 'One message: its way, what became of it, and the account and code of the provider; never its text',
        params: SendParams,
        response: { 200: MessageDetail },
      },
    },
    async (request) => {
      const { sendKey } = request.params
      const { steps, nextChannels, ...found } = await sends.detail(scopeOf(request), sendKey)
      const [touches, chosen, canAsk] = await Promise.all([
        reads.sendTouches(found.customerId, sendKey),
        pieces.ofMessage(sendKey),
        found.state === 'uncertain' && found.account !== null ? sends.canAsk(found.account.id) : false,
      ])
      const own = steps.map((step) => ({ ...step, isMachine: false, reason: step.kind === 'finished' ? found.reason : '' }))
      // A failure that the ledger has is there already; one after the message arrived only stands among the touches.
      const others = touches.filter(({ kind }) => (kind !== 'failed' && kind !== 'bounced') || found.state === 'delivered')
      return {
        ...found,
        nextChannels: [...nextChannels],
        steps: [...own, ...others].toSorted((a, b) => a.at.getTime() - b.at.getTime()),
        canAsk,
        pieces: chosen.map(chosenAnswer),
      }
    },
  )

  app.post(
    '/sends/:sendKey/ask',
    {
      config: { permission: 'decisions:run', rateLimit },
      schema: {
        tags: ['decisions'],
        summary: 'Ask the provider once more what became of a message whose result is unknown; audited',
        params: SendParams,
        response: { 202: MessageAsked },
      },
    },
    async (request, reply) => {
      const { sendKey } = request.params
      await sends.askAgain(scopeOf(request), sendKey)
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'send-asked',
        target: `send:${sendKey}`,
        detail: {},
      })
      return await reply.code(202).send({ sendKey })
    },
  )

  app.get(
    '/sends/:sendKey/message',
    {
      config: {
        permission: 'decisions:read',
        reach: 'scope',
        alsoNeeds: 'customers:reveal',
        rateLimit,
      },
      schema: {
        tags: ['decisions'],
        summary: 'The text of a message as it was sent; also needs customers:reveal and is audited',
        params: SendParams,
        response: { 200: SentMessage },
      },
    },
    async (request, reply) => {
      const { sendKey } = request.params
      const message = await sends.message(scopeOf(request), sendKey)
      // Audited before it is shown: a reading that cannot be written down does not happen.
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'message-read',
        target: `customer:${message.customerId}`,
        detail: { sendKey },
      })
      reply.header('cache-control', 'no-store')
      return message
    },
  )

  app.post(
    '/sends/:sendKey/settle',
    {
      config: { permission: 'decisions:run' },
      schema: {
        tags: ['decisions'],
        summary: 'Record what the provider says about a message whose result is unknown; it is never sent again',
        params: SendParams,
        body: SettleSendBody,
        response: { 200: SettledSend },
      },
    },
    async (request) => {
      const { sendKey } = request.params
      const state = await sends.resolveUncertain(sendKey, request.body.delivered)
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'send-settled',
        target: `send:${sendKey}`,
        detail: { state },
      })
      return { sendKey, state }
    },
  )
}
