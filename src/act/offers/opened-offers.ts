import type { TouchWriter } from '../touch.ts'
import type { OfferLedger } from './offer-ports.ts'

/** Notes which messages with offers people opened or clicked in, beside the touches that say so. What programs did does not count. */
export function notingOpenedOffers(touches: TouchWriter, ledger: Pick<OfferLedger, 'opened'>): TouchWriter {
  return {
    async write(all, receivedAt) {
      await touches.write(all, receivedAt)
      const opened = all.filter(({ kind, isMachine }) => !isMachine && (kind === 'opened' || kind === 'clicked'))
      if (opened.length > 0) await ledger.opened([...new Set(opened.map(({ sendKey }) => sendKey))], receivedAt)
    },
  }
}
