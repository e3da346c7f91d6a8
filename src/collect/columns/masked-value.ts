const STAR = 42

/** ****: three or more masking characters in a row. */
const COVERED = /[*＊●•×]{3,}|[xX]{4,}|…|\*\*@/
/** A name with a masked end, 张** or 张*, and an address, a***@x.com or a*@x.com. */
const COVERED_NAME = /^[\p{L}][\p{L}\s·]{0,30}[*＊]{1,}[\p{L}]?$|^[*＊]{1,3}\p{L}{1,4}$/u
/** Encrypted fields of shop platforms: ##…##, $$…$$, ~…~, #…#. */
const ENCIPHERED = /^(?:##|\$\$|~~?|#(?=[A-Za-z0-9+/=]{16,}))[A-Za-z0-9+/=:,_\-~#$]{6,}/
/** Base64 of 24 characters or more with at least one that names and numbers of shops do not contain. */
const BLOB = /^(?=.*[+/=])(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9+/]{22,}={0,2}$/

/**
 * Whether a value was masked or encrypted by the exporting platform: 138****8000, ##…, $$…, a***@x.com, 张**. Buyers share such values, or one buyer has
 * many, so they never identify a customer. A cell of blanks only also counts.
 */
export function isMasked(text: string): boolean {
  if (text === '') return false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    // Letters, digits, @ . - _ alone are not a mask unless they are long or all x's.
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

/** An address with masked letters: a***@x.com, a@x*.com. */
function isCoveredAddress(text: string): boolean {
  const at = text.indexOf('@')
  return at >= 0 && !text.includes(' ') && (text.includes('*') || text.includes('＊'))
}
