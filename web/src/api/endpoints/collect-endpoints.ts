import type { Import, Job, Source, UndoReport } from '#http/collect/data-schemas.ts'
import type { Stream } from '#http/collect/stream-schemas.ts'
import type { AttributeList } from '#http/profile/customer-schemas.ts'
import type { Static } from '#http/shared-schemas.ts'
import type { Params } from '../client.ts'
import { read, segment } from '../endpoint.ts'
import type { PageOf, ListOf } from '../endpoint.ts'

export const collectEndpoints = {
  attributes: () => read<Static<typeof AttributeList>>('/attributes'),
  imports: (params: Params) => read<PageOf<Import>>('/imports', params),
  undoReport: (importId: string) => read<Static<typeof UndoReport>>(`/imports/${segment(importId)}/undo`),
  sources: () => read<ListOf<Source>>('/sources'),
  streams: () => read<ListOf<Stream>>('/streams'),
  jobs: (params: Params) => read<ListOf<Job>>('/jobs', params),
  job: (jobId: string) => read<Job>(`/jobs/${segment(jobId)}`),
}
