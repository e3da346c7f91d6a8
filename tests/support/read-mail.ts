/** Subject and plain text of a message as a mail program shows them: encoded words (RFC 2047), the text part and its transfer encoding (RFC 2045). */
export function readMail(source: string): { readonly subject: string; readonly text: string } {
  const boundary = /boundary="?([^"\r\n;]+)"?/.exec(source)?.[1] ?? ''
  const part = source.split(`--${boundary}`).find((one) => /^content-type: text\/plain/im.test(one)) ?? ''
  const start = part.indexOf('\r\n\r\n') + 4
  const body = part.slice(start, part.lastIndexOf('\r\n'))
  const encoding = /^content-transfer-encoding:\s*(\S+)/im.exec(part)?.[1]?.toLowerCase() ?? ''
  const bytes = encoding === 'base64' ? Buffer.from(body, 'base64') : encoding === 'quoted-printable' ? fromQuoted(body) : Buffer.from(body)
  const header = /^subject:\s*((?:.|\r\n[ \t])*)/im.exec(source)?.[1] ?? ''
  return { subject: fromEncodedWords(header), text: bytes.toString('utf8').replaceAll('\r\n', '\n') }
}

function fromQuoted(text: string): Buffer {
  return Buffer.from(
    text.replaceAll(/=\r\n/g, '').replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
}

function fromEncodedWords(header: string): string {
  return header
    .replaceAll(/\?=\r\n[ \t]+=\?/g, '?==?')
    .replaceAll(/\r\n(?=[ \t])/g, '')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, word: string) =>
      (kind.toLowerCase() === 'b' ? Buffer.from(word, 'base64') : fromQuoted(word.replaceAll('_', ' '))).toString('utf8'),
    )
    .trim()
}
