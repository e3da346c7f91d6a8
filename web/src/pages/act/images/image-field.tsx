import { Button, Input, Upload } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImageRow } from '#http/act/image-schemas.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { Icon } from '../../../components/icon.tsx'
import { useCan } from '../../../session/use-can.ts'
import { ImageLibrary } from './image-library.tsx'
import { IMAGE_KINDS, useImageUpload } from './use-image-upload.ts'
import './images.css'

interface Props {
  /** The `/i/…` of an image of ours, an address of the web, or a variable. */
  readonly value?: string
  readonly onChange?: (address: string) => void
  /** In place of `onChange` where more than the address of an image is wanted. */
  readonly onTake?: (image: ImageRow) => void
  readonly label: string
  readonly readOnly?: boolean
  readonly id?: string
}

/** An image for a message: dropped, pasted, chosen from the disk or the library, or by its address. */
export function ImageField({ value = '', onChange, onTake, label, readOnly = false, id }: Props) {
  const { t } = useTranslation()
  const can = useCan()
  const [isChoosing, setIsChoosing] = useState(false)
  const take = (image: ImageRow) => {
    setIsChoosing(false)
    if (onTake === undefined) onChange?.(image.path)
    else onTake(image)
  }
  const { busy, problem, upload } = useImageUpload(take)
  const mayUpload = !readOnly && can('contents:write')
  return (
    <div role="group" aria-label={label} className="image-field">
      {value.startsWith('/i/') ? <img className="image-look" src={value} alt="" /> : null}
      <div className="image-field-rows">
        <Input
          {...(id === undefined ? {} : { id })}
          aria-label={label}
          placeholder={t('images.address')}
          maxLength={2000}
          readOnly={readOnly}
          value={value}
          onChange={({ target }) => onChange?.(target.value)}
          onPaste={(event) => {
            const [file] = event.clipboardData.files
            if (!mayUpload || file === undefined) return
            event.preventDefault()
            void upload([file])
          }}
        />
        {mayUpload ? (
          <Upload.Dragger
            className="image-drop"
            accept={IMAGE_KINDS}
            showUploadList={false}
            disabled={busy}
            beforeUpload={(file, files) => {
              if (file === files[0]) void upload([file])
              return false
            }}
          >
            <Icon name="imports" /> {t(busy ? 'images.uploading' : 'images.dropHint')}
          </Upload.Dragger>
        ) : null}
        {readOnly ? null : (
          <div>
            <Button size="small" onClick={() => setIsChoosing(true)}>
              {t('images.choose')}
            </Button>
          </div>
        )}
        {problem === null ? null : <ErrorNotice problem={problem} />}
      </div>
      {isChoosing ? <ImageLibrary take={take} close={() => setIsChoosing(false)} /> : null}
    </div>
  )
}
