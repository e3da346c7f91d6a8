import type { FastifyRequest } from 'fastify'
import type { Access } from '#access/access.ts'
import { actorLabel } from '#access/actor.ts'
import { isField } from '#act/questionnaires/check-questionnaire.ts'
import type { Question, Questionnaire, QuestionnaireCounts } from '#act/questionnaires/questionnaire.ts'
import { ANSWERED_EVENT } from '#act/questionnaires/questionnaire.ts'
import type { QuestionnaireService } from '#act/questionnaires/questionnaire-service.ts'
import { QUESTIONNAIRE_STARTERS } from '#act/questionnaires/questionnaire-starters.ts'
import type { ClaimedIdentifier } from '#collect/identity-claim.ts'
import type { BilingualText } from '#kernel/bilingual-text.ts'
import { PORTRAIT_STARTERS } from '#segment/portraits/portrait-starters.ts'
import { actorNames } from '../access/actor-names.ts'
import { actorOf, scopeOf } from '../access/authenticate.ts'
import type { AppOptions } from '../app-options.ts'
import { IdParams } from '../id-params.ts'
import type { Answer } from '../shared-schemas.ts'
import type { AuditParts } from '../start-job.ts'
import type { TypedApp } from '../typed-app.ts'
import {
  AnswersTaken,
  CustomerQuestionnaires,
  LinkParams,
  NewQuestionnaire,
  QuestionnaireArchived,
  QuestionnaireChange,
  QuestionnaireLink,
  QuestionnaireParams,
  QuestionnaireResults,
  Questionnaires,
  SavedQuestionnaire,
  SentAnswers,
} from './questionnaire-schemas.ts'
import type { QuestionnaireGiven } from './questionnaire-schemas.ts'

interface Parts extends AuditParts {
  readonly access: AuditParts['access'] & Pick<Access, 'users' | 'apiKeys'>
  readonly questionnaires: Pick<
    QuestionnaireService,
    'list' | 'one' | 'results' | 'create' | 'save' | 'archive' | 'linkFor' | 'answer' | 'of'
  >
  readonly publicUrl: string
}

const NO_COUNTS: QuestionnaireCounts = { sent: 0, opened: 0, answered: 0 }

