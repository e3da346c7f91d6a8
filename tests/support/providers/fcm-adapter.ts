import { createVerify, generateKeyPairSync } from 'node:crypto'
import type { OutgoingMessage } from '#act/outgoing-message.ts'
import { fcm } from '#act/providers/fcm/fcm.ts'
import type { ManualClock } from '#kernel/clock.ts'
import type { ProviderAdapter, TakenMessage } from './provider-contract.ts'
import { pushTo } from './push-message.ts'
import { startScriptedServer } from '#demo/providers/scripted-server.ts'
import type { ServerReply, ServerRequest } from '#demo/providers/scripted-server.ts'

const PROJECT = 'shop-of-the-tests'
const STATUS: Readonly<Record<string, number>> = {
  UNREGISTERED: 404,
  INVALID_ARGUMENT: 400,
  INVALID_TOKEN: 400,
  SENDER_ID_MISMATCH: 403,
  QUOTA_EXCEEDED: 429,
  UNAVAILABLE: 503,
  INTERNAL: 500,
  THIRD_PARTY_AUTH_ERROR: 401,
  PERMISSION_DENIED: 403,
}
const keys = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })

/** Answers as FCM and Google's token service do: the signature, audience and age of the word that a token is asked with are checked. */
export async function startFcmServer(clock: ManualClock, publicKey: string) {
  const taken: (TakenMessage & { readonly token: string; readonly message: Readonly<Record<string, unknown>> })[] = []
  const validated: unknown[] = []
  const tokens = new Set<string>()
  const refuse = (code: string, said = 'refused'): ServerReply => {
    const isToken = code === 'INVALID_TOKEN'
    const detail = isToken
      ? { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field: 'message.token', description: 'not valid' }] }
      : { '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode: code }
    const status = STATUS[code] ?? 400
    const name = isToken ? 'INVALID_ARGUMENT' : code
    return { status, body: JSON.stringify({ error: { code: status, message: said, status: name, details: [detail] } }) }
  }
  const unauthenticated: ServerReply = {
    status: 401,
    body: JSON.stringify({ error: { code: 401, message: 'Request had invalid authentication credentials.', status: 'UNAUTHENTICATED' } }),
  }
  let url = ''
  const token = (request: ServerRequest): ServerReply => {
    const [head = '', claims = '', signature = ''] = (new URLSearchParams(request.body).get('assertion') ?? '').split('.')
    const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
      readonly aud: string
      readonly iat: number
      readonly exp: number
      readonly scope: string
    }
    const now = Math.floor(clock.now().getTime() / 1_000)
    const isRight =
      createVerify('RSA-SHA256').update(`${head}.${claims}`).verify(publicKey, signature, 'base64url') &&
      said.aud === `${url}/token` &&
      Math.abs(said.iat - now) < 300 &&
      said.exp - said.iat <= 3_600 &&
      said.scope.endsWith('/auth/firebase.messaging')
    if (!isRight) return { status: 400, body: JSON.stringify({ error: 'invalid_grant', error_description: 'Invalid JWT Signature.' }) }
    const value = `ya29.${tokens.size}`
    tokens.add(value)
    return { status: 200, body: JSON.stringify({ access_token: value, expires_in: 3_599, token_type: 'Bearer' }) }
  }
  const answer = (request: ServerRequest): ServerReply => {
    if (request.url.pathname === '/token') return token(request)
    if (!tokens.has((request.headers['authorization'] ?? '').replace('Bearer ', ''))) return unauthenticated
    if (request.url.pathname !== `/v1/projects/${PROJECT}/messages:send`) return refuse('PERMISSION_DENIED')
    const { message, validate_only: onlyValidate } = JSON.parse(request.body) as {
      readonly message: Readonly<Record<string, unknown>>
      readonly validate_only?: boolean
    }
    const providerId = `projects/${PROJECT}/messages/0:${taken.length}`
    if (onlyValidate === true) validated.push(message)
    else taken.push({ sendKey: null, providerId, token: String(message['token']), message })
    return { status: 200, body: JSON.stringify({ name: providerId }) }
  }
  const server = await startScriptedServer({ isSend: ({ url: at }) => at.pathname.endsWith('messages:send'), answer, refuse })
  url = server.url
  return { ...server, taken, validated, dropTokens: () => tokens.clear() }
}

export function serviceAccount(url: string, privateKey: string): string {
  return JSON.stringify({
    type: 'service_account',
    project_id: PROJECT,
    private_key_id: 'key-1',
    private_key: privateKey,
    client_email: `liuke@${PROJECT}.iam.gserviceaccount.com`,
    token_uri: `${url}/token`,
  })
}

export const FCM_KEYS = keys()
const WRONG_KEYS = keys()
let devices = 0

export const fcmAdapter: ProviderAdapter<OutgoingMessage> = {
  kind: fcm,
  codes: [
    { code: 'UNREGISTERED', becomes: { kind: 'rejected', suppress: 'address', reason: 'device_unregistered' } },
    { code: 'INVALID_TOKEN', becomes: { kind: 'rejected', suppress: 'address', reason: 'device_token_wrong' } },
    { code: 'INVALID_ARGUMENT', becomes: { kind: 'rejected', reason: 'message_refused' } },
    { code: 'SENDER_ID_MISMATCH', becomes: { kind: 'rejected', reason: 'device_of_other_project' } },
    { code: 'QUOTA_EXCEEDED', becomes: { kind: 'deferred', retryAfterMs: 60_000 } },
    { code: 'UNAVAILABLE', becomes: { kind: 'deferred' } },
    { code: 'INTERNAL', becomes: { kind: 'deferred' } },
    { code: 'THIRD_PARTY_AUTH_ERROR', becomes: { kind: 'halted', what: 'account', reason: 'push_certificate_wrong' } },
  ],
  async start(clock) {
    const server = await startFcmServer(clock, FCM_KEYS.publicKey)
    return {
      settings: { endpoint: server.url },
      secrets: { serviceAccount: serviceAccount(server.url, FCM_KEYS.privateKey) },
      wrongSecrets: { serviceAccount: serviceAccount(server.url, WRONG_KEYS.privateKey) },
      message: (sendKey) => pushTo(sendKey, { kind: 'fcm', token: `device-${(devices += 1)}:${'A'.repeat(120)}` }),
      addressOf: (message) => (message.channel === 'push' && message.target.kind === 'fcm' ? message.target.token : ''),
      taken: () => server.taken,
      script: (...steps) => server.script(...steps),
      close: () => server.close(),
    }
  },
}
