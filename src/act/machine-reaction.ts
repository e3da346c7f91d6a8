/**
 * Why an open or a click is taken for that of a program. head: the address was only looked at; no_agent, program: by its name; prefetch: a privacy proxy that
 * fetches every mail whether it is read or not; too_fast: sooner after the message left than anybody reads.
 */
export type MachineReason = 'head' | 'no_agent' | 'program' | 'prefetch' | 'too_fast'

export interface Reaction {
  readonly act: 'opened' | 'clicked'
  readonly userAgent: string
  readonly isHead: boolean
  /** Milliseconds since the message was handed over; null: not known. */
  readonly afterMs: number | null
}

/** Fetch a picture when the person opens the mail: their opens are those of people. */
const ON_DEMAND = /googleimageproxy|yahoomailproxy/iu
/** Link scanners, crawlers, previews of chats, libraries. */
const PROGRAM =
  /bot\b|crawl|spider|preview|proxy|scanner|barracuda|proofpoint|mimecast|safelinks|symantec|trendmicro|forcepoint|ironport|curl\/|wget\/|python-|java\/|go-http|okhttp|node-fetch|headless|facebookexternalhit/iu
/** Apple's Mail Privacy Protection names itself with these words and nothing more. */
const PREFETCH = /^mozilla\/5\.0$/iu
/** Scanners follow links within seconds of delivery; a person needs the mail to arrive and to be read. */
const FASTEST_MS = { opened: 1_000, clicked: 3_000 } as const

/** Null: nothing says that it was a program. */
export function machineReason({ act, userAgent, isHead, afterMs }: Reaction): MachineReason | null {
  const agent = userAgent.trim()
  if (isHead) return 'head'
  if (agent === '') return 'no_agent'
  if (PREFETCH.test(agent)) return 'prefetch'
  if (PROGRAM.test(agent) && !ON_DEMAND.test(agent)) return 'program'
  return afterMs !== null && afterMs >= 0 && afterMs < FASTEST_MS[act] ? 'too_fast' : null
}
