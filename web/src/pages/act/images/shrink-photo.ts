/** A larger one is slow in a mail on a phone, and photos of phones have several times as much. */
const LARGE_BYTES = 1024 ** 2
/** Twice what a mail shows, for sharp screens. */
const WIDEST = 1_600
const KINDS: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp'])

/** A large photo as it is needed, made by the browser before it is sent; every other file as it is. */
export async function shrinkPhoto(file: File): Promise<{ readonly file: File; readonly shrunk: boolean }> {
  if (file.size <= LARGE_BYTES || !KINDS.has(file.type)) return { file, shrunk: false }
  // What cannot be opened here is sent as it is: the server says what is wrong with it.
  const bitmap = await createImageBitmap(file).catch(() => null)
  if (bitmap === null) return { file, shrunk: false }
  const scale = Math.min(1, WIDEST / bitmap.width, WIDEST / bitmap.height)
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(bitmap.width * scale))
  canvas.height = Math.max(1, Math.round(bitmap.height * scale))
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  const type = file.type === 'image/png' ? 'image/png' : 'image/jpeg'
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, 0.85))
  if (blob === null || blob.size >= file.size) return { file, shrunk: false }
  return { file: new File([blob], file.name, { type }), shrunk: true }
}
