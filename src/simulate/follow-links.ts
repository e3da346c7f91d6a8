import { AppError } from '#kernel/app-error.ts'
import type { LinkVisit } from './reaction.ts'

/** The user agent of a person's mail program, because bots are recognised by theirs. */
const USER_AGENT = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148'

export interface FollowedLinks {
  opens: number
  clicks: number
  unsubscribes: number
}

/** Fetches the links that readers open, in chronological order; one-click unsubscribes are posted (RFC 8058). Redirects are not followed. */
export async function followLinks(visits: readonly LinkVisit[], parallel = 4): Promise<FollowedLinks> {
  const followed: FollowedLinks = { opens: 0, clicks: 0, unsubscribes: 0 }
  const queue = visits.toSorted((a, b) => a.at.getTime() - b.at.getTime())
  let next = 0
  const worker = async () => {
    for (let visit = queue[next++]; visit !== undefined; visit = queue[next++]) {
      await follow(visit)
      if (visit.kind === 'open') followed.opens += 1
      else if (visit.kind === 'click') followed.clicks += 1
      else followed.unsubscribes += 1
    }
  }
  await Promise.all(Array.from({ length: parallel }, worker))
  return followed
}

async function follow(visit: LinkVisit): Promise<void> {
  const post = visit.kind === 'unsubscribe'
  const response = await fetch(visit.url, {
    method: post ? 'POST' : 'GET',
    redirect: 'manual',
    headers: { 'user-agent': USER_AGENT, ...(post ? { 'content-type': 'application/x-www-form-urlencoded' } : {}) },
    ...(post ? { body: 'List-Unsubscribe=One-Click' } : {}),
  })
  await response.arrayBuffer()
  if (response.status < 400) return
  throw new AppError(
    'unavailable',
    'mail-link-failed',
    `A link of kind ${visit.kind} in a delivered message answered ${response.status}; check the public address in the settings.`,
  )
}
