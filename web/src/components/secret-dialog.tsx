import { Button, Modal } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useChange } from '../api/use-api.ts'
import { CreateForm } from './create-form.tsx'

interface Props<Fields, T> {
  open: boolean
  close: () => void
  title: string
  /** The title once it exists. */
  doneTitle: string
  /** Where it is sent, and the list that is read again. */
  path: string
  bodyOf?: (fields: Fields) => unknown
  initialValues?: Partial<Fields>
  /** In pixels; antd's own width without it. */
  width?: number
  /** The fields of the form. */
  children: ReactNode
  /** What the server shows only this once. */
  shown: (made: T) => ReactNode
}

/** Creates something that comes with a secret: first its form, then the secret until the person is done with it. */
export function SecretDialog<Fields, T>({
  open,
  close,
  title,
  doneTitle,
  path,
  bodyOf = (fields) => fields,
  initialValues = {},
  width,
  children,
  shown,
}: Props<Fields, T>) {
  const { t } = useTranslation()
  const create = useChange<T>([path])
  const leave = () => {
    close()
    create.reset()
  }
  const made = create.data
  return (
    <Modal
      open={open}
      title={made === undefined ? title : doneTitle}
      onCancel={leave}
      footer={null}
      {...(width === undefined ? {} : { width })}
      destroyOnHidden
    >
      {made === undefined ? (
        <CreateForm<Fields, T>
          create={create}
          submit={(fields) => create.mutate({ method: 'POST', path, body: bodyOf(fields) })}
          initialValues={initialValues}
        >
          {children}
        </CreateForm>
      ) : (
        <div className="stack">
          {shown(made)}
          <div>
            <Button type="primary" onClick={leave}>
              {t('common.done')}
            </Button>
          </div>
        </div>
      )}
    </Modal>
  )
}
