import type { Clock } from '#kernel/clock.ts'
import { NoAnswer } from '../providers/provider.ts'
import type { ProviderReply } from '../providers/provider.ts'
import { contentAddresses } from './content-addresses.ts'
import type { ContentAddress } from './content-addresses.ts'
import { verdictOfSilence, verdictOfStatus } from './link-verdict.ts'
import type { LinkAnswer } from './link-verdict.ts'
import type { MessageContent } from './message-content.ts'

/** Who asks is waiting: no visit takes longer than the first, no check longer than the second. */
const LONGEST_MS = 8_000
const IN_ALL_MS = 40_000
const MOST_ADDRESSES = 60
const MOST_REDIRECTS = 5
const AT_ONCE = 6

export interface CheckedLink extends ContentAddress, LinkAnswer {}

export interface LinkCheck {
  readonly items: readonly CheckedLink[]
  /** Addresses beyond the limit, which nobody visited. */
  readonly left: number
}

/** One request without following redirects. @throws NoAnswer */
export type Visit = (
  url: string,
  request: { readonly method: 'HEAD' | 'GET'; readonly headers: Readonly<Record<string, string>>; readonly timeoutMs: number },
) => Promise<Pick<ProviderReply, 'status' | 'headers'>>

/** Visits what a content leads to and shows, so that a broken link is found before customers find it. Cost: one or two requests an address, at most `MOST_ADDRESSES`. */
export class LinkChecker {
  readonly #visit: Visit
  readonly #shopUrl: string
  readonly #clock: Clock

  constructor(ports: {
    /** Guarded: it reaches public addresses alone, wherever a redirect leads. */
    readonly visit: Visit
    readonly shopUrl: string
    readonly clock: Clock
  }) {
    this.#visit = ports.visit
    this.#shopUrl = ports.shopUrl
    this.#clock = ports.clock
  }

  /** Broken ones first. @throws AppError as `contentAddresses` */
  async check(content: MessageContent): Promise<LinkCheck> {
    const all = contentAddresses(content, this.#shopUrl)
    const asked = all.slice(0, MOST_ADDRESSES)
    const until = this.#clock.now().getTime() + IN_ALL_MS
    const items: CheckedLink[] = []
    let next = 0
    const work = async (): Promise<void> => {
      for (let address = asked[next++]; address !== undefined; address = asked[next++]) {
        items.push({ ...address, ...(await this.#answerOf(address.url, until)) })
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    const rank = { broken: 0, unsure: 1, not_visited: 2, works: 3 } as const
    const place = new Map(asked.map(({ url }, i) => [url, i]))
    return {
      items: items.sort((a, b) => rank[a.verdict] - rank[b.verdict] || (place.get(a.url) ?? 0) - (place.get(b.url) ?? 0)),
      left: all.length - asked.length,
    }
  }

  async #answerOf(url: string, until: number): Promise<LinkAnswer> {
    try {
      const { status } = await this.#follow(url, 'HEAD', until)
      // Many servers refuse HEAD and show the page all the same.
      return verdictOfStatus(status < 400 ? status : (await this.#follow(url, 'GET', until)).status)
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error
      const isPlain = error.message === 'address_not_allowed' && url.startsWith('http:')
      return verdictOfSilence(isPlain ? 'not_encrypted' : error.message)
    }
  }

  async #follow(url: string, method: 'HEAD' | 'GET', until: number): Promise<{ readonly status: number }> {
    let at = url
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      const left = until - this.#clock.now().getTime()
      if (left <= 0) throw new NoAnswer(false, 'timeout')
      const { status, headers } = await this.#visit(at, {
        method,
        headers: { accept: '*/*', ...(method === 'GET' ? { range: 'bytes=0-1023' } : {}) },
        timeoutMs: Math.min(LONGEST_MS, left),
      })
      const to = headers['location']
      if (status < 300 || status >= 400 || to === undefined) return { status }
      if (!URL.canParse(to, at)) throw new NoAnswer(true, 'redirect_wrong')
      at = new URL(to, at).href
    }
    throw new NoAnswer(true, 'redirects')
  }
}
