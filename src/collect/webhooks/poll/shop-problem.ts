import { AppError } from '#kernel/app-error.ts'
import { MINUTE_MS, SECOND_MS } from '#kernel/clock.ts'
import type { ShopAnswer } from './shop-poller.ts'

const TOO_MANY_WAIT_MS = 5 * MINUTE_MS

/** What an answer other than 200 means; its body may hold anything and is thrown away. */
export function shopRefusal({ status, headers }: ShopAnswer): AppError {
  if (status === 401 || status === 403) {
    return new AppError('conflict', 'shop-login-refused', 'The shop system refuses the key, or the key may not read orders and customers.')
  }
  if (status === 404) {
    return new AppError('conflict', 'shop-interface-unknown', 'There is no such interface at that address: check the address of the shop.')
  }
  if (status === 429) {
    const seconds = Number(headers.retryAfter)
    return new AppError('unavailable', 'shop-too-many', 'The shop system asks for a pause; it is read again after it.', {
      details: { waitMs: headers.retryAfter !== '' && seconds >= 0 ? seconds * SECOND_MS : TOO_MANY_WAIT_MS },
    })
  }
  return new AppError('unavailable', 'shop-failed', 'The shop system reports an error; it is asked again within the hour.')
}

/** What people are told of a failed reading, and how long the shop wants to be left alone. */
export function shopProblem(error: unknown): { readonly code: string; readonly waitMs: number | undefined } {
  if (!(error instanceof AppError)) return { code: 'shop-read-failed', waitMs: undefined }
  const waitMs = error.details['waitMs']
  return { code: error.code, waitMs: typeof waitMs === 'number' ? waitMs : undefined }
}
