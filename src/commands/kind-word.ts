import type { Door } from './door.ts'

/** What a kind of identifier is called; the shop's own ones have their names. */
export function kindWord(word: Door['word'], kind: string): string {
  return kind.startsWith('custom:') ? kind.slice('custom:'.length) : word('identifier', kind)
}
