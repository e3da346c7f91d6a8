import { personOfLabel } from '#access/actor.ts'
import { mapPage } from '#kernel/page.ts'
import type { RunBody, Services } from '#http/services.ts'
import type { DecisionRun, Send, Strategy, Task } from '#http/decide/retain-schemas.ts'
import type { RunWithSends } from '#decide/decision-service.ts'
import { CONTACTED_STATES, SEND_STATES } from '#decide/decision.ts'
import type { DecisionPreview as Preview, RunOrder, SendState } from '#decide/decision.ts'
import type { StrategyView } from '#decide/strategy-service.ts'
import type { SendView } from '#act/send-store.ts'
import type { Task as AgentTask } from '#act/task-service.ts'
import { AppError } from '#kernel/app-error.ts'
import { readReactedSends } from '#store/analytical/queries/reacted-sends.ts'
import { actorNames, peopleWith } from '#http/access/actor-names.ts'
import type { House } from './house.ts'

/** Strategies, decisions, tasks and webhooks in the words of the API. */
export function decisionServices(house: House): Pick<Services, 'strategies' | 'decisions' | 'tasks' | 'care' | 'webhooks'> {
  const { clock } = house
  const strategy = async (id: string): Promise<Strategy> => toStrategy(await house.strategies.get(id))
  const task = async (one: AgentTask): Promise<Task> => toTask(one, await actorNames(house.access))
  return {
    strategies: {
      list: async () => (await house.strategies.list()).map(toStrategy),
      byId: async (id) => missingIsNull(() => strategy(id)),
      create: async (definition, actor) => strategy((await house.strategies.save(definition, actor)).id),
      update: async (id, definition, actor) => strategy((await house.strategies.save(definition, actor, id)).id),
      setState: async (id, state, actor) => strategy((await house.strategies.setState(id, state, actor)).id),
      reachOf: (audience) => house.strategies.reachOf(audience),
      previewMessage: async (definition, customerId, facts, name) => {
        house.strategies.check(definition)
        return await house.messages.preview(definition, customerId, facts, name)
      },
      sendTest: async (definition, userId, facts) => {
        house.strategies.check(definition)
        const user = (await house.access.users.list()).find(({ id }) => id === userId)
        if (user === undefined) throw new AppError('not-found', 'user-not-found', 'There is no such person any more.')
        await house.messages.sendTest(definition, { address: user.email, name: user.name, language: user.language }, facts)
      },
    },
    decisions: {
      preview: async (body, actor) => {
        const preview = await house.decisions.preview(toOrder(body), clock.now(), actor)
        return { ...toPreview(preview), previewId: preview.previewId, expiresAt: preview.expiresAt.toISOString() }
      },
      check: (body, actor) => house.decisions.check(toOrder(body), clock.now(), actor),
      run: async (body, actor, { progress }) => {
        progress('decide', 0, 1)
        const run = await house.decisions.start(toOrder(body), clock.now(), actor)
        progress('decide', 1, 1)
        return { runId: run.id, treated: run.summary?.treated ?? 0, control: run.summary?.control ?? 0 }
      },
      list: async (page) => {
        const names = await actorNames(house.access)
        return mapPage(await house.decisions.list(page), (run) => toRun(run, names))
      },
      byId: async (id) => missingIsNull(async () => toRun(await house.decisions.get(id), await actorNames(house.access))),
      sends: async (scope, { runId, state, reaction, customerId }, page) =>
        mapPage(
          await house.sends.list(scope, {
            ...page,
            ...(runId === null ? {} : { runId }),
            ...(state === null ? {} : { states: state === 'sent' ? CONTACTED_STATES : [sendState(state)] }),
            ...(reaction === null ? {} : { sendKeys: await readReactedSends(house.engines.clickhouse, reaction, runId) }),
            ...(customerId === null ? {} : { customerId }),
          }),
          toSend,
        ),
      message: async (scope, sendKey) => {
        const message = await house.sends.message(scope, sendKey)
        return { ...message, handedAt: message.handedAt.toISOString() }
      },
      settleSend: (sendKey, delivered) => house.sends.resolveUncertain(sendKey, delivered),
    },
    tasks: {
      list: async (scope, { state, overdue, owner, customerId }, page) => {
        const names = await actorNames(house.access)
        const found = await house.tasks.list(scope, {
          ...page,
          ...(state === null ? {} : { state }),
          ...(overdue ? { overdueAt: clock.now() } : {}),
          ...(owner === null ? {} : { owner: owner === 'nobody' ? null : owner }),
          ...(customerId === null ? {} : { customerId }),
        })
        return mapPage(found, (one) => toTask(one, names))
      },
      owners: () => peopleWith(house.access, 'tasks:work'),
      create: async (customerIds, { title, script, dueAt, ownerId }, progress) =>
        house.tasks.create(customerIds, { title, script, dueAt, owner: ownerId }, progress),
      byId: async (scope, id) => task(await house.tasks.get(scope, id)),
      take: async (scope, id, userId) => task(await house.tasks.take(scope, id, userId)),
      assign: async (scope, id, ownerId) => task(await house.tasks.assign(scope, id, ownerId)),
      complete: async (scope, id, { outcome, note }, actor) => {
        const userId = personOfLabel(actor)
        return task(
          await house.tasks.complete(scope, id, outcome, {
            ...(note === undefined ? {} : { note }),
            ...(userId === null ? {} : { userId }),
          }),
        )
      },
    },
    care: {
      addNote: (scope, customerId, text, author) => house.care.addNote(scope, customerId, text, author),
      setConsent: (scope, customerId, word, by) => house.care.setConsent(scope, customerId, word, by),
      consents: (scope, customerId) => house.care.consents(scope, customerId),
      stop: (scope, customerIds, reason, actor, progress) => house.care.stop(scope, customerIds, reason, actor, progress),
      lift: (scope, customerId) => house.care.lift(scope, customerId),
      survivors: (scope, customerIds) => house.care.survivors(scope, customerIds),
    },
    webhooks: {
      list: async () => (await house.webhooks.list()).map(toEndpoint),
      create: async (body) => {
        const { endpoint, secret } = await house.webhooks.create(body)
        return { endpoint: toEndpoint(endpoint), secret }
      },
      disable: async (id) => (await missingIsNull(() => house.webhooks.disable(id).then(() => true))) ?? false,
      test: (id) => missingIsNull(() => house.webhooks.test(id)),
    },
  }
}

