import { stableId } from '#kernel/id.ts'
import { protectId, withoutPersonal } from '#privacy/personal-text.ts'
import type { Owner } from '../identity-claim.ts'
import type { SignInRow } from '../import/sign-in-row-step.ts'
import type { StoredEvent } from '../tracking/tracked-event.ts'
import { saidEvent } from './said-event.ts'

/** The event that a sign-in at an offline activity is, whether a file, a record or the tracking API tells it. */
export const SIGN_IN_EVENT = 'Activity Signed In'

/** Of no source: the same sign-in in a file and in a record is one. */
const NO_SOURCE = ''

/** A sign-in as behaviour. The same person, activity and time is one event, whoever tells it. */
export function signInEvent(
  { activity, signedInAt, storeId, venue, channel }: SignInRow,
  { customerId, originId }: Owner,
  told: { readonly receivedAt: number; readonly availableAt: number; readonly importId: string; readonly secret: string },
): StoredEvent {
  const what = withoutPersonal(activity)
  const messageId = stableId('sign-in', originId, what, String(signedInAt))
  const store = storeId === '' ? '' : protectId(storeId, told.secret)
  const place = withoutPersonal(venue)
  return saidEvent({
    sourceId: NO_SOURCE,
    messageId,
    name: SIGN_IN_EVENT,
    channel: channel === '' ? 'store' : withoutPersonal(channel),
    occurredAt: signedInAt,
    receivedAt: told.receivedAt,
    availableAt: told.availableAt,
    properties: { activity: what, ...(store === '' ? {} : { store_id: store }), ...(place === '' ? {} : { venue: place }) },
    customerId,
    originId,
    importId: told.importId,
  })
}
