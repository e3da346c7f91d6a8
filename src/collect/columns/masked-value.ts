const STAR = 42

/** ****: three signs or more in a row that stand for what was taken out. */
const COVERED = /[*＊●•×]{3,}|[xX]{4,}|…|\*\*@/
/** A name with its end covered, 张** or 张*, and an address, a***@x.com or a*@x.com. */
const COVERED_NAME = /^[\p{L}][\p{L}\s·]{0,30}[*＊]{1,}[\p{L}]?$|^[*＊]{1,3}\p{L}{1,4}$/u
/** Enciphered fields of shop platforms: ##…##, $$…$$, ~…~, #…#. */
const ENCIPHERED = /^(?:##|\$\$|~~?|#(?=[A-Za-z0-9+/=]{16,}))[A-Za-z0-9+/=:,_\-~#$]{6,}/
/** Base64 of 24 signs or more with at least one that a name or a number of a shop does not have. */
const BLOB = /^(?=.*[+/=])(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9+/]{22,}={0,2}$/

/**
 * Whether a value was covered or enciphered on the way out of a platform: 138****8000, ##…, $$…, a***@x.com, 张**. Buyers share such values, or one buyer has
 * many, so that it never identifies anybody. A cell of nothing but blanks is one too.
 */
export function isMasked(text: string): boolean {
  if (text === '') return false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    // Letters, digits, @ . - _ alone are no mask unless they are long or are x's.
    const plain =
      (code >= 48 && code <= 57) || (code >= 64 && code <= 90) || (code >= 97 && code <= 122) || code === 46 || code === 45 || code === 95
    if (!plain || (code === 88 && text.charCodeAt(at + 1) === 88) || (code === 120 && text.charCodeAt(at + 1) === 120))
      return isMaskedText(text.trim())
  }
  return false
}

function isMaskedText(text: string): boolean {
  if (text === '') return true
  if (text.charCodeAt(0) === STAR && /^\*+$/.test(text)) return true
  return (
    COVERED.test(text) ||
    /\d[*＊]{2}|[*＊]{2}\d/.test(text) ||
    COVERED_NAME.test(text) ||
    isCoveredAddress(text) ||
    ENCIPHERED.test(text) ||
    BLOB.test(text)
  )
}

/** An address with letters taken out: a***@x.com, a@x*.com. */
function isCoveredAddress(text: string): boolean {
  const at = text.indexOf('@')
  return at >= 0 && !text.includes(' ') && (text.includes('*') || text.includes('＊'))
}
