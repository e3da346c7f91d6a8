import type { TeamMessage } from '../outgoing-message.ts'
import { cutToBytes } from './cut-to-bytes.ts'

/** A word to the team as the small Markdown that all group robots read: a bold title, the text, a link. Cut to `bytes` of UTF-8, the link kept. */
export function teamMarkdown({ title, text, url }: TeamMessage, bytes: number, linkWord = '→'): string {
  const link = url === null ? '' : `\n[${linkWord}](${url})`
  const head = `**${oneLine(title)}**\n`
  return `${cutToBytes(`${head}${text}`, bytes - Buffer.byteLength(link))}${link}`
}

/** The same without marks, for places that show them as they are. */
export function teamPlainText({ title, text, url }: TeamMessage, bytes: number): string {
  const link = url === null ? '' : `\n${url}`
  const plain = `${oneLine(title)}\n${text.replaceAll('**', '')}`
  return `${cutToBytes(plain, bytes - Buffer.byteLength(link))}${link}`
}

/** A title stands on one line. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

/** The text with the word that a robot wants to find in it, where the group chose that check. */
export function withKeyword(text: string, keyword: string): string {
  return keyword === '' || text.includes(keyword) ? text : `${text}\n${keyword}`
}