function toOrder(body: RunBody): RunOrder {
  if (body.previewId !== undefined) {
    if (body.strategyIds !== undefined || body.maxContacts !== undefined || body.customerIds !== undefined) {
      throw new AppError(
        'invalid-input',
        'preview-with-choice',
        'A preview already says which strategies and how many: send previewId alone, or strategyIds and maxContacts without it.',
      )
    }
    return { previewId: body.previewId }
  }
  return {
    ...(body.strategyIds === undefined ? {} : { strategyIds: body.strategyIds }),
    ...(body.maxContacts === undefined ? {} : { maxContacts: body.maxContacts }),
    ...(body.customerIds === undefined ? {} : { customerIds: body.customerIds }),
  }
}

function toStrategy(view: StrategyView): Strategy {
  return { ...view, createdAt: view.createdAt.toISOString() }
}

function toPreview(preview: Preview): NonNullable<DecisionRun['summary']> {
  const { candidates, decided, treated, control, cost, skipped, strategies, sample } = preview
  return {
    candidates,
    decided,
    treated,
    control,
    cost,
    skipped,
    strategies,
    sample,
  }
}

function toRun(run: RunWithSends, names: ReadonlyMap<string, string>): DecisionRun {
  return {
    id: run.id,
    asOf: run.asOf.toISOString(),
    state: run.state,
    createdAt: run.createdAt.toISOString(),
    createdBy: names.get(run.createdBy) ?? run.createdBy,
    finishedAt: run.finishedAt?.toISOString() ?? null,
    summary: run.summary === null ? null : toPreview(run.summary),
    cost: run.costMinor === null || run.summary === null ? null : { minor: run.costMinor, currency: run.summary.cost.currency },
    sends: run.sends,
  }
}

function toSend(send: SendView): Send {
  return { ...send, plannedAt: send.plannedAt.toISOString(), finishedAt: send.finishedAt?.toISOString() ?? null }
}

function toTask({ sendKey: _key, owner, ...task }: AgentTask, names: ReadonlyMap<string, string>): Task {
  return {
    ...task,
    owner: owner === null ? null : { id: owner, name: names.get(`user:${owner}`) ?? '' },
    dueAt: task.dueAt.toISOString(),
    createdAt: task.createdAt.toISOString(),
    finishedAt: task.finishedAt?.toISOString() ?? null,
  }
}

function toEndpoint(endpoint: Awaited<ReturnType<House['webhooks']['list']>>[number]) {
  return {
    ...endpoint,
    events: endpoint.events,
    createdAt: endpoint.createdAt.toISOString(),
    disabledAt: endpoint.disabledAt?.toISOString() ?? null,
  }
}

function sendState(text: string): SendState {
  const state = SEND_STATES.find((known) => known === text)
  if (state === undefined)
    throw new AppError('invalid-input', 'send-state-unknown', `query.state must be one of ${SEND_STATES.join(', ')}.`)
  return state
}

async function missingIsNull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError && error.kind === 'not-found') return null
    throw error
  }
}
