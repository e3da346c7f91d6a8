import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Questionnaire } from '#act/questionnaires/questionnaire.ts'
import type { QuestionnaireService } from '#act/questionnaires/questionnaire-service.ts'
import { AppError } from '#kernel/app-error.ts'
import type { TextLanguage } from '#kernel/bilingual-text.ts'
import type { BodyGate } from '../body-gate.ts'
import { senderOf } from '../limit-bodies.ts'
import type { TypedApp } from '../typed-app.ts'
import { questionnaireNote, questionnairePage } from './questionnaire-page.ts'
import type { FormState } from './questionnaire-page.ts'

const MOST_BYTES = 20_000
/** Of one address, in a minute. */
const FORMS_PER_MINUTE = 60
const ANSWERS_PER_MINUTE = 10

const LinkParams = Type.Object({ token: Type.String({ minLength: 1, maxLength: 2_100 }) })
const PublicParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 40 }) })

interface Parts {
  readonly questionnaires: Pick<QuestionnaireService, 'openLink' | 'openPublic' | 'answerLink' | 'answer'>
}

/** Hosted questionnaires: by the signed link of a customer, or by their address where they are for everybody. None needs a login or a script. */
export function registerQuestionnairePages(app: TypedApp, { questionnaires }: Parts, gate: BodyGate): void {
  const seeing = { public: true as const, rateLimit: FORMS_PER_MINUTE }
  const answering = { public: true as const, rateLimit: ANSWERS_PER_MINUTE }

  app.get('/q/l/:token', { config: seeing, schema: { hide: true, params: LinkParams } }, (request, reply) =>
    show(request, reply, () => questionnaires.openLink(request.params.token), false),
  )
  app.get('/q/:id', { config: seeing, schema: { hide: true, params: PublicParams } }, (request, reply) =>
    show(request, reply, () => questionnaires.openPublic(request.params.id), true),
  )

  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      async (request: FastifyRequest) =>
        new URLSearchParams((await gate.receive(request.raw, senderOf(request), MOST_BYTES)).toString('utf8')),
    )
    scope.post<{ Params: { token: string } }>(
      '/q/l/:token',
      { config: answering, schema: { hide: true, params: LinkParams } },
      (request, reply) => {
        const { token } = request.params
        return take(request, reply, {
          open: () => questionnaires.openLink(token),
          isPublic: false,
          answer: (sent, isAgreed) => questionnaires.answerLink(token, sent, isAgreed),
        })
      },
    )
    scope.post<{ Params: { id: string } }>(
      '/q/:id',
      { config: answering, schema: { hide: true, params: PublicParams } },
      (request, reply) => {
        const { id } = request.params
        return take(request, reply, {
          open: () => questionnaires.openPublic(id),
          isPublic: true,
          answer: async (sent, isAgreed, contact) => {
            const identifiers =
              contact === '' ? [] : [{ kind: contact.includes('@') ? ('email' as const) : ('phone' as const), value: contact }]
            await questionnaires.answer(id, identifiers, sent, { isAgreed, by: 'public' })
          },
        })
      },
    )
  })
}

async function show(
  request: FastifyRequest,
  reply: FastifyReply,
  open: () => Promise<Questionnaire>,
  isPublic: boolean,
): Promise<FastifyReply> {
  const language = languageOf(request)
  const found = await orNull(open)
  return html(
    reply,
    found === null ? 404 : 200,
    found === null ? questionnaireNote('invalid', language) : questionnairePage(found, language, isPublic),
  )
}

interface Taking {
  readonly open: () => Promise<Questionnaire>
  readonly isPublic: boolean
  readonly answer: (sent: Readonly<Record<string, unknown>>, isAgreed: boolean, contact: string) => Promise<void>
}

async function take(request: FastifyRequest, reply: FastifyReply, { open, isPublic, answer }: Taking): Promise<FastifyReply> {
  const language = languageOf(request)
  const found = await orNull(open)
  if (found === null) return html(reply, 404, questionnaireNote('invalid', language))
  const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
  // A field that no person sees: programs fill it in. They are thanked, and nothing is kept.
  if ((form.get('website') ?? '') !== '') return html(reply, 200, questionnaireNote('thanks', language))
  const sent = Object.fromEntries(
    found.questions.map(({ name, kind }) => [name, kind === 'multiple' ? form.getAll(name) : (form.get(name) ?? '')] as const),
  )
  const contact = (form.get('contact') ?? '').trim().slice(0, 200)
  try {
    await answer(sent, form.get('agreed') === 'yes', contact)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.code === 'answer-wrong') {
      const path = String((error.details as { path?: string } | undefined)?.path ?? '')
      const state: FormState = { sent, contact, wrong: path.replace(/^answers\./u, '') }
      return html(reply, 400, questionnairePage(found, language, isPublic, state))
    }
    if (error.kind === 'not-found' || error.kind === 'invalid-input') return html(reply, 404, questionnaireNote('invalid', language))
    throw error
  }
  return html(reply, 200, questionnaireNote('thanks', language))
}

/** By `?lang`, or the language that the browser asks for first. */
function languageOf(request: FastifyRequest): TextLanguage {
  const { lang } = request.query as { readonly lang?: unknown }
  if (lang === 'zh' || lang === 'en') return lang
  return (request.headers['accept-language'] ?? '').trim().toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

function html(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(page)
}

/** A forged link or a questionnaire that is over is nothing; every other failure stays one. */
async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError && (error.kind === 'invalid-input' || error.kind === 'not-found')) return null
    throw error
  }
}
