import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { StreamSchema } from './stream-schema.ts'

export interface StreamMessage {
  readonly userId?: string
  readonly anonymousId?: string
  readonly event: string
  readonly timestamp: string
  readonly properties: Readonly<Record<string, string | number | boolean>>
}

/** A row of a kind of data as the tracking API takes it (`POST /v1/track`): who it is about and when stand apart, the rest are properties. */
export function streamMessage(schema: StreamSchema, row: readonly (string | BilingualText)[], language: 'zh' | 'en'): StreamMessage {
  const cells = schema.fields.map((field, i) => {
    const cell = row[i] ?? ''
    return { ...field, text: typeof cell === 'string' ? cell : cell[language] }
  })
  const who = cells.find(({ name }) => name === schema.about)?.text ?? ''
  const at = cells.find(({ name }) => name === 'at')?.text ?? ''
  const properties = cells
    .filter(({ name, text }) => name !== schema.about && name !== 'at' && text !== '')
    .map(({ name, type, text }): [string, string | number | boolean] => [
      name,
      type === 'number' ? Number(text) : type === 'yes-no' ? ['yes', '是'].includes(text) : text,
    ])
  return {
    ...(schema.about === 'customerId' ? { userId: who } : { anonymousId: who }),
    event: schema.event,
    timestamp: at.replace(' ', 'T'),
    properties: Object.fromEntries(properties),
  }
}
