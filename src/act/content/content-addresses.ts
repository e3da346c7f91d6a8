import type { Channel } from '#decide/strategy.ts'
import { compileForm } from './compile-content.ts'
import { saidBy } from './content-variants.ts'
import type { MessageContent } from './message-content.ts'

/** An address that a content leads to or shows, and the channels whose text has it. */
export interface ContentAddress {
  readonly url: string
  readonly kind: 'link' | 'picture'
  readonly channels: readonly Channel[]
}

/** Every address that the author wrote, also in variants, once each, in the order of the channels; one with a variable inside differs by customer and is left out. @throws AppError `mjml-wrong`, `template-invalid` */
export function contentAddresses(content: MessageContent, shopUrl: string): readonly ContentAddress[] {
  const found = new Map<string, { kind: ContentAddress['kind']; channels: Set<Channel> }>()
  const add = (url: string, kind: ContentAddress['kind'], channel: Channel): void => {
    if (!URL.canParse(url)) return
    const of = found.get(url) ?? { kind, channels: new Set() }
    of.channels.add(channel)
    found.set(url, of)
  }
  for (const { channel, language, said } of saidBy(content)) {
    const form = compileForm(said, channel, language)
    if (form === null) continue
    for (const url of form.urls) add(url, 'link', channel)
    if (form.names.has('shop.url')) add(shopUrl, 'link', channel)
    for (const [, src = ''] of (form.texts['html'] ?? '').matchAll(/<img[^>]{0,500}? src="(https?:\/\/[^"{}]{1,2000})"/gu))
      add(src.replaceAll('&amp;', '&'), 'picture', channel)
    const picture = form.texts['imageUrl'] ?? ''
    if (/^https?:\/\/[^{}]+$/u.test(picture)) add(picture, 'picture', channel)
  }
  return [...found].map(([url, { kind, channels }]) => ({ url, kind, channels: [...channels] }))
}
