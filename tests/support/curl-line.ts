import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** What a line of shell with `curl` in it asks for, and into which variable which part of the answer goes. */
export interface CurlAnswer {
  readonly status: number
  readonly body: string
}

/**
 * Does what a documented line `curl …` or `NAME=$(curl … | jq -r .field)` would do: variables, quotes and the options -s -X -H -d -F -u -b -c of curl.
 * Cookies of -c are kept for -b in `variables`. @throws for an option that the documents did not use so far
 */
export async function runCurlLine(line: string, variables: Map<string, string>, folder: string): Promise<CurlAnswer> {
  const kept = /^(\w+)=\$\((.*?)(?: \| jq -r \.(\w+))?\)$/.exec(line)
  const words = wordsOf(kept?.[2] ?? line, variables)
  if (words[0] !== 'curl') throw new Error(`Not a line of curl: ${line}`)
  const headers = new Headers()
  let method: string | undefined
  let body: string | FormData | undefined
  let url = ''
  let jar: string | undefined
  for (let i = 1; i < words.length; i += 1) {
    const option = words[i] ?? ''
    if (!option.startsWith('-')) {
      url = option
      continue
    }
    if (option === '-s') continue
    i += 1
    const value = words[i] ?? ''
    const [name, rest] = split(value, option === '-H' ? ':' : '=')
    if (option === '-X') method = value
    else if (option === '-H') headers.set(name, rest.trim())
    else if (option === '-u') headers.set('authorization', `Basic ${Buffer.from(value).toString('base64')}`)
    else if (option === '-d') body = value
    else if (option === '-c') jar = value
    else if (option === '-b') headers.set('cookie', variables.get(`cookies of ${value}`) ?? '')
    else if (option === '-F') {
      const form: FormData = body instanceof FormData ? body : new FormData()
      if (rest.startsWith('@')) form.set(name, new Blob([readFileSync(join(folder, rest.slice(1)))]), basename(rest))
      else form.set(name, rest)
      body = form
    } else throw new Error(`The option ${option} of curl is not known here: ${line}`)
  }
  const response = await fetch(url, { method: method ?? (body === undefined ? 'GET' : 'POST'), headers, body: body ?? null })
  if (jar !== undefined) {
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0])
    variables.set(`cookies of ${jar}`, cookies.join('; '))
  }
  const text = await response.text()
  if (kept?.[1] !== undefined) {
    const answer = JSON.parse(text) as Record<string, unknown>
    variables.set(kept[1], kept[3] === undefined ? text : String(answer[kept[3]]))
  }
  return { status: response.status, body: text }
}

function split(text: string, by: string): [string, string] {
  const at = text.indexOf(by)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

/** The words of a line as a POSIX shell makes them of quotes, backslashes and variables. @throws for a variable that is not set */
function wordsOf(line: string, variables: ReadonlyMap<string, string>): string[] {
  const expand = (text: string) =>
    text.replaceAll(/\$(\w+)/g, (_, name: string) => {
      const value = variables.get(name)
      if (value === undefined) throw new Error(`$${name} is not set: ${line}`)
      return value
    })
  return [...line.matchAll(/(?:'[^']*'|"(?:\\.|[^"\\])*"|[^\s'"])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"((?:\\.|[^"\\])*)"|([^'"]+)/g, (_, plain?: string, quoted?: string, bare?: string) => {
      if (plain !== undefined) return plain
      return quoted === undefined ? expand(bare ?? '') : expand(quoted).replaceAll(/\\(["\\$`])/g, '$1')
    }),
  )
}
