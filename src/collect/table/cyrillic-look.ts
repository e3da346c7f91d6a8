import type { Look } from './guess-encoding.ts'

/** What a byte is in an encoding of Cyrillic. */
type Letter = 'small' | 'capital' | 'seldom' | 'sign' | 'none'

/** Letters of Russian, Ukrainian, Belarusian and Bulgarian. */
const EASTERN = 'абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґў'
const SIGNS = '№«»“”„‘’–—…\u00a0·°©®€•'

/** How bytes look when they are Cyrillic in that encoding: a word is small, has a capital first or is all capitals, which tells KOI8-R from Windows-1251. */
export function cyrillicLook(encoding: 'windows-1251' | 'koi8-r'): (bytes: Uint8Array, at: number) => readonly [number, Look] {
  const letters = [...new TextDecoder(encoding).decode(Uint8Array.from({ length: 128 }, (_, i) => i + 128))].map(letterOf)
  const of = (code: number | undefined): Letter => (code === undefined || code < 128 ? 'none' : (letters[code - 128] ?? 'none'))
  return (bytes, at) => {
    const [before, here, after] = [of(bytes[at - 1]), of(bytes[at]), of(bytes[at + 1])]
    if (here === 'sign') return [1, 'neutral']
    if (here === 'seldom') return [1, 'rare']
    if (here === 'capital' && before === 'small') return [1, 'invalid']
    if (here === 'small' && before === 'capital' && of(bytes[at - 2]) === 'capital') return [1, 'invalid']
    if (here === 'small' || here === 'capital') return [1, isLatin(bytes[at - 1]) || isLatin(bytes[at + 1]) ? 'rare' : 'common']
    return [1, before === 'none' && after === 'none' ? 'rare' : 'invalid']
  }
}

function letterOf(character: string): Letter {
  if (SIGNS.includes(character)) return 'sign'
  if (character < '\u0400' || character > '\u04ff') return 'none'
  if (!EASTERN.includes(character.toLowerCase())) return 'seldom'
  return character === character.toLowerCase() ? 'small' : 'capital'
}

function isLatin(code: number | undefined): boolean {
  return code !== undefined && ((code >= 65 && code <= 90) || (code >= 97 && code <= 122))
}

/** Runs of bytes beyond ASCII by the parity of their length: in an encoding of two bytes a character none is odd. */
export function runsOf(bytes: Uint8Array): { readonly odd: number; readonly even: number } {
  const runs = { odd: 0, even: 0 }
  let length = 0
  const end = (): void => {
    if (length > 0) runs[length % 2 === 1 ? 'odd' : 'even'] += 1
    length = 0
  }
  for (const code of bytes) {
    if (code >= 0x80) length += 1
    else end()
  }
  end()
  return runs
}
