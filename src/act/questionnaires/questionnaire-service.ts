import type { PeopleInScope } from '#access/people-in-scope.ts'
import type { Scope } from '#access/scope.ts'
import type { ClaimedIdentifier, IdentityClaim, Owner } from '#collect/identity-claim.ts'
import { saidEvent } from '#collect/records/said-event.ts'
import type { StoredEvent } from '#collect/tracking/tracked-event.ts'
import type { IdentityService } from '#identity/identity-service.ts'
import { unknownCustomer } from '#identity/unknown-customer.ts'
import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { NO_CUSTOMER, stableId } from '#kernel/id.ts'
import { readToken, signToken } from '../signed-token.ts'
import { checkQuestionnaire, checkQuestionnaireId, isField, readAnswers, wrongAnswer } from './check-questionnaire.ts'
import type { Answers, Questionnaire, QuestionnaireContent, QuestionnaireCounts } from './questionnaire.ts'
import { ANSWERED_EVENT } from './questionnaire.ts'
import type { QuestionnaireStore, StoredAnswers } from './questionnaire-ports.ts'

export interface QuestionnairePorts {
  readonly store: QuestionnaireStore
  readonly identity: Pick<IdentityService, 'resolve' | 'known'>
  readonly addEvents: (events: readonly StoredEvent[]) => Promise<void>
  readonly people: PeopleInScope
  readonly clock: Clock
  readonly tokenSecret: Buffer
  readonly publicUrl: string
}

type By = StoredAnswers['by']

/** Short questionnaires: who was given one, what they answered, and what that makes known of them. */
export class QuestionnaireService {
  readonly #ports: QuestionnairePorts

  constructor(ports: QuestionnairePorts) {
    this.#ports = ports
  }

