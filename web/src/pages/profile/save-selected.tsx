import { Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useCan } from '../../session/use-can.ts'

const SaveSegmentDialog = lazy(async () => ({ default: (await import('../segment/builder/save-segment-dialog.tsx')).SaveSegmentDialog }))

/** Makes a segment of the customers that are chosen one by one. */
export function SaveSelected({ ids }: { ids: readonly string[] }) {
  const { t } = useTranslation()
  const can = useCan()
  const navigate = useNavigate()
  const [isOpen, setOpen] = useState(false)
  if (!can('segments:write')) return null
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        {t('groups.saveSelected')}
      </Button>
      {isOpen ? (
        <Suspense fallback={null}>
          <SaveSegmentDialog
            grain="customers"
            condition={{ field: 'customer.id', op: 'in', values: [...ids] }}
            segment={null}
            kind="snapshot"
            close={() => setOpen(false)}
            saved={({ id }) => void navigate(`/customers/groups/${id}`)}
          />
        </Suspense>
      ) : null}
    </>
  )
}
