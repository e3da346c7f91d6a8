import { AppError } from '#kernel/app-error.ts'
import type { Clock } from '#kernel/clock.ts'
import { reactionTouch } from '../link-service.ts'
import type { SendStore } from '../send-store.ts'
import { readToken } from '../signed-token.ts'
import type { TouchWriter } from '../touch.ts'
import type { PieceLedger } from '../pieces/piece-ports.ts'
import type { LinkStore } from './content-ports.ts'

export interface ContentLinkPorts {
  readonly links: Pick<LinkStore, 'targets' | 'short'>
  readonly pieces: Pick<PieceLedger, 'clicked'>
  readonly sends: Pick<SendStore, 'find'>
  readonly touches: TouchWriter
  readonly clock: Clock
  readonly tokenSecret: Buffer
}

/** What people do with the links of contents. A code leads where its author wrote and nowhere else. */
export class ContentLinkService {
  readonly #ports: ContentLinkPorts

  constructor(ports: ContentLinkPorts) {
    this.#ports = ports
  }

  /** Notes the click and answers with the address to go to. `token` is null for a short code. @throws AppError `link-invalid`, `link-unknown` */
  async follow(code: string, token: string | null, userAgent: string, isHead: boolean): Promise<string> {
    const { links, pieces, sends, touches, clock } = this.#ports
    const { target, sendKey } = token === null ? await this.#short(code) : this.#signed(code, token)
    const [found, send] = await Promise.all([links.targets([target]), sends.find(sendKey)])
    const to = found.get(target)
    if (to === undefined) throw unknown()
    if (send !== null) {
      const now = clock.now()
      const detail = {
        link: target,
        ...(to.content === null ? {} : { content: to.content }),
        ...(to.piece === null ? {} : { piece: to.piece }),
      }
      const touch = reactionTouch(send, 'clicked', { userAgent, isHead }, now, detail)
      await Promise.all([
        touches.write([touch], now),
        // What programs do says nothing of what people like.
        to.piece === null || touch.isMachine ? undefined : pieces.clicked(sendKey, to.piece, now),
      ])
    }
    return to.url
  }

  async #short(code: string): Promise<{ readonly target: string; readonly sendKey: string }> {
    const found = await this.#ports.links.short(code)
    if (found === null) throw unknown()
    return found
  }

  #signed(code: string, token: string): { readonly target: string; readonly sendKey: string } {
    const payload = readToken(this.#ports.tokenSecret, 'link', token)
    const blank = payload.indexOf(' ')
    if (payload.slice(0, blank) !== code) throw unknown()
    return { target: code, sendKey: payload.slice(blank + 1) }
  }
}

function unknown(): AppError {
  return new AppError('not-found', 'link-unknown', 'The message of this link is no longer known.')
}
