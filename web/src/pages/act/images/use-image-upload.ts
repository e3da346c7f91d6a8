import { App } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImageAdded } from '#http/act/image-schemas.ts'
import { ApiProblem } from '../../../api/client.ts'
import { useChange } from '../../../api/use-api.ts'
import { shrinkPhoto } from './shrink-photo.ts'

export const IMAGE_KINDS = 'image/png,image/jpeg,image/gif,image/webp'

export interface ImageUpload {
  readonly busy: boolean
  readonly problem: ApiProblem | null
  /** One after the other; ends at the first that is refused. */
  readonly upload: (files: readonly File[]) => Promise<void>
}

/** Sends images to the library; `taken` gets each that is there then. */
export function useImageUpload(taken: (image: ImageAdded) => void): ImageUpload {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const change = useChange<ImageAdded>(['/images'])
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const upload = async (files: readonly File[]) => {
    if (busy || files.length === 0) return
    setBusy(true)
    setProblem(null)
    try {
      for (const given of files) {
        const { file, shrunk } = await shrinkPhoto(given)
        const body = new FormData()
        body.append('file', file, file.name)
        const image = await change.mutateAsync({ method: 'POST', path: '/images', body })
        if (!image.added) void message.info(t('images.wasThere', { name: image.name }))
        else if (shrunk) void message.info(t('images.shrunk', { name: image.name }))
        taken(image)
      }
    } catch (error) {
      setProblem(error instanceof ApiProblem ? error : new ApiProblem(0, 'unreachable', ''))
    } finally {
      setBusy(false)
    }
  }
  return { busy, problem, upload }
}
