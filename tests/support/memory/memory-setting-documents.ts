import type { SettingDocuments } from '#predict/churn/tiers/risk-tier-settings.ts'

/** Named documents in memory. Keeps the rules of tests/contract/setting-documents.case.ts. */
export function memorySettingDocuments(kept: Readonly<Record<string, object>> = {}): SettingDocuments {
  const documents = new Map(Object.entries(kept).map(([name, value]) => [name, JSON.stringify(value)]))
  return {
    read(name) {
      const text = documents.get(name)
      return Promise.resolve(text === undefined ? null : JSON.parse(text))
    },
    write(name, value) {
      documents.set(name, JSON.stringify(value))
      return Promise.resolve()
    },
  }
}
