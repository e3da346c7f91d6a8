import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { CareStore } from '#act/customer-care.ts'
import { CONTACT_PURPOSE } from '#act/consent-rules.ts'
import { preferenceKey } from '#act/preferences/preference-service.ts'
import type { Preference, PreferenceStore } from '#act/preferences/preference-service.ts'
import type { Channel } from '#decide/strategy.ts'
import { CONSENT_CHANNELS, CONSENT_PURPOSES } from '#privacy/consent.ts'
import type { ConsentChannel } from '#privacy/consent.ts'
import type { Database } from './database.ts'

/** The channel of a consent by the channel of a message, with the kind of identifier behind it. */
const OF_CHANNEL: Readonly<Record<Channel, { readonly consent: ConsentChannel; readonly kind: string }>> = {
  email: { consent: 'email', kind: 'email' },
  sms: { consent: 'sms', kind: 'phone' },
  agent_task: { consent: 'phone', kind: 'phone' },
  wechat: { consent: 'wechat', kind: '' },
  push: { consent: 'push', kind: '' },
  webhook: { consent: 'webhook', kind: '' },
}

interface Person {
  readonly preferred_language: string
  readonly masked: string | null
  readonly paused_until: Date | null
}

export function createPreferenceStore(db: Kysely<Database>, care: Pick<CareStore, 'setConsent'>): PreferenceStore {
  return {
    async read(customerId, channel, now) {
      const { consent, kind } = OF_CHANNEL[channel]
      const [people, consents] = await Promise.all([
        sql<Person>`
          SELECT c.preferred_language,
            (SELECT i.masked FROM identifiers i WHERE i.customer_id = c.id AND i.kind = ${kind} ORDER BY i.last_seen_at DESC, i.blind_index LIMIT 1) AS masked,
            (SELECT max(x.until) FROM suppressions x WHERE x.kind = 'customer' AND x.reason = 'pause' AND x.until > ${now}
              AND x.blind_index IN (SELECT uuid_send(m.id) FROM customers m WHERE m.id = c.id OR m.merged_into = c.id)) AS paused_until
          FROM customers c WHERE c.id = ${customerId}`.execute(db),
        db.selectFrom('consents').select(['purpose', 'channel', 'granted']).where('customer_id', '=', customerId).execute(),
      ])
      const [person] = people.rows
      const said = new Map(consents.map((row) => [`${row.purpose}:${row.channel}`, row.granted]))
      // What was never asked is shown only for marketing on the channel of the message: a page is no place to learn of other channels.
      const items = CONSENT_PURPOSES.flatMap((purpose) =>
        CONSENT_CHANNELS.flatMap((one): Preference[] => {
          const on = said.get(preferenceKey({ purpose, channel: one }))
          if (on !== undefined) return [{ purpose, channel: one, on }]
          return purpose === CONTACT_PURPOSE && one === consent ? [{ purpose, channel: one, on: false }] : []
        }),
      )
      return {
        language: person?.preferred_language ?? '',
        masked: person?.masked ?? '',
        items,
        pausedUntil: person?.paused_until ?? null,
      }
    },

    setConsent: (customerId, word, by, now) => care.setConsent(customerId, word, by, now),

    async resume(customerId) {
      await sql`
        DELETE FROM suppressions s WHERE s.reason = 'pause' AND (
          s.kind = 'customer' AND s.blind_index IN (SELECT uuid_send(m.id) FROM customers m WHERE m.id = ${customerId} OR m.merged_into = ${customerId})
          OR (s.kind, s.blind_index) IN (SELECT i.kind, i.blind_index FROM identifiers i WHERE i.customer_id = ${customerId})
        )`.execute(db)
    },
  }
}
