import { useParams } from 'react-router'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { QueryView } from '../../../components/query-view.tsx'
import { ContentEditor } from './content-editor.tsx'
import './contents.css'
import '../offers/offers.css'

export default function ContentPage() {
  const { id = '' } = useParams()
  const query = useApi(endpoints.content(id))
  return <QueryView query={query}>{(content) => <ContentEditor key={`${content.id} ${content.version}`} of={content} />}</QueryView>
}