/** Short questionnaires: their questions, who answered what, links for customers, and answers by API. */
export function registerQuestionnaires(app: TypedApp, parts: Parts, options: AppOptions): void {
  const { questionnaires, access, clock, publicUrl } = parts
  const rateLimit = options.limits.heavyPerMinute
  const reading = { permission: 'segments:read' } as const
  const writing = { permission: 'segments:write', rateLimit } as const

  const answering = async () => {
    const names = await actorNames(access)
    return (questionnaire: Questionnaire, counts: QuestionnaireCounts): Answer<typeof SavedQuestionnaire> => ({
      id: questionnaire.id,
      version: questionnaire.version,
      savedAt: questionnaire.savedAt,
      savedBy: names.get(questionnaire.savedBy) ?? questionnaire.savedBy,
      archivedAt: questionnaire.archivedAt === null ? null : questionnaire.archivedAt.toISOString(),
      content: contentOf(questionnaire),
      address: questionnaire.isPublic ? `${publicUrl.replace(/\/$/u, '')}/q/${questionnaire.id}` : null,
      ...counts,
    })
  }

  app.get(
    '/questionnaires',
    {
      config: reading,
      schema: {
        tags: ['portraits'],
        summary: 'Questionnaires with who was sent, opened and answered them; one to begin with by trade',
        response: { 200: Questionnaires },
      },
    },
    async () => {
      const [answer, all] = await Promise.all([answering(), questionnaires.list()])
      return {
        items: all.map(({ questionnaire, counts }) => answer(questionnaire, counts)),
        starters: QUESTIONNAIRE_STARTERS.map(({ name, content }) => ({
          name,
          label: PORTRAIT_STARTERS.find((one) => one.name === name)?.label ?? { zh: name, en: name },
          content: contentOf(content),
        })),
      }
    },
  )

  app.post(
    '/questionnaires',
    {
      config: writing,
      schema: { tags: ['portraits'], summary: 'Add a questionnaire', body: NewQuestionnaire, response: { 201: SavedQuestionnaire } },
    },
    async (request, reply) => {
      const { id, content } = request.body
      const made = await questionnaires.create(id, content, actorLabel(actorOf(request)))
      await audit(request, 'questionnaire-created', id, { public: content.isPublic })
      reply.code(201)
      return (await answering())(made, NO_COUNTS)
    },
  )

  app.put(
    '/questionnaires/:id',
    {
      config: writing,
      schema: {
        tags: ['portraits'],
        summary: 'Save a questionnaire as a new version',
        params: QuestionnaireParams,
        body: QuestionnaireChange,
        response: { 200: SavedQuestionnaire },
      },
    },
    async (request) => {
      const { id } = request.params
      const { base, content } = request.body
      const saved = await questionnaires.save(id, base, content, actorLabel(actorOf(request)))
      await audit(request, 'questionnaire-saved', id, { version: saved.version, public: content.isPublic })
      return await withCounts(saved)
    },
  )

  app.put(
    '/questionnaires/:id/archived',
    {
      config: writing,
      schema: {
        tags: ['portraits'],
        summary: 'Put a questionnaire away, so that nobody can answer it, or take it out again',
        params: QuestionnaireParams,
        body: QuestionnaireArchived,
        response: { 200: SavedQuestionnaire },
      },
    },
    async (request) => {
      const { id } = request.params
      const { archived } = request.body
      const changed = await questionnaires.archive(id, archived)
      await audit(request, archived ? 'questionnaire-archived' : 'questionnaire-restored', id, {})
      return await withCounts(changed)
    },
  )

  app.get(
    '/questionnaires/:id/results',
    {
      config: reading,
      schema: {
        tags: ['portraits'],
        summary: 'How each question was answered; the last answers of each customer count',
        params: QuestionnaireParams,
        response: { 200: QuestionnaireResults },
      },
    },
    async (request) => {
      const { id } = request.params
      const [{ questions }, rows] = await Promise.all([questionnaires.one(id), questionnaires.results(id)])
      return {
        questions: questions.map((question) => {
          const values = rows.filter((row) => row.question === question.name)
          return {
            name: question.name,
            label: question.label,
            values: values.map(({ value, customers }) => ({
              value,
              label: wordOf(question, value),
              customers,
              where: whereOf(id, question, value),
            })),
          }
        }),
      }
    },
  )

  app.post(
    '/questionnaires/:id/answers',
    {
      config: { permission: 'data:import', writeKey: true },
      schema: {
        tags: ['portraits'],
        summary: 'Take the answers of one person, as a mini-program or a shop sends them; the same person again replaces them',
        params: QuestionnaireParams,
        body: SentAnswers,
        response: { 200: AnswersTaken },
      },
    },
    async (request) => {
      const { answers, agreed, ...who } = request.body
      const { isKnown } = await questionnaires.answer(request.params.id, identifiersOf(who), answers, { isAgreed: agreed, by: 'api' })
      return { known: isKnown }
    },
  )

  app.post(
    '/customers/:id/questionnaires/:questionnaire/link',
    {
      config: { permission: 'customers:note', alsoNeeds: 'customers:read', reach: 'scope', rateLimit },
      schema: {
        tags: ['customers'],
        summary: 'The signed link by which a customer answers a questionnaire; counts as sent',
        params: LinkParams,
        response: { 200: QuestionnaireLink },
      },
    },
    async (request) => {
      const { id, questionnaire } = request.params
      const url = await questionnaires.linkFor(scopeOf(request), questionnaire, id)
      await access.audit.append({
        at: clock.now(),
        actor: actorLabel(actorOf(request)),
        action: 'questionnaire-link-made',
        target: `customer:${id}`,
        detail: { questionnaire },
      })
      return { url }
    },
  )

  app.get(
    '/customers/:id/questionnaires',
    {
      config: { permission: 'customers:read', reach: 'scope' },
      schema: {
        tags: ['customers'],
        summary: 'What a customer answered last, and questionnaires that they may be given',
        params: IdParams,
        response: { 200: CustomerQuestionnaires },
      },
    },
    async (request) => {
      const [said, all] = await Promise.all([questionnaires.of(scopeOf(request), request.params.id), questionnaires.list()])
      const byId = new Map(all.map(({ questionnaire }) => [questionnaire.id, questionnaire]))
      return {
        items: said.flatMap(({ questionnaire: id, version, saidAt, answers }) => {
          const of = byId.get(id)
          if (of === undefined) return []
          return [
            {
              questionnaire: id,
              title: of.title,
              version,
              saidAt,
              answers: of.questions.flatMap((question) => {
                const value = answers[question.name]
                return value === undefined ? [] : [answerOf(question, value)]
              }),
            },
          ]
        }),
        open: all
          .filter(({ questionnaire }) => questionnaire.archivedAt === null)
          .map(({ questionnaire: { id, title } }) => ({ questionnaire: id, title })),
      }
    },
  )

  async function withCounts(questionnaire: Questionnaire) {
    const [answer, all] = await Promise.all([answering(), questionnaires.list()])
    return answer(questionnaire, all.find((one) => one.questionnaire.id === questionnaire.id)?.counts ?? NO_COUNTS)
  }

  async function audit(request: FastifyRequest, action: string, id: string, detail: object): Promise<void> {
    const actor = actorLabel(actorOf(request))
    await access.audit.append({ at: clock.now(), actor, action, target: `questionnaire:${id}`, detail: { ...detail } })
  }
}

