import { useTranslation } from 'react-i18next'
import type { ImageRow } from '#http/act/image-schemas.ts'
import { useFormat } from '../../../format/use-format.ts'

/** Figures of an image in words. */
export function useImageWords() {
  const { t } = useTranslation()
  const format = useFormat()
  const kilobytes = (bytes: number) => t('images.kb', { n: format.integer(Math.ceil(bytes / 1024)) })
  const pixelsOf = ({ width, height }: ImageRow) => t('images.pixels', { width: format.integer(width), height: format.integer(height) })
  return {
    kilobytes,
    pixelsOf,
    /** Of many images. */
    amount: (bytes: number) =>
      bytes < 1024 ** 2 ? kilobytes(bytes) : t('images.mb', { n: format.decimal(bytes / 1024 ** 2, bytes < 10 * 1024 ** 2 ? 1 : 0) }),
    sizeOf: (image: ImageRow) => `${pixelsOf(image)} · ${kilobytes(image.bytes)}`,
  }
}
