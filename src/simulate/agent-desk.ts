import { AppError } from '#kernel/app-error.ts'

export type TaskOutcome = 'reached_accepted' | 'reached_declined' | 'not_reached' | 'problem_solved'

export interface OpenTask {
  readonly id: string
  readonly customerId: string
  readonly strategyId: string
}

/** A task completed by the shop's staff: the call was made, whatever its result. */
export interface HandledTask extends OpenTask {
  readonly outcome: TaskOutcome
}

export interface AgentDeskOptions {
  /** Base URL of the product, without /api/v1. */
  readonly baseUrl: string
  readonly apiKey: string
  /** The result of calling this customer; null leaves the task open. */
  readonly outcomeOf: (task: OpenTask) => TaskOutcome | null
}

/** Reads all open tasks page by page and completes them, as the shop's staff would. */
export async function workAgentDesk(options: AgentDeskOptions): Promise<HandledTask[]> {
  const open: OpenTask[] = []
  let cursor: string | null = null
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page = readPage(await ask(options, 'GET', `/api/v1/tasks?state=open&limit=200${query}`, null))
    open.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  const handled: HandledTask[] = []
  for (const task of open) {
    const outcome = options.outcomeOf(task)
    if (outcome === null) continue
    await ask(options, 'POST', `/api/v1/tasks/${encodeURIComponent(task.id)}/complete`, { outcome })
    handled.push({ ...task, outcome })
  }
  return handled
}

async function ask(options: AgentDeskOptions, method: string, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(options.baseUrl + path, {
    method,
    headers: { authorization: `Bearer ${options.apiKey}`, ...(body === null ? {} : { 'content-type': 'application/json' }) },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (response.ok) return text === '' ? null : JSON.parse(text)
  throw new AppError(
    'unavailable',
    'task-api-failed',
    `${method} ${path.split('?')[0] ?? path} answered ${response.status}; check the API key and the server's log.`,
  )
}

function readPage(value: unknown): { items: OpenTask[]; nextCursor: string | null } {
  if (!isRecord(value) || !Array.isArray(value['items'])) {
    throw new AppError(
      'internal',
      'task-page-unreadable',
      'The list of tasks has no items; the server and the shop speak different versions.',
    )
  }
  const cursor = value['nextCursor']
  const items = value['items'].filter(isRecord).map((item) => ({
    id: String(item['id']),
    customerId: String(item['customerId']),
    strategyId: String(item['strategyId']),
  }))
  return { items, nextCursor: typeof cursor === 'string' && cursor !== '' ? cursor : null }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
