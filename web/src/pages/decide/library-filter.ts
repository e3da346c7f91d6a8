import type { LibraryStrategy } from '#http/decide/library-schemas.ts'

/** The packs in the order in which the library has them. */
export function packsOf(items: readonly LibraryStrategy[]): string[] {
  return [...new Set(items.map(({ definition }) => definition.pack))]
}

/** Whether a strategy says, in either language, all of the words that somebody looks for. */
export function isFound({ definition, sentence }: LibraryStrategy, asked: string): boolean {
  const { name, summary, offer, content } = definition
  const said = [name, summary, offer.label, content.subject, content.body, sentence]
    .flatMap(({ zh, en }) => [zh, en])
    .join(' ')
    .toLowerCase()
  return asked
    .toLowerCase()
    .split(/\s+/u)
    .every((word) => said.includes(word))
}

/** The preferred channel first. */
export function channelsOf({
  channel,
  nextChannels = [],
}: LibraryStrategy['definition']): readonly LibraryStrategy['definition']['channel'][] {
  return [channel, ...nextChannels]
}
