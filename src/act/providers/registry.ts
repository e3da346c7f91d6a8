import type { ProviderKind, ProviderName, TeamProviderKind } from './provider.ts'
import { SMTP } from './smtp/smtp-provider.ts'

/** Who can carry messages to customers, in the order that the console shows them in. */
export const PROVIDER_KINDS: readonly ProviderKind[] = [SMTP]

/** Who can carry words to the team. */
export const TEAM_PROVIDER_KINDS: readonly TeamProviderKind[] = []

export type AnyProviderKind = ProviderKind | TeamProviderKind

export const ALL_PROVIDER_KINDS: readonly AnyProviderKind[] = [...PROVIDER_KINDS, ...TEAM_PROVIDER_KINDS]

/** Undefined: there is none in this version. */
export function providerKind(name: ProviderName): AnyProviderKind | undefined {
  return ALL_PROVIDER_KINDS.find((kind) => kind.name === name)
}