  async list(): Promise<readonly { readonly questionnaire: Questionnaire; readonly counts: QuestionnaireCounts }[]> {
    const [all, counts] = await Promise.all([this.#ports.store.all(), this.#ports.store.counts()])
    return all.map((questionnaire) => ({ questionnaire, counts: counts.get(questionnaire.id) ?? { sent: 0, opened: 0, answered: 0 } }))
  }

  /** @throws AppError `questionnaire-not-found` */
  async one(id: string): Promise<Questionnaire> {
    const found = (await this.#ports.store.all()).find((one) => one.id === id)
    if (found === undefined) throw notFound()
    return found
  }

  async results(id: string) {
    await this.one(id)
    return await this.#ports.store.results(id)
  }

  /** @throws AppError `questionnaire-wrong`, `questionnaire-there` */
  async create(id: string, content: QuestionnaireContent, by: string): Promise<Questionnaire> {
    checkQuestionnaireId(id)
    checkQuestionnaire(content)
    const savedAt = this.#ports.clock.now()
    const added = await this.#ports.store.add({ ...content, id, version: 1, savedAt, savedBy: by, archivedAt: null })
    if (!added) throw new AppError('conflict', 'questionnaire-there', 'There is a questionnaire of this id already: choose another.')
    return await this.one(id)
  }

  /** @throws AppError `questionnaire-wrong`, `questionnaire-not-found`, `questionnaire-changed` */
  async save(id: string, base: number, content: QuestionnaireContent, by: string): Promise<Questionnaire> {
    await this.one(id)
    checkQuestionnaire(content)
    if (!(await this.#ports.store.save(id, base, content, { at: this.#ports.clock.now(), by }))) {
      throw new AppError(
        'conflict',
        'questionnaire-changed',
        'Somebody saved this questionnaire meanwhile: load it again and repeat your change.',
      )
    }
    return await this.one(id)
  }

  /** One that is put away can no longer be answered. @throws AppError `questionnaire-not-found` */
  async archive(id: string, isArchived: boolean): Promise<Questionnaire> {
    await this.one(id)
    await this.#ports.store.archive(id, isArchived ? this.#ports.clock.now() : null)
    return await this.one(id)
  }

  /** The address for one customer, which nobody else can have made; counts as sent. @throws AppError `questionnaire-not-found`, `customer-not-found` */
  async linkFor(scope: Scope, id: string, customerId: string): Promise<string> {
    await this.#open(id)
    const { store, people, clock, tokenSecret, publicUrl } = this.#ports
    if (!(await people.has(scope, customerId)) || (await store.personOf(customerId)) === null) unknownCustomer()
    await store.noteSent(id, customerId, clock.now())
    return `${publicUrl.replace(/\/$/u, '')}/q/l/${signToken(tokenSecret, 'questionnaire', `${id} ${customerId}`)}`
  }

  /** The questionnaire of a link, as it is opened. @throws AppError `link-invalid`, `questionnaire-not-found` */
  async openLink(token: string): Promise<Questionnaire> {
    const { id, customerId } = this.#readLink(token)
    const found = await this.#open(id)
    const person = await this.#ports.store.personOf(customerId)
    if (person === null) throw notFound()
    await this.#ports.store.noteOpened(id, customerId, this.#ports.clock.now())
    return found
  }

  /** @throws AppError `questionnaire-not-found` also for one that is not for everybody */
  async openPublic(id: string): Promise<Questionnaire> {
    const found = await this.#open(id)
    if (!found.isPublic) throw notFound()
    return found
  }

  /** Takes the answers of a link. @throws AppError `answer-wrong`, `link-invalid`, `questionnaire-not-found` */
  async answerLink(token: string, sent: Readonly<Record<string, unknown>>, isAgreed: boolean): Promise<void> {
    const { id, customerId } = this.#readLink(token)
    const person = await this.#ports.store.personOf(customerId)
    if (person === null) throw notFound()
    const questionnaire = await this.#open(id)
    const answers = this.#read(questionnaire, sent, isAgreed)
    for (const identifier of await this.#ports.store.identifiersOf(person)) {
      const [known] = await this.#ports.identity.known([await this.#claim(questionnaire, answers, [identifier])])
      if (known?.length === 1 && known[0] === person) {
        await this.#take(questionnaire, answers, [identifier], 'link')
        return
      }
    }
    throw notFound()
  }

  /** Takes answers of whoever an identifier names. @throws AppError `answer-wrong`, `questionnaire-not-found` */
  async answer(
    id: string,
    identifiers: readonly ClaimedIdentifier[],
    sent: Readonly<Record<string, unknown>>,
    { isAgreed, by }: { readonly isAgreed: boolean; readonly by: Exclude<By, 'link'> },
  ): Promise<{ readonly isKnown: boolean }> {
    const questionnaire = by === 'public' ? await this.openPublic(id) : await this.#open(id)
    if (identifiers.length === 0) throw wrongAnswer('identifier', 'a phone number, an e-mail address or another identifier')
    const answers = this.#read(questionnaire, sent, isAgreed)
    const { customerId } = await this.#take(questionnaire, answers, identifiers, by)
    return { isKnown: customerId !== NO_CUSTOMER }
  }

  async of(scope: Scope, customerId: string): Promise<readonly StoredAnswers[]> {
    if (!(await this.#ports.people.has(scope, customerId)) || (await this.#ports.store.personOf(customerId)) === null) unknownCustomer()
    return await this.#ports.store.of(customerId)
  }

  #read({ questions }: Questionnaire, sent: Readonly<Record<string, unknown>>, isAgreed: boolean): Answers {
    if (!isAgreed) throw wrongAnswer('agreed', 'true: the person must agree to the consent text')
    const answers = readAnswers(questions, sent)
    if (Object.keys(answers).length === 0) throw wrongAnswer('answers', 'of one question or more')
    return answers
  }

  #readLink(token: string): { readonly id: string; readonly customerId: string } {
    const [id = '', customerId = ''] = readToken(this.#ports.tokenSecret, 'questionnaire', token).split(' ')
    return { id, customerId }
  }

  async #open(id: string): Promise<Questionnaire> {
    const found = await this.one(id)
    if (found.archivedAt !== null) throw notFound()
    return found
  }

  async #claim({ questions }: Questionnaire, answers: Answers, identifiers: readonly ClaimedIdentifier[]): Promise<IdentityClaim> {
    const now = this.#ports.clock.now()
    const said = questions.flatMap(({ field, kind, name }) => {
      const answer = answers[name]
      return field === null || answer === undefined ? [] : [{ field, kind, text: textOf(answer) }]
    })
    const fixed = said.filter(({ field }) => isField(field))
    return {
      identifiers,
      source: 'questionnaire',
      sourceId: await this.#ports.store.sourceId(now),
      seenAt: now,
      attributes: Object.fromEntries(fixed.map(({ field, text }) => [field, field === 'birthYear' ? Number(text) : text])),
      traits: said
        .filter(({ field }) => !isField(field))
        .map(({ field, kind, text }) => ({ name: field, trait: field, value: kind === 'number' ? Number(text) : text })),
    }
  }

  /**
   * Says what was answered of the customer, by the rules of survivorship, and keeps it. Nobody checks whose number is given at the public address: of somebody who is a customer
   * already, such answers are an event and nothing more, so that no stranger changes what is known of them.
   */
  async #take(questionnaire: Questionnaire, answers: Answers, identifiers: readonly ClaimedIdentifier[], by: By): Promise<Owner> {
    const { identity, store, addEvents, clock } = this.#ports
    const said = await this.#claim(questionnaire, answers, identifiers)
    const isUnchecked = by === 'public' && ((await identity.known([said]))[0] ?? []).length > 0
    const claim = isUnchecked ? { ...said, attributes: {}, traits: [] } : said
    const [owner] = (await identity.resolve([claim])).owners
    if (owner === undefined || owner.originId === NO_CUSTOMER) throw wrongAnswer('identifier', 'one that can be read')
    const now = clock.now()
    await addEvents([answeredEvent(questionnaire, answers, owner, { sourceId: claim.sourceId ?? '', at: now.getTime(), by })])
    if (owner.customerId !== NO_CUSTOMER && !isUnchecked) {
      await store.keep({
        questionnaire: questionnaire.id,
        version: questionnaire.version,
        customerId: owner.originId,
        answers,
        saidAt: now,
        by,
      })
    }
    return owner
  }
}

function answeredEvent(
  { id, version }: Questionnaire,
  answers: Answers,
  { customerId, originId }: Owner,
  { sourceId, at, by }: { readonly sourceId: string; readonly at: number; readonly by: By },
): StoredEvent {
  const messageId = stableId('questionnaire', id, originId, String(at))
  return saidEvent({
    sourceId,
    messageId,
    name: ANSWERED_EVENT,
    channel: '',
    occurredAt: at,
    receivedAt: at,
    availableAt: at,
    properties: {
      questionnaire: id,
      version: String(version),
      by,
      ...Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, textOf(value)])),
    },
    customerId,
    originId,
    importId: '',
  })
}

function textOf(answer: string | readonly string[]): string {
  return typeof answer === 'string' ? answer : answer.join('|')
}

function notFound(): AppError {
  return new AppError('not-found', 'questionnaire-not-found', 'There is no such questionnaire, or it can no longer be answered.')
}
