/** A regular expression as it stands in a source file. */
export interface PatternLiteral {
  readonly line: number
  readonly source: string
  readonly flags: string
}

/** What a slash follows when it begins a pattern and does not divide. */
const BEFORE_PATTERN = /(?:^|[(,=:[!&|?{};+<>~*%-]|\b(?:return|typeof|case|in|of|do|else|void|yield|await))$/

/** All regular expression literals of a TypeScript source; comments, strings and templates are stepped over. */
export function patternLiterals(code: string): PatternLiteral[] {
  const found: PatternLiteral[] = []
  const templates: number[] = []
  let braces = 0
  let before = ''
  for (let i = 0; i < code.length;) {
    const c = code[i] as string
    if (code.startsWith('//', i)) i = endOr(code.indexOf('\n', i), code)
    else if (code.startsWith('/*', i)) i = endOr(code.indexOf('*/', i), code) + 2
    else if (c === "'" || c === '"') {
      i = endOfQuoted(code, i, c)
      before = ')'
    } else if (c === '`' || (c === '}' && templates.at(-1) === braces)) {
      if (c === '}') templates.pop()
      const end = endOfTemplatePart(code, i + 1)
      i = end.at
      if (end.opens) templates.push(braces)
      before = end.opens ? '(' : ')'
    } else if (c === '/' && BEFORE_PATTERN.test(before)) {
      const end = endOfPattern(code, i)
      const flags = /^[a-z]*/.exec(code.slice(end + 1, end + 12))?.[0] ?? ''
      found.push({ line: code.slice(0, i).split('\n').length, source: code.slice(i + 1, end), flags })
      i = end + 1 + flags.length
      before = ')'
    } else {
      if (c === '{') braces += 1
      if (c === '}') braces -= 1
      if (!/\s/.test(c)) before = /\w/.test(c) && /\w$/.test(before) && /\w/.test(code[i - 1] ?? '') ? before + c : c
      i += 1
    }
  }
  return found
}

function endOr(at: number, code: string): number {
  return at < 0 ? code.length : at
}

function endOfQuoted(code: string, start: number, quote: string): number {
  let i = start + 1
  while (i < code.length && code[i] !== quote) i += code[i] === '\\' ? 2 : 1
  return i + 1
}

function endOfTemplatePart(code: string, start: number): { readonly at: number; readonly opens: boolean } {
  for (let i = start; i < code.length; i += 1) {
    if (code[i] === '\\') i += 1
    else if (code[i] === '`') return { at: i + 1, opens: false }
    else if (code.startsWith('${', i)) return { at: i + 2, opens: true }
  }
  return { at: code.length, opens: false }
}

function endOfPattern(code: string, start: number): number {
  let inClass = false
  for (let i = start + 1; i < code.length; i += 1) {
    const c = code[i]
    if (c === '\\') i += 1
    else if (c === '[') inClass = true
    else if (c === ']') inClass = false
    else if (c === '/' && !inClass) return i
  }
  throw new Error(`A pattern without an end at ${start}.`)
}
