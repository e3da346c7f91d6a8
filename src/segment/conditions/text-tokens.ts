import { wrongText } from './condition-errors.ts'

/** A piece of the text form. `at`: characters from its start, from 1. */
export interface Token {
  readonly kind: 'word' | 'text' | 'name' | 'sign' | 'end'
  readonly value: string
  readonly at: number
}

const PIECES = /\s+|(?<text>"(?:[^"\\]|\\.)*")|(?<name>`(?:[^`\\]|\\.)*`)|(?<sign>>=|<=|[><=(),])|(?<word>[\p{L}\p{N}_.%+-]+)/uy

/** @throws AppError `condition-text` */
export function tokensOf(text: string): Token[] {
  const found: Token[] = []
  PIECES.lastIndex = 0
  while (PIECES.lastIndex < text.length) {
    const at = PIECES.lastIndex
    const groups = PIECES.exec(text)?.groups
    if (groups === undefined) throw wrongText(at + 1, text.slice(at, at + 20), 'a name, a number, a text in double quotes or a sign')
    const { text: quoted, name, sign, word } = groups
    if (quoted !== undefined) found.push({ kind: 'text', value: unquoted(quoted, at), at: at + 1 })
    else if (name !== undefined) found.push({ kind: 'name', value: name.slice(1, -1).replaceAll(/\\(.)/gu, '$1'), at: at + 1 })
    else if (sign !== undefined) found.push({ kind: 'sign', value: sign, at: at + 1 })
    else if (word !== undefined) found.push({ kind: 'word', value: word, at: at + 1 })
  }
  return [...found, { kind: 'end', value: 'the end', at: text.length + 1 }]
}

function unquoted(quoted: string, at: number): string {
  try {
    return JSON.parse(quoted) as string
  } catch {
    throw wrongText(at + 1, quoted, 'a text in double quotes, as in JSON,')
  }
}
