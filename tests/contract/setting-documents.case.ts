import { describe, expect, it } from 'vitest'
import type { SettingDocuments } from '#predict/churn/tiers/risk-tier-settings.ts'

const NOW = new Date('2026-01-01T00:00:00Z')

/** What every store of setting documents does. `open` gives one with nothing in it. */
export function settingDocumentsCase(open: () => Promise<SettingDocuments>): void {
  describe('a store of setting documents', () => {
    it('keeps the last document of each name, as JSON', async () => {
      const documents = await open()
      expect(await documents.read('a')).toBeNull()
      const value = { tiers: [{ from: 0.1, label: '高' }], none: null, left: undefined, at: NOW }
      await documents.write('a', value, NOW)
      await documents.write('b', [1, 'x'], NOW)
      expect(await documents.read('a')).toStrictEqual({ tiers: [{ from: 0.1, label: '高' }], none: null, at: NOW.toISOString() })
      expect(await documents.read('b')).toStrictEqual([1, 'x'])
      await documents.write('a', { other: true }, NOW)
      expect(await documents.read('a')).toStrictEqual({ other: true })
      expect(await documents.read('c')).toBeNull()
    })

    it('is not changed by what is done to a document afterwards', async () => {
      const documents = await open()
      const value = { list: [1] }
      await documents.write('a', value, NOW)
      value.list.push(2)
      expect(await documents.read('a')).toStrictEqual({ list: [1] })
    })
  })
}
