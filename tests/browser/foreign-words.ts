import type { Page } from 'playwright-core'

/** Three words of Latin letters in a row: a sentence, not a name such as "Google Chrome" or a term such as "RFM". */
const LATIN_SENTENCE = /[A-Za-z][a-z'’]+(?:[ ,]+[A-Za-z][a-z'’]+){2,}/
const HAN = /[\u3400-\u9fff]/
/** Names of things that are the same in every language. */
const NAMES = ['留客', '简体中文', '中文', 'Standard Webhooks', 'Switch language to Chinese (中)', '中']

/**
 * Texts of a page in another language than its own: sentences of Latin words on a Chinese page, Chinese characters on an English one. `data` are the
 * words of the shop's own data; code and keys (`.mono`, `code`, `pre`) say what they say.
 */
export async function foreignWords(page: Page, language: 'zh-CN' | 'en', data: ReadonlySet<string>): Promise<string[]> {
  const texts = await page.evaluate<string[]>(`(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const found = []
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement
      const text = (node.textContent ?? '').trim()
      if (text === '' || parent === null || parent.closest('script, style, .mono, code, pre, svg, textarea, [lang]:not(html)') !== null) continue
      found.push(text)
    }
    for (const one of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
      if (one.closest('.mono, code, pre') !== null) continue
      for (const name of ['aria-label', 'title', 'placeholder']) {
        const text = one.getAttribute(name)
        if (text !== null && text !== '') found.push(text)
      }
    }
    return found
  })()`)
  const isForeign = (text: string): boolean => (language === 'zh-CN' ? LATIN_SENTENCE.test(text) : HAN.test(text))
  return [...new Set(texts.filter(isForeign))].filter((text) => isForeign(withoutData(text, data)))
}

function withoutData(text: string, data: ReadonlySet<string>): string {
  let rest = text
  for (const name of NAMES) rest = rest.replaceAll(name, ' ')
  // A name may contain another: the longest first.
  for (const word of [...data].toSorted((a, b) => b.length - a.length)) if (rest.includes(word)) rest = rest.replaceAll(word, ' ')
  return rest
}
