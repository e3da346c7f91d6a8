import { useParams } from 'react-router'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { QueryView } from '../../../components/query-view.tsx'
import { useCan } from '../../../session/use-can.ts'
import { usePageParams } from '../../../components/use-page-params.ts'
import { BroadcastLive } from './broadcast-live.tsx'
import { BroadcastSeries } from './broadcast-series.tsx'
import { isMoving } from './broadcast-state.tsx'
import { BroadcastWizard } from './broadcast-wizard.tsx'
import './broadcasts.css'

/** A draft is worked on; what was started is followed. */
export default function BroadcastPage() {
  const { id = 'new' } = useParams()
  return id === 'new' ? <BroadcastWizard key="new" detail={null} /> : <Known key={id} id={id} />
}

function Known({ id }: { id: string }) {
  const can = useCan()
  const isEdited = usePageParams().get('edit') !== undefined
  const query = useApi(endpoints.broadcast(id), { watched: ({ broadcast }) => isMoving(broadcast) })
  return (
    <QueryView query={query}>
      {(detail) =>
        can('strategies:write') && (detail.broadcast.state === 'draft' || (detail.broadcast.state === 'repeating' && isEdited)) ? (
          <BroadcastWizard detail={detail} />
        ) : detail.broadcast.when.kind === 'repeat' && detail.broadcast.state !== 'awaiting' ? (
          <BroadcastSeries detail={detail} />
        ) : (
          <BroadcastLive detail={detail} />
        )
      }
    </QueryView>
  )
}
