/** Texts as a set: in base64, so that nothing of them is read as SQL, and in the statement, since an address has room for a few only. */
export function packedTexts(texts: readonly string[], each: 'toString' | 'toUUID' = 'toString'): string {
  const json = Buffer.from(JSON.stringify(texts)).toString('base64')
  return `(SELECT ${each}(arrayJoin(JSONExtract(base64Decode('${json}'), 'Array(String)'))) AS id)`
}
