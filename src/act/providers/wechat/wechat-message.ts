import type { OutgoingWechat, ProviderTemplate } from '../../outgoing-message.ts'

/** The values of a template, as all three kinds of template take them. */
export function templateData({ params }: ProviderTemplate): Readonly<Record<string, { readonly value: string }>> {
  return Object.fromEntries(params.map(({ name, value }) => [name, { value }]))
}

/** A customer-service message of text. The link stands at its end, where the text does not have it already. */
export function serviceMessage({ openId, text, url }: OutgoingWechat): object {
  const content = url === null || text.includes(url) ? text : `${text}\n${url}`
  return { touser: openId, msgtype: 'text', text: { content } }
}
