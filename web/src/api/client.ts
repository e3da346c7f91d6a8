import type { Problem } from '#http/shared-schemas.ts'

export type Params = Readonly<Record<string, string | number | boolean | undefined>>

/** What a sentence about a problem may name. */
export type ProblemParams = Problem['params']

/** An answer of the server that is not what was asked for. `detail` says it in English; `code` and `params` are what the console words. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly params: ProblemParams
  /** Finds the request in the server's log; empty where that is of no use. */
  readonly requestId: string

  constructor(status: number, code: string, detail: string, params: ProblemParams = {}, requestId = '') {
    super(detail)
    this.name = 'ApiProblem'
    this.status = status
    this.code = code
    this.detail = detail
    this.params = params
    this.requestId = requestId
  }
}

const base = '/api/v1'
let csrfToken = ''
let onSignedOut: () => void = () => undefined

/** The token that every change must carry; it comes with the session. */
export function setCsrfToken(token: string): void {
  csrfToken = token
}

/** Called when the server says that the session is over. */
export function setSignedOutHandler(handler: () => void): void {
  onSignedOut = handler
}

/** The address of an API path with its parameters; those without a value are left out. */
export function apiUrl(path: string, params: Params = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== '') search.set(name, String(value))
  }
  const query = search.toString()
  return `${base}${path}${query === '' ? '' : `?${query}`}`
}

export function getJson<T>(path: string, params?: Params, signal?: AbortSignal): Promise<T> {
  return request<T>(apiUrl(path, params), signal === undefined ? {} : { signal })
}

/** Sends a change. A FormData body goes as it is, anything else as JSON. */
export function send<T = unknown>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  signal: AbortSignal | null = null,
): Promise<T> {
  const headers: Record<string, string> = { 'x-csrf-token': csrfToken }
  if (body instanceof FormData) return request<T>(apiUrl(path), { method, headers, body, signal })
  if (body === undefined) return request<T>(apiUrl(path), { method, headers, signal })
  headers['content-type'] = 'application/json'
  return request<T>(apiUrl(path), { method, headers, body: JSON.stringify(body), signal })
}

/** Asks for a file with a body and hands it to the browser's downloads. */
export async function downloadFrom(path: string, body: unknown, fileName: string): Promise<void> {
  const headers = { 'x-csrf-token': csrfToken, 'content-type': 'application/json' }
  const response = await ask(apiUrl(path), { method: 'POST', headers, body: JSON.stringify(body) })
  const address = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
  URL.revokeObjectURL(address)
}

async function request<T>(url: string, init: RequestInit): Promise<T> {
  const headers = new Headers(init.headers)
  headers.set('accept', 'application/json')
  const response = await ask(url, { ...init, headers })
  if (response.status === 204) return undefined as T
  const text = await response.text()
  return (text === '' ? undefined : JSON.parse(text)) as T
}

async function ask(url: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(url, { ...init, credentials: 'same-origin' })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiProblem(0, 'unreachable', '')
  }
  if (!response.ok) throw await problemOf(response, url)
  return response
}

async function problemOf(response: Response, url: string): Promise<ApiProblem> {
  const isSessionCheck = url.startsWith(`${base}/login`) || url.startsWith(`${base}/me/password`)
  if (response.status === 401 && !isSessionCheck) onSignedOut()
  try {
    const problem = (await response.json()) as Partial<Problem>
    return new ApiProblem(
      response.status,
      problem.code ?? String(response.status),
      problem.detail ?? problem.title ?? '',
      problem.params ?? {},
      problem.requestId ?? '',
    )
  } catch {
    return new ApiProblem(response.status, String(response.status), '')
  }
}
