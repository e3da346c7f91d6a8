/**
 * works: it answers. broken: nobody who clicks will see what was meant. unsure: it did not let our program see it, a customer's browser may.
 * not_visited: it is plain http or leads into a private network, where we call nobody.
 */
export type LinkVerdict = 'works' | 'broken' | 'unsure' | 'not_visited'

export interface LinkAnswer {
  readonly verdict: LinkVerdict
  /** `http` with the status beside it, or why there is no answer; empty where it works. */
  readonly reason: string
  /** Null: there was no answer. */
  readonly status: number | null
}

/** What the last answer of an address says. 404 and 410: there is nothing; 5xx: it fails now; other refusals (401, 403, 429 …) are often meant for programs only. */
export function verdictOfStatus(status: number): LinkAnswer {
  if (status >= 200 && status < 300) return { verdict: 'works', reason: '', status }
  const isBroken = status === 404 || status === 410 || (status >= 500 && status < 600)
  return { verdict: isBroken ? 'broken' : 'unsure', reason: 'http', status }
}

const BROKEN = new Set(['name_not_found', 'connection_refused', 'certificate_wrong', 'redirects', 'redirect_wrong'])

/** Of an address without an answer, by the reasons of `NoAnswer`. More than we read is an answer. */
export function verdictOfSilence(reason: string): LinkAnswer {
  if (reason === 'answer_too_large') return { verdict: 'works', reason: '', status: null }
  const verdict = reason === 'address_not_allowed' || reason === 'not_encrypted' ? 'not_visited' : BROKEN.has(reason) ? 'broken' : 'unsure'
  return { verdict, reason, status: null }
}
