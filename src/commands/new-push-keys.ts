import { vapidKeysOf } from '#act/providers/web-push/vapid.ts'
import type { VapidKeys } from '#act/providers/web-push/vapid.ts'

/** A new pair for pushes to browsers. `random` gives 32 bytes; of all of them a few are no key, and others are drawn. */
export function newPushKeys(random: () => Buffer): VapidKeys {
  for (;;) {
    const keys = vapidKeysOf(random())
    if (keys !== null) return keys
  }
}
