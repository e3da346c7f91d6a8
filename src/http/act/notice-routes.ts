import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Project } from '#access/project-settings.ts'
import { actorLabel } from '#access/actor.ts'
import type { ChannelAccount } from '#act/accounts/channel-account.ts'
import { KINDS_ABOUT_ONE, URGENT_KINDS } from '#act/notices/notice.ts'
import { NOTICE_KINDS } from '#act/notices/notice-names.ts'
import type { NoticeService } from '#act/notices/notice-service.ts'
import { actorOf } from '../access/authenticate.ts'
import { IdParams } from '../id-params.ts'
import type { Answer } from '../shared-schemas.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import {
  NoticeLog,
  NoticeLogQuery,
  NoticePhoneBody,
  NoticeSettingsBody,
  NoticeSettingsState,
  NoticeTest,
  NoticeTestBody,
} from './notice-schemas.ts'

const TESTS_PER_MINUTE = 10

interface NoticeRouteParts extends AuditParts {
  readonly notices: Pick<NoticeService, 'settings' | 'people' | 'save' | 'setPhone' | 'test' | 'log'>
  readonly channelAccounts: { readonly book: { list(): Promise<readonly ChannelAccount[]> } }
  readonly project: Pick<Project, 'timeZone'>
}

/** Who of the team is told what, where, and what was told. Phone numbers come in and leave masked. */
export function registerNotices(app: TypedApp, { notices, channelAccounts, project, access, clock }: NoticeRouteParts): void {
  const audit = (request: FastifyRequest, action: string, target: string, detail: Readonly<Record<string, unknown>>) =>
    access.audit.append({ at: clock.now(), actor: actorLabel(actorOf(request)), action, target, detail })
  const state = async (): Promise<Answer<typeof NoticeSettingsState>> => {
    const [{ rules, quiet, smsPerDay, alertMail }, people] = await Promise.all([notices.settings(), notices.people()])
    return {
      rules: rules.map((rule) => ({ ...rule, kinds: [...rule.kinds], people: [...rule.people], mentions: [...rule.mentions] })),
      quiet,
      smsPerDay,
      alertMail,
      timeZone: project.timeZone,
      kinds: [...NOTICE_KINDS],
      urgent: [...URGENT_KINDS],
      aboutOne: [...KINDS_ABOUT_ONE],
      people: people.map((one) => ({ ...one })),
    }
  }

  app.get(
    '/notices/settings',
    {
      config: { permission: 'channels:read' },
      schema: { tags: ['channels'], summary: 'Who of the team is told what, where', response: { 200: NoticeSettingsState } },
    },
    state,
  )

  app.put(
    '/notices/settings',
    {
      config: { permission: 'channels:manage' },
      schema: {
        tags: ['channels'],
        summary: 'Say who of the team is told what, where; it holds for what happens from now on',
        body: NoticeSettingsBody,
        response: { 200: NoticeSettingsState },
      },
    },
    async (request) => {
      const { rules } = await notices.save(request.body)
      await audit(request, 'notices-changed', 'notices', { rules: rules.length, ways: rules.map(({ way }) => way) })
      return await state()
    },
  )

  app.put(
    '/notices/phones/:id',
    {
      config: { permission: 'channels:manage' },
      schema: {
        tags: ['channels'],
        summary: 'Set or take away the phone number that a colleague is told by; it is kept sealed and shown masked',
        params: IdParams,
        body: NoticePhoneBody,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await notices.setPhone(request.params.id, request.body.phone)
      await audit(request, 'notice-phone-changed', `user:${request.params.id}`, { isSet: request.body.phone !== null })
      return await reply.code(204).send(null)
    },
  )

  app.post(
    '/notices/test',
    {
      config: { permission: 'channels:manage', rateLimit: TESTS_PER_MINUTE },
      schema: {
        tags: ['channels'],
        summary: 'Send a word that says that it is a test to every place of a rule',
        body: NoticeTestBody,
        response: { 200: NoticeTest },
      },
    },
    async (request) => {
      const actor = actorOf(request)
      const outcome = await notices.test(request.body.rule, actor.kind === 'user' ? actor.id : null)
      const said = { outcome: outcome.kind, reason: 'reason' in outcome ? outcome.reason : '' }
      await audit(request, 'notice-test-sent', 'notices', { way: request.body.rule.way, ...said })
      return said
    },
  )

  app.get(
    '/notices',
    {
      config: { permission: 'channels:read' },
      schema: {
        tags: ['channels'],
        summary: 'What the team was told in the last thirty days, newest first',
        querystring: NoticeLogQuery,
        response: { 200: NoticeLog },
      },
    },
    async (request) => {
      const [words, people, accounts] = await Promise.all([
        notices.log(request.query.limit ?? 100),
        notices.people(),
        channelAccounts.book.list(),
      ])
      const names = new Map([...people, ...accounts].map(({ id, name }) => [id, name]))
      return {
        items: words.map((word) => ({
          id: word.id,
          kind: word.kind,
          text: word.text,
          link: word.subject.link,
          way: word.way,
          to: names.get(word.way === 'team' ? (word.accountId ?? '') : word.userId) ?? '',
          state: word.state,
          reason: word.reason,
          at: word.at,
          dueAt: word.dueAt,
          toldAt: word.toldAt,
        })),
      }
    },
  )
}
