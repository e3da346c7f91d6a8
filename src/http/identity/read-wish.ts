import type { HandWish } from '#identity/hand/hand-decisions.ts'
import { AppError } from '#kernel/app-error.ts'
import type { IdentityWish } from './identity-schemas.ts'

/** What is wanted; exactly one thing must be named. @throws AppError invalid-input `identity-wish-incomplete` */
export function readWish({ act, withId, kind, value, index, merge }: IdentityWish): HandWish {
  const named = [withId, value, index, merge].filter((one) => one !== undefined)
  if (named.length === 1) {
    if (act === 'unmerge' && merge !== undefined && kind === undefined) return { act, merge }
    if (act === 'bind' && withId !== undefined && kind === undefined) return { act, withId }
    if (act !== 'unmerge' && value !== undefined && kind !== undefined) return { act, kind, value }
    if (act === 'unbind' && index !== undefined && kind !== undefined) return { act, kind, index }
  }
  throw new AppError(
    'invalid-input',
    'identity-wish-incomplete',
    'Say what is meant: `bind` takes kind and value or withId, `unbind` kind and value or index, `unmerge` merge, and nothing else.',
  )
}
