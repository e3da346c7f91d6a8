/** Escapes text for HTML or XML, between tags and in quoted attributes. `escapeHtml('a < "b"')` is `a &lt; &quot;b&quot;`. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')
}
