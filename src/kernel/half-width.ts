/**
 * Full-width letters, digits and marks of East Asian keyboards in their usual form; nothing else changes. Unicode's NFKC is no substitute where a
 * number is read: it makes 10² to 102 and ① to 1.
 */
export function halfWidth(text: string): string {
  return text.replaceAll(/[\uFF01-\uFF5E\u3000\uFFE1\uFFE5]/g, (character) => {
    if (character === '\u3000') return ' '
    if (character === '\uFFE1') return '£'
    if (character === '\uFFE5') return '¥'
    return String.fromCharCode(character.charCodeAt(0) - 0xfee0)
  })
}