function contentOf({
  title,
  intro,
  consent,
  isPublic,
  questions,
}: Pick<Questionnaire, 'title' | 'intro' | 'consent' | 'isPublic' | 'questions'>): QuestionnaireGiven {
  return { title, intro, consent, isPublic, questions: questions.map((question) => ({ ...question, options: [...question.options] })) }
}

function wordOf({ options }: Pick<Question, 'options'>, value: string): BilingualText {
  return options.find((option) => option.value === value)?.label ?? { zh: value, en: value }
}

function answerOf(question: Question, value: string | readonly string[]) {
  const words = (typeof value === 'string' ? [value] : value).map((one) => wordOf(question, one))
  return {
    question: question.label,
    answer: { zh: words.map(({ zh }) => zh).join('、'), en: words.map(({ en }) => en).join(', ') },
  }
}

/** Who has that value now: the field or attribute that the answer became; else who ever answered so. */
function whereOf(id: string, { name, kind, field }: Question, value: string): string {
  const quoted = JSON.stringify(value)
  if (field !== null && field !== 'birthYear' && kind !== 'number' && kind !== 'date') {
    const path = isField(field) ? `customer.${field}` : `attribute.${field}`
    return kind === 'multiple' ? `${path} contains ${quoted}` : `${path} is ${quoted}`
  }
  const test = kind === 'multiple' ? 'contains' : 'is'
  return `did(event "${ANSWERED_EVENT}" where properties.questionnaire is ${JSON.stringify(id)}, properties.${name} ${test} ${quoted})`
}

interface Who {
  readonly phone?: string
  readonly email?: string
  readonly memberNumber?: string
  readonly userId?: string
  readonly unionid?: string
  readonly openid?: string
  readonly anonymousId?: string
}

function identifiersOf({ phone, email, memberNumber, userId, unionid, openid, anonymousId }: Who): ClaimedIdentifier[] {
  const all: readonly (readonly [ClaimedIdentifier['kind'], string | undefined])[] = [
    ['user_id', userId],
    ['member_number', memberNumber],
    ['unionid', unionid],
    ['openid', openid],
    ['phone', phone],
    ['email', email],
    ['device', anonymousId],
  ]
  return all.flatMap(([kind, value]) => (value === undefined || value.trim() === '' ? [] : [{ kind, value: value.trim() }]))
}
