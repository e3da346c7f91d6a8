import type { ProjectState, RateList } from '#http/project/project-schemas.ts'
import { read } from '../endpoint.ts'

export const projectEndpoints = {
  project: () => read<ProjectState>('/project'),
  rates: () => read<RateList>('/project/rates'),
}
