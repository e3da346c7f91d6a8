import { randomUUID } from 'node:crypto'
import type { OutgoingMessage } from '#act/outgoing-message.ts'
import { jpush } from '#act/providers/jpush/jpush.ts'
import type { ProviderAdapter, TakenMessage } from './provider-contract.ts'
import { pushTo } from './push-message.ts'
import { startScriptedServer } from '#demo/providers/scripted-server.ts'
import type { ServerReply, ServerRequest } from '#demo/providers/scripted-server.ts'

export const JPUSH_KEY = { appKey: '2743204aad6fe2572aa2d8de', masterSecret: 'e674a3d0fd42a53b9a58121c' } as const
const HTTP_STATUS: Readonly<Record<string, number>> = { '1004': 401, '1030': 503, '1000': 500, '2002': 429, '2003': 403 }

/** Answers as api.jpush.cn and report.jpush.cn do: credentials, a key that was fetched before, and one result for one key. */
export async function startJpushServer() {
  const taken: (TakenMessage & { readonly registrationId: string })[] = []
  const keys = new Set<string>()
  const results = new Map<string, string>()
  const statuses = new Map<string, number>()
  const refuse = (code: string, said = 'refused'): ServerReply => ({
    status: HTTP_STATUS[code] ?? 400,
    body: JSON.stringify({ error: { code: Number(code), message: said } }),
  })
  const answer = (request: ServerRequest): ServerReply => {
    const expected = `Basic ${Buffer.from(`${JPUSH_KEY.appKey}:${JPUSH_KEY.masterSecret}`).toString('base64')}`
    if (request.headers['authorization'] !== expected) return refuse('1004', 'Authentication failed')
    const { pathname, searchParams } = request.url
    if (pathname === '/v3/push/cid') {
      const cidlist = Array.from({ length: Number(searchParams.get('count')) }, () => `${JPUSH_KEY.appKey}-${randomUUID()}`)
      for (const key of cidlist) keys.add(key)
      return { status: 200, body: JSON.stringify({ cidlist }) }
    }
    const body = JSON.parse(request.body) as {
      readonly cid?: string
      readonly audience?: { readonly registration_id?: readonly string[] }
      readonly msg_id?: string
      readonly registration_ids?: readonly string[]
    }
    if (pathname === '/v3/status/message') {
      const known = taken.filter(({ providerId }) => providerId === body.msg_id).map(({ registrationId }) => registrationId)
      const found = (body.registration_ids ?? []).map((id) => [id, { status: known.includes(id) ? (statuses.get(id) ?? 1) : 3 }] as const)
      return { status: 200, body: JSON.stringify(Object.fromEntries(found)) }
    }
    const [registrationId = ''] = body.audience?.registration_id ?? []
    if (/^0+$/.test(registrationId)) return refuse('1011', 'cannot find user by this audience')
    if (pathname === '/v3/push/validate') return { status: 200, body: JSON.stringify({ sendno: '0', msg_id: '0' }) }
    if (body.cid !== undefined && !keys.has(body.cid)) return refuse('1003', 'cid is wrong')
    const known = body.cid === undefined ? undefined : results.get(body.cid)
    const providerId = known ?? String(18_100_000_000_000_000n + BigInt(taken.length))
    if (known === undefined) taken.push({ sendKey: null, providerId, registrationId })
    if (body.cid !== undefined) results.set(body.cid, providerId)
    return { status: 200, body: JSON.stringify({ sendno: '0', msg_id: providerId }) }
  }
  const server = await startScriptedServer({ isSend: ({ url }) => url.pathname === '/v3/push', answer, refuse })
  return { ...server, taken, arrived: (registrationId: string) => void statuses.set(registrationId, 0) }
}

let devices = 0

export const jpushAdapter: ProviderAdapter<OutgoingMessage> = {
  kind: jpush,
  asksById: true,
  codes: [
    { code: '1003', becomes: { kind: 'rejected', reason: 'message_refused' } },
    { code: '1005', becomes: { kind: 'rejected', reason: 'too_long' } },
    { code: '1008', becomes: { kind: 'halted', what: 'account', reason: 'app_key_wrong' } },
    { code: '1011', becomes: { kind: 'rejected', suppress: 'address', reason: 'device_unregistered' } },
    { code: '1030', becomes: { kind: 'deferred', reason: 'provider_busy' } },
    { code: '2002', becomes: { kind: 'deferred', retryAfterMs: 60_000 } },
    { code: '2003', becomes: { kind: 'halted', what: 'account', reason: 'blocked_by_provider' } },
  ],
  async start() {
    const server = await startJpushServer()
    return {
      settings: { appKey: JPUSH_KEY.appKey, endpoint: server.url },
      secrets: { masterSecret: JPUSH_KEY.masterSecret },
      wrongSecrets: { masterSecret: 'ffffffffffffffffffffffff' },
      message: (sendKey) => pushTo(sendKey, { kind: 'jpush', registrationId: `18071adc030${String((devices += 1)).padStart(8, '0')}` }),
      addressOf: (message) => (message.channel === 'push' && message.target.kind === 'jpush' ? message.target.registrationId : ''),
      taken: () => server.taken,
      script: (...steps) => server.script(...steps),
      close: () => server.close(),
    }
  },
}
