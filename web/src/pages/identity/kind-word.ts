import type { useCode } from '../../components/codes.ts'

/** What a kind of identifiers is called: the shop's own by their name. */
export function kindWord(code: ReturnType<typeof useCode>, kind: string): string {
  return kind.startsWith('custom:') ? kind.slice('custom:'.length) : code('identifier', kind)
}
