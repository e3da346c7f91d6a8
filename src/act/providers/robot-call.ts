import { SECOND_MS } from '#kernel/clock.ts'
import { outcomeOfCode, outcomeOfSilence, outcomeOfStatus } from './code-outcome.ts'
import type { CodeTable } from './code-outcome.ts'
import { membersOf, readProviderJson, textOf } from './exact-json.ts'
import { NoAnswer } from './provider.ts'
import type { Outcome, ProbeResult, ProviderTools } from './provider.ts'

/**
 * Posts one message to the robot of a group. Its answer is JSON with a code; `codeOf` may tell one code apart by what was said. A robot gives no id, has no
 * receipts and cannot be asked: `accepted` is all that anybody knows.
 */
export async function callRobot(
  tools: ProviderTools,
  url: string,
  body: object,
  table: CodeTable,
  codeOf: (members: Readonly<Record<string, unknown>>) => string,
): Promise<Outcome> {
  try {
    const reply = await tools.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      timeoutMs: 15 * SECOND_MS,
    })
    const read = readProviderJson(reply.body)
    const code = read === undefined ? '' : codeOf(membersOf(read))
    if (code === '0') return { kind: 'accepted', providerId: null }
    if (code !== '') return outcomeOfCode(table, code, tools.clock.now())
    return reply.status === 200 ? { kind: 'unknown', reason: 'answer_unreadable' } : outcomeOfStatus(reply)
  } catch (error) {
    return error instanceof NoAnswer ? outcomeOfSilence(error) : { kind: 'unknown', reason: 'failed_here' }
  }
}

/** A robot has nothing to ask: whether its key is right shows with the first message. */
export const ROBOT_PROBE: ProbeResult = {
  ok: true,
  reason: '',
  said: '',
  facts: [{ name: 'not_checked_before_a_message', value: '', ok: true }],
}

/** A member of an answer as text. */
export function memberText(members: Readonly<Record<string, unknown>>, name: string): string {
  return textOf(members[name])
}
